"""The shapes of verdicts, wherever they are told. Codes are stable: they are added, never renamed."""

from msgspec import Struct

from registry.api import shapes
from registry.policy.verdict import ObligationCode, Outcome, ReasonCode

_FROM = {"from_": "from"}


class Reason(Struct, frozen=True, rename=_FROM):
    """Why the outcome is not better.

    `term` is the id that `answers` of a context take. `from`: the model that brings the layer, this one or what it
    was made from; null where the model itself is meant. `evidence` are places in the evidence of the model.
    """

    code: ReasonCode
    outcome: Outcome
    licence: str | None
    term: str | None
    clause: str | None
    from_: str | None
    text: str
    remedy: str
    source_url: str | None
    evidence: tuple[int, ...]


class Obligation(Struct, frozen=True, rename=_FROM):
    """What has to be done, and when. `conditional`: the context does not say whether the occasion comes.

    `prescribed` are words that have to be used as they stand.
    """

    code: ObligationCode
    text: str
    when: str
    licence: str | None
    term: str | None
    clause: str | None
    from_: str | None
    source_url: str | None
    prescribed: str | None
    conditional: bool


class Question(Struct, frozen=True):
    """What was not said and matters. `member` is one of a context; `answers`: answer the term by its id there."""

    member: str
    text: str
    licence: str | None
    term: str | None
    clause: str | None


class Verdict(Struct, frozen=True):
    """What comes of a use. `model` is as asked; `repo_id` and `model_revision` are null where it is not held."""

    model: str
    repo_id: str | None
    model_revision: str | None
    outcome: Outcome
    reasons: tuple[Reason, ...]
    obligations: tuple[Obligation, ...]
    questions: tuple[Question, ...]
    assumptions: tuple[str, ...]
    stack: tuple[shapes.Layer, ...]
    evidence: tuple[shapes.Evidence, ...]
    knowledge_version: str
    judge_version: int
    disclaimer: str
