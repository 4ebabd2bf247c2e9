"""How fast to ask, and how long to wait when the Hub says so. All times in seconds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_PAUSE = 900.0  # three of the Hub's windows; whoever states more is asked again after this
_FREE_SHARE = 0.25  # of the quota is spread over what is left of the window; before that we ask at will
_MARGIN = 1.0  # the window's end is stated in whole seconds

_LEFT = re.compile(r"\br=(\d{1,12})\b").search
_SECONDS = re.compile(r"\bt=(\d{1,12})\b").search
_SIZE = re.compile(r"\bq=(\d{1,12})\b").search


@dataclass(frozen=True, slots=True)
class Quota:
    """What the Hub says is left: ``left`` requests for ``seconds``; ``size`` of a whole window, if stated."""

    left: int
    seconds: float
    size: int | None = None


def quota(headers: Mapping[str, str]) -> Quota | None:
    """Read `ratelimit` and `ratelimit-policy`; None where an answer has none, as those of the edge."""
    stated = headers.get("ratelimit", "")
    left, seconds = _LEFT(stated), _SECONDS(stated)
    if not left or not seconds:
        return None
    size = _SIZE(headers.get("ratelimit-policy", ""))
    return Quota(int(left[1]), min(float(seconds[1]), LONGEST_PAUSE), int(size[1]) if size else None)


def interval(quota: Quota | None) -> float:
    """Return the least time between the beginnings of two requests, so that the quota lasts its window."""
    if quota is None:
        return 0.0
    if quota.left == 0:
        return quota.seconds + _MARGIN
    if quota.size is not None and quota.left > quota.size * _FREE_SHARE:
        return 0.0
    return quota.seconds / quota.left


def asked_wait(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """Return how long a refusing answer asks to wait, at most `LONGEST_PAUSE`; None where it does not say.

    An empty window wins over `Retry-After`: it is the more exact of the two.
    """
    stated = quota(headers)
    if status == 429 and stated is not None and stated.left == 0:
        return stated.seconds + _MARGIN
    return _retry_after(headers.get("retry-after", "").strip(), now)


def _retry_after(text: str, now: datetime) -> float | None:
    if text.isascii() and text.isdecimal():
        return min(float(text[:12]), LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(text)
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_PAUSE)
