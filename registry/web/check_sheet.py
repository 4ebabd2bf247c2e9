"""A check as finished values: what it comes to, the questions to answer, a line for each model. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext, ngettext

from registry.catalogue.in_context import InContext
from registry.catalogue.use_words import in_words
from registry.catalogue.wording import Text
from registry.policy.ready_made import of_slug
from registry.policy.sentences import DISCLAIMER
from registry.policy.verdict import Outcome
from registry.procurement.questions import OpenQuestion
from registry.procurement.stored import ResultPage, StoredCheck, StoredResult
from registry.web import numbers
from registry.web.answering import Input, input_of
from registry.web.check_words import WHYS
from registry.web.numbers import Moment
from registry.web.outcomes import OUTCOMES
from registry.web.present import Name, licence_name, licence_url, model_url, name_of, plain
from registry.web.verdict_lines import VerdictLines, verdict_lines
from registry.web.words import Word

SHORT_REVISION = 10  # digits of a commit that are shown


@dataclass(frozen=True, slots=True)
class Tally:
    """How many models have an outcome."""

    word: Word
    number: str
    none: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with the control that answers it. ``models``: of how many it is asked."""

    text: str
    models: str
    licence: str
    licence_url: str
    clause: str
    input: Input


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One model of a check."""

    position: int
    name: Name
    url: str
    asked: str  # where that is another text than its name
    also_asked: tuple[str, ...]
    revision: str
    exact_revision: str
    licences: tuple[str, ...]
    verdict: VerdictLines
    instead_url: str


@dataclass(frozen=True, slots=True)
class PassedOverLine:
    """What of the list was not judged, where, and why."""

    place: str
    text: str
    why: Text


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """One check. ``settles``: what answers would settle, in a sentence; empty where they would settle nothing."""

    public_id: str
    title: str
    about: tuple[tuple[str, str], ...]
    asked_at: Moment
    expires_at: Moment | None
    context: str
    ready_made: str
    tallies: tuple[Tally, ...]
    settles: str
    deciding: tuple[Asking, ...]
    refining: tuple[Asking, ...]
    lines: tuple[CheckLine, ...]
    next_url: str
    passed_over: tuple[PassedOverLine, ...]
    not_judged: tuple[str, ...]
    knowledge_version: str
    judge_version: int
    digest: str
    disclaimer: str
    json_url: str
    csv_url: str
    report_url: str
    again_url: str


def check_sheet(check: StoredCheck, page: ResultPage, language: str, now: datetime) -> CheckSheet:
    """Return a page of a check."""
    ready = of_slug(check.slug) if check.slug else None
    pairs = InContext(check.context, check.slug if ready else None).pairs
    asked = tuple(_asking(one, language) for one in check.open.questions)
    deciding = sum(one.decides > 0 for one in check.open.questions)
    address = f"/checks/{check.public_id}"
    return CheckSheet(
        public_id=check.public_id,
        title=_title(check.number),
        about=tuple(_about(check)),
        asked_at=numbers.moment(check.asked_at, now),
        expires_at=numbers.day(check.expires_at) if check.expires_at else None,
        context=in_words(check.context),
        ready_made=ready.name.said(language) if ready else "",
        tallies=tuple(_tally(outcome, number) for outcome, number in check.counts),
        settles=_settles(deciding, check.open.settles),
        deciding=asked[:deciding],
        refining=asked[deciding:],
        lines=tuple(check_line(one, language, urlencode(pairs)) for one in page.results),
        next_url=f"{address}?after={page.cursor}" if page.cursor else "",
        passed_over=tuple(PassedOverLine(one.place, plain(one.text), WHYS[one.why]) for one in check.passed_over),
        not_judged=tuple(not_judged(check)),
        knowledge_version=check.knowledge_version,
        judge_version=check.judge_version,
        digest=check.digest,
        disclaimer=DISCLAIMER.said(language),
        json_url=f"/api/v1{address}",
        csv_url=f"/api/v1{address}/report.csv",
        report_url=f"{address}/report",
        again_url="/check?" + urlencode(pairs),
    )


def check_line(one: StoredResult, language: str, context: str = "") -> CheckLine:
    """Return one model of a check; ``context``: the parameters with which to look for something else."""
    named = one.repo_id or one.asked
    held, url = one.repo_id is not None, model_url(named)
    allowed = one.verdict.outcome in (Outcome.ALLOWED, Outcome.ALLOWED_WITH_OBLIGATIONS)
    keys = dict.fromkeys(key for layer in one.verdict.layers for key in layer.licences)
    return CheckLine(
        position=one.position + 1,
        name=name_of(named),
        url=f"{url}?{context}" if held and context else url if held else "",
        asked="" if one.asked == named else plain(one.asked),
        also_asked=tuple(map(plain, one.also_asked)),
        revision=(one.revision or "")[:SHORT_REVISION],
        exact_revision=one.revision or "",
        licences=tuple(map(licence_name, keys)),
        verdict=verdict_lines(one.verdict, one.origins, one.repo_id, language),
        instead_url="" if allowed or not held else f"/alternatives/{url.removeprefix('/models/')}?{context}",
    )


def not_judged(check: StoredCheck) -> Iterator[str]:
    """Yield what else of the list was not judged, in sentences."""
    if check.others:
        said = ngettext(
            "%(number)s part of the list is no model of the Hub.",
            "%(number)s parts of the list are no models of the Hub.",
            check.others,
        )
        yield said % {"number": numbers.whole(check.others)}
    if check.repeated:
        said = ngettext(
            "%(number)s name stood there more than once.",
            "%(number)s names stood there more than once.",
            check.repeated,
        )
        yield said % {"number": numbers.whole(check.repeated)}


def _title(number: int) -> str:
    return ngettext("%(number)s model checked", "%(number)s models checked", number) % {
        "number": numbers.whole(number)
    }


def _about(check: StoredCheck) -> Iterator[tuple[str, str]]:
    told = (
        (gettext("For"), check.entity),
        (gettext("Asked by"), check.requested_by),
        (gettext("With the token"), check.asker or ""),
    )
    yield from ((label, plain(text)) for label, text in told if text)


def _tally(outcome: Outcome, number: int) -> Tally:
    return Tally(OUTCOMES[outcome], numbers.whole(number), none=number == 0)


def _settles(questions: int, models: int) -> str:
    if not questions:
        return ""
    asked = ngettext("Answering %(number)s question", "Answering %(number)s questions", questions)
    settled = ngettext("settles %(number)s model", "settles %(number)s models", models)
    told = {
        "answering": asked % {"number": numbers.whole(questions)},
        "settles": settled % {"number": numbers.whole(models)},
    }
    return gettext("%(answering)s %(settles)s.") % told


def _asking(one: OpenQuestion, language: str) -> Asking:
    models = ngettext("%(number)s model", "%(number)s models", one.models) % {"number": numbers.whole(one.models)}
    return Asking(
        text=plain(one.text.said(language)),
        models=models,
        licence=licence_name(one.licence) if one.licence else "",
        licence_url=licence_url(one.licence) if one.licence else "",
        clause=one.clause or "",
        input=input_of(one.member, one.term),
    )
