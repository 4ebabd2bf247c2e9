"""The classes of sizes that models are counted in.

Whoever asks for ``params_max`` means the edge too, and so does ``params_min``: the models that lie exactly on an
edge are a class of their own, so that counts by class are those of the searches.
"""

from collections.abc import Sequence
from itertools import pairwise

_EDGES = (10**9, 4 * 10**9, 9 * 10**9, 16 * 10**9, 40 * 10**9, 80 * 10**9, 250 * 10**9)  # parameters
_BEGINNINGS = tuple(number for edge in _EDGES for number in (edge, edge + 1))

CLASSES = len(_BEGINNINGS) + 1
CLASS_OF = (
    f"width_bucket(params_total, ARRAY[{', '.join(map(str, _BEGINNINGS))}]::bigint[])"  # SQL; NULL: not known
)


def offered() -> tuple[tuple[int | None, int | None], ...]:
    """Return the spans that people choose from, smallest first, as params_min and params_max."""
    return tuple(pairwise((None, *_EDGES, None)))


def classes_between(low: int | None, high: int | None) -> Sequence[int] | None:
    """Return the classes that make up a span, its edges included; None where they do not make it up exactly."""
    if any(edge is not None and edge not in _EDGES for edge in (low, high)):
        return None
    first = 0 if low is None else _BEGINNINGS.index(low) + 1
    last = CLASSES - 1 if high is None else _BEGINNINGS.index(high) + 1
    return range(first, last + 1)
