"""From the bytes of a page to its rows: a bad row costs itself, what is no page says why, and nothing raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hub.pages import NotJson, PageError, decode
from registry.hub.records import HubRecord, Unreadable, parse
from tests.hub_room.rows import a_row
from tests.hub_room.test_records import WHOLE

DEEP = b'{"id":"deep","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def _page(*rows: bytes) -> bytes:
    return b"[" + b", ".join(rows) + b"]"


def test_the_fast_way_loses_nothing_that_is_read() -> None:
    rows = decode(json.dumps([WHOLE, a_row()]).encode())
    assert not isinstance(rows, PageError)
    assert [parse(row) for row in rows] == [parse(WHOLE), parse(a_row())]


@pytest.mark.parametrize("odd", ["text", 7, 1.5, True, None, [], [1], {}, {"a": 1}], ids=repr)
@pytest.mark.parametrize("member", ["cardData", "config", "gguf", "siblings", "safetensors", "baseModels", "tags"])
def test_the_fast_way_reads_odd_members_as_the_slow_one_does(member: str, odd: object) -> None:
    row = a_row(**{member: odd})
    rows = decode(json.dumps([row]).encode())
    assert not isinstance(rows, PageError)
    assert [parse(one) for one in rows] == [parse(row)]


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (b'{"id":"a","likes":NaN}', "nan"),
        (b'{"id":"a","likes":-Infinity}', "-inf"),
        (b'{"id":"a","likes":' + b"9" * 30 + b"}", "9" * 30),
        (b'{"id":"a","likes":' + b"9" * 5_000 + b"}", "inf"),
        (b'{"id":"a","likes":1e999}', "inf"),
        (b'{"id":"a","likes":"\\ud83d"}', "\ud83d"),
        (b'{"id":"a","likes":"\\ud83d\\ude00"}', "😀"),
        (b'{"id":"a","likes":"\x01\n"}', "\x01\n"),
        (b'{"id":"a","likes":"\xff"}', "\ufffd"),
    ],
)
def test_a_row_in_the_wide_sense_of_json_is_a_row(row: bytes, shown: str) -> None:
    rows = decode(_page(b'{"id":"before"}', row, b'{"id":"after"}'))
    assert not isinstance(rows, PageError)
    before, odd, after = rows
    assert (before, after) == ({"id": "before"}, {"id": "after"})
    assert isinstance(odd, dict)
    assert str(odd["likes"]) == shown


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (DEEP, "nests too deeply"),
        (b"{'id': 1}", "is not JSON"),
        (b'{"id" "x"}', "is not JSON"),
        (b"nul", "is not JSON"),
    ],
    ids=["deep", "quotes", "colon", "word"],
)
def test_a_row_beyond_json_costs_itself_alone(row: bytes, reason: str) -> None:
    rows = decode(_page(b'{"id":"before","x":"[\\"]{"}', row, b'{"id":"after, too"}'))
    assert not isinstance(rows, PageError)
    before, torn, after = rows
    assert isinstance(torn, NotJson)
    assert torn.reason == reason
    assert len(torn.excerpt) <= 200
    assert (before, after) == ({"id": "before", "x": '["]{'}, {"id": "after, too"})
    unreadable = parse(torn)
    assert isinstance(unreadable, Unreadable)
    assert (unreadable.reason, "\x00" in unreadable.excerpt) == (reason, False)


def test_an_empty_page_is_a_page() -> None:
    assert decode(b"[]") == ()
    assert decode(b" [ ]\n") == ()
    assert decode(b"\xef\xbb\xbf[]") == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b"  ", "is empty"),
        (b"<!DOCTYPE html><html>", "is an HTML page, not JSON"),
        (b'{"error":"Internal error"}', "is an object, not a list of models"),
        (b"Too Many Requests", "is not a list of models"),
        (b"null", "is not a list of models"),
        (b'[{"id":"a"},{"id":"b', "is a page cut short"),
        (b'[{"id":"a"}', "is a page cut short"),
        (b"[", "is a page cut short"),
        (b'[{"id":"a"}] and more', "is a page cut short"),
    ],
)
def test_what_is_no_page_says_why(body: bytes, reason: str) -> None:
    error = decode(body)
    assert isinstance(error, PageError)
    assert error.reason == reason


@pytest.mark.parametrize("end", [b"", b"\\"], ids=["open", "escaping"])
def test_a_page_of_quotes_that_never_end_is_read_once(end: bytes) -> None:
    """Tried again from each of its quotes it would take days."""
    error = decode(b'[{"id":"' + b'\\"' * 1_000_000 + end)
    assert isinstance(error, PageError)
    assert error.reason == "is a page cut short"


@pytest.mark.parametrize("share", [n / 20 for n in range(1, 20)])
def test_half_a_page_is_never_taken_for_a_whole_one(share: float) -> None:
    body = json.dumps([WHOLE, a_row(), WHOLE]).encode()
    assert isinstance(decode(body[: int(len(body) * share)]), PageError)


@given(st.binary(max_size=200) | st.text('[]{},:"\\ \nnul1eE.-', max_size=60).map(str.encode))
def test_any_bytes_are_rows_or_an_error(body: bytes) -> None:
    rows = decode(body)
    for row in () if isinstance(rows, PageError) else rows:
        assert isinstance(parse(row), HubRecord | Unreadable)
