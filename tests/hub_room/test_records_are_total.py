"""Any JSON in: a value out, and one that PostgreSQL can hold."""

import dataclasses
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from typing import cast

import orjson
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.hub.records import HubRecord, Unreadable, digest, parse
from tests.hub_room.rows import HUB_ID, a_row
from tests.hub_room.test_records import WHOLE

TEXTS = st.text(st.characters() | st.sampled_from("\x00\x01\t\n\ud800\udfff\u202e\u2028\x85é😀:/."), max_size=40)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**18, 10**400)
    | st.floats()
    | TEXTS
    | st.sampled_from(
        ["mit", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "LICENSE", "base_model:a", "a/b"]
    )
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5), max_leaves=20
)


def _places(row: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON value where something could stand instead."""
    yield path
    if isinstance(row, dict):
        for key in row:
            yield from _places(row[key], (*path, key))
    elif isinstance(row, list):
        for number, item in enumerate(row):
            yield from _places(item, (*path, number))


PLACES = list(_places(WHOLE))


def _with(row: object, path: tuple[str | int, ...], value: object) -> object:
    """The row with another value at a place."""
    if not path:
        return value
    if isinstance(row, dict):
        return row | {path[0]: _with(row[path[0]], path[1:], value)}
    items = list(cast("list[object]", row))
    items[cast("int", path[0])] = _with(items[cast("int", path[0])], path[1:], value)
    return items


def _leaves(value: object) -> Iterator[object]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _assert_storable(row: HubRecord | Unreadable) -> None:
    for leaf in _leaves(row):
        match leaf:
            case None | bool() | Enum():
                pass
            case str():
                assert "\x00" not in leaf
                assert len(leaf.encode()) <= 100_000  # encoding raises for half a surrogate pair
            case int():
                assert 0 <= leaf < 2**63
            case float():
                assert abs(leaf) < 1e19  # false for NaN too
            case datetime():
                assert leaf.tzinfo is UTC
            case _:
                pytest.fail(f"what is {leaf!r}?")


@given(JSON)
def test_any_json_is_a_value(raw: object) -> None:
    _assert_storable(parse(raw))


@given(st.sampled_from(PLACES), JSON)
@settings(max_examples=600)
def test_anything_in_any_place_of_a_sound_row_costs_no_exception(
    path: tuple[str | int, ...], value: object
) -> None:
    row = parse(_with(WHOLE, path, value))
    _assert_storable(row)
    if isinstance(row, HubRecord):
        assert len(digest(row)) == 16


@given(JSON)
def test_one_reading_is_like_the_next(value: object) -> None:
    rows = [parse(a_row(tags=value, cardData=value, siblings=value)) for _ in range(2)]
    assert repr(rows[0]) == repr(rows[1])


@pytest.mark.django_db
def test_postgresql_holds_every_text_and_number_that_leaves_here() -> None:
    chance = random.Random(7)
    letters = [
        chr(code) for code in (*range(0x100), *range(0x2000, 0x2070), *range(0xD7F0, 0xE010), 0xFFFE, 0x1F600)
    ]
    for _ in range(100):
        text = "".join(chance.choices(letters, k=300))
        record = parse(
            {"_id": HUB_ID, "id": "a/b", "pipeline_tag": text, "tags": [text, text[::-1]], "likes": 2**63 - 1}
            | {"cardData": {"license": text, "extra_gated_prompt": text}, "gated": text, text: 1}
            | {"safetensors": {"parameters": {text: 1, text[1:]: "x"}}}
        )
        assert isinstance(record, HubRecord)
        unreadable = parse({"id": text, text: [text]})
        assert isinstance(unreadable, Unreadable)
        shown = [record.pipeline_tag, record.gate_prompt, unreadable.excerpt, unreadable.reason, *record.tags]
        as_json = orjson.dumps([shown, record.safetensors_parameters, [p.field for p in record.problems]]).decode()
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::text[], %s::jsonb, %s::bigint", [shown, as_json, record.likes])
            assert cursor.fetchone()[0] == shown
