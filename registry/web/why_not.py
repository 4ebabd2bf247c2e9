"""The verdicts on the models of a search: what is shown, what is hidden, how many, and why. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from registry.catalogue.query import SearchQuery
from registry.catalogue.verdict_words import REASONS
from registry.catalogue.why_not import WhyNot
from registry.policy.verdict import Outcome, ReasonCode
from registry.web import numbers
from registry.web.form import search_url
from registry.web.outcomes import OUTCOMES
from registry.web.words import Word

MOST_REASONS = 8  # of those that hide most
_ORDER = (
    Outcome.ALLOWED,
    Outcome.ALLOWED_WITH_OBLIGATIONS,
    Outcome.REVIEW_REQUIRED,
    Outcome.FORBIDDEN,
    Outcome.UNKNOWN,
)
_HINDERING = (Outcome.FORBIDDEN, Outcome.REVIEW_REQUIRED, Outcome.UNKNOWN)
_LABELS: Mapping[str, object] = {one.value: one.label for one in REASONS}


@dataclass(frozen=True, slots=True)
class OutcomeLink:
    """One outcome with how many models have it, where they are listed, and whether they are listed here."""

    word: Word
    number: str
    exact: str
    url: str
    on: bool


@dataclass(frozen=True, slots=True)
class ReasonLink:
    """A reason with how many models it keeps from being allowed, and where they are listed."""

    label: str
    number: str
    exact: str
    url: str


@dataclass(frozen=True, slots=True)
class VerdictLinks:
    """``about``: as of when the numbers are; empty where there are none."""

    outcomes: tuple[OutcomeLink, ...]
    reasons: tuple[ReasonLink, ...]
    about: str


def verdict_links(query: SearchQuery, counted: WhyNot | None) -> VerdictLinks | None:
    """Return the links of a search that was made in a context; None for one that was not."""
    if query.within is None:
        return None
    about = gettext("About, as counted on %s") % numbers.exactly(counted.counted_at) if counted else ""
    return VerdictLinks(
        outcomes=tuple(_outcome(one, query, counted) for one in _ORDER),
        reasons=tuple(_reasons(query, counted))[:MOST_REASONS] if counted else (),
        about=about,
    )


def _outcome(one: Outcome, query: SearchQuery, counted: WhyNot | None) -> OutcomeLink:
    number = numbers.count(counted.outcomes[one]) if counted else None
    return OutcomeLink(
        word=OUTCOMES[one],
        number=number.text if number else "",
        exact=number.exact if number else "",
        url=search_url(query.replace("reason", None).replace("verdict", (one.value,))),
        on=one in query.outcomes,
    )


def _reasons(query: SearchQuery, counted: WhyNot) -> Iterator[ReasonLink]:
    """The reasons for which models are not allowed, those that hide most first."""
    hidden: dict[ReasonCode, int] = {}
    for outcome in _HINDERING:
        for code, number in counted.reasons.get(outcome, {}).items():
            hidden[code] = hidden.get(code, 0) + number
    hindering = tuple(sorted(outcome.value for outcome in _HINDERING))
    for code, number in sorted(hidden.items(), key=lambda pair: (-pair[1], pair[0])):
        if code in _LABELS:
            counted_here = numbers.count(number)
            asked = query.replace("verdict", hindering).replace("reason", (code.value,))
            yield ReasonLink(str(_LABELS[code]), counted_here.text, counted_here.exact, search_url(asked))
