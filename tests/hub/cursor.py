"""The cursor of a listing: a percent-encodable base64 JSON key-set filter, in the shape the Hub uses."""

import base64
import binascii
import json

from tests.hub.order import SORTS, Key, Sort
from tests.hub.projection import BadQuery
from tests.hub.repo import Repo, from_millis, millis

_DATES = frozenset({"createdAt", "lastModified"})


def after(sort: Sort, repo: Repo, *, searching: bool = False) -> str:
    """The cursor that continues behind a repository."""
    value = getattr(repo, SORTS[sort.name])
    beyond = {"_id": {"$gt": repo.key}}
    condition: dict[str, object]
    if value is None:
        condition = {sort.name: None, **beyond}
    else:
        shown = from_millis(value) if sort.name in _DATES else value
        step = "$gt" if sort.ascending else "$lt"
        condition = {"$or": [{sort.name: shown, **beyond}, {sort.name: {step: shown}}, {sort.name: None}]}
    if searching:
        condition["searchSequenceToken"] = base64.b64encode(repo.key.encode()).decode()
    return base64.b64encode(json.dumps(condition, separators=(",", ":")).encode()).decode()


def place(sort: Sort, cursor: str) -> Key:
    """Where a cursor continues. Raises `BadQuery` for anything that was not minted for this sort."""
    try:
        condition = json.loads(base64.b64decode(cursor, validate=True))
        first = condition["$or"][0] if "$or" in condition else condition
        if "$or" in condition and ("$gt" in condition["$or"][1][sort.name]) != sort.ascending:
            raise BadQuery("Invalid cursor")
        key = first["_id"]["$gt"]
        value = first[sort.name]
    except (binascii.Error, ValueError, KeyError, TypeError, IndexError):
        raise BadQuery("Invalid cursor") from None
    if sort.name in _DATES and value is not None:
        value = millis(value)
    if not isinstance(key, str) or not isinstance(value, int | None):
        raise BadQuery("Invalid cursor")
    return sort.place(value, key)
