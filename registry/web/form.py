"""The search form and the chips: made from the one list of filters, the counts, and what was asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from registry.catalogue.context_filters import CONTEXT, MEMBER_BY_KEY
from registry.catalogue.facets import Facets
from registry.catalogue.filters import BY_KEY, FILTERS, Filter
from registry.catalogue.orders import ORDERS, RELEVANCE
from registry.catalogue.parameters import Kind, Value, write
from registry.catalogue.query import SearchQuery, to_query_string
from registry.catalogue.wording import in_short
from registry.web import numbers
from registry.web.context_lines import value_in_words
from registry.web.present import licence_name, plain

Given = Mapping[str, Sequence[str]]  # the texts of each parameter, as its control shows them

SHORT = 7  # options that an open list shows without being asked
OFFERED = 100  # options that typing offers
_OPEN = frozenset({"pipeline_tag", "params_min", "licence", "licence_class"})  # groups that need no opening
_LONGEST_NUMBER = 18  # digits; Python refuses to read very long ones
_MIDNIGHT = "T00:00:00Z"
_SHAPES = {
    Kind.CHOICES: "choices",
    Kind.TAGS: "tags",
    Kind.FLAG: "flag",
    Kind.CHOICE: "choice",
    Kind.INTEGER: "size",
    Kind.DATETIME: "day",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a control, what people read for it, how many models have it, and whether it is on."""

    value: str
    label: str
    models: str
    on: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One filter of the form. ``offered``: values that typing offers, where the list is open."""

    key: str
    shape: str
    label: str
    help: str
    options: tuple[Option, ...]
    offered: tuple[str, ...]
    text: str
    error: str


@dataclass(frozen=True, slots=True)
class Group:
    """Controls under one heading; ``active`` says in short that some of them are set."""

    label: str
    controls: tuple[Control, ...]
    open: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address of the search without it."""

    text: str
    url: str
    what: str


def given_by(query: SearchQuery) -> Given:
    """Return the texts of a search, as the controls show them."""
    return {key: write(value) for key, value in query.values}


def groups(given: Given, errors: Mapping[str, str], facets: Facets) -> tuple[Group, ...]:
    """Return the form but for the words, in the order of the filters, those beside each other in one group."""
    found: dict[str, list[Control]] = {}
    for one in FILTERS:
        if one.kind in _SHAPES and one.condition is not None:
            found.setdefault(one.beside or one.key, []).append(_control(one, given, errors, facets))
    return tuple(_group(controls, given) for controls in found.values())


def _group(controls: Sequence[Control], given: Given) -> Group:
    first = controls[0]
    active = any(given.get(one.key) or one.error for one in controls)
    label = {"params_min": gettext("Parameters"), "device": gettext("Hardware")}.get(first.key, first.label)
    return Group(label, tuple(controls), active or first.key in _OPEN, active)


def _control(one: Filter, given: Given, errors: Mapping[str, str], facets: Facets) -> Control:
    texts = tuple(given.get(one.key, ()))
    shape = "choice" if one.usual else _SHAPES[one.kind]
    text = texts[0] if texts and shape in ("size", "day", "choice") else ""
    if shape == "flag" and one.default is not None:
        shape = "switch"
    if shape == "day" and text.endswith(_MIDNIGHT):
        text = text.removesuffix(_MIDNIGHT)
    return Control(
        key=one.key,
        shape=shape,
        label=str(one.label),
        help=str(one.help),
        options=_OPTIONS[shape](one, texts, facets),
        offered=_offered(one, facets),
        text=text,
        error=errors.get(one.key, ""),
    )


def _no_options(one: Filter, texts: Sequence[str], facets: Facets) -> tuple[Option, ...]:
    return ()


def _choices(one: Filter, texts: Sequence[str], facets: Facets) -> tuple[Option, ...]:
    """Return the most common, and before them what is on and less common: nothing moves when it is ticked.

    A closed list is returned whole, but for choices that no model has.
    """
    counted = facets.choices(one.key)
    if one.choices:
        return tuple(
            Option(c.value, str(c.label), _many(c.models), c.value in texts)
            for c in counted
            if c.models or c.value in texts or not facets.models
        )
    numbers_of = {c.value: c.models for c in counted}
    common = [c.value for c in counted[:SHORT]]
    rare = [text for text in texts if text not in common]
    return tuple(
        Option(value, _label(one.key, value), _many(numbers_of.get(value, 0)), value in texts)
        for value in [*rare, *common]
    )


def _tags(one: Filter, texts: Sequence[str], facets: Facets) -> tuple[Option, ...]:
    return tuple(Option(text, plain(text), "", on=True) for text in texts)


def _flag(one: Filter, texts: Sequence[str], facets: Facets) -> tuple[Option, ...]:
    either = Option("", gettext("any"), "", not texts)
    return (
        either,
        *(Option(c.value, str(c.label), _many(c.models), c.value in texts) for c in facets.choices(one.key)),
    )


def _switch(one: Filter, texts: Sequence[str], facets: Facets) -> tuple[Option, ...]:
    return (Option("true", str(one.label), "", "true" in texts),)


def _sizes(one: Filter, texts: Sequence[str], facets: Facets) -> tuple[Option, ...]:
    asked = _numbers(texts)
    edges = sorted(asked | {size.low for size in facets.sizes() if size.low})
    labelled = [Option(str(edge), in_short(edge), "", edge in asked) for edge in edges]
    return (Option("", gettext("any"), "", not texts), *labelled)


def select(one: Filter, texts: Sequence[str]) -> tuple[Option, ...]:
    """Return what is chosen from, words or usual numbers; what holds where nothing is said is sent as nothing."""
    numbered = tuple((str(number), numbers.whole(number)) for number in sorted({*one.usual, *_numbers(texts)}))
    offered = tuple((choice.value, str(choice.label)) for choice in one.choices) or numbered
    unsaid = "" if one.default is None else str(one.default)
    every = () if unsaid else (Option("", _unsaid(one.key), "", not texts),)
    chosen = texts or (unsaid,)
    named = (Option("" if value == unsaid else value, label, "", value in chosen) for value, label in offered)
    return (*every, *named)


def _choice(one: Filter, texts: Sequence[str], facets: Facets) -> tuple[Option, ...]:
    return select(one, texts)


def _unsaid(key: str) -> str:
    return gettext("usual (8,192)") if key == "context_length" else gettext("any")


def _numbers(texts: Sequence[str]) -> set[int]:
    return {int(text) for text in texts if len(text) <= _LONGEST_NUMBER and text.isascii() and text.isdecimal()}


_OPTIONS = {
    "choice": _choice,
    "choices": _choices,
    "tags": _tags,
    "flag": _flag,
    "switch": _switch,
    "size": _sizes,
    "day": _no_options,
}


def _offered(one: Filter, facets: Facets) -> tuple[str, ...]:
    if one.kind is not Kind.CHOICES or one.choices:
        return ()
    return tuple(plain(counted.value) for counted in facets.choices(one.key)[:OFFERED])


def _many(models: int) -> str:
    return numbers.count(models).text if models else ""


def _label(key: str, value: str) -> str:
    return licence_name(value) if key == "licence" else plain(value)


def orders(query: SearchQuery | None) -> tuple[Option, ...]:
    """Return the orders; relevance only where there are words to be relevant to."""
    chosen = query.order if query else ORDERS[0].key
    has_words = query is not None and query.value("q") is not None
    return tuple(
        Option(order.key, str(order.label), "", order.key == chosen)
        for order in ORDERS
        if has_words or order.key != RELEVANCE
    )


def chips(query: SearchQuery) -> tuple[Chip, ...]:
    """Return the filters that are on, one chip for each value, the context and what it was changed in first."""
    return (*_of_context(query), *(chip for key, value in query.values for chip in _chips(query, key, value)))


def _of_context(query: SearchQuery) -> Iterator[Chip]:
    if query.within is None:
        return
    for key, text in query.within.pairs:
        if key == CONTEXT.key:
            yield Chip(CONTEXT.label_of(text), search_url(query.judged(None)), str(CONTEXT.label))
        else:
            label = str(MEMBER_BY_KEY[key].label) if key in MEMBER_BY_KEY else plain(key)
            yield Chip(value_in_words(key, text), search_url(query.judged(query.within.without(key))), label)


def _chips(query: SearchQuery, key: str, value: Value) -> Iterator[Chip]:
    label = str(BY_KEY[key].label)
    for text in write(value):
        less = query.without(key, text)
        if key == "q" and less.order == RELEVANCE:
            less = less.ordered(ORDERS[0].key)
        yield Chip(_said(key, text), search_url(less), label)


def _said(key: str, text: str) -> str:
    """Return one value of a filter as a chip shows it, beside the filter's own label."""
    one = BY_KEY[key]
    if one.kind is Kind.INTEGER:
        return numbers.whole(int(text)) if one.usual else in_short(int(text))
    if one.kind is Kind.DATETIME:
        return text.removesuffix(_MIDNIGHT)
    return _label(key, one.label_of(text))


def search_url(query: SearchQuery) -> str:
    """Return the address of a search."""
    asked = to_query_string(query)
    return f"/?{asked}" if asked else "/"
