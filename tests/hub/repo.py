"""One repository as the store keeps it: encoded once, with the values it is sorted by."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.hub.encoding import Row, encode

DETAIL_ONLY = frozenset({"usedStorage", "childrenModelCount", "securityRepoStatus"})
_FIELD_SETS: dict[frozenset[str], frozenset[str]] = {}


@dataclass(slots=True)
class Repo:
    """A hub model: its immutable `key` (the Hub's `_id`), its current name, and its row in encoded parts.

    `listed` holds the members a listing may show, `hidden` those only the single-model answer shows. A `planted`
    row is served word for word whatever is asked, because no projection could keep it as broken as it is.
    """

    key: str
    name: str
    listed: bytes
    hidden: Row
    fields: frozenset[str]
    created: int | None
    modified: int | None
    downloads: int | None
    likes: int | None
    trending: int | None
    visible: bool = True
    planted: bool = False


def read(row: Row) -> Repo:
    """The stored form of a row with a usable `_id` and `id`. Members starting with `_` are ours, not the Hub's."""
    hidden = {name: row[name] for name in row if name in DETAIL_ONLY}
    listed = {name: row[name] for name in row if name not in hidden and (name[:1] != "_" or name == "_id")}
    return Repo(
        key=row["_id"],
        name=row["id"],
        listed=encode(listed),
        hidden=hidden,
        fields=shared_fields(frozenset(listed)),
        visible=not row.get("private"),
        **sort_values(row),
    )


def sort_values(row: Row) -> dict[str, Any]:
    """What the listing's sorts look at. Anything that cannot be ordered counts as null, and sorts last."""
    return {
        "created": millis(row.get("createdAt")),
        "modified": millis(row.get("lastModified")),
        "downloads": _count(row.get("downloads")),
        "likes": _count(row.get("likes")),
        "trending": _count(row.get("trendingScore")),
    }


def shared_fields(fields: frozenset[str]) -> frozenset[str]:
    """One object per distinct set of members: millions of rows have a few hundred."""
    return _FIELD_SETS.setdefault(fields, fields)


def stamp(moment: datetime) -> str:
    """The Hub's way to write a time: UTC, milliseconds, Z."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def millis(text: object) -> int | None:
    """Milliseconds since 1970 of a written time, or None where there is no readable one."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def from_millis(value: int) -> str:
    """The inverse of `millis`, in the Hub's form."""
    return stamp(datetime.fromtimestamp(value / 1000, UTC))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
