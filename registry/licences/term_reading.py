"""Reads the terms of a licence out of the tables of its family's file.

Licences of a family say many things alike, so a file may write a term once, with ``of`` naming the licences that
say it; so too for what they are silent on. What a licence's own tables say goes before what is shared: a table
with the id of a shared term changes the members it names, and whatever it says of a kind ends a shared silence.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.licences.documents import Citation, DocumentKind, LegalDocument, Reading
from registry.licences.tables import BadKnowledge, value
from registry.licences.term_rules import problems
from registry.licences.terms import Effect, Measured, Term, TermKind
from registry.licences.territories import COUNTRIES

_ID = re.compile(r"([a-z_]+)(?:\.[a-z0-9_]+)?")
_LAW = re.compile(r"([A-Z]{2})(?:-[A-Z0-9]{1,3})?")
_LAWS_WITHOUT_A_PLACE = frozenset(("silent", "unknown", "licensor_seat", "licensee_seat"))
_UNTOLD = {
    Effect.SILENT: ("The text says nothing of this.", "Le texte n’en dit rien."),
    Effect.UNKNOWN: (
        "We have not read what the text says of this.",
        "Nous n’avons pas lu ce que le texte en dit.",
    ),
}
_ANSWERED = frozenset(TermKind) - {TermKind.OTHER}


@dataclass(frozen=True, slots=True)
class Kinds:
    """A table of kinds that several licences are silent on, or of which we have read none of them."""

    of: tuple[str, ...]
    kinds: tuple[TermKind, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What the licences of one file have in common. ``groups`` are names of ours for several of their keys."""

    terms: tuple[dict[str, Any], ...] = ()
    silent: tuple[Kinds, ...] = ()
    unknown: tuple[Kinds, ...] = ()
    groups: Mapping[str, tuple[str, ...]] | None = None

    def keys(self, of: Iterable[str]) -> frozenset[str]:
        """Return the keys of licences that ``of`` names, groups taken apart."""
        groups = self.groups or {}
        return frozenset(key for name in of for key in groups.get(name, (name,)))

    def check(self, file: str, described: frozenset[str]) -> None:
        """Raise `BadKnowledge` where something is shared by nobody, or by what the file does not describe."""
        said = [*(row.get("of", ()) for row in self.terms), *(one.of for one in (*self.silent, *self.unknown))]
        if not all(said):
            raise BadKnowledge(f"{file}: a shared table has no “of”")
        if stray := frozenset().union(*map(self.keys, [*said, self.groups or ()])) - described:
            raise BadKnowledge(f"{file}: {sorted(stray)} is neither a licence nor a group of this file")
        if both := described & (self.groups or {}).keys():
            raise BadKnowledge(f"{file}: {sorted(both)} is a licence and a group")


@dataclass(frozen=True, slots=True)
class Own:
    """What the table of one licence says of its terms."""

    governing_law: str | None = None
    documents: tuple[LegalDocument, ...] = ()
    terms: tuple[dict[str, Any], ...] = ()
    silent: tuple[TermKind, ...] = ()
    unknown: tuple[TermKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """The licence whose terms are read: where it is described, its key, its day, its documents by kind."""

    file: str
    key: str
    dated: date | None
    documents: Mapping[DocumentKind, Citation]

    @property
    def place(self) -> str:
        """Name it for a message."""
        return f"{self.file}: {self.key}"


def read_terms(text: Text, own: Own, shared: Shared) -> tuple[Term, ...] | None:
    """Return all terms of a licence by kind, None where nobody has typed them yet. Raises `BadKnowledge`."""
    rows = _rows(text, own, shared)
    untold = {
        Effect.SILENT: _untold(text, own, own.silent, _shared_kinds(text, shared, shared.silent)),
        Effect.UNKNOWN: _untold(text, own, own.unknown, _shared_kinds(text, shared, shared.unknown)),
    }
    if not rows and not any(untold.values()):
        return None
    terms = [_term(text, row) for row in rows]
    terms += [_untold_term(text, kind, effect) for effect, kinds in untold.items() for kind in kinds]
    _check_whole(text, own, terms)
    order = list(TermKind)
    return tuple(sorted(terms, key=lambda term: (order.index(term.kind), term.id)))


def _rows(text: Text, own: Own, shared: Shared) -> list[dict[str, Any]]:
    """Return the tables of its terms, shared ones overlaid with its own."""
    closed = {*own.silent, *own.unknown}
    given = [
        {member: said for member, said in row.items() if member != "of"}
        for row in shared.terms
        if text.key in shared.keys(row.get("of", ())) and _kind(text, row) not in closed
    ]
    for rows in (given, own.terms):
        twice = [name for name, times in Counter(_name(text, row) for row in rows).items() if times > 1]
        if twice:
            raise BadKnowledge(f"{text.place}: {twice} is given twice")
    mine = {row["id"]: row for row in own.terms}
    return [row | mine.pop(row["id"], {}) for row in given] + [*mine.values()]


def _shared_kinds(text: Text, shared: Shared, tables: Iterable[Kinds]) -> Iterator[TermKind]:
    return (kind for one in tables if text.key in shared.keys(one.of) for kind in one.kinds)


def _untold(text: Text, own: Own, mine: tuple[TermKind, ...], given: Iterable[TermKind]) -> tuple[TermKind, ...]:
    said = {*own.silent, *own.unknown, *(_kind(text, row) for row in own.terms)}
    return (*mine, *(kind for kind in given if kind not in said))


def _name(text: Text, row: Mapping[str, Any]) -> str:
    name = row.get("id")
    if not isinstance(name, str) or not (match := _ID.fullmatch(name)) or match[1] not in set(TermKind):
        raise BadKnowledge(f"{text.place}: id {name!r} does not begin with a kind of term")
    return name


def _kind(text: Text, row: Mapping[str, Any]) -> TermKind:
    return TermKind(_name(text, row).partition(".")[0])


def _term(text: Text, row: dict[str, Any]) -> Term:
    place = f"{text.place}: {row['id']}"
    if "kind" in row:
        raise BadKnowledge(f"{place}: kind is not written; the id begins with it")
    document = row.get("document", DocumentKind.AGREEMENT)
    source = text.documents.get(document)
    if source is None and "source" not in row:
        raise BadKnowledge(f"{place}: document “{document}” is not among the documents of this licence")
    given: dict[str, Any] = {"kind": _kind(text, row), "source": source}
    if row.get("measured") == Measured.RELEASE_DATE:
        given["measured_on"] = text.dated
    term = value(given | row, Term, place)
    if wrong := [*problems(term)]:
        raise BadKnowledge(f"{place}: {wrong[0]}")
    return term


def _untold_term(text: Text, kind: TermKind, effect: Effect) -> Term:
    english, french = _UNTOLD[effect]
    source = text.documents[DocumentKind.AGREEMENT]
    if effect is Effect.UNKNOWN:
        source = Citation(source.url, source.seen, Reading.UNVERIFIED)
    term = Term(id=kind.value, kind=kind, effect=effect, en=english, fr=french, source=source)
    if wrong := [*problems(term)]:
        raise BadKnowledge(f"{text.place}: {term.id}: {wrong[0]}")
    return term


def _check_whole(text: Text, own: Own, terms: Iterable[Term]) -> None:
    """Every kind is answered, silent or unknown, and only one of these."""
    effects: dict[TermKind, list[bool]] = {}
    for term in terms:
        effects.setdefault(term.kind, []).append(term.effect in _UNTOLD)
    if mixed := [kind.value for kind, untold in effects.items() if any(untold) and len(untold) > 1]:
        raise BadKnowledge(f"{text.place}: {mixed} is answered and silent or unknown, or that twice")
    if absent := [kind.value for kind in TermKind if kind in _ANSWERED - effects.keys()]:
        raise BadKnowledge(f"{text.place}: {absent} is neither answered nor silent nor unknown")
    _check_law(text, own.governing_law)
    policies = DocumentKind.USE_POLICY in text.documents
    if not policies and any(term.kind is TermKind.USE_POLICY and term.effect not in _UNTOLD for term in terms):
        raise BadKnowledge(f"{text.place}: use_policy: the policy is not among the documents of this licence")


def _check_law(text: Text, law: str | None) -> None:
    place = _LAW.fullmatch(law or "")
    if law not in _LAWS_WITHOUT_A_PLACE and (place is None or place[1] not in COUNTRIES):
        others = ", ".join(sorted(_LAWS_WITHOUT_A_PLACE))
        raise BadKnowledge(f"{text.place}: governing_law {law!r} is no code of ISO 3166, nor one of {others}")
