"""The licences as doors show them: what the knowledge says of each, and how many live models are under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.catalogue import cursors, licence_names
from registry.catalogue.cursors import BadCursor, Cursor
from registry.catalogue.facets import facets
from registry.catalogue.results import Count
from registry.licences import succession
from registry.licences.comparison import Comparison, NotTyped, compare
from registry.licences.knowledge import Licence as LicenceText
from registry.licences.knowledge import licence_of, load
from registry.licences.succession import Neighbours
from registry.licences.tables import BadKnowledge
from registry.models import Licence

_LIST = cursors.digest("licences")


@dataclass(frozen=True, slots=True)
class LicenceSummary:
    """One licence in a list. ``models``: how many live models were concluded to be under it, as last counted."""

    key: str
    name: str
    licence_class: str
    hub_ids: tuple[str, ...]
    aliases: tuple[str, ...]
    url: str | None
    models: int
    knowledge_version: str


class TermsState(StrEnum):
    """Whether we can say what a licence says; unreadable where another release wrote the table."""

    TYPED = "typed"
    NOT_TYPED = "not_typed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class LicenceDetail:
    """One licence with all that the knowledge files say of it, as JSON values under their own names.

    ``typed``: the same as a value, None where this release cannot read all of it. ``versions``: the keys of other
    texts that the same file describes and the same maker made; what nobody in particular made has none.
    ``neighbours``: those before and after it in its line.
    """

    summary: LicenceSummary
    knowledge: Mapping[str, Any]
    typed: LicenceText | None
    state: TermsState
    versions: tuple[str, ...]
    neighbours: Neighbours


@dataclass(frozen=True, slots=True)
class NotComparable:
    """No answer: the terms of these licences have not been typed yet, or this release cannot read them."""

    not_typed: tuple[str, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LicencePage:
    """One page of licences by key; ``cursor`` leads to the next one, None at the end."""

    licences: tuple[LicenceSummary, ...]
    cursor: str | None
    count: Count


def all_licences() -> tuple[LicenceSummary, ...]:
    """Return every licence by key; there are a few hundred. Cost: one query."""
    return tuple(map(_summary, Licence.objects.defer("knowledge").order_by("key")))


def list_licences(cursor: str | None = None, page_size: int = 25) -> LicencePage | BadCursor:
    """Return a page of the licences by key. Cost: two queries."""
    after = cursors.decode(cursor, _LIST, str) if cursor else None
    if cursor and after is None:
        return BadCursor()
    begin = str(after.value) if after else ""
    found = [*Licence.objects.defer("knowledge").filter(key__gt=begin).order_by("key")[: page_size + 1]]
    shown = tuple(map(_summary, found[:page_size]))
    following = cursors.encode(Cursor(shown[-1].key, 0), _LIST) if len(found) > page_size else None
    return LicencePage(shown, following, Count(Licence.objects.count(), exact=True))


def find_licence(key: str) -> LicenceDetail | None:
    """Return the licence of that key, None where there is none. Cost: two queries."""
    found = None if "\x00" in key else Licence.objects.filter(key=key).first()
    return _detail(found) if found else None


def find_by_name(name: str) -> LicenceDetail | None:
    """Return the one licence of that key or other name, None where none is held. Cost: at most four queries."""
    found = find_licence(name)
    key = licence_names.key_of(name) if found is None else None
    return find_licence(key) if key else found


def compare_licences(before: LicenceDetail, after: LicenceDetail) -> Comparison | NotComparable:
    """Tell what ``after`` says otherwise than ``before``, or of which of them nothing can be told."""
    both = (before, after)
    if before.typed and after.typed:
        found = compare(before.typed, after.typed)
        if not isinstance(found, NotTyped):
            return found
    return NotComparable(
        not_typed=tuple(one.summary.key for one in both if one.state is TermsState.NOT_TYPED),
        unreadable=tuple(one.summary.key for one in both if one.state is TermsState.UNREADABLE),
    )


def _detail(found: Licence) -> LicenceDetail:
    try:
        typed = licence_of(found.knowledge)
    except BadKnowledge:
        typed = None
    state = TermsState.NOT_TYPED
    if "terms" in found.knowledge:
        state = TermsState.TYPED if typed else TermsState.UNREADABLE
    return LicenceDetail(
        summary=_summary(found),
        knowledge=found.knowledge,
        typed=typed,
        state=state,
        versions=_versions(found),
        neighbours=succession.neighbours(found.key, load().licences.values()),
    )


def _versions(licence: Licence) -> tuple[str, ...]:
    family, maker = licence.knowledge.get("family"), licence.knowledge.get("maker")
    if family is None or maker is None:
        return ()
    same = Licence.objects.filter(knowledge__family=family, knowledge__maker=maker).exclude(key=licence.key)
    return tuple(same.order_by("key").values_list("key", flat=True))


def _summary(licence: Licence) -> LicenceSummary:
    return LicenceSummary(
        key=licence.key,
        name=licence.name,
        licence_class=licence.licence_class,
        hub_ids=tuple(licence.hub_ids),
        aliases=tuple(licence.aliases),
        url=licence.url,
        models=facets().numbers.get("licence", {}).get(licence.key, 0),
        knowledge_version=licence.knowledge_version,
    )
