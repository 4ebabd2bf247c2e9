"""One row of the Hub's listing as a value: `parse` takes any JSON and never raises.

Sources: the Hub's list answers as recorded in 2026. A field that the row does not have, one that cannot be
read and one that says nothing are kept apart: absent is ``None``, unreadable is ``None`` plus a `Problem`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from operator import attrgetter

import msgspec

from registry.hub import reading
from registry.hub.pages import NotJson
from registry.hub.parents import parents
from registry.hub.reading import Fields, excerpt
from registry.hub.siblings import files

LONGEST_TAG = 300
MOST_TAGS = 5_000  # models of a thousand languages have one tag for each
LONGEST_LICENCE = 500
LONGEST_LINK = 2_000
LONGEST_PROMPT = 100_000  # bytes
MOST_DTYPES = 50
_ID_STATED = re.compile(r'"_id"\s*:\s*"([0-9a-fA-F]{24})"')


class Gate(StrEnum):
    """Whether one must ask before downloading, and who lets in; ``unknown`` is a row that does not say.

    ``gated`` is a row that says that one must ask, and not how the gate opens.
    """

    OPEN = "open"
    AUTO = "auto"
    MANUAL = "manual"
    GATED = "gated"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """How a model was made from its parent; ``unstated`` where only the parent is named."""

    FINETUNE = "finetune"
    ADAPTER = "adapter"
    MERGE = "merge"
    QUANTIZED = "quantized"
    DISTILLED = "distilled"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Parent:
    """A model that another one says it was made from; the name is as stated and may lead nowhere."""

    repo_id: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Gguf:
    """The Hub's reading of one GGUF file of the repository; counts are elements, size is bytes."""

    total: int | None
    architecture: str | None
    context_length: int | None
    file_size: int | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A field of an otherwise readable row that could not be read, and why."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class HubRecord:
    """What one listing row states, cleaned of control characters and bounded in size."""

    hub_id: str | None  # 24 hex digits, the Hub's immutable `_id`; None only in dated starter facts
    repo_id: str
    publisher: str | None  # the namespace; for legacy one-segment ids the author, where stated
    revision: str | None  # 40 hex digits
    created_at: datetime | None
    last_modified: datetime | None
    private: bool
    disabled: bool
    gate: Gate
    downloads: int | None
    downloads_all_time: int | None
    likes: int | None
    trending: float | None
    pipeline_tag: str | None
    library: str | None
    tags: tuple[str, ...]
    languages: tuple[str, ...]
    licence_tags: tuple[str, ...]  # from tags `license:…`
    licence_declared: tuple[str, ...] | None  # the card's `license`; None where the card has none
    licence_name: str | None
    licence_link: str | None
    gate_prompt: str | None
    datasets: tuple[str, ...]
    parents: tuple[Parent, ...]
    architectures: tuple[str, ...]
    model_type: str | None
    quantisation: str | None  # config.quantization_config.quant_method
    safetensors_total: int | None  # elements as the Hub counts them; packed weights are understated
    safetensors_parameters: tuple[tuple[str, int], ...]  # (dtype, elements)
    gguf: Gguf | None
    licence_files: tuple[str, ...] | None  # licence-like paths; None where files were not listed
    weight_formats: tuple[str, ...] | None  # of safetensors, gguf, pickle, onnx, …; None where not listed
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that names no model we could keep, with the reason and a bounded excerpt."""

    reason: str
    hub_id: str | None
    repo_id: str | None
    excerpt: str


def parse(raw: object, *, needs_hub_id: bool = True) -> HubRecord | Unreadable:
    """Read one row of a listing, or one single-model answer; any JSON in, a value out, never an exception.

    A row is unreadable when it is no object or names no model. Everything else that cannot be read costs only its
    field and is told in ``problems``. Without ``needs_hub_id`` a row may lack its `_id`: dated facts of others do.
    Cost: about 20 µs for an ordinary row; time grows with its size, never with its depth.
    """
    if isinstance(raw, NotJson):
        return Unreadable(raw.reason, _id_in(raw.excerpt), None, reading.one_line(raw.excerpt))
    if not isinstance(raw, dict):
        return Unreadable(f"is {reading.kind(raw)}, not an object", None, None, excerpt(raw))
    row = Fields(raw)
    hub_id = reading.hub_id(raw.get("_id"))
    repo_id = reading.repo_id(raw.get("id", raw.get("modelId")))
    if repo_id is None:
        return Unreadable("names no repository of the Hub's characters", hub_id, None, excerpt(raw))
    if hub_id is None and needs_hub_id:
        return Unreadable("has no `_id` of 24 hex digits", None, repo_id, excerpt(raw))
    return _record(row, hub_id, repo_id)


COUNTERS = frozenset({"downloads", "downloads_all_time", "likes", "trending"})
_facts = attrgetter(*(field.name for field in fields(HubRecord) if field.name not in COUNTERS))
_encode = msgspec.msgpack.Encoder().encode


def digest(record: HubRecord) -> bytes:
    """Return 16 bytes that differ when a fact differs; counters are no facts. Cost: about 3 µs."""
    return blake2b(_encode(_facts(record)), digest_size=16).digest()


def _record(row: Fields, hub_id: str | None, repo_id: str) -> HubRecord:
    card = row.part("cardData")
    config = row.part("config")
    tags = row.texts("tags", LONGEST_TAG, MOST_TAGS) or ()
    telling = [tag for tag in tags if ":" in tag]
    safetensors = row.part("safetensors")
    licence_files, weight_formats = files(row)
    return HubRecord(
        hub_id=hub_id,
        repo_id=repo_id,
        publisher=_publisher(row, repo_id),
        revision=row.revision("sha"),
        created_at=row.moment("createdAt"),
        last_modified=row.moment("lastModified"),
        private=row.flag("private"),
        disabled=row.flag("disabled"),
        gate=_gate(row),
        downloads=row.count("downloads"),
        downloads_all_time=row.count("downloadsAllTime"),
        likes=row.count("likes"),
        trending=row.number("trendingScore"),
        pipeline_tag=row.text("pipeline_tag"),
        library=row.text("library_name"),
        tags=tags,
        languages=(card.texts("language") if card else None) or (),
        licence_tags=tuple(tag[8:].strip() for tag in telling if tag.startswith("license:") and tag[8:].strip()),
        licence_declared=card.texts("license", LONGEST_LICENCE, 50) if card else None,
        licence_name=card.text("license_name", LONGEST_LICENCE) if card else None,
        licence_link=card.text("license_link", LONGEST_LINK) if card else None,
        gate_prompt=card.prose("extra_gated_prompt", LONGEST_PROMPT) if card else None,
        datasets=(card.texts("datasets") if card else None) or (),
        parents=tuple(Parent(name, Relation(relation)) for name, relation in parents(row, card, telling)),
        architectures=(config.texts("architectures", most=20) if config else None) or (),
        model_type=config.text("model_type") if config else None,
        quantisation=_quantisation(config),
        safetensors_total=safetensors.count("total") if safetensors else None,
        safetensors_parameters=_elements(safetensors),
        gguf=_gguf(row),
        licence_files=licence_files,
        weight_formats=weight_formats,
        problems=tuple(Problem(field, reason) for field, reason in dict.fromkeys(row.problems)),
    )


def _publisher(row: Fields, repo_id: str) -> str | None:
    namespace, slash, _ = repo_id.partition("/")
    if slash:
        return namespace
    author = row.text("author")
    return author if author and "/" not in author and reading.repo_id(author) else None


def _gate(row: Fields) -> Gate:
    stated = row.members.get("gated")
    if stated is False:
        return Gate.OPEN
    if stated == "auto":
        return Gate.AUTO
    if stated == "manual":
        return Gate.MANUAL
    if stated is True:
        return Gate.GATED
    if stated is not None:
        row.note("gated", "is none of false, auto and manual")
    return Gate.UNKNOWN


def _quantisation(config: Fields | None) -> str | None:
    quantisation = config.part("quantization_config") if config else None
    return quantisation.text("quant_method") if quantisation else None


def _elements(safetensors: Fields | None) -> tuple[tuple[str, int], ...]:
    counts = safetensors.part("parameters") if safetensors else None
    return tuple(sorted(dict(_counted(counts)).items())) if counts else ()


def _counted(counts: Fields) -> Iterator[tuple[str, int]]:
    if len(counts.members) > MOST_DTYPES:
        counts.note("", f"has more than {MOST_DTYPES} types; cut")
    for dtype in list(counts.members)[:MOST_DTYPES]:
        name = reading.one_line(dtype)[: reading.LONGEST_NAME]
        count = counts.count(dtype)
        if count is not None:
            yield name, count


def _gguf(row: Fields) -> Gguf | None:
    part = row.part("gguf")
    if not part:
        return None
    return Gguf(
        total=part.count("total"),
        architecture=part.text("architecture"),
        context_length=part.count("context_length"),
        file_size=part.count("totalFileSize"),
    )


def _id_in(text: str) -> str | None:
    """The `_id` of a row that cannot be taken apart, so that its model is not taken for one that is gone."""
    found = _ID_STATED.search(text)
    return found[1].lower() if found else None
