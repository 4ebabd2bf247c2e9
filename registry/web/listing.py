"""The search page as finished values. Pure; the clock comes in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext

from registry.catalogue.facets import Facets
from registry.catalogue.query import PARAMETERS, InvalidQuery, SearchQuery, sentence, to_query_string
from registry.catalogue.results import Page
from registry.catalogue.search import SearchTimeout
from registry.catalogue.why_not import WhyNot
from registry.catalogue.wording import Text
from registry.web import form, numbers
from registry.web.form import Chip, Given, Group, Option, search_url
from registry.web.present import Row, models_counted, row_of
from registry.web.why_not import VerdictLinks, verdict_links

_CSV_ROWS = 10_000
_LABELS: Mapping[str, Text] = {one.key: one.label for one in PARAMETERS}


@dataclass(frozen=True, slots=True)
class Links:
    """Where the same list is found as data, and its other pages; empty where there is none."""

    json: str
    csv: str
    csv_says: str
    next: str
    first: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no list: what is wrong with which parameter."""

    label: Text
    detail: str
    field: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The search page. ``rows`` is None where the search could not be made.

    ``verdicts``: what is judged in the context, None without one; ``kept``: what its form sends besides.
    """

    words: str
    sentence: str
    groups: tuple[Group, ...]
    orders: tuple[Option, ...]
    lead: bool = False
    active: int = 0
    chips: tuple[Chip, ...] = ()
    count: str = ""
    rows: tuple[Row, ...] | None = None
    links: Links | None = None
    troubles: tuple[Trouble, ...] = ()
    timed_out: bool = False
    removed_url: str = ""
    verdicts: VerdictLinks | None = None
    kept: tuple[tuple[str, str], ...] = ()


def listing(
    query: SearchQuery, found: Page | SearchTimeout, facets: Facets, counted: WhyNot | None, now: datetime
) -> Listing:
    """Return the page of a search that was made, also if it did not end in time."""
    asked = Listing(
        words=str(query.value("q") or ""),
        sentence=sentence(query),
        lead=not query.values and query.after is None,
        groups=form.groups(form.given_by(query), {}, facets),
        active=sum(key != "q" for key, _ in query.facts),
        orders=form.orders(query),
        chips=form.chips(query),
        verdicts=verdict_links(query, counted),
        kept=_kept(query),
        removed_url="" if query.value("removed") else search_url(query.replace("removed", value=True)),
    )
    if isinstance(found, SearchTimeout):
        return replace(asked, timed_out=True)
    fits = gettext("The most that it may need is there.") if query.value("device") else ""
    return replace(
        asked,
        count=models_counted(found.count),
        rows=tuple(row_of(one, now, found.verdicts.get(one.id), query.within, fits) for one in found.results),
        links=_links(query, found),
    )


def _kept(query: SearchQuery) -> tuple[tuple[str, str], ...]:
    """The verdicts and reasons that are asked for: they are chosen beside the list, and not in the form."""
    judged = ((key, query.value(key)) for key in ("verdict", "reason"))
    return tuple((key, text) for key, value in judged if isinstance(value, tuple) for text in value)


def refusal(invalid: InvalidQuery, given: Given, facets: Facets) -> Listing:
    """Return the page of a search that cannot be made, with what was given left in the form."""
    details = {error.pointer.removeprefix("?"): str(error.detail) for error in invalid.errors}
    groups = form.groups(given, details, facets)
    return Listing(
        words=next(iter(given.get("q", ())), "")[:200],
        sentence=gettext("This search cannot be made"),
        groups=groups,
        orders=form.orders(None),
        troubles=tuple(_trouble(key, detail, groups) for key, detail in details.items()),
    )


def _trouble(key: str, detail: str, groups: tuple[Group, ...]) -> Trouble:
    shown = {one.key for group in groups for one in group.controls}
    return Trouble(_LABELS.get(key, key), detail, key if key in shown else "")


def _links(query: SearchQuery, found: Page) -> Links:
    asked = to_query_string(query)
    whole = to_query_string(query.following(None))
    more = not found.count.exact or found.count.value > _CSV_ROWS
    return Links(
        json="/api/v1/models" + (f"?{asked}" if asked else ""),
        csv="/api/v1/models.csv" + (f"?{whole}" if whole else ""),
        csv_says=gettext("CSV, first %s") % numbers.whole(_CSV_ROWS) if more else gettext("CSV"),
        next=_next_url(query, found.cursor) if found.cursor else "",
        first=search_url(query.following(None)) if query.after else "",
    )


def _next_url(query: SearchQuery, cursor: str) -> str:
    first = to_query_string(query.following(None))
    return "/?" + "&".join(filter(None, (first, urlencode({"cursor": cursor}))))
