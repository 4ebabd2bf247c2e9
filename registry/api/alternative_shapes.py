"""The shapes of what to take instead of a model."""

from typing import Any

from msgspec import Struct

from registry.api.shapes import Entry
from registry.procurement.alternatives import Shared


class Alternative(Struct, frozen=True):
    """A model that may be used instead, what it shares with the model asked about, and the ancestor of both."""

    model: Entry
    shared: tuple[Shared, ...]
    ancestor: str | None


class Alternatives(Struct, frozen=True):
    """The nearest models that are allowed in a context, those with an ancestor in common first."""

    repo_id: str
    model_revision: str | None
    results: tuple[Alternative, ...]
    context: dict[str, Any]
    knowledge_version: str
    judge_version: int
    disclaimer: str
