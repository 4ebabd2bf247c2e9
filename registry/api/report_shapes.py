"""The shapes of a report: a check with all that is filed with it, and room for those who approve."""

from typing import Any

from msgspec import Struct

from registry.api.check_shapes import CheckResult, CheckSummary
from registry.api.shapes import Natural
from registry.api.verdict_shapes import Obligation
from registry.licences.documents import Reading
from registry.licences.stack import LayerRelation
from registry.licences.terms import Effect
from registry.procurement.report import Given

_FROM = {"from_": "from"}


class Duty(Obligation, frozen=True, kw_only=True, rename=_FROM):
    """An obligation as a line of a checklist: who sees to it, until when, and whether it is done is for you."""

    owner: str | None = None
    due: str | None = None
    done: bool | None = None


class ContextLine(Struct, frozen=True):
    """One member of the context, null where nothing is said. `given`: said, or as the ready-made one has it."""

    member: str
    value: Any
    given: Given


class ReportedText(Struct, frozen=True):
    """A document: one that stands in a repository, or one that a licence consists of.

    `kind` is that of the document or of the evidence. `sha256` is null where the text is not held, `reading` where
    it was not read.
    """

    kind: str
    url: str
    licence: str | None
    repo_id: str | None
    revision: str | None
    sha256: str | None
    seen: str
    reading: Reading | None
    unread: str | None


class Granted(Struct, frozen=True, rename=_FROM):
    """Who grants a licence of the stack: the publisher of the model that brings it."""

    licence: str
    publisher: str | None
    from_: str | None
    relation: LayerRelation


class Curated(Struct, frozen=True):
    """What a person found out about a repository, and why; the reason is null where it was taken back since."""

    repo_id: str
    value: str
    reason: str | None
    url: str


class ReportedModel(CheckResult, frozen=True, kw_only=True):
    """One model with what is filed of it."""

    obligations: tuple[Duty, ...]
    granted: tuple[Granted, ...]
    documents: tuple[ReportedText, ...]
    curations: tuple[Curated, ...]


class ReportedLicence(Struct, frozen=True):
    """A licence that binds a model of the check. `licensor`: who wrote it, null where nobody in particular did.

    `governing_law` is a code of ISO 3166, `licensor_seat`, `licensee_seat`, `silent` or `unknown`. `ending` says
    how it can be ended, `ending_effect` whether the maker may.
    """

    key: str
    name: str
    licensor: str | None
    governing_law: str | None
    ending: str | None
    ending_effect: Effect
    documents: tuple[ReportedText, ...]
    models: Natural


class Assumption(Struct, frozen=True):
    """What verdicts took for given, and of how many models."""

    text: str
    models: Natural


class Approval(Struct, frozen=True):
    """Room for whoever approves; always null here."""

    approver: str | None = None
    decision: str | None = None
    approved_at: str | None = None
    valid_until: str | None = None


class CheckReport(CheckSummary, frozen=True, kw_only=True):
    """A report that can be filed, the worst models first. `described_with`: the knowledge that tells of licences.

    Verdicts and evidence are those that were kept; what licences are is told as the registry knows it now.
    """

    context_lines: tuple[ContextLine, ...]
    assumptions: tuple[Assumption, ...]
    results: tuple[ReportedModel, ...]
    licences: tuple[ReportedLicence, ...]
    described_with: str
    approval: Approval
