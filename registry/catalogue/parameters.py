"""What one search parameter is: its type, its bounds, and the readers that turn its text into a value.

A reader is total: any text in, a value or a `Fault` out.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from registry.catalogue.wording import Text

Value = str | int | bool | datetime | tuple[str, ...]

LONGEST_TEXT = 200  # characters of one value
MOST_VALUES = 20  # of one repeatable parameter
MOST_WORDS = 16

_WORD = re.compile(r"[^\W_]+")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9:.]{5,15}([Zz]|[+-][0-9]{2}:[0-9]{2})?)?")


class Kind(StrEnum):
    """How a parameter is given and read."""

    WORDS = "words"
    CHOICE = "choice"  # one value
    CHOICES = "choices"  # repeatable: any of them
    TAGS = "tags"  # repeatable: all of them
    FLAG = "flag"
    INTEGER = "integer"
    DATETIME = "datetime"
    CURSOR = "cursor"
    LIST = "list"  # several values in one text, with commas; "none" for none of them
    TEXT = "text"


REPEATABLE = frozenset({Kind.CHOICES, Kind.TAGS})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a parameter takes, and what people read for it."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter. ``choices`` is the closed list of its values; ``facet`` names an open, counted one."""

    key: str
    kind: Kind
    label: Text
    help: Text
    choices: tuple[Choice, ...] = ()
    facet: str | None = None
    low: int | None = None
    high: int | None = None
    default: Value | None = None

    def label_of(self, value: str) -> str:
        """Return what people read for one value of a closed list; the value itself of an open one."""
        return next((str(choice.label) for choice in self.choices if choice.value == value), value)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not a value of its parameter, as a predicate: "must be …"."""

    detail: Text


def words_of(text: str) -> tuple[str, ...]:
    """Return the words that a text is searched by: runs of letters and digits, as the names are split too."""
    return tuple(_WORD.findall(text))


def read(parameter: Parameter, texts: Sequence[str]) -> Value | Fault | None:
    """Return the value of what was given; None where nothing was: an empty field sends an empty text."""
    given = [text for text in texts if text]
    if not given:
        return None
    if any(len(text) > LONGEST_TEXT for text in given) and parameter.kind is not Kind.CURSOR:
        return Fault(_("must not be longer than 200 characters"))
    if not all(map(_is_clean, given)):
        return Fault(_("must not hold control characters"))
    if len(given) > (MOST_VALUES if parameter.kind in REPEATABLE else 1):
        return Fault(_("is given too many times"))
    return _READERS[parameter.kind](parameter, given)


def write(value: Value) -> tuple[str, ...]:
    """Return the texts that `read` turns into this value."""
    match value:
        case tuple():
            return value
        case bool():
            return ("true" if value else "false",)
        case datetime():
            return (value.isoformat().replace("+00:00", "Z"),)
        case _:
            return (str(value),)


def _is_clean(text: str) -> bool:
    """Tell whether PostgreSQL and a page can hold the text: no control character, no half of a character."""
    return not any(character < " " or "\x7f" <= character <= "\x9f" for character in text) and not any(
        "\ud800" <= character <= "\udfff" for character in text
    )


def _read_words(parameter: Parameter, texts: Sequence[str]) -> Value | Fault | None:
    text = " ".join(texts[0].split())
    if not text:
        return None
    if "\ufffd" in text and not words_of(text):
        return Fault(_("must be text in UTF-8"))
    if not 0 < len(words_of(text)) <= MOST_WORDS:
        return Fault(_("must hold at least one word and at most 16"))
    return text


def _read_choice(parameter: Parameter, texts: Sequence[str]) -> Value | Fault:
    return _known(parameter, texts) or texts[0]


def _read_several(parameter: Parameter, texts: Sequence[str]) -> Value | Fault:
    return _known(parameter, texts) or tuple(sorted(set(texts)))


def _known(parameter: Parameter, texts: Sequence[str]) -> Fault | None:
    known = [choice.value for choice in parameter.choices]
    if known and not set(texts) <= set(known):
        return Fault(_("must be one of: %s") % ", ".join(known))
    return None


def _read_flag(parameter: Parameter, texts: Sequence[str]) -> Value | Fault:
    flags = {"true": True, "false": False}
    return flags[texts[0]] if texts[0] in flags else Fault(_("must be true or false"))


def _read_integer(parameter: Parameter, texts: Sequence[str]) -> Value | Fault:
    if not _INTEGER.fullmatch(texts[0]):
        return Fault(_("must be a whole number"))
    value = int(texts[0])
    low, high = parameter.low, parameter.high
    if (low is not None and value < low) or (high is not None and value > high):
        return Fault(_("must lie within %(low)s and %(high)s") % {"low": low, "high": high})
    return value


def _read_datetime(parameter: Parameter, texts: Sequence[str]) -> Value | Fault:
    fault = Fault(_("must be a date or a time in ISO 8601, such as 2026-08-01 or 2026-08-01T12:00:00Z"))
    if not _TIME.fullmatch(texts[0]):
        return fault
    try:
        value = datetime.fromisoformat(texts[0].upper())
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return fault


def _read_text(parameter: Parameter, texts: Sequence[str]) -> Value | Fault:
    return texts[0]


_READERS: Mapping[Kind, Callable[[Parameter, Sequence[str]], Value | Fault | None]] = {
    Kind.WORDS: _read_words,
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_several,
    Kind.TAGS: _read_several,
    Kind.FLAG: _read_flag,
    Kind.INTEGER: _read_integer,
    Kind.DATETIME: _read_datetime,
    Kind.CURSOR: _read_text,
    Kind.LIST: _read_text,
    Kind.TEXT: _read_text,
}
