"""How a search row becomes a result: the tables and columns that are read, in one place and one order."""

from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

import orjson

from registry.catalogue.results import Result
from registry.licences.stack import Beneath, beneath, from_json

FIELDS = tuple(field.name for field in fields(Result))
_ELSEWHERE = {
    "tags": "entry_words.tags",
    "languages": "entry_words.languages",
    "beneath": "(SELECT layers FROM licence_stack WHERE licence_stack.id = entry.stack_id)",
}
# Where nothing is asked of words or needs, PostgreSQL leaves their tables alone.
TABLES = (
    "entry LEFT JOIN entry_words ON entry_words.id = entry.id LEFT JOIN entry_need ON entry_need.id = entry.id"
)
# A result has the columns of the tables under their own names.
COLUMNS = ", ".join(_ELSEWHERE.get(name, f"entry.{name}") for name in FIELDS)

_LISTS = tuple(FIELDS.index(name) for name in ("tags", "languages", "params_flags"))
_DECLARED = FIELDS.index("licence_declared")
_BENEATH = FIELDS.index("beneath")
_COUNTERS = tuple(FIELDS.index(name) for name in ("downloads", "likes"))


def result(row: Sequence[Any]) -> Result:
    """Return the result in the first columns of a row, read as `COLUMNS`. A counter below 0 is not stated."""
    values = list(row[: len(FIELDS)])
    for place in _LISTS:
        values[place] = tuple(values[place])
    if values[_DECLARED] is not None:
        values[_DECLARED] = tuple(values[_DECLARED])
    for place in _COUNTERS:
        if values[place] < 0:
            values[place] = None
    values[_BENEATH] = _beneath(values[_BENEATH])
    return Result(*values)


@lru_cache(maxsize=16_384)  # millions of models share a few thousand stacks
def _beneath(layers: str) -> Beneath | None:
    return beneath(from_json(orjson.loads(layers)))
