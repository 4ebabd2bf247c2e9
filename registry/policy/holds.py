"""What is known of a circumstance: it holds, it does not, nobody said, or a person has to decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Known(Enum):
    """Whether a circumstance holds. Unsaid: a member of the context would tell. Open: none would."""

    NO = 0
    UNSAID = 1
    OPEN = 2
    YES = 3


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether a circumstance holds, and by which members of a context that is told, or would be."""

    known: Known
    members: tuple[str, ...] = ()


NO = Holds(Known.NO)
YES = Holds(Known.YES)


def told(*members: str, yes: bool) -> Holds:
    """Return what members of a context told."""
    return Holds(Known.YES if yes else Known.NO, members)


def unsaid(*members: str) -> Holds:
    """Return that these members would tell."""
    return Holds(Known.UNSAID, members)


def any_of(circumstances: Iterable[Holds]) -> Holds:
    """Return whether one of them holds; the first that does tells by which members."""
    found = tuple(circumstances)
    for known in (Known.YES, Known.OPEN, Known.UNSAID, Known.NO):
        fitting = [one for one in found if one.known is known]
        if fitting:
            chosen = fitting[:1] if known is Known.YES else fitting
            return Holds(known, _united(chosen))
    return NO


def all_of(circumstances: Iterable[Holds]) -> Holds:
    """Return whether all of them hold; what is unsaid comes before what a person has to decide."""
    found = tuple(circumstances)
    for known in (Known.NO, Known.UNSAID, Known.OPEN):
        fitting = [one for one in found if one.known is known]
        if fitting:
            return Holds(known, _united(fitting))
    return Holds(Known.YES, _united(found))


def opposite(circumstance: Holds) -> Holds:
    """Return whether it does not hold."""
    turned = {Known.YES: Known.NO, Known.NO: Known.YES}
    return Holds(turned.get(circumstance.known, circumstance.known), circumstance.members)


def _united(found: Iterable[Holds]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(member for one in found for member in one.members))
