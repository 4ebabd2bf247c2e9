"""What one licence says otherwise than another: two versions side by side."""

from collections.abc import Set
from dataclasses import dataclass, fields

from registry.licences.knowledge import Licence
from registry.licences.terms import Effect, Term, TermKind

_WORDINGS = frozenset(("en", "fr", "ask_en", "ask_fr"))
_PROVENANCE = frozenset(("source", "document", "clause"))  # that a clause has moved changes nothing


@dataclass(frozen=True, slots=True)
class Change:
    """A term that both have. ``members`` are the names of what differs; ``wording`` where the sentences do."""

    before: Term
    after: Term
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came, went and changed, in the order of the terms; ``same`` counts the rest of those that both have.

    What a text is silent on is no term of it. ``unclear``: kinds of which we have not read what one of them says.
    """

    added: tuple[Term, ...]
    dropped: tuple[Term, ...]
    changed: tuple[Change, ...]
    same: int
    unclear: tuple[TermKind, ...]


@dataclass(frozen=True, slots=True)
class NotTyped:
    """No answer: the terms of these licences have not been typed yet."""

    keys: tuple[str, ...]


def compare(before: Licence, after: Licence) -> Comparison | NotTyped:
    """Tell what ``after`` says otherwise than ``before``, term by term; terms are the same one by their id."""
    if before.terms is None or after.terms is None:
        return NotTyped(tuple(one.key for one in (before, after) if one.terms is None))
    unclear = {term.kind for term in (*before.terms, *after.terms) if term.effect is Effect.UNKNOWN}
    old, new = _told(before.terms, unclear), _told(after.terms, unclear)
    both = [(old[name], new[name]) for name in old if name in new]
    changed = tuple(Change(was, now, members) for was, now in both if (members := _differing(was, now)))
    return Comparison(
        added=tuple(term for name, term in new.items() if name not in old),
        dropped=tuple(term for name, term in old.items() if name not in new),
        changed=changed,
        same=len(both) - len(changed),
        unclear=tuple(kind for kind in TermKind if kind in unclear),
    )


def _told(terms: tuple[Term, ...], unclear: Set[TermKind]) -> dict[str, Term]:
    return {term.id: term for term in terms if term.effect is not Effect.SILENT and term.kind not in unclear}


def _differing(before: Term, after: Term) -> tuple[str, ...]:
    names = [field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name)]
    members = [name for name in names if name not in _WORDINGS | _PROVENANCE]
    return (*members, *(("wording",) if _WORDINGS & set(names) else ()))
