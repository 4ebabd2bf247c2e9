"""Two licences side by side as finished values: what came, went and changed from the first to the second. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from registry.catalogue.licences import LicenceDetail, LicenceSummary, NotComparable, compare_licences
from registry.licences.comparison import Change, Comparison
from registry.web import numbers
from registry.web.present import compare_url, licence_url, plain
from registry.web.term_words import MEMBERS
from registry.web.terms import TermLine, kind_name, term_line, term_lines
from registry.web.words import text_of

PAIR = ("a", "b")
"""The parameters that name the two licences, the earlier one first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One licence in a list to choose from."""

    key: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choosing:
    """One of the two lists: the parameter that it sets, and all licences by name."""

    parameter: str
    licences: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two licences."""

    name: str
    url: str
    dated: str


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """A term that both have and that differs: in ``what``, and in our ``sentence`` or not."""

    kind: str
    what: tuple[str, ...]
    sentence: bool
    before: TermLine
    after: TermLine


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs. ``unclear``: kinds of which we have not read what one of the two says."""

    added: tuple[TermLine, ...]
    dropped: tuple[TermLine, ...]
    changed: tuple[ChangedTerm, ...]
    same: str
    unclear: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two licences. ``differences`` is None where nothing can be told, because of those named beside it."""

    before: Side
    after: Side
    turned_url: str
    json_url: str
    differences: Differences | None
    not_typed: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


def choices(
    licences: Sequence[LicenceSummary], chosen: tuple[LicenceDetail | None, LicenceDetail | None]
) -> tuple[Choosing, ...]:
    """Return the two lists to choose from, by name."""
    by_name = sorted(licences, key=lambda one: (one.name.casefold(), one.key))
    return tuple(
        Choosing(
            parameter,
            tuple(
                Choice(one.key, plain(one.name), chosen=detail is not None and detail.summary.key == one.key)
                for one in by_name
            ),
        )
        for parameter, detail in zip(PAIR, chosen, strict=True)
    )


def side_by_side(before: LicenceDetail, after: LicenceDetail, language: str) -> SideBySide:
    """Return what ``after`` says otherwise than ``before``, in the language."""
    found = compare_licences(before, after)
    keys = before.summary.key, after.summary.key
    shown = SideBySide(
        before=_side(before),
        after=_side(after),
        turned_url=compare_url(keys[1], keys[0]),
        json_url=f"/api/v1{licence_url(keys[0])}/compare?{urlencode({'with': keys[1]})}",
        differences=None,
    )
    if isinstance(found, NotComparable):
        names = {one.summary.key: plain(one.summary.name) for one in (before, after)}
        return replace(
            shown,
            not_typed=tuple(names[key] for key in dict.fromkeys(found.not_typed)),
            unreadable=tuple(names[key] for key in dict.fromkeys(found.unreadable)),
        )
    return replace(shown, differences=_differences(found, keys, language))


def _side(one: LicenceDetail) -> Side:
    dated = one.typed.dated if one.typed else None
    return Side(plain(one.summary.name), licence_url(one.summary.key), dated.isoformat() if dated else "")


def _differences(found: Comparison, keys: tuple[str, str], language: str) -> Differences:
    return Differences(
        added=term_lines(keys[1], found.added, language),
        dropped=term_lines(keys[0], found.dropped, language),
        changed=tuple(_changed(one, keys, language) for one in found.changed),
        same=numbers.whole(found.same),
        unclear=tuple(map(kind_name, found.unclear)),
    )


def _changed(change: Change, keys: tuple[str, str], language: str) -> ChangedTerm:
    before = term_line(keys[0], change.before, language)
    after = term_line(keys[1], change.after, language)
    return ChangedTerm(
        kind=after.kind,
        what=tuple(text_of(MEMBERS, member) for member in change.members),
        sentence="wording" in change.members,
        before=_marked(before, change.members),
        after=_marked(after, change.members),
    )


def _marked(line: TermLine, members: Sequence[str]) -> TermLine:
    facts = tuple(replace(fact, differs=not set(members).isdisjoint(fact.members)) for fact in line.facts)
    return replace(line, facts=facts)
