"""Which model a row speaks of: by its `_id`, never by its name, except where starter facts have no other."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.hub.records import HubRecord, digest
from registry.sync.recognise import NAME_TAKEN, Recognised, Stored, Written, recognise
from tests.builders import a_hub_id, make_record

A, B, C = (a_hub_id(number) for number in range(3))
BORN, LATER = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 2, 2, tzinfo=UTC)


def a_row(
    hub_id: str | None, repo_id: str, pipeline_tag: str = "x", created_at: datetime | None = BORN
) -> HubRecord:
    """Return a row of a page; two of the same `_id` and name differ in their pipeline."""
    return make_record(repo_id, hub_id=hub_id, pipeline_tag=pipeline_tag, created_at=created_at)


def held(number: int, record: HubRecord, *, removed: bool = False) -> Stored:
    """Return what is stored once a row was."""
    return Stored(number, record.hub_id, record.repo_id, digest(record), removed, record.created_at)


def sorts(found: Recognised) -> dict[str, list[str | None]]:
    """Return the `_id` (or a starter's name) of the rows of each sort, empty sorts left out."""
    kinds = {kind: [_who(one.record) for one in getattr(found, kind)] for kind in ("new", "changed", "unchanged")}
    kinds["unreadable"] = [one.hub_id for one in found.unreadable]
    return {kind: who for kind, who in kinds.items() if who}


def _who(record: HubRecord) -> str | None:
    return record.hub_id or record.repo_id


OLD_X, OLD_Y = a_row(A, "org/x"), a_row(B, "org/y")
STARTER = a_row(None, "org/x")


@pytest.mark.parametrize(
    ("page", "stored", "expected", "unnamed"),
    [
        ([OLD_X], [], {"new": [A]}, []),
        ([OLD_X], [held(1, OLD_X)], {"unchanged": [A]}, []),
        ([replace(OLD_X, downloads=7, likes=7, trending=7.0, downloads_all_time=7)], [held(1, OLD_X)],
         {"unchanged": [A]}, []),
        ([a_row(A, "org/x", "y")], [held(1, OLD_X)], {"changed": [A]}, []),
        ([OLD_X], [held(1, OLD_X, removed=True)], {"changed": [A]}, []),
        ([a_row(A, "org/z")], [held(1, OLD_X)], {"changed": [A]}, []),
        ([a_row(A, "org/y"), a_row(B, "org/x")], [held(1, OLD_X), held(2, OLD_Y)], {"changed": [A, B]}, [1, 2]),
        ([a_row(A, "org/y"), a_row(B, "org/z")], [held(1, OLD_X), held(2, OLD_Y)], {"changed": [A, B]}, [2]),
        ([a_row(C, "org/x")], [held(1, OLD_X)], {"new": [C]}, [1]),
        ([a_row(C, "org/x")], [held(1, OLD_X, removed=True)], {"new": [C]}, []),
        ([a_row(A, "org/x", "y"), OLD_X], [held(1, OLD_X)], {"unchanged": [A]}, []),
        ([OLD_X, a_row(B, "org/x")], [], {"new": [B], "unreadable": [A]}, []),
        ([OLD_X, a_row(B, "org/x")], [held(1, OLD_X)], {"new": [B], "unreadable": [A]}, [1]),
        ([OLD_X, a_row(B, "org/x"), OLD_X], [], {"new": [A], "unreadable": [B]}, []),
        ([], [held(1, OLD_X)], {}, []),
    ],
    ids=[
        "not met before", "the same", "counters are no facts", "another fact", "comes back", "another name",
        "two swap names", "one takes the other's name", "the name under another id", "the name of one long gone",
        "two rows of one id: the later", "two rows of one name: the later", "and the earlier bearer loses it",
        "later is where it stands last", "an empty page",
    ],
)  # fmt: skip
def test_rows_of_the_hub(
    page: list[HubRecord], stored: list[Stored], expected: dict[str, list[str]], unnamed: list[int]
) -> None:
    found = recognise(page, stored)
    assert sorts(found) == expected
    assert [one.id for one in found.unnamed] == unnamed


@pytest.mark.parametrize(
    ("page", "stored", "expected", "unnamed"),
    [
        ([STARTER], [], {"new": ["org/x"]}, []),
        ([STARTER], [held(1, STARTER)], {"unchanged": ["org/x"]}, []),
        ([replace(STARTER, library="other")], [held(1, STARTER)], {"changed": ["org/x"]}, []),
        ([STARTER], [held(1, OLD_X)], {}, []),
        ([STARTER], [held(1, OLD_X, removed=True)], {}, []),
        ([STARTER], [held(1, STARTER, removed=True)], {}, []),
        ([OLD_X], [held(1, STARTER)], {"changed": [A]}, []),
        ([OLD_X], [held(1, replace(STARTER, created_at=None))], {"changed": [A]}, []),
        ([replace(OLD_X, created_at=None)], [held(1, STARTER)], {"changed": [A]}, []),
        ([OLD_X], [held(1, replace(STARTER, created_at=LATER))], {"new": [A]}, [1]),
        ([OLD_X], [held(1, STARTER, removed=True)], {"new": [A]}, []),
        ([OLD_X], [held(1, a_row(A, "org/z")), held(2, STARTER)], {"changed": [A]}, [2]),
    ],
    ids=[
        "not met before", "the same", "a newer source", "the Hub spoke of it", "the Hub said it is gone",
        "it was not on the Hub", "the Hub takes it over", "born at an unknown time", "the Hub does not say when",
        "born at another time", "one that is gone is not taken over", "a known one takes its name",
    ],
)  # fmt: skip
def test_starter_facts_and_the_hub(
    page: list[HubRecord], stored: list[Stored], expected: dict[str, list[str]], unnamed: list[int]
) -> None:
    found = recognise(page, stored)
    assert sorts(found) == expected
    assert [one.id for one in found.unnamed] == unnamed


def test_who_lost_a_name_is_told_of_with_the_reason() -> None:
    [told] = recognise([OLD_X, a_row(B, "org/x")], []).unreadable
    assert (told.hub_id, told.repo_id, told.reason) == (A, "org/x", NAME_TAKEN)
    assert A in told.excerpt


IDS, NAMES = st.sampled_from([a_hub_id(number) for number in range(5)]), st.sampled_from(["a", "b", "c", "d"])
BIRTHS = st.sampled_from([None, BORN, LATER])
HUB_ROWS = st.builds(a_row, IDS, NAMES, st.sampled_from("xy"), BIRTHS)
STARTER_ROWS = st.builds(a_row, st.none(), NAMES, st.sampled_from("xy"), BIRTHS)


def _as_constraints_allow(rows: Iterable[tuple[HubRecord, bool]]) -> list[Stored]:
    """Keep of some rows what the table would: an `_id` once, a live name once."""
    kept: list[Stored] = []
    ids, names = set(), set()
    for number, (record, removed) in enumerate(rows, start=1):
        if record.hub_id in ids or (record.repo_id in names and not removed):
            continue
        ids |= {record.hub_id} - {None}
        names |= set() if removed else {record.repo_id}
        kept.append(held(number, record, removed=removed))
    return kept


STORED = st.lists(st.tuples(HUB_ROWS | STARTER_ROWS, st.booleans()), max_size=8).map(_as_constraints_allow)


def _written(found: Recognised) -> list[Written]:
    return [*found.new, *found.changed, *found.unchanged]


def _after(found: Recognised, stored: list[Stored]) -> list[tuple[str | None, str]]:
    """The live `_id`s and names once the page is stored."""
    taken = {one.model.id for one in _written(found) if one.model} | {one.id for one in found.unnamed}
    kept = [(one.hub_id, one.repo_id) for one in stored if not one.removed and one.id not in taken]
    return kept + [(one.record.hub_id, one.record.repo_id) for one in _written(found)]


@settings(max_examples=150)
@given(st.lists(HUB_ROWS, max_size=8), STORED)
def test_every_id_of_a_page_ends_in_one_place_and_the_last_row_counts(
    page: list[HubRecord], stored: list[Stored]
) -> None:
    found = recognise(page, stored)
    ids = [one.record.hub_id for one in _written(found)] + [one.hub_id for one in found.unreadable]
    assert sorted(map(str, ids)) == sorted({str(record.hub_id) for record in page})
    last = {record.hub_id: record for record in page}
    assert all(one.record is last[one.record.hub_id] for one in _written(found))
    bearers = {record.repo_id: record for record in page if record is last[record.hub_id]}
    assert {one.record.repo_id: one.record for one in _written(found)} == bearers


@settings(max_examples=150)
@given(st.lists(HUB_ROWS, max_size=8) | st.lists(STARTER_ROWS, max_size=8), STORED)
def test_what_is_stored_then_shares_no_name_and_no_id(page: list[HubRecord], stored: list[Stored]) -> None:
    found = recognise(page, stored)
    live = _after(found, stored)
    names, ids = [name for _, name in live], [hub_id for hub_id, _ in live if hub_id]
    assert len(names) == len(set(names))
    assert len(ids) == len(set(ids))
    models = [one.model.id for one in _written(found) if one.model]
    assert len(models) == len(set(models))


@settings(max_examples=150)
@given(st.lists(HUB_ROWS, max_size=8) | st.lists(STARTER_ROWS, max_size=8), STORED)
def test_a_name_is_lost_only_to_another_model_that_bears_it_now(
    page: list[HubRecord], stored: list[Stored]
) -> None:
    found = recognise(page, stored)
    bearers = {one.record.repo_id: one.model.id if one.model else None for one in _written(found)}
    for one in found.unnamed:
        assert not one.removed
        assert bearers[one.repo_id] != one.id
    assert not {one.model.id for one in found.unchanged if one.model} & {one.id for one in found.unnamed}


@settings(max_examples=150)
@given(st.lists(HUB_ROWS, max_size=8), STORED)
def test_a_row_never_speaks_of_a_model_with_another_id(page: list[HubRecord], stored: list[Stored]) -> None:
    found = recognise(page, stored)
    by_id = {str(one.hub_id): one for one in stored if one.hub_id}
    for one in _written(found):
        if one.model is None or one.model.hub_id is None:
            assert one.record.hub_id not in by_id
        else:
            assert one.model is by_id[str(one.record.hub_id)]
    for one in found.unchanged:
        assert one.model is not None
        assert (one.model.digest, one.model.removed) == (digest(one.record), False)


@given(st.lists(STARTER_ROWS, max_size=6), STORED)
def test_starter_facts_are_taken_exactly_where_the_hub_has_said_nothing(
    page: list[HubRecord], stored: list[Stored]
) -> None:
    found = recognise(page, stored)
    spoken_of = {one.repo_id for one in stored if one.hub_id is not None or one.removed}
    assert {one.record.repo_id for one in _written(found)} == {record.repo_id for record in page} - spoken_of
    assert not found.unreadable
    assert not found.unnamed
