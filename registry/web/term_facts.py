"""What a term names besides its sentence, as labelled words: when, where, how many, who is spared. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from registry.licences.terms import Term
from registry.licences.uses import UseCase
from registry.web import numbers
from registry.web.present import plain
from registry.web.term_words import (
    BOUNDS,
    EXEMPTIONS,
    FIELDS_OF_USE,
    LOSSES,
    MEASURED,
    OCCASIONS,
    ORGANISATIONS,
    PAST_THRESHOLDS,
    POPULATIONS,
    PURPOSES,
    REACHES,
    RULINGS,
    SUITS,
    TERRITORIES,
    TERRITORY_TESTS,
    TRAINED,
    TRAITS,
    UNITS,
)
from registry.web.words import Text, text_of


@dataclass(frozen=True, slots=True)
class TermFact:
    """One thing that a term names. ``members``: what of the term it is made from; ``quoted``: prescribed words.

    ``differs``: another licence, beside which it is shown, says otherwise.
    """

    members: tuple[str, ...]
    label: str
    text: str
    quoted: bool = False
    differs: bool = False


def facts_of(term: Term, asked: str) -> tuple[TermFact, ...]:
    """Return what the term names, nothing for what it does not; ``asked``: its question in the page's language."""
    return tuple(fact for fact in (*_conditions(term), *_limits(term), *_reach(term, asked)) if fact.text)


def in_short(term: Term) -> str:
    """Return the one thing that says most: its limit, its places, the models or the fields that it speaks of."""
    places = _list(TERRITORIES, term.territories)
    if places and term.traits:
        places = f"{places} ({_list(TRAITS, term.traits)})"
    named = _list(TRAINED, term.trains) or _list(FIELDS_OF_USE, term.forbidden_fields)
    return _limit(term) or places or named


def _limit(term: Term) -> str:
    if term.value is None or term.unit is None or term.bound is None:
        return ""
    return text_of(BOUNDS, term.bound) % (text_of(UNITS, term.unit) % numbers.whole(term.value))


def _conditions(term: Term) -> Iterator[TermFact]:
    yield TermFact(("text",), gettext("In these words"), plain(term.text or ""), quoted=True)
    yield TermFact(("applies_to",), gettext("When"), _list(OCCASIONS, term.applies_to))
    yield TermFact(("territories",), gettext("Where"), _list(TERRITORIES, term.territories))
    yield TermFact(("tests",), gettext("What lies there"), _list(TERRITORY_TESTS, term.tests))
    yield TermFact(("traits",), gettext("Only for"), _list(TRAITS, term.traits))
    yield TermFact(("trains",), gettext("Trained models"), _list(TRAINED, term.trains))
    yield TermFact(("exemptions",), gettext("Spared"), _list(EXEMPTIONS, term.exemptions))


def _limits(term: Term) -> Iterator[TermFact]:
    yield TermFact(("value", "unit", "bound"), gettext("Limit"), _limit(term))
    yield TermFact(("population", "measured", "measured_on"), gettext("Counted"), _counted(term))
    if term.past is not None:
        yield TermFact(("past",), gettext("Past the limit"), text_of(PAST_THRESHOLDS, term.past))


def _counted(term: Term) -> str:
    if term.population is None or term.measured is None:
        return ""
    day = f" ({term.measured_on.isoformat()})" if term.measured_on else ""
    return f"{text_of(POPULATIONS, term.population)}, {text_of(MEASURED, term.measured)}{day}"


def _reach(term: Term, asked: str) -> Iterator[TermFact]:
    yield TermFact(("forbidden_fields",), gettext("Forbidden"), _list(FIELDS_OF_USE, term.forbidden_fields))
    yield TermFact(("review_fields",), gettext("To be looked at"), _list(FIELDS_OF_USE, term.review_fields))
    for use in term.uses:
        yield TermFact(("uses",), text_of(RULINGS, use.ruling), _use(use))
    if term.reach is not None:
        yield TermFact(("reach",), gettext("Reaches"), text_of(REACHES, term.reach))
    yield TermFact(("suits",), gettext("Suits about"), _list(SUITS, term.suits))
    if term.loses is not None:
        yield TermFact(("loses",), gettext("Lost by it"), text_of(LOSSES, term.loses))
    yield TermFact(("ask_en", "ask_fr"), gettext("For a person to answer"), plain(asked))


def _use(use: UseCase) -> str:
    said = [_list(PURPOSES, use.purposes), _list(ORGANISATIONS, use.organisations)]
    if use.production is not None:
        said.append(gettext("in production") if use.production else gettext("not in production"))
    if use.revenue is not None:
        said.append(gettext("where it brings in money") if use.revenue else gettext("where it brings in no money"))
    return in_a_row(said) or gettext("every use")


def in_a_row(texts: Iterable[str]) -> str:
    """Return texts in a row, each once, without those that say nothing."""
    return gettext("; ").join(dict.fromkeys(filter(None, texts)))


def _list(words: dict[str, Text], values: Sequence[str]) -> str:
    return ", ".join(text_of(words, value) for value in values)
