"""Stacked bars against lines, as numbers for an SVG of a thousand units; a table has the same figures. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 1_000  # units of a whole bar


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: what it is (a class of the style sheet), where it begins, and how wide it is."""

    kind: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, its pieces side by side; ``lines`` are places of the lines that cross all bars."""

    label: str
    text: str
    exact: str
    pieces: tuple[Piece, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """What one bar shows: parts by their kind, in order, in bytes."""

    label: str
    text: str
    exact: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """Return the sum of the parts."""
        return sum(size for _, size in self.parts)


def draw(stacks: Sequence[Stack], lines: Sequence[int]) -> tuple[Bar, ...]:
    """Return the bars on one scale, on which the largest bar and all lines have room."""
    largest = max((*(one.total for one in stacks), *lines), default=0) or 1
    scale = WIDTH * 20 // 21  # so that the outermost line is not the edge
    places = tuple(line * scale // largest for line in lines)
    return tuple(
        Bar(one.label, one.text, one.exact, tuple(_pieces(one, largest, scale)), places) for one in stacks
    )


def _pieces(stack: Stack, largest: int, scale: int) -> Iterable[Piece]:
    """Edges are rounded and not widths, so that what is next to each other leaves no gap."""
    before = 0
    for kind, size in stack.parts:
        start, end = before * scale // largest, (before + size) * scale // largest
        before += size
        if end > start:
            yield Piece(kind, start, end - start)
