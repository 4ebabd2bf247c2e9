"""Typed builders of test data: every argument optional, so that a test writes out only what it talks about."""

import hashlib
import itertools
from datetime import UTC, datetime

from registry.hardware.parameters import ParameterSource
from registry.hub.records import Gate, Gguf, HubRecord, Parent, Problem, Unreadable
from registry.licences.determination import Status
from registry.licences.terms import LicenceClass
from registry.models import Entry, EntryWords, HubModel, LicenceStack, Publisher, SyncRun

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LEASE = "a-lease-of-the-tests"
_numbers = itertools.count(1)


def a_hub_id(number: int | None = None) -> str:
    """Return 24 hex digits as the Hub's `_id`: of a number, or fresh ones."""
    return f"{next(_numbers) if number is None else 0xFFFF0000 + number:024x}"


def a_revision(number: int) -> str:
    """Return 40 hex digits as a commit, the same for the same number."""
    return f"{number:040x}"


def make_record(
    repo_id: str = "org/model",
    *,
    hub_id: str | None = "0" * 23 + "a",
    publisher: str | None = "org",
    revision: str | None = a_revision(1),
    created_at: datetime | None = datetime(2025, 1, 1, tzinfo=UTC),
    last_modified: datetime | None = datetime(2025, 6, 1, tzinfo=UTC),
    private: bool = False,
    disabled: bool = False,
    gate: Gate = Gate.OPEN,
    downloads: int | None = 100,
    downloads_all_time: int | None = None,
    likes: int | None = 10,
    trending: float | None = 0,
    pipeline_tag: str | None = "text-generation",
    library: str | None = "transformers",
    tags: tuple[str, ...] = ("safetensors",),
    languages: tuple[str, ...] = ("en",),
    licence_tags: tuple[str, ...] = ("mit",),
    licence_declared: tuple[str, ...] | None = ("mit",),
    licence_name: str | None = None,
    licence_link: str | None = None,
    gate_prompt: str | None = None,
    datasets: tuple[str, ...] = (),
    parents: tuple[Parent, ...] = (),
    architectures: tuple[str, ...] = (),
    model_type: str | None = None,
    quantisation: str | None = None,
    safetensors_total: int | None = None,
    safetensors_parameters: tuple[tuple[str, int], ...] = (),
    gguf: Gguf | None = None,
    licence_files: tuple[str, ...] | None = None,
    weight_formats: tuple[str, ...] | None = None,
    problems: tuple[Problem, ...] = (),
) -> HubRecord:
    """Return one readable row of a listing: an open MIT text model of ``org``, unless said otherwise."""
    return HubRecord(
        hub_id=hub_id,
        repo_id=repo_id,
        publisher=publisher,
        revision=revision,
        created_at=created_at,
        last_modified=last_modified,
        private=private,
        disabled=disabled,
        gate=gate,
        downloads=downloads,
        downloads_all_time=downloads_all_time,
        likes=likes,
        trending=trending,
        pipeline_tag=pipeline_tag,
        library=library,
        tags=tags,
        languages=languages,
        licence_tags=licence_tags,
        licence_declared=licence_declared,
        licence_name=licence_name,
        licence_link=licence_link,
        gate_prompt=gate_prompt,
        datasets=datasets,
        parents=parents,
        architectures=architectures,
        model_type=model_type,
        quantisation=quantisation,
        safetensors_total=safetensors_total,
        safetensors_parameters=safetensors_parameters,
        gguf=gguf,
        licence_files=licence_files,
        weight_formats=weight_formats,
        problems=problems,
    )


def make_unreadable(
    *, reason: str = "not an object", hub_id: str | None = None, repo_id: str | None = None, excerpt: str = "[]"
) -> Unreadable:
    """Return a row that names no model we could keep."""
    return Unreadable(reason=reason, hub_id=hub_id, repo_id=repo_id, excerpt=excerpt)


def make_run(
    *,
    kind: str = "walk",
    state: str = "running",
    endpoint: str = "http://hub.test",
    lease: str | None = LEASE,
    started_at: datetime = NOW,
    limit: int | None = None,
) -> SyncRun:
    """Store a run; one that is not running has ended when it started."""
    return SyncRun.objects.create(
        kind=kind,
        state=state,
        endpoint=endpoint,
        lease=lease,
        lease_until=started_at if lease else None,
        started_at=started_at,
        advanced_at=started_at,
        ended_at=None if state == "running" else started_at,
        limit=limit,
    )


def make_stack(
    *,
    concluded: str | None = "MIT",
    keys: tuple[str, ...] = ("MIT",),
    status: Status = Status.STATED,
    licence_class: LicenceClass = LicenceClass.PERMISSIVE,
) -> LicenceStack:
    """Store the stack of one own layer, or return the one that is there already."""
    what = repr((concluded, keys, status, licence_class)).encode()
    stack, _ = LicenceStack.objects.get_or_create(
        digest=hashlib.blake2b(what, digest_size=16).digest(),
        defaults={
            "layers": [
                {"licences": list(keys), "status": status.value, "component": "weights", "relation": "own"}
            ],
            "concluded": concluded,
            "keys": list(keys),
            "status": status.value,
            "licence_class": licence_class.value,
            "first_seen_at": NOW,
        },
    )
    return stack


def make_model(
    repo_id: str | None = None,
    *,
    hub_id: str | None = None,
    publisher: str | None = "org",
    source: str = "hub",
    removed_at: datetime | None = None,
    revision: str | None = a_revision(1),
) -> HubModel:
    """Store a repository with little more than its name; no entry."""
    number = next(_numbers)
    maker = Publisher.objects.get_or_create(name=publisher)[0] if publisher else None
    return HubModel.objects.create(
        hub_id=None if source == "starter" else hub_id or a_hub_id(),
        repo_id=repo_id or f"{publisher}/model-{number}",
        publisher=maker,
        revision=revision,
        gate=Gate.OPEN.value,
        facts_digest=number.to_bytes(16),
        source=source,
        as_of=NOW,
        first_seen_at=NOW,
        changed_at=NOW,
        removed_at=removed_at,
    )


def make_entry(
    repo_id: str | None = None,
    *,
    publisher: str | None = "org",
    hub_id: str | None = None,
    revision: str | None = a_revision(1),
    pipeline_tag: str | None = "text-generation",
    library: str | None = "transformers",
    tags: tuple[str, ...] = (),
    languages: tuple[str, ...] = (),
    gate: Gate = Gate.OPEN,
    removed_at: datetime | None = None,
    downloads: int = 100,
    likes: int = 10,
    trending: float = 0,
    created_at: datetime | None = datetime(2025, 1, 1, tzinfo=UTC),
    last_modified: datetime | None = datetime(2025, 6, 1, tzinfo=UTC),
    synced_at: datetime = NOW,
    source: str = "hub",
    licence_declared: tuple[str, ...] | None = ("mit",),
    licence_concluded: str | None = "MIT",
    licence_keys: tuple[str, ...] = ("MIT",),
    licence_status: Status = Status.STATED,
    licence_class: LicenceClass = LicenceClass.PERMISSIVE,
    params_total: int | None = None,
    params_active: int | None = None,
    params_stored: int | None = None,
    params_source: ParameterSource = ParameterSource.NONE,
    params_flags: tuple[str, ...] = (),
    weights_bytes: int | None = None,
    weights_source: str | None = None,
    stale: bool = False,
    knowledge_version: str = "0" * 16,
    assessed_at: datetime = NOW,
    head: bool = False,
    tag_words: str = "",
) -> Entry:
    """Store a model with its publisher, stack and search row: an open MIT text model, unless said otherwise."""
    model = make_model(
        repo_id, hub_id=hub_id, publisher=publisher, source=source, removed_at=removed_at, revision=revision
    )
    entry = Entry.objects.create(
        model=model,
        repo_id=model.repo_id,
        publisher=publisher,
        revision=revision,
        pipeline_tag=pipeline_tag,
        library=library,
        gate=gate.value,
        removed_at=removed_at,
        downloads=downloads,
        likes=likes,
        trending=trending,
        created_at=created_at,
        last_modified=last_modified,
        synced_at=synced_at,
        source=source,
        licence_declared=None if licence_declared is None else list(licence_declared),
        licence_concluded=licence_concluded,
        licence_status=licence_status.value,
        licence_class=licence_class.value,
        stack=make_stack(
            concluded=licence_concluded, keys=licence_keys, status=licence_status, licence_class=licence_class
        ),
        params_total=params_total,
        params_active=params_active,
        params_stored=params_stored,
        params_source=params_source.value,
        params_flags=list(params_flags),
        weights_bytes=weights_bytes,
        weights_source=weights_source,
        stale=stale,
        knowledge_version=knowledge_version,
        assessed_at=assessed_at,
    )
    EntryWords.objects.create(
        entry=entry,
        name=entry.repo_id,
        tags=list(tags),
        languages=list(languages),
        licence_keys=list(licence_keys),
        head=head,
        tag_words=tag_words,
    )
    return entry
