"""The one maker of search rows. Elsewhere only counters, removal and the marks of a row are set, in place."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from django.db import connection

from registry.catalogue import turns
from registry.catalogue.copy import array, fill
from registry.models.entry import NOT_STATED

_LISTS = ("tags", "languages", "licence_declared", "licence_keys", "params_flags")
_WORDS = ("tags", "languages", "licence_keys", "tag_words")  # what stands in the second table
_COUNTERS = ("downloads", "likes", "trending", "synced_at")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing says that is no fact; a counter of None is not stated there, and an earlier one stays."""

    downloads: int | None
    likes: int | None
    trending: float
    synced_at: datetime


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One search row as `write` takes it, of both tables; ``listing`` None leaves the counters as they are.

    The counters of a row that does not exist yet are then not stated, and it was listed when it was assessed.
    """

    id: int
    repo_id: str
    publisher: str | None
    revision: str | None
    pipeline_tag: str | None
    library: str | None
    tags: tuple[str, ...]
    languages: tuple[str, ...]
    gate: str
    removed_at: datetime | None
    created_at: datetime | None
    last_modified: datetime | None
    source: str
    licence_declared: tuple[str, ...] | None
    licence_concluded: str | None
    licence_keys: tuple[str, ...]
    licence_status: str
    licence_class: str
    stack_id: int
    own_id: int
    params_total: int | None
    params_active: int | None
    params_stored: int | None
    params_source: str
    params_flags: tuple[str, ...]
    weights_bytes: int | None
    weights_source: str | None
    pickle_only: bool | None
    knowledge_version: str
    assessed_at: datetime
    tag_words: str
    listing: Listing | None


_GIVEN = tuple(field.name for field in fields(EntryRow) if field.name != "listing")
_FACTS = tuple(name for name in _GIVEN if name not in _WORDS)
_COLUMNS = (*_GIVEN, *_COUNTERS)
_LIST_PLACES = tuple(_GIVEN.index(name) for name in _LISTS)
_given = attrgetter(*_GIVEN)

# No statistics of a table that lives for one transaction: every join with it is by a key.
_TABLE = """CREATE TEMPORARY TABLE IF NOT EXISTS page_entry ON COMMIT DELETE ROWS AS
    SELECT {columns} FROM entry JOIN entry_words USING (id) WITH NO DATA;
    DELETE FROM page_entry""".format(columns=", ".join(_COLUMNS))  # noqa: S608 - fields of `EntryRow`; values come by COPY
_MERGE = """MERGE INTO entry USING page_entry AS given ON entry.id = given.id
    WHEN MATCHED THEN UPDATE SET {facts}, {counters}, stale = {outdated}
    WHEN NOT MATCHED THEN INSERT ({columns}, stale) VALUES ({values},
        coalesce(given.downloads, {not_stated}), coalesce(given.likes, {not_stated}), coalesce(given.trending, 0),
        coalesce(given.synced_at, given.assessed_at), {outdated})""".format(  # noqa: S608 - fields of `EntryRow`; values come by COPY
    facts=", ".join(f"{name} = given.{name}" for name in _FACTS if name != "id"),
    counters=", ".join(f"{name} = coalesce(given.{name}, entry.{name})" for name in _COUNTERS),
    columns=", ".join((*_FACTS, *_COUNTERS)),
    values=", ".join(f"given.{name}" for name in _FACTS),
    not_stated=NOT_STATED,
    # A process that an update has overtaken goes on concluding with what it knows; that is to be redone.
    outdated="coalesce(given.knowledge_version <> (SELECT max(knowledge_version) FROM licence), false)",
)
# Most changes of a model are a commit that changes no word; the index of the words is the dearest of all.
_MERGE_WORDS = """MERGE INTO entry_words USING page_entry AS given ON entry_words.id = given.id
    WHEN MATCHED AND (name, {held}) IS DISTINCT FROM (given.repo_id, {values})
        THEN UPDATE SET name = given.repo_id, {changes}
    WHEN NOT MATCHED THEN INSERT (id, name, {words}, head)
        VALUES (given.id, given.repo_id, {values}, false)""".format(  # noqa: S608 - fields of `EntryRow`; values come by COPY
    words=", ".join(_WORDS),
    held=", ".join(f"entry_words.{name}" for name in _WORDS),
    values=", ".join(f"given.{name}" for name in _WORDS),
    changes=", ".join(f"{name} = given.{name}" for name in _WORDS),
)


def take_turn() -> None:
    """Wait until nobody else writes entries; the turn ends with the transaction.

    Whoever reads facts to write entries takes it first, so that no entry is made of facts that changed meanwhile,
    and so that two writers never wait for each other in a circle.
    """
    turns.take(turns.Turn.ENTRIES)


def write(rows: Sequence[EntryRow]) -> None:
    """Write search rows, known or new. Cost: three statements and a COPY.

    None is stale afterwards, unless it was concluded with other knowledge than the table of licences holds.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        fill(cursor, "page_entry", _COLUMNS, map(_values, rows))
        cursor.execute(_MERGE)
        cursor.execute(_MERGE_WORDS)


def _values(row: EntryRow) -> list[object]:
    values = list(_given(row))
    for place in _LIST_PLACES:
        values[place] = array(values[place])
    listing = row.listing
    if listing is None:
        return [*values, None, None, None, None]
    return [*values, listing.downloads, listing.likes, listing.trending, listing.synced_at]
