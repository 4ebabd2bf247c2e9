"""What changed about one model, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson

from registry.catalogue import cursors
from registry.catalogue.cursors import BadCursor, Cursor
from registry.catalogue.reading import fetched
from registry.catalogue.results import Count

COUNT_CAP = 10_000

# What the table's constraint lets in.
Field = Literal["licence", "gating", "base_models", "name", "removal", "library", "pipeline", "parameters"]


@dataclass(frozen=True, slots=True)
class Change:
    """One observed change of one field; ``old`` and ``new`` are JSON values."""

    id: int
    field: Field
    old: Any
    new: Any
    revision: str | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of changes; ``cursor`` leads to the older ones, None at the end."""

    changes: tuple[Change, ...]
    cursor: str | None
    count: Count


def history(model_id: int, cursor: str | None = None, page_size: int = 25) -> HistoryPage | BadCursor:
    """Return a page of what changed about the model. Cost: two queries over its own rows."""
    of = cursors.digest(f"history {model_id}")
    after = cursors.decode(cursor, of, int) if cursor else None
    if cursor and after is None:
        return BadCursor()
    found = fetched(
        """SELECT id, field, old, new, revision, seen_at FROM history
        WHERE model_id = %s AND id < %s ORDER BY id DESC LIMIT %s""",
        (model_id, after.id if after else 2**63 - 1, page_size + 1),
    )
    shown = tuple(_change(*row) for row in found[:page_size])
    following = cursors.encode(Cursor(0, shown[-1].id), of) if len(found) > page_size else None
    return HistoryPage(shown, following, _count(model_id))


def _change(
    row: int, field: Field, old: str | None, new: str | None, revision: str | None, seen: datetime
) -> Change:
    return Change(row, field, _json(old), _json(new), revision, seen)


def _json(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)


def _count(model_id: int) -> Count:
    [(value,)] = fetched(
        "SELECT count(*) FROM (SELECT 1 FROM history WHERE model_id = %s LIMIT %s) AS capped",
        (model_id, COUNT_CAP + 1),
    )
    return Count(min(value, COUNT_CAP), exact=value <= COUNT_CAP)
