"""What is declared as an SPDX expression over several licences: all of them together, or a choice between them.

A name that we know goes before: some have an "and" in them. ``WITH`` an exception makes a text of its own, of
which we have described none, so that such an expression means nothing that we know.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from boolean import ParseError
from license_expression import AND, OR, ExpressionError, LicenseSymbol, Licensing

from registry.licences import spelling
from registry.licences.knowledge import Knowledge
from registry.licences.names import Licensed, Resolution, SharedName, Unrecognised, resolve

MOST_WAYS = 32  # of complying; an expression that leaves more open is no statement of a licence

Texts = frozenset[frozenset[str]]  # each one licence, or the dated texts that one name may mean
Ways = frozenset[Texts]  # of complying, each what then applies together

_LICENSING = Licensing()  # without names of its own: which are known, the knowledge says


@dataclass(frozen=True, slots=True)
class Combined:
    """Several licences, all of which we know. One way: all of them apply together."""

    ways: Ways

    @property
    def keys(self) -> tuple[str, ...]:
        """Every licence that is named or meant, sorted."""
        return tuple(sorted({key for way in self.ways for texts in way for key in texts}))


@lru_cache(maxsize=16_384)
def meaning(value: str, knowledge: Knowledge) -> Resolution | Combined:
    """Say what a declared name or expression means. Any string is answered; none raises.

    An expression of which we do not know one part is not recognised: the rest could mislead.
    """
    name = resolve(value, knowledge)
    if not isinstance(name, Unrecognised) or len(value) > spelling.MAX_NAME:
        return name
    ways = _ways(_parsed(value), knowledge)
    match sorted(map(sorted, frozenset[frozenset[str]]().union(*ways or ()))):
        case []:
            return name
        case [[key]]:
            return Licensed(key)
        case [keys]:
            return SharedName(tuple(keys), complete=True)
        case _:
            return Combined(ways or frozenset())


def together(parts: Iterable[Ways]) -> Ways | None:
    """Return the ways of complying with all parts at once; None where there are more than `MOST_WAYS`."""
    found: Ways = frozenset({frozenset()})
    for part in parts:
        found = frozenset(one | other for one, other in product(found, part))
        if len(found) > MOST_WAYS:
            return None
    return found


def written(ways: Iterable[tuple[str, ...]]) -> str:
    """Write ways of complying, each the keys that apply together, as an SPDX expression."""
    parts = [" AND ".join(way) for way in ways]
    alone = len(parts) == 1
    return " OR ".join(part if alone or " " not in part else f"({part})" for part in parts)


def _parsed(value: str) -> object:
    """Return the tree of an expression, None where it is none; odd brackets make the parser stumble."""
    try:
        return _LICENSING.parse(value)
    except (ExpressionError, ParseError, IndexError, AssertionError):
        return None


def _ways(tree: object, knowledge: Knowledge) -> Ways | None:
    """Return the ways of complying with a tree, None where a part of it is not known or there are too many."""
    match tree:
        case LicenseSymbol():
            return _of_name(str(tree.key), knowledge)
        case AND() | OR():
            parts = [_ways(part, knowledge) for part in tree.args]
            known = [part for part in parts if part]
            if len(known) < len(parts):
                return None
            if isinstance(tree, AND):
                return together(known)
            either = frozenset[Texts]().union(*known)
            return either if len(either) <= MOST_WAYS else None
        case _:
            return None


def _of_name(name: str, knowledge: Knowledge) -> Ways | None:
    match resolve(name, knowledge):
        case Licensed(key):
            return frozenset({frozenset({frozenset({key})})})
        case SharedName(keys, complete=True):
            return frozenset({frozenset({frozenset(keys)})})
        case _:
            return None
