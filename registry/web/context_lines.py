"""What a context says, member by member, as people read it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from registry.catalogue.context_filters import MEMBER_BY_KEY, MEMBERS
from registry.policy.context import Context
from registry.policy.context_parameters import NONE, to_parameters
from registry.web import numbers
from registry.web.present import plain
from registry.web.words import Text

_YES_OR_NO = "production"  # a member that is answered as the question of a term is


@dataclass(frozen=True, slots=True)
class SaidOfContext:
    """One member with what is said of it."""

    label: Text
    text: str
    help: Text


def context_lines(context: Context) -> tuple[SaidOfContext, ...]:
    """Return the members that are said, in the order of the form, and the answers to single terms after them."""
    return tuple(_lines(dict(to_parameters(context))))


def value_in_words(key: str, text: str) -> str:
    """Return a value as the form words it: "as a hosted service, on users’ devices"."""
    member = MEMBER_BY_KEY.get(key, MEMBER_BY_KEY[_YES_OR_NO])
    if text.isdecimal():
        return numbers.whole(int(text))
    if text == NONE and not any(choice.value == NONE for choice in member.choices):
        return gettext("none")
    return ", ".join(plain(member.label_of(one)) for one in text.split(","))


def _lines(said: dict[str, str]) -> Iterator[SaidOfContext]:
    for member in MEMBERS:
        if text := said.pop(member.key, ""):
            yield SaidOfContext(member.label, value_in_words(member.key, text), member.help)
    for name, text in sorted(said.items()):
        yield SaidOfContext(plain(name), value_in_words(name, text), "")
