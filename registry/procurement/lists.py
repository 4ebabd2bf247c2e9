"""Reads the models out of a list that somebody has: pasted lines, a table, a bill of materials. Pure and total.

Nothing of a list is passed over silently: what names no model is told with its place, or counted where it is one
of the many other parts of a bill of materials.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from registry.catalogue.wording import Text
from registry.procurement import materials
from registry.procurement.materials import Asked, BadPart, PassedOver, Why, shown

MOST_LINES = 50_000

_BULLET = re.compile(r"(?:[-*•–]|\d{1,5}[.)])\s+")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_OPTION = re.compile(r"--?[A-Za-z]")
_BETWEEN = re.compile(r"[\s,;]+")
_PIN = re.compile(r" ?===? ?| @ ")
_QUOTES = "\"'`[]"
_HEADINGS = ("purl", "repo_id", "model", "model_id", "name")  # of a column that names models, the best first
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


class Kind(StrEnum):
    """What a list was read as."""

    LINES = "lines"
    TABLE = "table"
    NAMES = "names"  # a JSON array of names
    CYCLONEDX = "cyclonedx"
    SPDX = "spdx"


@dataclass(frozen=True, slots=True)
class ReadList:
    """The names of a list, each text once, in their order; whether they are names of models nobody looked yet.

    ``others``: parts of a bill of materials that are no models. ``repeated``: names that stood there again.
    """

    kind: Kind
    asked: tuple[Asked, ...]
    passed_over: tuple[PassedOver, ...] = ()
    others: int = 0
    repeated: int = 0


NOTHING = ReadList(Kind.LINES, ())


@dataclass(frozen=True, slots=True)
class BadList:
    """Why something cannot be read as a list of models; ``parts`` where it is in single parts of it."""

    detail: Text
    parts: tuple[BadPart, ...] = ()


def read_list(content: bytes) -> ReadList | BadList:
    """Return the models that a text or a file names, or why it names none. Never raises. About 10 µs a line."""
    text = _decoded(content)
    if text is None:
        return BadList(_("It is no text: it is neither UTF-8 nor UTF-16."))
    start = text.lstrip()[:1]
    if start == "<":
        return BadList(_("It is XML, which is not read here. Bills of materials are read as JSON."))
    if start == "{" or (start == "[" and _is_json(text)):
        return _from_json(text)
    return _from_lines(text)


def _decoded(content: bytes) -> str | None:
    """The text without its byte order mark; None where it is none."""
    mark, encoding = next((one for one in _MARKS if content.startswith(one[0])), (b"", "utf-8"))
    try:
        return content[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_json(text: str) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _from_json(text: str) -> ReadList | BadList:
    try:
        value: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return BadList(_("It is no JSON that can be read: %s.") % shown(str(error)))
    if isinstance(value, list):
        return _from_array(value)
    if value.get("bomFormat") == "CycloneDX":
        return _from_materials(Kind.CYCLONEDX, materials.of_cyclonedx(value))
    if "spdxVersion" in value:
        return _from_materials(Kind.SPDX, materials.of_spdx_2(value))
    if "@graph" in value:
        return _from_materials(Kind.SPDX, materials.of_spdx_3(value))
    return BadList(_("It is JSON, but neither an array of names nor a bill of materials of CycloneDX or SPDX."))


def _from_array(value: list[Any]) -> ReadList | BadList:
    bad = tuple(
        BadPart(f"/{place}", _("must be a text: the name of a model"))
        for place, one in enumerate(value)
        if not isinstance(one, str)
    )
    if bad:
        return BadList(_("Not all of the array are names."), bad)
    return _once(Kind.NAMES, [Asked(f"/{place}", one.strip()) for place, one in enumerate(value)])


def _from_materials(kind: Kind, found: materials.Materials) -> ReadList | BadList:
    if found.bad:
        return BadList(_("The bill of materials is not made as its format says."), found.bad)
    return _once(kind, found.asked, found.passed_over, found.others)


def _from_lines(text: str) -> ReadList | BadList:
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        return BadList(_("It has more lines than are read here, which are %s.") % MOST_LINES)
    if (column := _column_of_names(lines)) is not None:
        return _from_table(lines, column)
    asked: list[Asked] = []
    passed_over: list[PassedOver] = []
    for number, line in enumerate(lines, 1):
        said = _COMMENT.sub("", line).strip()
        if _OPTION.match(said):
            passed_over.append(PassedOver(str(number), shown(said), Why.OPTION))
            continue
        asked += [Asked(str(number), one) for one in _names_of(said)]
    return _once(Kind.LINES, asked, passed_over)


def _names_of(line: str) -> Iterator[str]:
    """The names of a line: one, or several with blanks, commas or semicolons between them."""
    for one in _BETWEEN.split(_pinned(_BULLET.sub("", line, count=1))):
        if name := one.strip(_QUOTES):
            yield name


def _pinned(line: str) -> str:
    """Write ``name == revision`` and ``name @ revision``, as lists of requirements pin, in one word."""
    return _PIN.sub("@", " ".join(line.split()))


def _column_of_names(lines: list[str]) -> tuple[int, str] | None:
    """Which column of a table with a heading names models, and what stands between columns; None if it is none."""
    heading = lines[0] if lines else ""
    for between in ("\t", ";", ","):
        cells = [cell.strip().strip(_QUOTES).casefold() for cell in heading.split(between)]
        if len(cells) > 1:
            return next(((cells.index(name), between) for name in _HEADINGS if name in cells), None)
    alone = heading.strip().strip(_QUOTES).casefold()
    return (0, ",") if alone in _HEADINGS else None


def _from_table(lines: list[str], column: tuple[int, str]) -> ReadList | BadList:
    place, between = column
    asked: list[Asked] = []
    passed_over: list[PassedOver] = []
    rows = csv.reader(lines[1:], delimiter=between)
    try:
        for row in rows:
            number = str(rows.line_num + 1)
            name = row[place].strip() if place < len(row) else ""
            if name:
                asked.append(Asked(number, name))
            elif any(cell.strip() for cell in row):
                passed_over.append(PassedOver(number, shown(between.join(row)), Why.NO_NAME))
    except csv.Error as error:
        return BadList(_("The table cannot be read: %s.") % shown(str(error)))
    return _once(Kind.TABLE, asked, passed_over)


def _once(
    kind: Kind,
    asked: list[Asked] | tuple[Asked, ...],
    passed_over: list[PassedOver] | tuple[PassedOver, ...] = (),
    others: int = 0,
) -> ReadList:
    first: dict[str, Asked] = {}
    for one in asked:
        first.setdefault(one.text, one)
    return ReadList(kind, tuple(first.values()), tuple(passed_over), others, repeated=len(asked) - len(first))
