"""The sync page says how old the data is, what is being read, and what could not be."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.models import SyncRun, UnreadableRow
from registry.sync.freshness import forget
from tests.builders import make_entry, make_run
from tests.web.asking import Seen, see
from tests.web.rows import SCRIPT, TURNED

pytestmark = pytest.mark.django_db


def ran(kind: str, state: str = "done", *, hours_ago: float = 1, **more: object) -> SyncRun:
    """Store a run that took ten minutes, or goes on since."""
    began = timezone.now() - timedelta(hours=hours_ago)
    run = make_run(kind=kind, state=state, started_at=began, lease=None)
    ended = None if state == "running" else began + timedelta(minutes=10)
    SyncRun.objects.filter(pk=run.pk).update(ended_at=ended, **more)
    return run


def unread(run: SyncRun, number: int = 0, **more: object) -> None:
    """Store a row that could not be read."""
    at = {"first_seen_at": timezone.now(), "last_seen_at": timezone.now()}
    row = {"digest": number.to_bytes(16), "reason": "not an object", "excerpt": "[]", **at}
    UnreadableRow.objects.create(run=run, **{**row, **more})


def shown(query: str = "") -> Seen:
    """Return the page."""
    forget()
    page = see(f"/sync{query}")
    assert page.status == 200
    return page


def test_before_anything_was_read() -> None:
    page = shown()
    assert "No models yet." in page.text
    assert "There has been no run yet." in page.text
    assert "Every row could be read." in page.text
    assert page.links["JSON"] == "/api/v1/sync"


def test_with_starter_data_alone() -> None:
    ran("starter", watermark=timezone.now() - timedelta(days=90))
    make_entry("org/model", source="starter")
    page = shown()
    assert page.id("now").text.startswith("Behind Starter data as of ")
    assert "Models held 1 Behind the Hub by 90 days Last full walk never" in page.text
    assert "Starter data Done 10 min" in page.text


def test_while_a_run_goes_on_the_page_follows_it_until_it_is_told_not_to() -> None:
    ran("walk", "running", rows=12_345, pages=13, quota_left=400)
    page = shown()
    now = page.id("now")
    assert (
        "Under way: Full walk begun 1 h ago 12,345 models read 13 pages 400 requests left in this window"
        in now.text
    )
    assert (now["hx-get"], now["hx-trigger"]) == ("/sync", "every 5s")
    assert page.links["Stop refreshing"] == "/sync?live=off"
    still = shown("?live=off")
    assert "hx-get" not in still.id("now").attributes
    assert still.links["Refresh every few seconds"] == "/sync"
    assert "Running – 13 12,345" in still.text


def test_a_page_that_follows_nothing_asks_for_nothing() -> None:
    ran("walk", hours_ago=0.2)
    page = shown()
    assert "hx-get" not in page.id("now").attributes
    assert "Under way" not in page.text
    assert page.id("now").text.startswith("Up to date As the Hub stood on ")


def test_after_a_failure_the_reason_is_told() -> None:
    ran("walk", hours_ago=9)
    ran("delta", "failed", hours_ago=2, message="The Hub answered 503 for an hour.")
    page = shown()
    assert "The Hub could not be read since; it is tried again." in page.id("now").text
    assert "The Hub answered 503 for an hour." in page.id("now").text
    assert "What changed Failed 10 min" in page.text


def test_held_removals_wait_for_a_person() -> None:
    ran(
        "walk",
        "held",
        vanished=250,
        message="250 models were not listed any more: confirm with --confirm-removals.",
    )
    page = shown()
    assert "250 models were not listed any more; their removal waits to be confirmed." in page.id("now").text
    assert "Full walk Held 10 min" in page.text
    assert "confirm with --confirm-removals" in page.text


def test_what_could_not_be_read_is_listed_with_the_reason() -> None:
    run = ran("walk", unreadable=2)
    unread(run, 1, repo_id="org/model", reason="tags: not a list", excerpt='{"id": 7', times=3)
    unread(run, 2)
    page = shown()
    assert page.one("h2", id="unreadable-title").text == "What could not be read 2"
    rows = [one.text for one in page.all("tr") if "just now" in one.text]
    assert rows == ["not stated not an object [] 1 just now", 'org/model tags: not a list {"id": 7 3 just now']


def test_only_the_last_runs_and_rows_are_shown() -> None:
    for number in range(60):
        unread(ran("delta", hours_ago=100 - number), number)
    page = shown()
    assert page.one("tbody", id="runs").text.count("What changed") == 20
    assert page.text.count("not an object") == 50
    assert page.one("h2", id="unreadable-title").text == "What could not be read 60"


def test_hostile_words_are_words() -> None:
    run = ran("walk", "failed", message=f"{SCRIPT}{TURNED}")
    unread(run, 1, repo_id=f"{SCRIPT}{TURNED}", reason=SCRIPT, excerpt=f"{SCRIPT}{TURNED}")
    page = shown()
    assert page.text.count(SCRIPT) == 5
    assert SCRIPT not in page.html
    assert TURNED not in page.html


@pytest.mark.parametrize("number", [1, 40])
def test_the_cost_is_the_same_for_any_number_of_runs(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        unread(ran("delta"), one)
    with django_assert_num_queries(4):  # two for the freshness, the runs, the rows
        shown()
