"""The YAML at the head of a card, read safely: bounded in size, depth and number of values, and no bombs.

Only the events of the parser are used. A value is a text as it was written, null, true or false, a list or an
object: no tag makes anything else of it, so that `license: 1.0` stays what its author wrote. An alias is the very
value that it names, never a copy, and a merge key is a member like any other.
"""

import re
from dataclasses import dataclass

import yaml

MAX_HEADER = 512 * 1024  # bytes; the longest real ones list thousands of benchmark results
MOST_VALUES = 50_000
DEEPEST = 30
MOST_ALIASES = 1_000

_FENCE = re.compile(r"---[ \t]*\r?\n")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_CUT_OFF = object()  # stands for a member that is stated twice, differently


class _Refused(Exception):
    """What the header holds goes beyond what is read."""


@dataclass(frozen=True, slots=True)
class Header:
    """The members of a header, why it could not be read if so, and which members are stated twice, differently."""

    members: dict[str, object]
    problem: str | None = None
    stated_twice: tuple[str, ...] = ()


def split(text: str) -> tuple[str | None, str]:
    """Part a card into its header and what follows it; None where there is no header, or it has no end."""
    start = _FENCE.match(text)
    if not start:
        return None, text
    end = _END.search(text, start.end(), start.end() + MAX_HEADER + 5)
    if not end:
        return None, text
    return text[start.end() : end.start()], text[end.end() :].lstrip("\r\n")


def is_begun(text: str) -> bool:
    """Whether a card begins as a header does."""
    return _FENCE.match(text) is not None


def read(header: str) -> Header:
    """Read a header. Never raises; at most a second for the worst of the largest, 2 ms for an ordinary one."""
    if len(header) > MAX_HEADER or len(header.encode("utf-8", "replace")) > MAX_HEADER:
        return Header({}, f"is longer than {MAX_HEADER} bytes; it was not read")
    try:
        builder = _Builder()
        for event in yaml.parse(header, Loader=yaml.CSafeLoader):
            builder.take(event)
    except _Refused as refusal:
        return Header({}, str(refusal))
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        return Header({}, f"is not YAML ({_where(error)})")
    if builder.root is None:
        return Header({})
    if not isinstance(builder.root, dict):
        return Header({}, "is not a set of members")
    twice = tuple(key for key, value in builder.root.items() if value is _CUT_OFF)
    members = {key: value for key, value in builder.root.items() if value is not _CUT_OFF}
    return Header(members, stated_twice=twice)


class _Builder:
    """Makes one value of a parser's events."""

    def __init__(self) -> None:
        self.root: object = None
        self._open: list[
            tuple[dict[str, object] | list[object], list[str]]
        ] = []  # with the key that waits, if any
        self._named: dict[str, object] = {}
        self._values = self._aliases = self._documents = 0

    def take(self, event: object) -> None:
        """Take the next event."""
        match event:
            case yaml.ScalarEvent():
                self._add(_scalar(event), event.anchor, written=event.value)
            case yaml.SequenceStartEvent():
                self._begin([], event.anchor)
            case yaml.MappingStartEvent():
                self._begin({}, event.anchor)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._open.pop()
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise _Refused("holds more than one document")
            case _:
                pass

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._aliases += 1
        if self._aliases > MOST_ALIASES:
            raise _Refused(f"has more than {MOST_ALIASES} aliases; it was not read")
        if event.anchor not in self._named:
            raise _Refused("names an anchor that it does not have")
        value = self._named[event.anchor]
        self._add(value, None, written=value if isinstance(value, str) else "")

    def _begin(self, value: dict[str, object] | list[object], anchor: str | None) -> None:
        if len(self._open) >= DEEPEST:
            raise _Refused(f"nests more than {DEEPEST} deep; it was not read")
        self._add(value, anchor, written="")
        self._open.append((value, []))

    def _add(self, value: object, anchor: str | None, written: str) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            raise _Refused(f"holds more than {MOST_VALUES} values; it was not read")
        if anchor is not None:
            self._named[anchor] = value
        if not self._open:
            self.root = value
            return
        inside, key = self._open[-1]
        if isinstance(inside, list):
            inside.append(value)
        elif key:
            name = key.pop()
            inside[name] = value if name not in inside or _is_same(inside[name], value) else _CUT_OFF
        else:
            key.append(written)


def _scalar(event: yaml.ScalarEvent) -> object:
    if event.style or not event.implicit[0]:
        return event.value
    if event.value in _NULL:
        return None
    return _FLAGS.get(event.value, event.value)


def _is_same(one: object, other: object) -> bool:
    """Whether two values are the same one; lists and objects never are, since comparing them may take for ever."""
    return not isinstance(one, list | dict) and one == other


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "unfit characters"
    return f"{problem}, line {mark.line + 2}" if mark is not None else str(problem)
