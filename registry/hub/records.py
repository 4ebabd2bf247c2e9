"""One row of the Hub's listing as a value: `parse` takes any JSON and never raises.

Sources: the Hub's list answers as recorded in 2026. A field that the row does not have, one that cannot be
read and one that says nothing are kept apart: absent is ``None``, unreadable is ``None`` plus a `Problem`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Gate(StrEnum):
    """Whether a person must ask before downloading; ``unknown`` is a row that does not say."""

    OPEN = "open"
    AUTO = "auto"
    MANUAL = "manual"
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
