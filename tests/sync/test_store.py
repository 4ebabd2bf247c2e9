"""A page is stored whole with the place of the next one, or not at all; the same page again changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from registry.hub.records import Parent, Relation
from registry.models import Entry, History, HubModel, SyncRun, UnreadableRow
from registry.sync.outcome import LeaseLost, PageOutcome
from tests.builders import LEASE, NOW, a_hub_id, a_revision, make_record, make_run, make_unreadable
from tests.sync.saving import OF_MODELS, TABLES, save, stored, the_entry, the_model

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
A, B = a_hub_id(1), a_hub_id(2)
PARENTS = (Parent("org/base", Relation.FINETUNE),)
PAGE = (
    make_record("org/a", hub_id=A, parents=PARENTS, licence_files=("LICENSE",)),
    make_record("org/b", hub_id=B, safetensors_total=7_000_000_000),
)


def test_a_page_becomes_models_and_search_rows_of_the_moment() -> None:
    assert save(*PAGE) == PageOutcome(rows=2, new=2, changed=0, removed=0, unreadable=0)
    model, entry = the_model("org/a"), the_entry("org/a")
    assert (model.hub_id, model.source, model.as_of, model.first_seen_at, model.changed_at) == (
        A,
        "hub",
        *[NOW] * 3,
    )
    assert model.publisher is not None
    assert (model.publisher.name, list(model.base_models)) == ("org", ["finetune:org/base"])
    assert [(edge.parent_repo_id, edge.relation) for edge in model.parents.all()] == [("org/base", "finetune")]
    assert (entry.pk, entry.repo_id, entry.downloads, entry.likes, entry.synced_at) == (
        model.pk,
        "org/a",
        100,
        10,
        NOW,
    )
    assert the_entry("org/b").params_total == 7_000_000_000
    assert not History.objects.exists()


def test_the_run_stands_where_the_page_ends() -> None:
    save(*PAGE, unreadable=[make_unreadable()])
    save(PAGE[0], moment=LATER)
    run = SyncRun.objects.get()
    assert (run.pages, run.rows, run.new, run.changed, run.unreadable) == (2, 4, 2, 0, 1)
    assert (run.next_link, run.advanced_at, run.lease_until) == ("http://hub.test/next", LATER, LATER)


def test_the_same_page_again_moves_nothing_but_when_it_was_listed() -> None:
    save(*PAGE)
    before = stored(*OF_MODELS, without=["synced_at"])
    assert save(*PAGE, moment=LATER) == PageOutcome(rows=2, new=0, changed=0, removed=0, unreadable=0)
    assert stored(*OF_MODELS, without=["synced_at"]) == before
    assert set(Entry.objects.values_list("synced_at", flat=True)) == {LATER}


def test_a_commit_that_changes_no_word_leaves_the_words_where_they_are() -> None:
    save(*PAGE)
    before = _places()
    save(replace(PAGE[0], revision=a_revision(2)), replace(PAGE[1], downloads=7), moment=LATER)
    assert _places() == before
    save(replace(PAGE[0], tags=("other",)), moment=LATER)
    assert _places()["org/a"] != before["org/a"]


def _places() -> dict[str, str]:
    """Where PostgreSQL keeps the row of each entry's words: another place for another version of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, ctid::text FROM entry_words")
        return dict(cursor.fetchall())


def test_counters_move_in_place_and_tell_the_history_nothing() -> None:
    save(*PAGE)
    counters = ["downloads", "likes", "trending", "synced_at"]
    before = stored(*OF_MODELS, without=counters)
    moved = [make_record("org/a", hub_id=A, parents=PARENTS, licence_files=("LICENSE",), downloads=999, likes=3,
                         trending=1.5, downloads_all_time=5_000), PAGE[1]]  # fmt: skip
    assert save(*moved, moment=LATER).changed == 0
    assert stored(*OF_MODELS, without=counters) == before
    entry = the_entry("org/a")
    assert (entry.downloads, entry.likes, entry.trending) == (999, 3, 1.5)
    assert the_entry("org/b").downloads == 100


@pytest.mark.parametrize("library", ["transformers", "peft"], ids=["same facts", "other facts"])
def test_a_counter_that_is_not_stated_any_more_stays(library: str) -> None:
    save(make_record("org/a", hub_id=A, downloads=5, likes=6, trending=7))
    save(make_record("org/a", hub_id=A, downloads=None, likes=None, trending=None, library=library), moment=LATER)
    entry = the_entry("org/a")
    assert (entry.library, entry.downloads, entry.likes, entry.trending) == (library, 5, 6, 0)
    assert entry.synced_at == LATER


def test_a_counter_that_was_never_stated_is_no_zero() -> None:
    save(make_record("org/a", hub_id=A, downloads=None, likes=None))
    assert (the_entry("org/a").downloads, the_entry("org/a").likes) == (-1, -1)


def test_a_changed_fact_keeps_the_model_and_its_first_day() -> None:
    save(*PAGE)
    number = the_model("org/b").pk
    changed = make_record("org/b", hub_id=B, languages=("fr",), revision=a_revision(2))
    assert save(changed, moment=LATER) == PageOutcome(rows=1, new=0, changed=1, removed=0, unreadable=0)
    model, entry = the_model("org/b"), the_entry("org/b")
    assert (model.pk, model.revision, list(model.languages)) == (number, a_revision(2), ["fr"])
    assert (model.first_seen_at, model.changed_at, model.as_of) == (NOW, LATER, LATER)
    assert (list(entry.entrywords.languages), entry.revision, entry.params_total) == (["fr"], a_revision(2), None)


def test_edges_follow_what_the_model_says_now() -> None:
    other = (Parent("org/base", Relation.MERGE), Parent("else/where", Relation.FINETUNE))
    save(*PAGE)
    save(make_record("org/a", hub_id=A, parents=other), moment=LATER)
    edges = the_model("org/a").parents.order_by("parent_repo_id").values_list("parent_repo_id", "relation")
    assert list(edges) == [("else/where", "finetune"), ("org/base", "merge")]


def test_of_two_rows_of_one_id_the_later_counts_once() -> None:
    rows = [make_record("org/a", hub_id=A, library="x"), make_record("org/a", hub_id=A, library="y")]
    assert save(*rows) == PageOutcome(rows=2, new=1, changed=0, removed=0, unreadable=0)
    assert the_model("org/a").library == "y"


def test_of_two_models_of_one_name_the_later_has_it_and_the_other_is_told_of() -> None:
    rows = [make_record("org/a", hub_id=A), make_record("org/a", hub_id=B)]
    assert save(*rows) == PageOutcome(rows=2, new=1, changed=0, removed=0, unreadable=1)
    assert the_model("org/a").hub_id == B
    assert UnreadableRow.objects.get().hub_id == A


def test_a_row_that_cannot_be_read_is_kept_once_and_counted() -> None:
    one, other = make_unreadable(), make_unreadable(reason="nests too deeply", excerpt="[[")
    save(unreadable=[one, other])
    first = SyncRun.objects.get()
    SyncRun.objects.update(state="done", ended_at=NOW)
    second = make_run()
    save(unreadable=[one], moment=LATER)
    kept = {row.reason: row for row in UnreadableRow.objects.all()}
    assert {reason: row.times for reason, row in kept.items()} == {"not an object": 2, "nests too deeply": 1}
    told = kept["not an object"]
    assert (told.run_id, told.excerpt, told.first_seen_at, told.last_seen_at) == (second.pk, "[]", NOW, LATER)
    assert kept["nests too deeply"].run_id == first.pk


def test_a_row_of_one_model_is_kept_once_however_its_counters_move() -> None:
    for downloads in (1, 2):
        excerpt = f'{{"_id": "{A}", "downloads": {downloads}'
        save(unreadable=[make_unreadable(hub_id=A, excerpt=excerpt)])
    save(unreadable=[make_unreadable(hub_id=B), make_unreadable(repo_id="org/c")])
    told = UnreadableRow.objects.get(hub_id=A)
    assert (told.times, told.excerpt) == (2, f'{{"_id": "{A}", "downloads": 2')
    assert UnreadableRow.objects.count() == 3


@pytest.mark.parametrize(
    ("hub_id", "repo_id", "listed"),
    [
        (A, None, True),
        (None, "org/a", True),
        (A, "org/z", True),
        (a_hub_id(9), "org/a", False),
        (None, None, False),
    ],
    ids=["by its id", "by its name", "the id counts", "another id of that name", "nameless"],
)
def test_a_known_model_whose_row_cannot_be_read_is_listed_all_the_same(
    hub_id: str | None, repo_id: str | None, listed: bool
) -> None:
    save(*PAGE)
    before = stored(*OF_MODELS, without=["synced_at"])
    save(unreadable=[make_unreadable(hub_id=hub_id, repo_id=repo_id)], moment=LATER)
    assert the_entry("org/a").synced_at == (LATER if listed else NOW)
    assert the_entry("org/b").synced_at == NOW
    assert stored(*OF_MODELS, without=["synced_at"]) == before


def test_a_run_that_somebody_else_holds_stores_nothing() -> None:
    save(*PAGE)
    before = stored()
    with pytest.raises(LeaseLost):
        save(make_record("org/c", hub_id=a_hub_id(3)), unreadable=[make_unreadable()], lease="of another")
    assert stored() == before


@pytest.mark.parametrize("state", ["done", "failed", "held"])
def test_a_run_that_ended_stores_nothing(state: str) -> None:
    save(*PAGE)
    SyncRun.objects.update(state=state, ended_at=NOW)
    before, run = stored(), SyncRun.objects.get()
    make_run(lease="of the next")
    with pytest.raises(LeaseLost):
        save(make_record("org/c", hub_id=a_hub_id(3)), lease=run.lease or LEASE)
    assert stored(*OF_MODELS, UnreadableRow) == {name: rows for name, rows in before.items() if name != "sync_run"}


def test_what_fails_in_the_middle_stores_nothing() -> None:
    save(*PAGE)
    before = stored()
    changed = make_record("org/a", hub_id=A, licence_tags=("gemma",), licence_declared=None)
    taking = make_record("org/b", hub_id=a_hub_id(3), publisher="new")
    # A count below nothing is refused by the search row, after facts, history, edges and evidence were written.
    impossible = make_record("org/d", hub_id=a_hub_id(4), downloads=-5)
    with pytest.raises(IntegrityError, match="entry_counters_are_counts"):
        save(changed, taking, impossible, unreadable=[make_unreadable()], moment=LATER)
    assert stored() == before
    assert set(before) == {table._meta.db_table for table in TABLES}
    assert save(changed, taking, moment=LATER).new == 1


def _statements(first: int, rows: int) -> int:
    """How many statements a page takes that holds so many new, known and unreadable rows."""
    stretch = range(first, first + rows)
    parents = (Parent("org/base", Relation.MERGE),)
    known = [make_record(f"org/known-{number}", hub_id=a_hub_id(number), parents=parents) for number in stretch]
    save(*known)
    page = [
        *(make_record(f"org/new-{number}", hub_id=a_hub_id(10_000 + number)) for number in stretch),
        *(replace(record, library=f"other of {record.repo_id}") for record in known[: rows // 3]),
        *(replace(record, repo_id=f"{record.repo_id}-new") for record in known[rows // 3 : 2 * rows // 3]),
        *known[2 * rows // 3 :],
    ]
    unreadable = [make_unreadable(excerpt=str(number)) for number in stretch]
    with CaptureQueriesContext(connection) as captured:
        save(*page, unreadable=unreadable, moment=LATER)
    return len(captured)


def test_a_page_costs_as_many_statements_as_any_other() -> None:
    _statements(0, 6)  # the licence stacks are stored now
    few, many = _statements(100, 6), _statements(1_000, 90)
    assert few == many
    assert many < 40
    assert HubModel.objects.count() == Entry.objects.count() == 2 * (6 + 6 + 90)
