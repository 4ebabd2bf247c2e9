"""Reading one object of a configuration from outside: every number is whole and bounded, or it is not there.

A configuration is written by whoever uploads a model. What cannot be read is noted with its reason, and nothing
here takes longer for a larger lie.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

MOST_PROBLEMS = 20
LONGEST_WORD = 100  # characters, of a word that is kept
MOST_LAYERS = 2_000
_Value = TypeVar("_Value")


class ConfigFields:
    """The members of one JSON object, read under several names: the first that is there counts.

    A reader returns None for what is absent or null, silently, and for what cannot be read, with a note in
    ``problems`` and its name in ``unread``: that is stated, and is not as if nothing were.
    """

    __slots__ = ("members", "problems", "unread")

    def __init__(
        self,
        members: Mapping[str, object],
        problems: list[str] | None = None,
        unread: list[str] | None = None,
    ) -> None:
        self.members = members
        self.problems: list[str] = [] if problems is None else problems
        self.unread: list[str] = [] if unread is None else unread

    def note(self, reason: str) -> None:
        """Keep a reason; beyond `MOST_PROBLEMS` none is added."""
        if len(self.problems) < MOST_PROBLEMS and reason not in self.problems:
            self.problems.append(reason)

    def _note_unread(self, name: str, reason: str) -> None:
        self.note(f"{name} {reason}")
        if len(self.unread) < MOST_PROBLEMS:
            self.unread.append(name)

    def part(self, *names: str) -> "ConfigFields | None":
        """Return the readers of the first member that is an object and not empty; problems are noted together."""
        for name in names:
            value = self.members.get(name)
            if isinstance(value, Mapping) and value:
                return ConfigFields(value, self.problems, self.unread)
        return None

    def whole(self, *names: str, most: int, least: int = 0) -> int | None:
        """Return a whole number from ``least`` to ``most``."""
        for name in names:
            value = self.members.get(name)
            if value is None:
                continue
            if type(value) is float and value.is_integer():
                value = int(value)
            if type(value) is not int:
                self._note_unread(name, "is no whole number")
            elif not least <= value <= most:
                self._note_unread(name, "is out of range")
            else:
                return value
            return None
        return None

    def flag(self, name: str) -> bool | None:
        """Return true or false where it is stated."""
        value = self.members.get(name)
        if value is None or isinstance(value, bool):
            return value
        self._note_unread(name, "is neither true nor false")
        return None

    def word(self, *names: str) -> str | None:
        """Return a word of at most `LONGEST_WORD` printable characters."""
        for name in names:
            value = self.members.get(name)
            if value is None:
                continue
            if isinstance(value, str) and len(value) <= LONGEST_WORD and value.isprintable():
                return value
            self._note_unread(name, "is no word")
            return None
        return None

    def words(self, *names: str) -> tuple[str, ...] | None:
        """Return a list of words, one for a layer; a text is one word for each of its characters."""
        for name in names:
            value = self.members.get(name)
            if value is None:
                continue
            if isinstance(value, str):
                value = list(value[: MOST_LAYERS + 1])
            return self._list(name, value, str)
        return None

    def wholes(self, *names: str) -> tuple[int, ...] | None:
        """Return a list of whole numbers, one for a layer."""
        for name in names:
            value = self.members.get(name)
            if value is not None:
                return self._list(name, value, int)
        return None

    def parts(self, name: str) -> tuple[Mapping[str, object], ...] | None:
        """Return a list of objects, one for a layer."""
        value = self.members.get(name)
        if value is None:
            return None
        if isinstance(value, list) and len(value) <= MOST_LAYERS and all(isinstance(one, dict) for one in value):
            return tuple(value)
        self._note_unread(name, f"is no list of objects for up to {MOST_LAYERS} layers")
        return None

    def _list(self, name: str, value: object, kind: type[_Value]) -> tuple[_Value, ...] | None:
        if isinstance(value, list) and len(value) <= MOST_LAYERS and _all_are(value, kind):
            return tuple(value)
        self._note_unread(name, f"is no list for up to {MOST_LAYERS} layers")
        return None


def _all_are(values: Iterable[object], kind: type) -> bool:
    return all(type(value) is kind and (kind is not str or len(str(value)) <= LONGEST_WORD) for value in values)
