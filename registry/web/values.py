"""What stands beside a label on a sheet: a value, or one of the three kinds of nothing. Pure.

Three kinds of nothing stay three: not stated, could not be read (with the reason), not examined yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.catalogue.model import Model
from registry.catalogue.witnesses import Topic
from registry.web.present import plain


@dataclass(frozen=True, slots=True)
class Value:
    """What stands beside a label: texts, or one of the three kinds of nothing with its reason."""

    texts: tuple[str, ...] = ()
    exact: str = ""
    url: str = ""
    nothing: str = ""  # not_stated | unreadable | not_examined
    why: str = ""
    iso: str = ""  # where the text is a time


@dataclass(frozen=True, slots=True)
class Line:
    """A label with its value."""

    label: str
    value: Value


@dataclass(frozen=True, slots=True)
class Linked:
    """A text with the address of a page of ours; empty where there is none."""

    text: str
    url: str


NOT_EXAMINED = Value(nothing="not_examined")


def absent(model: Model, topic: Topic, why: str = "") -> Value:
    """Return that a fact is not stated, or not examined where nobody was asked who speaks of such facts."""
    return Value(nothing="not_stated", why=why) if model.was_asked(topic) else NOT_EXAMINED


def unreadable(model: Model, *fields: str) -> Value | None:
    """Return that one of the Hub's fields could not be read, and why; None where all could."""
    problems: Mapping[str, str] = dict(model.problems)
    reason = next((problems[field] for field in fields if field in problems), None)
    return None if reason is None else Value(nothing="unreadable", why=plain(reason))
