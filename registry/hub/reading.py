"""Reading one JSON object from outside: every value is typed, cleaned and bounded, or noted as unreadable.

What leaves here can be stored: no NUL, no half of a surrogate pair, no number beyond 64 bits, no endless text.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from math import isfinite
from typing import Any

INT64 = 2**63 - 1
MOST_PROBLEMS = 30
LONGEST_EXCERPT = 500  # characters
LONGEST_NAME = 200  # characters, of a word that may become a key of an index

# Controls, halves of surrogate pairs, and the marks that make text run backwards and names look like others.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_YEARS = range(1970, 3000)
_HEX_ID = re.compile(r"[0-9a-f]{24}").fullmatch
_HEX_REVISION = re.compile(r"[0-9a-f]{40}").fullmatch
_SEGMENT = r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._-]{1,96}"
_NAME = re.compile(rf"(?:{_SEGMENT}/)?{_SEGMENT}").fullmatch


def one_line(text: str) -> str:
    """Return the text without unfit characters, its white space single blanks and none at the ends."""
    if text.isprintable():  # the common case, decided in C
        return text.strip()
    return " ".join(_UNFIT.sub("", text).split())


def lines(text: str) -> str:
    """Return the text without unfit characters, its line breaks kept."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def hub_id(value: object) -> str | None:
    """Return an `_id` (24 hex digits), or None for anything else."""
    return value.lower() if isinstance(value, str) and _HEX_ID(value.lower()) else None


def repo_id(value: object) -> str | None:
    """Return a repository's name (one or two segments of the Hub's characters), or None for anything else."""
    return value if isinstance(value, str) and _NAME(value) else None


def scalar(value: object) -> str | None:
    """Return a text, or a number as one (YAML makes numbers of what authors meant as text); None for the rest."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(value) if abs(value) <= INT64 else None


def kind(value: object) -> str:
    """Return what JSON calls this kind of value."""
    if value is None:
        return "null"
    return _KINDS.get(type(value), "something that is not JSON")


_KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
}


def excerpt(value: object) -> str:
    """Return the beginning of a JSON value as one line of at most `LONGEST_EXCERPT` characters."""
    return one_line(json.dumps(_pruned(value, depth=3), ensure_ascii=False))[:LONGEST_EXCERPT]


def _pruned(value: object, depth: int) -> object:
    if isinstance(value, dict):
        return {key[:40]: _pruned(value[key], depth - 1) for key in islice(value, 12)} if depth else "{…}"
    if isinstance(value, list):
        return [_pruned(item, depth - 1) for item in value[:12]] if depth else "[…]"
    if isinstance(value, str):
        return value[:80]
    return value if scalar(value) or value is None or isinstance(value, bool) else "a number out of range"


class Fields:
    """The members of one JSON object. A reader returns None for what is absent or null, silently, and for what
    cannot be read, with a note in `problems` (pairs of field and reason).
    """

    __slots__ = ("_path", "members", "problems")

    def __init__(
        self, members: dict[str, object], problems: list[tuple[str, str]] | None = None, path: str = ""
    ) -> None:
        self.members = members
        self.problems: list[tuple[str, str]] = [] if problems is None else problems
        self._path = path

    def note(self, name: str, reason: str) -> None:
        """Keep a reason why a member could not be read as it stands; beyond `MOST_PROBLEMS` none is added."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((one_line(self._path + name)[:LONGEST_NAME], reason))

    def part(self, name: str) -> "Fields | None":
        """Return the readers of a member that is itself an object."""
        value = self.members.get(name)
        if value is None:
            return None
        if isinstance(value, dict):
            return Fields(value, self.problems, f"{self._path}{name}.")
        self.note(name, f"is {kind(value)}, not an object")
        return None

    def text(self, name: str, longest: int = LONGEST_NAME) -> str | None:
        """Return a line of text of at most ``longest`` characters; an empty one counts as absent."""
        value = self.members.get(name)
        if value is None:
            return None
        if type(value) is str and len(value) <= longest and value.isprintable():
            return value.strip() or None
        written = scalar(value)
        if written is None:
            self.note(name, f"is {kind(value)}, not text")
            return None
        return self.cut(name, one_line(written), longest) or None

    def prose(self, name: str, longest: int) -> str | None:
        """Return a text of several lines, of at most ``longest`` bytes in UTF-8."""
        value = self.members.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self.note(name, f"is {kind(value)}, not text")
            return None
        text = lines(value[:longest])
        written = text.encode()
        if len(value) > longest or len(written) > longest:
            self.note(name, f"is longer than {longest} bytes; cut")
            text = written[:longest].decode(errors="ignore")
        return text or None

    def texts(self, name: str, longest: int = LONGEST_NAME, most: int = 200) -> tuple[str, ...] | None:
        """Return a list of lines, each once, in the order stated; a single text is a list of one.

        What is no text is noted and left out; where nothing can be read the whole is None.
        """
        value = self.members.get(name)
        if value is None:
            return None
        items = value if isinstance(value, list) else [value]
        found = _plain(items, longest)
        if found is None:
            found = dict.fromkeys(self._lines(name, items, longest))
            if not found and any(scalar(item) is None for item in items):
                return None
        if len(found) > most:
            self.note(name, f"has more than {most} values; cut")
        return tuple(islice(found, most))

    def _lines(self, name: str, items: Iterable[object], longest: int) -> Iterable[str]:
        for item in items:
            written = scalar(item)
            if written is None:
                self.note(name, f"holds {kind(item)}, not text")
            elif line := self.cut(name, one_line(written), longest):
                yield line

    def cut(self, name: str, text: str, longest: int) -> str:
        """Return at most ``longest`` characters of a text, and note when that is not all of it."""
        if len(text) <= longest:
            return text
        self.note(name, f"is longer than {longest} characters; cut")
        return text[: longest - 1].rstrip() + "…"

    def flag(self, name: str) -> bool:
        """Return true only where true is stated."""
        value = self.members.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.note(name, f"is {kind(value)}, not true or false")
        return False

    def count(self, name: str) -> int | None:
        """Return a whole number from 0 to 2⁶³ − 1."""
        value = self.members.get(name)
        if value is None or (type(value) is int and 0 <= value <= INT64):
            return value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(name, f"is {kind(value)}, not a whole number")
            return None
        if not 0 <= value <= INT64:
            self.note(name, "is a number out of range")
            return None
        return value

    def number(self, name: str) -> float | None:
        """Return a finite number of ordinary size."""
        value = self.members.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note(name, f"is {kind(value)}, not a number")
            return None
        if abs(value) > INT64 or not isfinite(value):
            self.note(name, "is a number out of range")
            return None
        return float(value)

    def moment(self, name: str) -> datetime | None:
        """Return a time in UTC; one without an offset is taken to be in UTC."""
        value = self.members.get(name)
        if value is None:
            return None
        found = _moment(value) if isinstance(value, str) else None
        if found is None:
            self.note(name, "is not a time" if isinstance(value, str) else f"is {kind(value)}, not a time")
        return found

    def revision(self, name: str) -> str | None:
        """Return a commit of 40 hex digits."""
        value = self.members.get(name)
        if value is None:
            return None
        if isinstance(value, str) and _HEX_REVISION(value.lower()):
            return value.lower()
        self.note(name, "is not a commit of 40 hex digits")
        return None


def _plain(items: list[Any], longest: int) -> dict[str, None] | None:
    """The lines of a list that is sound as it stands, seen by looking at all of it at once; None for any other."""
    try:
        whole = " ".join(items)
        if not whole.isprintable() or (len(whole) > longest and max(map(len, items)) > longest):
            return None
    except TypeError:
        return None
    return dict.fromkeys(filter(None, map(str.strip, items)))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year in _YEARS else None
