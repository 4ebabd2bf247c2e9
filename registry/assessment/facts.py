"""What an assessment starts from: the facts of one model, from a listing's record or from the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from registry.catalogue.entries import Listing
from registry.hub.records import HubRecord
from registry.licences.evidence import Statement
from registry.licences.stack import LayerRelation

_ADAPTERS = frozenset({"peft", "adapter-transformers"})  # libraries whose repositories hold adapters alone


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Everything about one model that its search row is made of, before anything is concluded.

    ``seen_at`` is when the source said so. ``known`` is false for a model that was not stored before, so that
    nothing more can be held about it. ``listing`` is None where the counters that are held stay.
    """

    id: int
    known: bool
    statement: Statement
    publisher: str | None
    created_at: datetime | None
    last_modified: datetime | None
    gate: str
    pipeline_tag: str | None
    library: str | None
    tags: tuple[str, ...]
    languages: tuple[str, ...]
    quantisation: str | None
    parents: tuple[tuple[str, LayerRelation], ...]  # the models that it says it was made from, and how
    moved: bool  # its name, its parents or its presence is another than before
    architectures: tuple[str, ...]
    adapter: bool
    safetensors_total: int | None
    safetensors_parameters: tuple[tuple[str, int], ...]
    gguf_total: int | None
    weight_formats: tuple[str, ...] | None
    source: str
    removed_at: datetime | None
    seen_at: datetime
    listing: Listing | None


def of_record(
    record: HubRecord,
    model_id: int,
    *,
    known: bool,
    moved: bool,
    removed_at: datetime | None,
    seen_at: datetime,
    listing: Listing,
) -> ModelFacts:
    """Take the facts of a row of the listing that is being stored."""
    return ModelFacts(
        id=model_id,
        known=known,
        statement=Statement(
            repo_id=record.repo_id,
            revision=record.revision,
            licence_tags=record.licence_tags,
            licence_declared=record.licence_declared,
            licence_name=record.licence_name,
            licence_link=record.licence_link,
            licence_files=record.licence_files,
            gate_prompt=record.gate_prompt,
        ),
        publisher=record.publisher,
        created_at=record.created_at,
        last_modified=record.last_modified,
        gate=record.gate.value,
        pipeline_tag=record.pipeline_tag,
        library=record.library,
        tags=record.tags,
        languages=record.languages,
        quantisation=record.quantisation,
        parents=(parents := _sorted((one.repo_id, one.relation.value) for one in record.parents)),
        moved=moved,
        architectures=record.architectures,
        adapter=_is_adapter(record.library, parents),
        safetensors_total=record.safetensors_total,
        safetensors_parameters=record.safetensors_parameters,
        gguf_total=record.gguf.total if record.gguf else None,
        weight_formats=record.weight_formats,
        source="starter" if record.hub_id is None else "hub",
        removed_at=removed_at,
        seen_at=seen_at,
        listing=listing,
    )


_STORED = """SELECT hub_model.id, hub_model.repo_id, revision, licence_tags, licence_declared, licence_name,
        licence_link, licence_files, gate_prompt, publisher.name, created_at, last_modified, gate, pipeline_tag,
        library, tags, languages, quantisation, base_models, architectures, safetensors_total,
        safetensors_parameters, (gguf ->> 'total')::bigint, weight_formats, source, removed_at, as_of
    FROM hub_model LEFT JOIN publisher ON publisher.id = hub_model.publisher_id
    WHERE hub_model.id = ANY(%s) ORDER BY hub_model.id"""


def load(model_ids: Sequence[int]) -> tuple[ModelFacts, ...]:
    """Read the facts of stored models, those that exist, by ascending id. Cost: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [list(model_ids)])
        return tuple(_of_row(*row) for row in cursor.fetchall())


def _of_row(
    model_id: int,
    repo_id: str,
    revision: str | None,
    licence_tags: list[str],
    licence_declared: list[str] | None,
    licence_name: str | None,
    licence_link: str | None,
    licence_files: list[str] | None,
    gate_prompt: str | None,
    publisher: str | None,
    created_at: datetime | None,
    last_modified: datetime | None,
    gate: str,
    pipeline_tag: str | None,
    library: str | None,
    tags: list[str],
    languages: list[str],
    quantisation: str | None,
    base_models: list[str],
    architectures: list[str],
    safetensors_total: int | None,
    safetensors_parameters: Any,
    gguf_total: int | None,
    weight_formats: list[str] | None,
    source: str,
    removed_at: datetime | None,
    as_of: datetime,
) -> ModelFacts:
    return ModelFacts(
        id=model_id,
        known=True,
        statement=Statement(
            repo_id=repo_id,
            revision=revision,
            licence_tags=tuple(licence_tags),
            licence_declared=None if licence_declared is None else tuple(licence_declared),
            licence_name=licence_name,
            licence_link=licence_link,
            licence_files=None if licence_files is None else tuple(licence_files),
            gate_prompt=gate_prompt,
        ),
        publisher=publisher,
        created_at=created_at,
        last_modified=last_modified,
        gate=gate,
        pipeline_tag=pipeline_tag,
        library=library,
        tags=tuple(tags),
        languages=tuple(languages),
        quantisation=quantisation,
        parents=(parents := edges_of(base_models)),
        moved=False,
        architectures=tuple(architectures),
        adapter=_is_adapter(library, parents),
        safetensors_total=safetensors_total,
        safetensors_parameters=tuple(sorted(orjson.loads(safetensors_parameters).items())),
        gguf_total=gguf_total,
        weight_formats=None if weight_formats is None else tuple(weight_formats),
        source=source,
        removed_at=removed_at,
        seen_at=as_of,
        listing=None,
    )


def edges_of(base_models: Iterable[str]) -> tuple[tuple[str, LayerRelation], ...]:
    """Return name and relation of parents that are written as ``relation:repo_id``, each once, sorted."""
    return _sorted(one.partition(":")[::-2] for one in base_models)


def _sorted(parents: Iterable[tuple[str, ...]]) -> tuple[tuple[str, LayerRelation], ...]:
    return tuple((name, LayerRelation(relation)) for name, relation in sorted(set(parents)))


def _is_adapter(library: str | None, parents: Iterable[tuple[str, LayerRelation]]) -> bool:
    return library in _ADAPTERS or any(relation is LayerRelation.ADAPTER for _, relation in parents)
