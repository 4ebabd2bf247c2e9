"""The shapes of checks: what was asked of a list of models, and what was answered."""

from msgspec import Struct

from registry.api.context_shapes import Context
from registry.api.shapes import Count, Link, Natural, Time
from registry.api.verdict_shapes import Verdict
from registry.procurement.lists import Kind
from registry.procurement.materials import Why


class CheckResult(Verdict, frozen=True, kw_only=True):
    """One model of a check. `position`: its place in the list that was given, from 0.

    `also_asked` are further names of the list that meant the same model.
    """

    position: Natural
    also_asked: tuple[str, ...]
    purl: str | None
    publisher: str | None


class OutcomeCounts(Struct, frozen=True):
    """How many models of a check have each outcome."""

    forbidden: Natural
    review_required: Natural
    unknown: Natural
    allowed_with_obligations: Natural
    allowed: Natural


class OpenQuestion(Struct, frozen=True):
    """A question, asked of `models` of a check. `decides`: how many of those wait for nothing but answers."""

    member: str
    text: str
    models: Natural
    decides: Natural
    term: str | None
    licence: str | None
    clause: str | None


class PassedOver(Struct, frozen=True):
    """A part of the list that was given which names no model of the Hub, and where it stands."""

    place: str
    text: str
    why: Why


class NotJudged(Struct, frozen=True):
    """What of the list that was given was not judged. `repeated`: names that stood there more than once."""

    read_as: Kind
    passed_over: tuple[PassedOver, ...]
    others: Natural
    repeated: Natural


class CheckSummary(Struct, frozen=True):
    """A check without its results. It says what it said when it was made, whatever was learnt since.

    `models` are counted each once. `settles`: how many wait for nothing but answers to the questions. `digest` is
    the same for the same verdicts on the same list. `expires_at` is null where it is kept for good.
    """

    id: str
    url: Link
    report: Link
    asked_at: Time
    expires_at: Time | None
    requested_by: str | None
    entity: str | None
    note: str | None
    context: Context
    context_slug: str | None
    models: Natural
    counts: OutcomeCounts
    questions: tuple[OpenQuestion, ...]
    settles: Natural
    not_judged: NotJudged
    digest: str
    knowledge_version: str
    judge_version: int
    disclaimer: str


class Check(CheckSummary, frozen=True, kw_only=True):
    """A check with its first hundred results, the worst first; `next` is the address of the others."""

    results: tuple[CheckResult, ...]
    next: Link | None


class CheckResultPage(Struct, frozen=True):
    """Some results of a check, the worst first, and as they were asked within an outcome."""

    results: tuple[CheckResult, ...]
    next: Link | None
    count: Count
