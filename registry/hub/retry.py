"""Which failures are tried again, and after how long."""

from collections.abc import Callable

TRIES = 6
_FIRST = 1.0  # seconds
_LONGEST = 30.0
_EDGE = 5.0  # a refusal that does not say how long comes from the edge, which counts over longer spans


def worth_another_try(status: int) -> bool:
    """Whether an answer with this status may be another one next time."""
    return status in (408, 429) or 500 <= status <= 599


def backoff(attempt: int, status: int | None, chance: Callable[[], float]) -> float:
    """Return the seconds to wait after the ``attempt``-th failure (from 0) where nobody said how long.

    Doubles each time; ``chance`` (0 to 1) spreads it from half to one and a half, so that many who failed
    together do not come back together.
    """
    first = _EDGE if status == 429 else _FIRST
    return min(first * 2.0**attempt, _LONGEST) * (0.5 + chance())
