"""How many models a search would find, without looking at any: the cube.

The table holds how many live models share each combination of what lists are filtered by most. A process holds it
as bits: for each value a number whose bit i says whether cell i has it, and the counts themselves bit by bit, so
that any combination of filters is counted in some tens of microseconds at a hundred thousand cells.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from registry.catalogue import sizes
from registry.catalogue.parameters import Value
from registry.catalogue.reading import fetched

KEPT_SECONDS = 60

GATED = "CASE WHEN gate = 'open' THEN 'false' WHEN gate <> 'unknown' THEN 'true' END"
_COUNT = f"""INSERT INTO cube_cell (stack_id, pipeline_tag, library, licence_class, status, gated, size, number)
    SELECT stack_id, pipeline_tag, library, licence_class, licence_status, {GATED}, {sizes.CLASS_OF}, count(*)
    FROM entry WHERE removed_at IS NULL GROUP BY 1, 2, 3, 4, 5, 6, 7"""  # noqa: S608 - two expressions of ours
_READ = """SELECT cell.number, cell.stack_id, cell.size, stack.keys,
        cell.pipeline_tag, cell.library, cell.licence_class, cell.status, cell.gated
    FROM cube_cell AS cell JOIN licence_stack AS stack ON stack.id = cell.stack_id
    ORDER BY cell.stack_id, cell.id"""
_COUNTED_AT = "SELECT max(counted_at) FROM facet_count"
_FACETS = ("pipeline_tag", "library", "licence_class", "status", "gated")  # in the order of `_READ`


@dataclass(frozen=True, slots=True)
class Cube:
    """All cells of one counting; empty, and ``counted_at`` None, where nothing was counted yet.

    ``having``: by facet and value the cells that have it. ``of_size``: the same by class of size. ``planes``:
    cell i counts as many models as the bits i of all planes say, the lowest first. ``places``: the cells of a
    stack, first and one past the last.
    """

    counted_at: datetime | None = None
    everything: int = 0
    planes: tuple[int, ...] = ()
    having: Mapping[tuple[str, str], int] = field(default_factory=dict)
    of_size: tuple[int, ...] = (0,) * sizes.CLASSES
    places: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def number(self, cells: int) -> int:
        """Return how many models there are in some cells."""
        return sum((plane & cells).bit_count() << place for place, plane in enumerate(self.planes))

    def cells(self, asked: Iterable[tuple[str, Value]]) -> int | None:
        """Return the cells that fulfil every filter; None where they cannot tell, as with words or languages."""
        values = dict(asked)
        low, high = values.pop("params_min", None), values.pop("params_max", None)
        chosen = [self._chosen(key, value) for key, value in values.items()]
        if low is not None or high is not None:
            chosen.append(self._within(low, high))
        found = self.everything
        for cells in chosen:
            if cells is None:
                return None
            found &= cells
        return found

    def of_stacks(self, stack_ids: Iterable[int]) -> int:
        """Return the cells of some stacks. Cost: grows with all cells; whoever asks often keeps it."""
        marks = _Marks(self.everything.bit_length())
        for stack_id in stack_ids:
            for place in range(*self.places.get(stack_id, (0, 0))):
                marks.set(place)
        return marks.bits()

    def _chosen(self, key: str, value: Value) -> int | None:
        if key == "gated":
            return self.having.get((key, "true" if value else "false"), 0)
        if key not in (*_FACETS, "licence") or not isinstance(value, tuple):
            return None
        return _union(self.having.get((key, one), 0) for one in value)

    def _within(self, low: Value | None, high: Value | None) -> int | None:
        """The cells of a span of sizes, an end of which may be left open; none of them is of an unknown size."""
        if isinstance(low, int | None) and isinstance(high, int | None):
            classes = sizes.classes_between(low or None, high)
            return None if classes is None else _union(self.of_size[one] for one in classes)
        return None


def cube() -> Cube:
    """Return the cube as this process last read it. Cost: one short query a minute; all cells if they are new."""
    return _kept.now()


def forget() -> None:
    """Read it anew when it is asked for next."""
    _kept.forget()


def count_cells(cursor: CursorWrapper) -> int:
    """Count all anew, in the transaction of the facets; return how many cells. Cost: one pass over entries."""
    cursor.execute("DELETE FROM cube_cell")
    cursor.execute(_COUNT)
    counted: int = cursor.rowcount
    return counted


def _union(cells: Iterable[int]) -> int:
    found = 0
    for one in cells:
        found |= one
    return found


class _Marks:
    """Some bits that are set one by one."""

    def __init__(self, length: int) -> None:
        self._bytes = bytearray(length // 8 + 1)

    def set(self, place: int) -> None:
        self._bytes[place >> 3] |= 1 << (place & 7)

    def bits(self) -> int:
        return int.from_bytes(self._bytes, "little")


def _made(rows: list[tuple[Any, ...]], counted_at: datetime | None) -> Cube:
    """Turn cells, those of a stack side by side, into bits. About 3 µs a cell."""
    having: dict[tuple[str, str], _Marks] = {}
    of_size = [_Marks(len(rows)) for _ in range(sizes.CLASSES)]
    planes = [_Marks(len(rows)) for _ in range(max((row[0].bit_length() for row in rows), default=0))]
    places: dict[int, tuple[int, int]] = {}
    for place, (number, stack_id, size, keys, *values) in enumerate(rows):
        places[stack_id] = places.get(stack_id, (place, place))[0], place + 1
        if size is not None:
            of_size[size].set(place)
        for bit, plane in enumerate(planes):
            if number >> bit & 1:
                plane.set(place)
        borne = [*zip(_FACETS, values, strict=True), *(("licence", key) for key in keys)]
        for facet, value in borne:
            if value is not None:
                marks = having.get((facet, value)) or having.setdefault((facet, value), _Marks(len(rows)))
                marks.set(place)
    return Cube(
        counted_at=counted_at,
        everything=(1 << len(rows)) - 1,
        planes=tuple(plane.bits() for plane in planes),
        having={value: marks.bits() for value, marks in having.items()},
        of_size=tuple(marks.bits() for marks in of_size),
        places=places,
    )


class _Kept:
    """The last reading of this process. Two threads may read at once; both read the same."""

    def __init__(self) -> None:
        self._cube = Cube()
        self._until = 0.0

    def now(self) -> Cube:
        if time.monotonic() >= self._until:
            [(counted_at,)] = fetched(_COUNTED_AT)
            if counted_at != self._cube.counted_at:
                self._cube = _made(fetched(_READ), counted_at)
            self._until = time.monotonic() + KEPT_SECONDS
        return self._cube

    def forget(self) -> None:
        self._cube = Cube()
        self._until = 0.0


_kept = _Kept()
