"""The licences as doors show them: what the knowledge says of each, and how many live models are under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.catalogue import cursors
from registry.catalogue.cursors import BadCursor, Cursor
from registry.catalogue.facets import facets
from registry.catalogue.results import Count
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


@dataclass(frozen=True, slots=True)
class LicenceDetail:
    """One licence with all that the knowledge files say of it, as JSON values under their own names.

    ``versions``: the keys of the other texts of its line: described by the same file, made by the same maker. What
    nobody in particular made has none.
    """

    summary: LicenceSummary
    knowledge: Mapping[str, Any]
    versions: tuple[str, ...]


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
    return LicenceDetail(_summary(found), found.knowledge, _versions(found)) if found else None


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
