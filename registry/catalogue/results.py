"""What a search gives to every door: finished values, no rows of tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from registry.licences.stack import Beneath
from registry.policy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """One model as lists show it. Sizes in bytes, parameters in elements; None is "not known"."""

    id: int
    repo_id: str
    publisher: str | None
    revision: str | None
    pipeline_tag: str | None
    library: str | None
    tags: tuple[str, ...]
    languages: tuple[str, ...]
    gate: str  # open | auto | manual | gated | unknown
    removed_at: datetime | None
    downloads: int | None
    likes: int | None
    created_at: datetime | None
    last_modified: datetime | None
    synced_at: datetime
    source: str  # hub | starter
    licence_declared: tuple[str, ...] | None
    licence_concluded: str | None
    licence_status: str
    licence_class: str
    params_total: int | None
    params_active: int | None
    params_stored: int | None
    params_source: str
    params_flags: tuple[str, ...]
    weights_bytes: int | None
    weights_source: str | None
    stale: bool
    beneath: Beneath | None  # what binds it through what it was made from; None where that is nothing


@dataclass(frozen=True, slots=True)
class Count:
    """How many models match.

    Where it is not ``exact`` there are at least so many; or, with ``counted_at``, there were so many then.
    """

    value: int
    exact: bool
    counted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``cursor`` leads to the next one, None at the end.

    ``verdicts``, by the ids of models: what comes of them in the context that was asked for; empty without one.
    """

    results: tuple[Result, ...]
    cursor: str | None
    count: Count
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)
