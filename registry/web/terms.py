"""What a licence says as finished values: a few answers at a glance, and every term under what it does. Pure.

Whatever is not said stays two things: the text says nothing of it, or we have not read what it says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from registry.licences.knowledge import Licence
from registry.licences.terms import Effect, Term, TermKind, global_id
from registry.web.present import link, plain
from registry.web.term_facts import TermFact, facts_of, in_a_row, in_short
from registry.web.term_words import COUNTING, DOCUMENTS, KINDS, MAKERS_POWERS, effect_word
from registry.web.words import READINGS, Text, Word, text_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a licence says something: the document, the clause in it, and how well and when it was read.

    ``doubtful`` where the text itself was not read.
    """

    document: str
    clause: str
    url: str
    reading: str
    seen: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term as a row. ``language`` is that of its sentence, where it is not the page's."""

    id: str
    global_id: str
    kind: str
    word: Word
    sentence: str
    language: str
    facts: tuple[TermFact, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms that do alike."""

    key: str
    title: Text
    meaning: Text
    lines: tuple[TermLine, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer at a glance: the strictest of what terms of a kind do. ``anchor`` leads to where it stands."""

    kind: str
    word: Word
    detail: str
    doubtful: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class TermSheet:
    """All that a licence says. ``unread``, ``silent``: names of the kinds, by their ids."""

    answers: tuple[Answer, ...]
    groups: tuple[TermGroup, ...]
    unread: tuple[tuple[str, str], ...]
    silent: tuple[tuple[str, str], ...]
    silent_place: Place | None


_GROUPS: tuple[tuple[str, Text, Text], ...] = (
    (
        "permitted",
        gettext_lazy("Permitted"),
        gettext_lazy("Each of these is permitted as far as no other term on this page limits it."),
    ),
    (
        "conditions",
        gettext_lazy("Conditions"),
        gettext_lazy("What has to be done or has to hold. Where no “when” stands, it is so for every use."),
    ),
    (
        "limits",
        gettext_lazy("Limits and thresholds"),
        gettext_lazy("Where the licence ends, or asks for more."),
    ),
    (
        "forbidden",
        gettext_lazy("Forbidden or withheld"),
        gettext_lazy("What the text forbids, or gives no right to."),
    ),
    (
        "counting",
        gettext_lazy("What counts as what"),
        gettext_lazy("How the text draws the lines that other terms go by."),
    ),
    (
        "maker",
        gettext_lazy("What the maker may do"),
        gettext_lazy("Powers over a licence that somebody has already."),
    ),
)
_LIMITS = frozenset(
    (
        TermKind.RESEARCH_ONLY,
        TermKind.USER_THRESHOLD,
        TermKind.REVENUE_THRESHOLD,
        TermKind.TERRITORY,
        TermKind.LITIGATION_TERMINATION,
    )
)
_LIMITED_ON_A_CONDITION = frozenset((TermKind.USE_RESTRICTIONS, TermKind.COMPETING_USE))
_UNTOLD = frozenset((Effect.SILENT, Effect.UNKNOWN))
_AT_A_GLANCE = (
    TermKind.COMMERCIAL_USE,
    TermKind.RESEARCH_ONLY,
    TermKind.USER_THRESHOLD,
    TermKind.REVENUE_THRESHOLD,
    TermKind.TERRITORY,
    TermKind.REDISTRIBUTION,
    TermKind.DERIVATIVE_SHARING,
    TermKind.OUTPUTS_TRAINING,
    TermKind.USE_RESTRICTIONS,
    TermKind.COMPETING_USE,
)
_NOT_WORTH_A_SILENCE = frozenset(
    (TermKind.RESEARCH_ONLY, TermKind.USER_THRESHOLD, TermKind.REVENUE_THRESHOLD, TermKind.COMPETING_USE)
)
_LIMITING = frozenset(_AT_A_GLANCE) - {
    TermKind.COMMERCIAL_USE,
    TermKind.REDISTRIBUTION,
    TermKind.DERIVATIVE_SHARING,
    TermKind.OUTPUTS_TRAINING,
}
_NO_LIMIT = frozenset((Effect.PERMIT, Effect.SILENT))
_STRICTEST_FIRST = (
    Effect.FORBID,
    Effect.CONDITION,
    Effect.REQUIRE,
    Effect.UNKNOWN,
    Effect.SILENT,
    Effect.PERMIT,
)


def term_sheet(licence: Licence, language: str) -> TermSheet | None:
    """Return what the licence says, in the language; None where nobody has typed its terms."""
    if licence.terms is None:
        return None
    told = [term for term in licence.terms if term.effect not in _UNTOLD]
    silent = [term for term in licence.terms if term.effect is Effect.SILENT]
    return TermSheet(
        answers=tuple(_answers(licence.terms)),
        groups=tuple(
            TermGroup(key, title, meaning, lines)
            for key, title, meaning in _GROUPS
            if (lines := term_lines(licence.key, (term for term in told if _group(term) == key), language))
        ),
        unread=_names(term for term in licence.terms if term.effect is Effect.UNKNOWN),
        silent=_names(silent),
        silent_place=_place(silent[0]) if silent else None,
    )


def term_lines(licence_key: str, terms: Iterable[Term], language: str) -> tuple[TermLine, ...]:
    """Return terms of one licence as rows, in the language."""
    return tuple(term_line(licence_key, term, language) for term in terms)


def term_line(licence_key: str, term: Term, language: str) -> TermLine:
    """Return one term as a row. Sentences are written in English and French; other readers get the English one."""
    french = language.split("-")[0] == "fr"
    asked = term.ask_fr if french else term.ask_en
    return TermLine(
        id=term.id,
        global_id=global_id(licence_key, term),
        kind=kind_name(term.kind),
        word=effect_word(term.kind, term.effect),
        sentence=plain(term.fr if french else term.en),
        language="" if french or language.startswith("en") else "en",
        facts=facts_of(term, asked or ""),
        place=_place(term),
    )


def kind_name(kind: TermKind) -> str:
    """Return what a kind of terms is called."""
    return text_of(KINDS, kind)


def _group(term: Term) -> str:
    if term.kind in MAKERS_POWERS:
        return "maker"
    if term.kind in COUNTING:
        return "counting"
    if term.effect is Effect.PERMIT:
        return "permitted"
    on_a_condition = term.effect is Effect.CONDITION and term.kind in _LIMITED_ON_A_CONDITION
    if term.kind in _LIMITS or on_a_condition:
        return "limits"
    return "forbidden" if term.effect is Effect.FORBID else "conditions"


def _names(terms: Iterable[Term]) -> tuple[tuple[str, str], ...]:
    return tuple((term.id, kind_name(term.kind)) for term in terms)


def _place(term: Term) -> Place:
    return Place(
        document=text_of(DOCUMENTS, term.document),
        clause=plain(term.clause or ""),
        url=link(term.source.url),
        reading=text_of(READINGS, term.source.reading),
        seen=plain(term.source.seen),
        doubtful=not term.source.reading.shows_silence,
    )


def _answers(terms: Sequence[Term]) -> Iterable[Answer]:
    limits = _limits(terms)
    for kind in _AT_A_GLANCE:
        of_kind = sorted(
            (term for term in terms if term.kind is kind), key=lambda term: _STRICTEST_FIRST.index(term.effect)
        )
        if of_kind and not (of_kind[0].effect is Effect.SILENT and kind in _NOT_WORTH_A_SILENCE):
            yield _answer(of_kind, limits)


def _limits(terms: Iterable[Term]) -> str:
    """Return that the licence has limits, or that we do not know all of them."""
    effects = {term.effect for term in terms if term.kind in _LIMITING}
    if Effect.UNKNOWN in effects:
        return gettext("its limits were not all read")
    return gettext("within the limits below") if effects - _NO_LIMIT else ""


def _answer(terms: Sequence[Term], limits: str) -> Answer:
    strictest = terms[0]
    alike = [term for term in terms if term.effect is strictest.effect]
    said = [in_short(term) for term in alike]
    if strictest.kind is TermKind.COMMERCIAL_USE and strictest.effect is Effect.PERMIT:
        said.append(limits)
    return Answer(
        kind=kind_name(strictest.kind),
        word=effect_word(strictest.kind, strictest.effect),
        detail=in_a_row(said),
        doubtful=any(not one.source.reading.shows_silence for one in alike if one.effect is not Effect.UNKNOWN),
        anchor=strictest.id if strictest.effect not in _UNTOLD else strictest.effect.value,
    )
