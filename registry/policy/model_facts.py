"""What is judged of a model besides its licence stack: facts of its repository, and house rules on them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from registry.licences.determination import Why
from registry.policy.context import Context
from registry.policy.verdict import Outcome, ReasonCode, Verdict


class Gate(StrEnum):
    """Whether a repository asks something before it is opened; ``unknown``: the listing did not say."""

    OPEN = "open"
    AUTO = "auto"
    MANUAL = "manual"
    GATED = "gated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Facts of one repository that are no licence terms, at the revision that is asked about.

    ``held`` is false where the registry has no such model, ``revision_examined`` where evidence is held of other
    revisions only: then there is no stack to judge, and nothing else is looked at. ``stale``: what it was made
    from changed since it was concluded. ``pickle_only`` is None where its files are not known. ``why`` is that of
    its own determination.
    """

    held: bool = True
    revision_examined: bool = True
    stale: bool = False
    removed: bool = False
    gate: Gate = Gate.UNKNOWN
    prompt_read: bool = False
    publisher: str | None = None
    last_modified: datetime | None = None
    pickle_only: bool | None = None
    why: Why | None = None


class Fact(StrEnum):
    """A fact of a row that decides something, as a search has to ask for it."""

    STALE = "stale"
    REMOVED = "removed"
    GATED = "gated"  # the gate is auto, manual or gated
    GATE_UNKNOWN = "gate_unknown"
    PUBLISHER_IN = "publisher_in"  # casefolded, one of the values
    PUBLISHER_NOT_IN = "publisher_not_in"  # none of the values, or not known
    OLDER_THAN = "older_than"  # the last commit, in days before now
    AGE_UNKNOWN = "age_unknown"
    PICKLE_ONLY = "pickle_only"
    FORMATS_UNKNOWN = "formats_unknown"


@dataclass(frozen=True, slots=True)
class FactCondition:
    """Where ``fact`` holds of a model, its outcome is ``outcome`` or worse, for the reason ``code``."""

    fact: Fact
    outcome: Outcome
    code: ReasonCode | None  # None: an obligation alone
    values: tuple[str, ...] = ()  # publishers, casefolded
    days: int | None = None


def fact_conditions(context: Context) -> tuple[FactCondition, ...]:
    """Return every fact of a row that decides something in a context, and what.

    The outcome of a model that is held is ``worst(outcome of its stack, *outcomes of the conditions that hold of
    it)``, and nothing else. So a search that asks for one outcome filters by ``GREATEST(badness of the stack, CASE
    WHEN condition THEN badness …)``, or, without arithmetic, as ``stack_id = ANY(those at most as bad)``, no worse
    condition, and ``stack_id = ANY(those as bad) OR a condition as bad``. `judge_model` goes by the same list.
    """
    raise NotImplementedError


def judge_model(verdict: Verdict, facts: ModelFacts, context: Context, now: datetime) -> Verdict:
    """Return the verdict on a model: that on its stack, and what its facts add."""
    raise NotImplementedError
