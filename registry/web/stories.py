"""A story: what was claimed in public, what the registry says of it, and the evidence, one click away.

Each claim is a section of its own with a template of its own, so that a further one is added beside them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from registry.assessment.laptop_claim import laptop_claim
from registry.catalogue.in_context import InContext
from registry.catalogue.results import Result
from registry.licences import grounds
from registry.licences.curations import reason_of
from registry.licences.evidence import Source
from registry.licences.grounds import Grounds
from registry.policy.ready_made import of_slug
from registry.policy.sentences import DISCLAIMER
from registry.policy.verdict import Outcome, Verdict
from registry.procurement import claims
from registry.procurement.claims import Claims, Counted, Free, Opened, SaidTerm, Trained, Witnessed
from registry.web import numbers
from registry.web.outcomes import OUTCOMES
from registry.web.present import licence_name, licence_url, link, model_url, plain
from registry.web.story_hardware import laptop_story
from registry.web.term_words import EFFECTS, KINDS
from registry.web.values import Linked
from registry.web.verdict_lines import VerdictLines, verdict_lines
from registry.web.words import PARAMETER_FLAGS, PARAMETER_SOURCES, SOURCES, Text, Word, text_of, word_of

_YES, _NO, _UNSURE = Outcome.ALLOWED, Outcome.FORBIDDEN, Outcome.UNKNOWN
_MOST_EVIDENCE = 6


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece of evidence for an answer: what it is, and where it is found."""

    what: str
    value: str
    reason: str
    url: str
    seen: str


@dataclass(frozen=True, slots=True)
class TermLine:
    """What a licence says, and the page that shows it."""

    licence: str
    kind: Text
    effect: Word
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with the words beside it; empty where no source gives one."""

    label: str
    text: str
    exact: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The model that a claim is about; ``held`` is false where the registry has no such model."""

    repo_id: str
    url: str
    held: bool
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One claim and its answer. What a section does not need is empty."""

    id: str
    claim: str
    mark: Word
    answer: str
    subject: Subject
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[Linked, ...]], ...] = ()
    terms: tuple[TermLine, ...] = ()
    verdict: VerdictLines | None = None
    context: str = ""
    verdict_url: str = ""


@require_safe
def deepseek(request: HttpRequest) -> HttpResponse:
    """Show what was written about DeepSeek beside what the registry says of it."""
    known, language = grounds.load(), get_language() or "en"
    found = claims.deepseek(known, timezone.now())
    page = {
        "sections": tuple(_sections(found, known, language)),
        "laptop": laptop_story(laptop_claim()),
        "knowledge_version": found.knowledge_version,
        "disclaimer": DISCLAIMER.said(language),
    }
    return render(request, "stories/deepseek.html", page)


def _sections(found: Claims, known: Grounds, language: str) -> Iterator[Section]:
    yield _parameters(found.counted, known, language)
    yield _open_source(found.opened, known, language)
    yield _royalties(found.free, known, language)
    for one in found.trained:
        yield _training(one, known, language)


def _parameters(one: Counted, known: Grounds, language: str) -> Section:
    result = one.result
    claimed = numbers.parameters(one.claimed).text
    answers = {
        True: gettext("Yes: the registry counts %(total)s."),
        False: gettext("The registry counts %(total)s, which is another number."),
        None: gettext("The registry cannot confirm it: no source that it holds gives the total."),
    }
    total = numbers.parameters(result.params_total).text if result and result.params_total else ""
    if total:
        answers[None] = gettext("The registry cannot confirm it: it counts %(total)s, and the count is not sure.")
    marks = {True: _YES, False: _NO, None: _UNSURE}
    return Section(
        id="parameters",
        claim=gettext("DeepSeek-R1 has %s parameters.") % claimed,
        mark=_mark(marks[one.agrees]),
        answer=answers[one.agrees] % {"total": total},
        subject=_subject(one.of, known, language, licences=False),
        figures=tuple(_figures(result)),
        notes=tuple(_notes(result)),
    )


def _figures(result: Result | None) -> Iterator[Figure]:
    told = (
        (gettext("Total"), result.params_total if result else None),
        (gettext("Active for each token"), result.params_active if result else None),
        (gettext("Elements in the files"), result.params_stored if result else None),
    )
    for label, number in told:
        figure = numbers.parameters(number) if number is not None else None
        yield Figure(label, figure.text if figure else "", figure.exact if figure else "")


def _notes(result: Result | None) -> Iterator[str]:
    if result is None:
        return
    yield gettext("Source: %s") % text_of(PARAMETER_SOURCES, result.params_source)
    for flag in result.params_flags:
        yield text_of(PARAMETER_FLAGS, flag)


def _open_source(one: Opened, known: Grounds, language: str) -> Section:
    told = {
        "code": ", ".join(map(licence_name, one.code)) or gettext("no licence that we know"),
        "weights": ", ".join(map(licence_name, one.weights)) or gettext("no licence that we know"),
    }
    answers = {
        True: gettext(
            "Not fully: its code is under %(code)s, its weights under %(weights)s, which restricts uses."
        ),
        False: gettext(
            "Its code is under %(code)s, its weights under %(weights)s; no restriction of use is known."
        ),
        None: gettext("The registry cannot tell: of its weights it knows %(weights)s, of its code %(code)s."),
    }
    marks = {True: _NO, False: _YES, None: _UNSURE}
    return Section(
        id="open-source",
        claim=gettext("Janus-Pro-7B is fully open source."),
        mark=_mark(marks[one.restricted]),
        answer=answers[one.restricted] % told,
        subject=_subject(one.of, known, language),
        parts=((gettext("Code"), _links(one.code)), (gettext("Weights"), _links(one.weights))),
        terms=_terms(one.restrictions, language),
    )


def _royalties(one: Free, known: Grounds, language: str) -> Section:
    outcome = one.verdict.outcome if one.verdict else _UNSURE
    fine = outcome in (Outcome.ALLOWED, Outcome.ALLOWED_WITH_OBLIGATIONS)
    answer = gettext("The registry cannot say so: see why below.")
    if fine:
        answer = gettext("Yes: its licence permits commercial use, and sets no price and no limit to it.")
    elif outcome is _NO:
        answer = gettext("No: its licence stands in the way of selling a service with it.")
    return _judged(
        Section(
            id="royalties",
            claim=gettext("DeepSeek-R1 is under the MIT licence, so anyone may use it without paying royalties."),
            mark=_mark(outcome),
            answer=answer,
            subject=_subject(one.of, known, language),
            terms=_terms(one.terms, language),
        ),
        one.of,
        one.verdict,
        claims.SELLING,
        language,
    )


def _training(one: Trained, known: Grounds, language: str) -> Section:
    outcome = one.verdict.outcome if one.verdict else _UNSURE
    answers = {
        Outcome.ALLOWED: gettext("Yes, for the use described below."),
        Outcome.ALLOWED_WITH_OBLIGATIONS: gettext("Yes, if what is listed below is done."),
        Outcome.REVIEW_REQUIRED: gettext("A person has to decide: see why below."),
        Outcome.UNKNOWN: gettext("The registry cannot say: see why below."),
        Outcome.FORBIDDEN: gettext("No, not for the use described below."),
    }
    return _judged(
        Section(
            id="training-" + one.of.repo_id.rpartition("/")[2].lower().replace(".", "-"),
            claim=gettext("What %s says may train other models.") % plain(one.of.repo_id),
            mark=_mark(outcome),
            answer=answers[outcome],
            subject=_subject(one.of, known, language),
            terms=_terms(one.terms, language),
        ),
        one.of,
        one.verdict,
        claims.TRAINING,
        language,
    )


def _judged(section: Section, of: Witnessed, verdict: Verdict | None, slug: str, language: str) -> Section:
    """Add the verdict, and the context it was made in."""
    ready = of_slug(slug)
    if verdict is None or ready is None:
        return section
    query = urlencode(InContext(ready.context, slug).pairs)
    return Section(
        **{name: getattr(section, name) for name in ("id", "claim", "mark", "answer", "subject", "terms")},
        verdict=verdict_lines(verdict, of.stack, of.repo_id, language),
        context=f"{ready.name.said(language)}: {' '.join(one.said(language) for one in ready.about)}",
        verdict_url=f"{model_url(of.repo_id)}?{query}",
    )


def _mark(outcome: Outcome) -> Word:
    """How sure the answer is, by the words of outcomes: yes and no are not said by a colour alone."""
    said = OUTCOMES[outcome]
    labels = {_YES: gettext("Yes"), _NO: gettext("No"), _UNSURE: gettext("Cannot be told")}
    return Word(labels[outcome], said.meaning, said.icon, said.tone) if outcome in labels else said


def _subject(of: Witnessed, known: Grounds, language: str, *, licences: bool = True) -> Subject:
    found = of.stack.evidence if licences else ()
    curated_first = sorted(found, key=lambda said: said.source is not Source.CURATION)
    lines = tuple(
        EvidenceLine(
            what=str(word_of(SOURCES, said.source).label),
            value=plain(said.value[:120]),
            reason=reason_of(said, known.curations, language) or "",
            url=link(said.url),
            seen=f"{said.seen_at:%Y-%m-%d}",
        )
        for said in curated_first[:_MOST_EVIDENCE]
    )
    return Subject(plain(of.repo_id), model_url(of.repo_id), of.model is not None, lines)


def _links(keys: Sequence[str]) -> tuple[Linked, ...]:
    return tuple(Linked(licence_name(key), licence_url(key)) for key in keys)


def _terms(found: Sequence[SaidTerm], language: str) -> tuple[TermLine, ...]:
    return tuple(
        TermLine(
            licence=licence_name(one.licence),
            kind=text_of(KINDS, one.term.kind),
            effect=word_of(EFFECTS, one.term.effect),
            sentence=one.term.fr if language == "fr" else one.term.en,
            url=f"{licence_url(one.licence)}#{one.term.id}",
        )
        for one in found
    )
