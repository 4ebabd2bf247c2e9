"""The choices of the filters with how many live models each has: counted by a command, read from a small table.

No request counts rows of the catalogue for this. A process reads the table at most once a minute.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from registry.catalogue import cube, filters, judged_cells, sizes, turns
from registry.catalogue.reading import fetched
from registry.catalogue.wording import Text

KEPT_SECONDS = 60
SHOWN = 200  # of an open facet; the rest can still be asked for

# Each value and how many models a row stands for: a cell of the cube, or one model for what is not in the cube.
_VALUES: Mapping[str, str] = {
    "pipeline_tag": "pipeline_tag, number FROM cube_cell",
    "library": "library, number FROM cube_cell",
    "licence_class": "licence_class, number FROM cube_cell",
    "status": "status, number FROM cube_cell",
    "gated": "gated, number FROM cube_cell",
    "all": "'all', number FROM cube_cell",
    "licence": """key, number FROM cube_cell JOIN licence_stack ON licence_stack.id = stack_id,
        unnest(keys) AS key""",
    "publisher": "publisher, 1 FROM entry WHERE removed_at IS NULL",
    "language": """code, 1 FROM entry JOIN entry_words USING (id), unnest(languages) AS code
        WHERE removed_at IS NULL""",
}
_COUNT = """INSERT INTO facet_count (facet, value, number, counted_at)
    SELECT %s, value, sum(number), %s FROM (SELECT {values}) AS live(value, number)
    WHERE value IS NOT NULL GROUP BY value ORDER BY sum(number) DESC, value LIMIT %s"""
_COUNT_SIZE = """INSERT INTO facet_count (facet, value, number, counted_at)
    SELECT 'size', %s, coalesce(sum(number), 0), %s FROM cube_cell WHERE size = ANY(%s)"""
_KEPT = 1_000  # values of one facet


@dataclass(frozen=True, slots=True)
class Counted:
    """One value that a filter takes, what people read for it, and how many live models have it."""

    value: str
    label: Text
    models: int


@dataclass(frozen=True, slots=True)
class Size:
    """One class of sizes: its params_min and params_max, and how many live models are in it."""

    low: int | None
    high: int | None
    models: int


@dataclass(frozen=True, slots=True)
class Facets:
    """All counts of one counting; empty, and ``counted_at`` None, where nothing was counted yet."""

    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    counted_at: datetime | None = None

    @property
    def models(self) -> int:
        """How many live models there were."""
        return self.numbers.get("all", {}).get("all", 0)

    def choices(self, key: str) -> tuple[Counted, ...]:
        """Return the choices of a filter: a closed list in its own order, an open one by how many models."""
        one, numbers = filters.BY_KEY[key], self.numbers.get(filters.BY_KEY[key].facet or "", {})
        if one.choices:
            return tuple(Counted(c.value, c.label, numbers.get(c.value, 0)) for c in one.choices)
        most = sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
        return tuple(Counted(value, value, number) for value, number in most)

    def sizes(self) -> tuple[Size, ...]:
        """Return the classes of sizes, the smallest first."""
        numbers = self.numbers.get("size", {})
        return tuple(Size(low, high, numbers.get(_size(low, high), 0)) for low, high in sizes.offered())


def facets() -> Facets:
    """Return the counts as this process last read them. Cost: one query a minute over a small table."""
    return _kept.now()


def count_facets(now: datetime) -> int:
    """Count everything anew in one transaction; return how many counts there are. Cost: 3 passes over `entry`."""
    with transaction.atomic(), connection.cursor() as cursor:
        turns.take(turns.Turn.FACETS)
        total = cube.count_cells(cursor)
        cursor.execute("DELETE FROM facet_count")
        for facet, values in _VALUES.items():
            cursor.execute(_COUNT.format(values=values), (facet, now, _KEPT))
            total += cursor.rowcount
        for low, high in sizes.offered():
            classes = sizes.classes_between(low, high)
            cursor.execute(_COUNT_SIZE, (_size(low, high), now, list(classes or ())))
            total += cursor.rowcount
    forget()
    return total


def forget() -> None:
    """Read the counts anew when they are asked for next."""
    _kept.forget()
    cube.forget()
    judged_cells.forget()


def _size(low: int | None, high: int | None) -> str:
    return f"{low or ''}..{high or ''}"


def _read() -> Facets:
    numbers: dict[str, dict[str, int]] = {}
    counted_at = None
    for facet, value, number, at in fetched("SELECT facet, value, number, counted_at FROM facet_count"):
        numbers.setdefault(facet, {})[value] = number
        counted_at = at
    return Facets(numbers, counted_at)


class _Kept:
    """The last reading of this process. Two threads may read at once; both read the same."""

    def __init__(self) -> None:
        self._facets = Facets()
        self._until = 0.0

    def now(self) -> Facets:
        if time.monotonic() >= self._until:
            self._facets = _read()
            self._until = time.monotonic() + KEPT_SECONDS
        return self._facets

    def forget(self) -> None:
        self._until = 0.0


_kept = _Kept()
