"""Which text came before another in its line, and which after it: a licence as its maker rewrote it.

A line are the texts of one maker whose names differ in numbers alone. That leads readers to what is worth
comparing; nothing is concluded from it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from registry.licences.knowledge import Licence

_NUMBER = re.compile(r"\bv?\.?\d[\d.\-]*")
_LEFT_OVER = re.compile(r"[\s.]+")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The keys of the text before and of the one after; None at an end of the line, or where none is known."""

    before: str | None = None
    after: str | None = None


def neighbours(key: str, licences: Iterable[Licence]) -> Neighbours:
    """Tell what came before and after the licence of that key, by their days, or by their versions."""
    described = {one.key: one for one in licences}
    if key not in described:
        return Neighbours()
    name = _name_of_line(described[key])
    line = _in_order([one for one in described.values() if _name_of_line(one) == name])
    if key not in line:
        return Neighbours()
    at = line.index(key)
    return Neighbours(line[at - 1] if at else None, line[at + 1] if at + 1 < len(line) else None)


def _name_of_line(one: Licence) -> tuple[str, str]:
    maker = (one.maker or "").casefold()
    without_maker = one.name.casefold().removeprefix(maker)
    return maker, _LEFT_OVER.sub(" ", _NUMBER.sub(" ", without_maker)).strip()


def _in_order(line: list[Licence]) -> list[str]:
    """Return the keys in order; nothing where neither days nor versions are known of all, or two are the same."""
    for said in ([one.dated for one in line], [_version(one) for one in line]):
        if None not in said and len(set(said)) == len(said):
            return [one.key for _, one in sorted(zip(said, line, strict=True), key=lambda pair: str(pair[0]))]
    return []


def _version(one: Licence) -> str | None:
    """Return the version so that texts of it sort as numbers do."""
    if one.version is None:
        return None
    return ".".join(part.zfill(4) if part.isdigit() else part for part in one.version.split("."))
