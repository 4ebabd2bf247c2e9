"""A search as a value: read from a query string, written back to one, said as a sentence. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue import cursors, filters, orders
from registry.catalogue.context_filters import CONTEXT, MEMBERS
from registry.catalogue.cursors import Cursor
from registry.catalogue.filters import FILTERS, Filter
from registry.catalogue.in_context import InContext, is_of_context, read_context
from registry.catalogue.orders import Order
from registry.catalogue.parameters import Choice, Fault, Kind, Parameter, Value, read, write
from registry.catalogue.use_words import wanted
from registry.catalogue.wording import Text
from registry.policy.verdict import Outcome, ReasonCode

PAGE_SIZE = 25
LARGEST_PAGE = 100

ORDER = Parameter(
    key="order",
    kind=Kind.CHOICE,
    label=gettext_lazy("Order"),
    help=gettext_lazy(
        "The order of the list. last_modified and params list only models that state them; relevance needs q "
        "and ranks the 500 most downloaded matches."
    ),
    choices=tuple(Choice(order.key, order.label) for order in orders.ORDERS),
    default=orders.DEFAULT,
)
CURSOR = Parameter(
    key="cursor",
    kind=Kind.CURSOR,
    label=gettext_lazy("Cursor"),
    help=gettext_lazy(
        "Where the page begins; taken from “next” of the page before, with the same filters and order."
    ),
)
SIZE = Parameter(
    key="page_size",
    kind=Kind.INTEGER,
    label=gettext_lazy("Models a page"),
    help=gettext_lazy("How many models a page holds."),
    low=1,
    high=LARGEST_PAGE,
    default=PAGE_SIZE,
)
PAGING = (ORDER, CURSOR, SIZE)
_READ: tuple[Parameter, ...] = (*FILTERS, *PAGING)
PARAMETERS: tuple[Parameter, ...] = (*FILTERS, CONTEXT, *MEMBERS, *PAGING)
_BY_KEY = {parameter.key: parameter for parameter in PARAMETERS}
_JUDGED = tuple(one.key for one in FILTERS if one.condition is None)
_DEFAULT_OUTCOMES = frozenset({Outcome.ALLOWED, Outcome.ALLOWED_WITH_OBLIGATIONS})
_CURSOR_HOLDS: Mapping[str, type[int] | type[float] | type[datetime]] = {
    "integer": int,
    "float": float,
    "datetime": datetime,
}


@dataclass(frozen=True, slots=True)
class ParameterError:
    """What is wrong with one parameter; ``pointer`` is "?" and its key."""

    pointer: str
    detail: Text


@dataclass(frozen=True, slots=True)
class InvalidQuery:
    """A query string that asks for no search that we know."""

    errors: tuple[ParameterError, ...]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One search. ``values``: what each filter asks, in the order of the list; unset and default ones absent.

    ``within``: the context in which its models are judged; None where none are.
    """

    values: tuple[tuple[str, Value], ...] = ()
    within: InContext | None = None
    order: str = orders.DEFAULT
    after: Cursor | None = None
    page_size: int = PAGE_SIZE

    def value(self, key: str) -> Value | None:
        """Return what the filter asks; its default where it is not set."""
        return dict(self.values).get(key, filters.BY_KEY[key].default)

    @property
    def outcomes(self) -> frozenset[Outcome]:
        """Return the verdicts that are asked for in a context."""
        asked = self.value("verdict")
        if isinstance(asked, tuple):
            return frozenset(map(Outcome, asked))
        return frozenset(Outcome) if self.value("reason") else _DEFAULT_OUTCOMES

    @property
    def reasons(self) -> frozenset[ReasonCode]:
        """Return the reasons of which a verdict has to have one; empty where that does not matter."""
        asked = self.value("reason")
        return frozenset(map(ReasonCode, asked)) if isinstance(asked, tuple) else frozenset()

    @property
    def facts(self) -> tuple[tuple[str, Value], ...]:
        """Return what is asked of the rows themselves, without what they are judged for."""
        return tuple((key, value) for key, value in self.values if key not in _JUDGED)

    @property
    def ordering(self) -> Order:
        """Return the order as an object."""
        return orders.BY_KEY[self.order]

    def replace(self, key: str, value: Value | None) -> "SearchQuery":
        """Return the first page of the search with one filter set anew, or taken off."""
        values = {**dict(self.values), key: value}
        return replace(self, values=_in_order(values), after=None)

    def without(self, key: str, text: str | None = None) -> "SearchQuery":
        """Return the first page of the search without the filter, or without one of its values."""
        value = dict(self.values).get(key)
        rest = tuple(one for one in value if one != text) if isinstance(value, tuple) and text else None
        return self.replace(key, rest or None)

    def judged(self, within: InContext | None) -> "SearchQuery":
        """Return the first page of the search in another context, or in none."""
        query = self if within else self.replace("verdict", None).replace("reason", None)
        return replace(query, within=within, after=None)

    def ordered(self, order: str) -> "SearchQuery":
        """Return the first page of the search in another order."""
        return replace(self, order=order, after=None)

    def following(self, after: Cursor | None) -> "SearchQuery":
        """Return the page of the search that begins after the cursor."""
        return replace(self, after=after)


def parse(params: Mapping[str, Sequence[str]]) -> SearchQuery | InvalidQuery:
    """Return the search that the parameters ask for, or everything that is wrong with them. Never raises."""
    faults = [
        ParameterError(_pointer(key), gettext_lazy("is not a parameter"))
        for key in params
        if key not in _BY_KEY and not is_of_context(key)
    ]
    within = read_context(params)
    if isinstance(within, tuple):
        faults += [ParameterError(fault.pointer, fault.detail) for fault in within]
    given: dict[str, Value | None] = {}
    for parameter in _READ:
        value = _read(parameter, params.get(parameter.key, ()))
        if isinstance(value, Fault):
            faults.append(ParameterError(_pointer(parameter.key), value.detail))
        else:
            given[parameter.key] = value
    if not faults:
        faults = [*_contradictions(given, judged=within is not None)]
    if faults or isinstance(within, tuple):
        return InvalidQuery(tuple(faults))
    query = SearchQuery(
        values=_in_order(given),
        within=within,
        order=str(given["order"] or orders.DEFAULT),
        page_size=int(str(given["page_size"] or PAGE_SIZE)),
    )
    return _continued(query, given["cursor"])


def _read(parameter: Parameter, texts: Sequence[str]) -> Value | Fault | None:
    value = read(parameter, texts)
    if isinstance(parameter, Filter) and parameter.meaning and isinstance(value, tuple):
        return parameter.meaning(value)
    return value


def to_query_string(query: SearchQuery) -> str:
    """Return the query string that `parse` reads as this search; equal searches have equal strings."""
    return urlencode([*_pairs(query), *_paging_pairs(query)])


def cursor_to(query: SearchQuery, after: Cursor) -> str:
    """Return the word that continues the search after a row."""
    return cursors.encode(after, _fingerprint(query))


def sentence(query: SearchQuery) -> str:
    """Return the search in words of the active language: "Models for text-generation, up to 8 B parameters"."""
    phrases = [filters.BY_KEY[key].phrase(value) for key, value in query.facts]
    if query.within:
        phrases.append(wanted(query.within, query.outcomes, query.reasons))
    said = ", ".join(phrase for phrase in phrases if phrase)
    return _("Models %s") % said if said else _("All models")


def _pointer(key: str) -> str:
    return "?" + key[:60].encode("utf-8", "replace").decode()


def _in_order(values: Mapping[str, Value | None]) -> tuple[tuple[str, Value], ...]:
    return tuple(
        (one.key, value)
        for one in FILTERS
        if (value := values.get(one.key)) is not None
        and value != one.default
        and (one.needs is None or values.get(one.needs) is not None)
    )


def _contradictions(given: Mapping[str, Value | None], *, judged: bool) -> Iterable[ParameterError]:
    if not judged:
        without = gettext_lazy("must not be given without a context")
        yield from (ParameterError(f"?{key}", without) for key in _JUDGED if given[key] is not None)
    low, high = given["params_min"], given["params_max"]
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield ParameterError("?params_max", gettext_lazy("must not be below params_min"))
    for one in FILTERS:
        if one.needs and given[one.needs] is None and given[one.key] not in (None, one.default):
            yield ParameterError(f"?{one.key}", gettext_lazy("says nothing without %s") % one.needs)
    if given["order"] == orders.RELEVANCE and given["q"] is None:
        yield ParameterError("?order", gettext_lazy("must not be relevance without q"))


def _continued(query: SearchQuery, cursor: Value | None) -> SearchQuery | InvalidQuery:
    if cursor is None:
        return query
    after = cursors.decode(str(cursor), _fingerprint(query), _CURSOR_HOLDS[query.ordering.holds])
    if after is None:
        fault = ParameterError("?cursor", gettext_lazy("is not a cursor of this search: begin at its first page"))
        return InvalidQuery((fault,))
    return query.following(after)


def _pairs(query: SearchQuery) -> list[tuple[str, str]]:
    pairs = [(key, text) for key, value in query.values for text in write(value)]
    pairs += query.within.pairs if query.within else ()
    return pairs if query.order == orders.DEFAULT else [*pairs, (ORDER.key, query.order)]


def _paging_pairs(query: SearchQuery) -> Iterable[tuple[str, str]]:
    if query.after is not None:
        yield CURSOR.key, cursor_to(query, query.after)
    if query.page_size != PAGE_SIZE:
        yield SIZE.key, str(query.page_size)


def _fingerprint(query: SearchQuery) -> str:
    return cursors.digest(urlencode(_pairs(query)))
