"""A verdict as finished lines: reasons with clause and source, duties with when they come, assumptions. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.assessment.origins import Origin, origins
from registry.assessment.provenance import TracedStack
from registry.policy.verdict import Verdict
from registry.web.outcomes import OUTCOMES
from registry.web.present import licence_name, licence_url, link, model_url, plain
from registry.web.term_words import OCCASIONS
from registry.web.words import Text, Word, text_of


@dataclass(frozen=True, slots=True)
class Cited:
    """On what a line rests: licence, clause, where that can be read, and the model that brings it.

    ``evidence``: the numbers of pieces of evidence that say so, as the model's page counts them.
    """

    licence: str
    licence_url: str
    clause: str
    source_url: str
    model: str  # empty where it is the model itself
    model_url: str
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why the outcome is not better, and what would help."""

    word: Word
    code: str
    text: str
    remedy: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class DutyLine:
    """What has to be done. ``when``: empty for always; ``conditional``: it is not said whether that comes."""

    code: str
    text: str
    when: Text
    prescribed: str
    conditional: bool
    cited: Cited


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """What is still asked of one model."""

    text: str
    licence: str
    clause: str


@dataclass(frozen=True, slots=True)
class VerdictLines:
    """One verdict. ``duties`` begin with those that come for sure."""

    outcome: str
    word: Word
    reasons: tuple[ReasonLine, ...]
    duties: tuple[DutyLine, ...]
    questions: tuple[QuestionLine, ...]
    assumptions: tuple[str, ...]


_ALWAYS = "always"


def verdict_lines(verdict: Verdict, stack: TracedStack, repo_id: str | None, language: str) -> VerdictLines:
    """Return a verdict on a model as lines in one language."""
    found = origins(verdict, stack)

    def cited(layer: int | None, licence: str | None, clause: str | None, source: str | None) -> Cited:
        origin = found[layer] if layer is not None else Origin(None, ())
        return _cited(licence, clause, source, None if origin.repo_id == repo_id else origin.repo_id, origin)

    reasons = tuple(
        ReasonLine(
            word=OUTCOMES[one.outcome],
            code=one.code.value,
            text=one.text.said(language),
            remedy=one.remedy.said(language),
            cited=cited(one.layer, one.licence, one.clause, one.source_url),
        )
        for one in verdict.reasons
    )
    duties = tuple(
        DutyLine(
            code=one.code.value,
            text=one.text.said(language),
            when="" if one.when == _ALWAYS else text_of(OCCASIONS, one.when),
            prescribed=plain(one.prescribed or ""),
            conditional=one.conditional,
            cited=cited(one.layer, one.licence, one.clause, one.source_url),
        )
        for one in sorted(verdict.obligations, key=lambda one: one.conditional)
    )
    questions = tuple(
        QuestionLine(one.text.said(language), _licence(one.licence), one.clause or "") for one in verdict.questions
    )
    return VerdictLines(
        outcome=verdict.outcome.value,
        word=OUTCOMES[verdict.outcome],
        reasons=reasons,
        duties=duties,
        questions=questions,
        assumptions=_each_once(one.text.said(language) for one in verdict.assumptions),
    )


def _cited(
    licence: str | None, clause: str | None, source: str | None, brought_by: str | None, origin: Origin
) -> Cited:
    return Cited(
        licence=_licence(licence),
        licence_url=licence_url(licence) if licence else "",
        clause=clause or "",
        source_url=link(source),
        model=plain(brought_by or ""),
        model_url=model_url(brought_by) if brought_by else "",
        evidence=tuple(place + 1 for place in origin.evidence),
    )


def _licence(key: str | None) -> str:
    return licence_name(key) if key else ""


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
