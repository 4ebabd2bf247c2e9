"""Where a page ended, as an opaque word that only fits the list it came from.

A cursor grants nothing that a filter does not, so it is checked and not signed: whoever forges one
gets an error or another place in the same public list.
"""

import hashlib
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson

_LONGEST = 400
_INT64 = 2**63
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TIMES = range(
    (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND,
    (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND + 1,
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: its value in the order (microseconds since 1970 for a time), and its id."""

    value: int | float | str
    id: int


@dataclass(frozen=True, slots=True)
class BadCursor:
    """The text is no cursor of the list."""


def digest(text: str) -> str:
    """Return a short fingerprint of the list that a cursor belongs to."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def encode(cursor: Cursor, of: str) -> str:
    """Return the cursor as a word for URLs, bound to the fingerprint ``of`` its list."""
    return urlsafe_b64encode(orjson.dumps([of, cursor.value, cursor.id])).decode().rstrip("=")


def decode(text: str, of: str, holds: type[int] | type[float] | type[str] | type[datetime]) -> Cursor | None:
    """Return the cursor; None for anything that `encode` did not write for this very list.

    ``holds`` is what the list is ordered by. Times are microseconds within the years 1 to 9999.
    """
    if len(text) > _LONGEST or not text.isascii():
        return None
    try:
        parts = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (NotBase64, ValueError):
        return None
    match parts:
        case [str(list_digest), value, int(row)] if list_digest == of:
            cursor = Cursor(value, row)
            fits = _fits(value, holds) and _is_big_integer(row) and encode(cursor, of) == text
            return cursor if fits else None
    return None


def _fits(value: object, holds: type) -> bool:
    match value:
        case bool():
            return False
        case int():
            return value in _TIMES if holds is datetime else holds is int and _is_big_integer(value)
        case float():
            return holds is float and math.isfinite(value)
        case str():
            return holds is str and "\x00" not in value
        case _:
            return False


def _is_big_integer(value: int) -> bool:
    return not isinstance(value, bool) and -_INT64 <= value < _INT64
