"""A verdict: what comes of a use, why, what has to be done for it, and which questions are still open."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from registry.licences.stack import Layer


class Outcome(StrEnum):
    """What comes of a use, from the best to the worst."""

    ALLOWED = "allowed"
    ALLOWED_WITH_OBLIGATIONS = "allowed_with_obligations"
    UNKNOWN = "unknown"
    REVIEW_REQUIRED = "review_required"
    FORBIDDEN = "forbidden"

    @property
    def badness(self) -> int:
        """How bad it is, from 0 on."""
        return _BADNESS[self]


_BADNESS = {outcome: place for place, outcome in enumerate(Outcome)}


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the worst of outcomes, `ALLOWED` of none."""
    return max(outcomes, key=_BADNESS.__getitem__, default=Outcome.ALLOWED)


class ReasonCode(StrEnum):
    """Why an outcome is worse than allowed. Codes are added, never renamed."""

    NO_LICENCE = "NO_LICENCE"
    NOT_EXAMINED = "NOT_EXAMINED"
    REVISION_NOT_EXAMINED = "REVISION_NOT_EXAMINED"
    LICENCE_UNRESOLVED = "LICENCE_UNRESOLVED"
    CONFLICTING_EVIDENCE = "CONFLICTING_EVIDENCE"
    FAMILY_TAG_ONLY = "FAMILY_TAG_ONLY"
    VARIANT_TEXT = "VARIANT_TEXT"
    TERMS_NOT_READ = "TERMS_NOT_READ"
    NON_COMMERCIAL = "NON_COMMERCIAL"
    RESEARCH_ONLY = "RESEARCH_ONLY"
    NO_DERIVATIVES = "NO_DERIVATIVES"
    NO_REDISTRIBUTION = "NO_REDISTRIBUTION"
    USERS_OVER_LIMIT = "USERS_OVER_LIMIT"
    REVENUE_OVER_LIMIT = "REVENUE_OVER_LIMIT"
    TERRITORY_EXCLUDED = "TERRITORY_EXCLUDED"
    OUTPUTS_RESTRICTED = "OUTPUTS_RESTRICTED"
    OUTPUT_TRAINING_FORBIDDEN = "OUTPUT_TRAINING_FORBIDDEN"
    FIELD_OF_USE_RESTRICTED = "FIELD_OF_USE_RESTRICTED"
    COMPETING_USE = "COMPETING_USE"
    SHARE_ALIKE = "SHARE_ALIKE"
    REGISTRATION_REQUIRED = "REGISTRATION_REQUIRED"
    FURTHER_TERM = "FURTHER_TERM"
    BASE_MODEL_UNKNOWN = "BASE_MODEL_UNKNOWN"
    BASE_MODEL_RESTRICTS = "BASE_MODEL_RESTRICTS"
    UPSTREAM_BREACH = "UPSTREAM_BREACH"
    LINEAGE_CYCLE = "LINEAGE_CYCLE"
    GATED_ACCEPTANCE = "GATED_ACCEPTANCE"
    MODEL_REMOVED = "MODEL_REMOVED"
    NOT_IN_REGISTRY = "NOT_IN_REGISTRY"
    MISSING_CONTEXT = "MISSING_CONTEXT"
    STATUS_TOO_WEAK = "STATUS_TOO_WEAK"
    POLICY_DENIES = "POLICY_DENIES"
    POLICY_NOT_APPROVED = "POLICY_NOT_APPROVED"
    POLICY_UNKNOWN_FORBIDDEN = "POLICY_UNKNOWN_FORBIDDEN"


class ObligationCode(StrEnum):
    """What has to be done. Codes are added, never renamed."""

    KEEP_NOTICES = "KEEP_NOTICES"
    SHIP_LICENCE = "SHIP_LICENCE"
    STATE_CHANGES = "STATE_CHANGES"
    DISPLAY_NOTICE = "DISPLAY_NOTICE"
    NAME_PREFIX = "NAME_PREFIX"
    PASS_DOWN_RESTRICTIONS = "PASS_DOWN_RESTRICTIONS"  # noqa: S105 - no password
    FOLLOW_USE_POLICY = "FOLLOW_USE_POLICY"
    SHARE_ALIKE = "SHARE_ALIKE"
    DISCLOSE_SOURCE = "DISCLOSE_SOURCE"
    REGISTER = "REGISTER"
    ACCEPT_GATE = "ACCEPT_GATE"
    ATTRIBUTE = "ATTRIBUTE"
    LABEL_OUTPUTS = "LABEL_OUTPUTS"
    STAY_NON_COMMERCIAL = "STAY_NON_COMMERCIAL"
    STAY_IN_TERRITORY = "STAY_IN_TERRITORY"
    MONITOR_THRESHOLD = "MONITOR_THRESHOLD"
    USE_LATEST_VERSION = "USE_LATEST_VERSION"
    INDEMNIFY = "INDEMNIFY"
    CONTENT_FILTER = "CONTENT_FILTER"
    COMPLY_LAW = "COMPLY_LAW"
    COMPLY_TRADE_LAW = "COMPLY_TRADE_LAW"
    TRAINED_MODEL_INHERITS = "TRAINED_MODEL_INHERITS"
    KEEP_GUARDRAILS = "KEEP_GUARDRAILS"
    PATENT_CLAIM_ENDS_LICENCE = "PATENT_CLAIM_ENDS_LICENCE"
    ELECT_LICENCE = "ELECT_LICENCE"
    STOP_AND_DELETE = "STOP_AND_DELETE"
    FURTHER_TERM = "FURTHER_TERM"


class AssumptionCode(StrEnum):
    """What a verdict takes for given. Codes are added, never renamed."""

    TEXT_NOT_SEEN = "TEXT_NOT_SEEN"
    COPY_AS_PARENT = "COPY_AS_PARENT"
    SEVERAL_TEXTS = "SEVERAL_TEXTS"
    USERS_BELOW_ON_RELEASE = "USERS_BELOW_ON_RELEASE"
    ANSWERED = "ANSWERED"
    MAKER_MAY_CHANGE = "MAKER_MAY_CHANGE"
    DATA_LICENCE = "DATA_LICENCE"
    TEACHER_TERMS = "TEACHER_TERMS"
    PROMPT_NOT_READ = "PROMPT_NOT_READ"
    GATE_UNKNOWN = "GATE_UNKNOWN"
    NAME_WITHOUT_PREFIX = "NAME_WITHOUT_PREFIX"


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in each of our languages."""

    en: str
    fr: str

    def said(self, language: str) -> str:
        """Return it in a language; in English where we do not speak it."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an outcome is not better. ``layer`` is a place in `Verdict.layers`, None where the model is meant.

    ``term`` is a global id, which ``answers`` of a context take; None where no term decided.
    """

    code: ReasonCode
    outcome: Outcome
    text: Words
    remedy: Words
    layer: int | None = None
    licence: str | None = None
    term: str | None = None
    clause: str | None = None
    source_url: str | None = None

    def at(self, place: int) -> "Reason":
        """Return it as one of a layer. Spelt out, as the others are: `replace` takes four times as long."""
        said = (self.licence, self.term, self.clause, self.source_url)
        return Reason(self.code, self.outcome, self.text, self.remedy, place, *said)


@dataclass(frozen=True, slots=True)
class Obligation:
    """What has to be done. ``when`` is an `Occasion` of terms, or ``always``; ``prescribed`` are words to use.

    ``conditional``: the context does not say whether the occasion comes.
    """

    code: ObligationCode
    text: Words
    when: str
    layer: int | None = None
    licence: str | None = None
    term: str | None = None
    clause: str | None = None
    source_url: str | None = None
    prescribed: str | None = None
    conditional: bool = False

    def at(self, place: int) -> "Obligation":
        """Return it as one of a layer."""
        said = (self.licence, self.term, self.clause, self.source_url, self.prescribed, self.conditional)
        return Obligation(self.code, self.text, self.when, place, *said)


@dataclass(frozen=True, slots=True)
class Question:
    """What was not said and matters. ``member`` is one of a context, ``answers`` where none is typed for it."""

    member: str
    text: Words
    layer: int | None = None
    licence: str | None = None
    term: str | None = None
    clause: str | None = None

    def at(self, place: int) -> "Question":
        """Return it as one of a layer."""
        return Question(self.member, self.text, place, self.licence, self.term, self.clause)


@dataclass(frozen=True, slots=True)
class Assumption:
    """What was taken for given."""

    code: AssumptionCode
    text: Words
    layer: int | None = None
    licence: str | None = None
    term: str | None = None

    def at(self, place: int) -> "Assumption":
        """Return it as one of a layer."""
        return Assumption(self.code, self.text, place, self.licence, self.term)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of a use. All tuples have one order; ``layers`` are those of the stack in theirs, which is
    that of `registry.licences.stack.to_json`.

    Where each layer comes from and on what evidence it rests is attached by who knows the model, by the places of
    layers. Reasons are sorted from the worst on.
    """

    outcome: Outcome
    layers: tuple[Layer, ...]
    reasons: tuple[Reason, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    questions: tuple[Question, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    knowledge_version: str = ""
    judge_version: int = 0
