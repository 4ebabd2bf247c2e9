"""Our reading against the official client's, over one server: the same listing, field by field."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi, ModelInfo

from registry.hub.links import EXPAND
from registry.hub.records import Gate, HubRecord, parse
from tests.hub import UNLIMITED, EmulatedHub
from tests.hub_room.walking import Time, a_client, walk

# What the client calls the gate's states, and what it makes of a row that does not say.
GATES = {False: Gate.OPEN, "auto": Gate.AUTO, "manual": Gate.MANUAL, None: Gate.UNKNOWN}


def _both(hub: EmulatedHub) -> Iterator[tuple[HubRecord, ModelInfo]]:
    with a_client(hub, Time()) as client:
        records = [parse(row) for page in walk(hub, client) for row in page.rows]
    expand: Any = list(EXPAND)  # the client lists the names that may be asked for one by one
    listed = HfApi(endpoint=hub.url, token=False).list_models(sort="created_at", expand=expand)
    theirs = {info.id: info for info in listed}
    assert len(records) == len(theirs) == len(hub.data)
    for record in records:
        assert isinstance(record, HubRecord)
        yield record, theirs[record.repo_id]


def _listed(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    return tuple(str(item) for item in (value if isinstance(value, list) else [value]) if item != "")


def _assert_same(record: HubRecord, info: ModelInfo) -> None:
    card = dict(info.card_data.__dict__) if info.card_data else {}
    config = info.config or {}
    siblings = None if info.siblings is None else {sibling.rfilename for sibling in info.siblings}
    ours = (
        record.hub_id,
        record.revision,
        record.created_at,
        record.last_modified,
        record.private,
        record.disabled,
        record.gate,
        (record.downloads, record.downloads_all_time, record.likes, record.trending),
        (record.pipeline_tag, record.library),
        list(record.tags),
        record.licence_declared,
        (record.licence_name, record.licence_link, record.gate_prompt),
        record.languages or None,
        record.datasets or None,
        record.architectures,
        record.model_type,
        record.safetensors_total,
        dict(record.safetensors_parameters),
        record.gguf and record.gguf.total,
        record.licence_files is None,
    )
    gguf = info.gguf
    theirs = (
        info.__dict__["_id"],
        info.sha,
        info.created_at,
        info.last_modified,
        bool(info.private),
        bool(info.disabled),
        GATES[info.gated],
        (info.downloads, info.downloads_all_time, info.likes, info.trending_score),
        (info.pipeline_tag, info.library_name),
        list(dict.fromkeys(info.tags or [])),
        _listed(card.get("license")),
        (card.get("license_name"), card.get("license_link"), card.get("extra_gated_prompt")),
        _listed(card.get("language")),
        _listed(card.get("datasets")),
        tuple(config.get("architectures") or ()),
        config.get("model_type"),
        info.safetensors and info.safetensors.total,
        dict(info.safetensors.parameters) if info.safetensors else {},
        gguf and gguf.get("total"),
        siblings is None,
    )
    assert ours == theirs
    assert siblings is None or set(record.licence_files or ()) <= siblings
    # The client says these are a list of names; they are `{"relation": …, "models": [{"_id": …, "id": …}]}`.
    bases: dict[str, list[dict[str, str]]] = info.__dict__["base_models"] or {}
    stated = {parent["id"] for parent in bases.get("models", [])}
    assert stated <= {parent.repo_id for parent in record.parents}


def test_our_reading_is_the_official_clients(hub: EmulatedHub) -> None:
    compared = 0
    for record, info in _both(hub):
        _assert_same(record, info)
        compared += 1
    assert compared > 50


@pytest.mark.shared
def test_our_reading_of_real_models_is_the_official_clients(shared: Path) -> None:
    listing = shared / "data" / "hub" / "models_2026-08-22.jsonl.gz"
    with EmulatedHub.from_jsonl([listing], quota=UNLIMITED) as hub:
        compared = 0
        for record, info in _both(hub):
            if len(record.languages) < 200:  # beyond that we cut
                _assert_same(record, info)
                compared += 1
    assert compared > 15_000
