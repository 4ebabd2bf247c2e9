"""A run from page to page: rows and cursor move together, whatever ends a stretch."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import pytest
from django.utils import timezone

from registry.hub.links import EXPAND
from registry.models import HubModel, SyncRun, UnreadableRow
from registry.sync import run
from registry.sync.advance import Stretch
from registry.sync.progress import Progress
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub.mishaps import Fault
from tests.sync.walking import begin, go, listed, live, on, row, stock

pytestmark = pytest.mark.django_db


def test_a_walk_holds_every_model_once_and_counts_what_it_did(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    run_id = begin(empty_hub)
    assert on(empty_hub, run_id).state == "done"
    assert live() == listed(empty_hub)
    ended = row(run_id)
    assert (ended.state, ended.pages, ended.rows, ended.new) == ("done", 4, 35, 35)
    assert (ended.requests, ended.retries, ended.next_link, ended.lease) == (4, 0, None, None)
    assert ended.ended_at is not None
    assert len(empty_hub.requests) == 4


def test_stretches_add_up_and_no_page_is_asked_for_twice(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 65)
    run_id = begin(empty_hub)
    states: list[str] = []
    while not states or states[-1] == "going_on":
        states.append(on(empty_hub, run_id, stretch=Stretch(pages=2)).state)
        assert row(run_id).pages == min(7, 2 * len(states))
    assert states == ["going_on", "going_on", "going_on", "done"]
    assert live() == listed(empty_hub)
    assert len(empty_hub.requests) == row(run_id).requests == 7


def test_a_stretch_ends_with_its_time(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    assert on(empty_hub, begin(empty_hub), stretch=Stretch(seconds=0)).state == "going_on"
    assert SyncRun.objects.get().pages == 1


def test_the_next_page_is_fetched_while_one_is_stored(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    ahead = []

    def watch(progress: Progress) -> None:
        until = time.monotonic() + 5
        while len(empty_hub.requests) <= progress.pages and progress.pages < 4 and time.monotonic() < until:
            time.sleep(0.005)
        ahead.append(len(empty_hub.requests))

    on(empty_hub, begin(empty_hub), watch=watch)
    assert ahead == [2, 3, 4, 4]


def test_whoever_lost_the_lease_stores_nothing_and_the_other_loses_nothing(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    run_id = begin(empty_hub)
    cursors = []

    def watch(progress: Progress) -> None:
        if progress.pages == 2:
            cursors.append(row(run_id).next_link)
            SyncRun.objects.filter(pk=run_id).update(lease_until=timezone.now())
            leases.append(run.claim(run_id, timezone.now()) or "nobody")

    leases: list[str] = []
    assert on(empty_hub, run_id, watch=watch).state == "lost"
    between = row(run_id)
    assert (len(live()), between.pages, between.rows) == (20, 2, 20)
    assert (between.next_link, between.lease) == (cursors[0], leases[0])
    assert go(run_id, leases[0]).state == "done"
    assert live() == listed(empty_hub)
    assert (row(run_id).pages, row(run_id).rows) == (4, 35)


def test_a_worker_that_vanished_is_followed_at_its_cursor(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    run_id = begin(empty_hub)
    on(empty_hub, run_id, stretch=Stretch(pages=3))
    assert run.claim(run_id, timezone.now() - run.LEASE)  # and was killed
    assert on(empty_hub, run_id).state == "done"
    assert live() == listed(empty_hub)
    assert len(empty_hub.requests) == 4


def test_nobody_takes_a_run_over_while_the_hub_lets_us_wait_for_a_page(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    empty_hub.faults.add(wrong.stall(), route="models", page=2)
    run_id, start, began = begin(empty_hub), timezone.now(), time.monotonic()
    claims: list[str | None] = []

    def fast_clock() -> datetime:
        moment = start + timedelta(seconds=100 * (time.monotonic() - began))
        claims.append(run.claim(run_id, moment))
        return moment

    lease = run.claim(run_id, start)
    assert lease
    assert go(run_id, lease, now=fast_clock).state == "done"
    assert fast_clock() > start + run.LEASE
    assert len(claims) > 10
    assert set(claims) == {None}


def test_a_walk_that_was_read_to_its_end_is_only_concluded(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 15)
    run_id = begin(empty_hub)
    on(empty_hub, run_id)
    SyncRun.objects.filter(pk=run_id).update(state="running", ended_at=None)
    assert on(empty_hub, run_id).state == "done"
    assert len(empty_hub.requests) == 2


def test_asked_to_stop_it_stops_at_the_page_and_goes_on_there(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    run_id, stop = begin(empty_hub), Event()
    stopped = on(empty_hub, run_id, stop=stop, watch=lambda progress: stop.set())
    assert stopped.state == "stopped"
    assert (row(run_id).state, row(run_id).pages, row(run_id).lease) == ("running", 1, None)
    assert on(empty_hub, run_id).state == "done"
    assert live() == listed(empty_hub)


def test_asked_to_stop_it_does_not_wait_for_a_silent_hub(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    empty_hub.faults.add(wrong.stall(), route="models", page=2, times=None)
    run_id, stop = begin(empty_hub), Event()
    began = time.monotonic()
    assert on(empty_hub, run_id, stop=stop, watch=lambda progress: stop.set()).state == "stopped"
    assert time.monotonic() - began < 1.5


def test_a_long_wait_frees_the_run_until_then(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    empty_hub.faults.add(wrong.RateLimited(seconds=200), route="models", page=3)
    run_id = begin(empty_hub)
    standing = on(empty_hub, run_id)
    assert standing.state == "waiting"
    waiting = row(run_id)
    assert (waiting.state, waiting.pages, waiting.lease, waiting.lease_until) == (
        "running",
        2,
        None,
        standing.again_at,
    )
    assert "asks for patience" in waiting.message
    assert waiting.requests == 3
    assert standing.again_at
    assert timedelta(seconds=195) < standing.again_at - timezone.now() <= timedelta(seconds=201)
    assert run.claim(run_id, timezone.now()) is None
    lease = run.claim(run_id, standing.again_at)
    assert go(run_id, lease or "").state == "done"
    assert live() == listed(empty_hub)
    assert row(run_id).message == ""


def test_a_hub_that_never_answered_ends_the_run(empty_hub: EmulatedHub) -> None:
    empty_hub.faults.add(wrong.Status(503), route="models", times=None)
    run_id = begin(empty_hub)
    standing = on(empty_hub, run_id)
    assert standing.state == "failed"
    failed = row(run_id)
    assert (failed.state, failed.pages, failed.requests, failed.retries) == ("failed", 0, 6, 5)
    assert failed.message == standing.sentence
    empty_hub.faults.clear()
    stock(empty_hub, 5)
    assert begin(empty_hub) == run_id
    assert on(empty_hub, run_id).state == "done"
    assert row(run_id).requests == 7


def _always(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def test_a_hub_that_goes_away_on_the_way_is_waited_for_ever_longer_for_a_day(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    run_id = begin(empty_hub)
    on(empty_hub, run_id, stretch=Stretch(pages=2))
    empty_hub.faults.add(wrong.reset_before_headers(), route="models", times=None)
    moment = row(run_id).advanced_at
    waits = []
    while row(run_id).state == "running":
        lease = run.claim(run_id, moment) or ""
        standing = go(run_id, lease, now=_always(moment))
        if standing.again_at:
            waits.append((standing.again_at - moment).total_seconds() / 60)
            moment = standing.again_at
    assert waits[:7] == [1, 1, 2, 4, 8, 16, 30]
    assert 24 * 60 <= sum(waits) < 25 * 60
    assert "gave no sound answer" in row(run_id).message
    assert len(live()) == 20


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (wrong.Status(400, body=b'{"error":"Invalid cursor"}'), "a new walk will tell"),
        (wrong.Status(401), "HTTP 401"),
        (wrong.self_link(), "would never end"),
        (wrong.Redirect("http://127.0.0.1:9/api/models"), "leads to another host"),
    ],
    ids=["bad cursor", "no access", "self link", "led away"],
)
def test_what_no_patience_mends_ends_the_run_and_keeps_its_pages(
    empty_hub: EmulatedHub, fault: Fault, words: str
) -> None:
    stock(empty_hub, 35)
    empty_hub.faults.add(fault, route="models", page=3)
    run_id = begin(empty_hub)
    assert on(empty_hub, run_id).state == "failed"
    assert words in row(run_id).message
    assert (row(run_id).pages, len(live())) == (2, 20)


def test_trouble_of_our_own_is_raised_kept_and_tried_again_later(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    run_id = begin(empty_hub)

    def watch(progress: Progress) -> None:
        raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError):
        on(empty_hub, run_id, watch=watch)
    troubled = row(run_id)
    assert (troubled.state, troubled.pages, troubled.lease) == ("running", 1, None)
    assert troubled.message == "Trouble of our own: ZeroDivisionError: a bug"
    assert run.claim(run_id, timezone.now()) is None
    assert go(run_id, run.claim(run_id, timezone.now() + timedelta(minutes=1)) or "").state == "done"
    assert live() == listed(empty_hub)


def test_hostile_rows_are_kept_with_their_reasons_and_cost_nobody_else(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 20)
    hostile: list[object] = [
        None,
        b'"text"',
        {"id": "org/no-id"},
        b'{"_id":"x","id":' + b"[" * 5000 + b"]" * 5000 + b"}",
    ]
    for number, planted in enumerate(hostile):
        empty_hub.data.plant(planted, created=f"2020-01-0{number + 1}T00:00:00.000Z")
    run_id = begin(empty_hub)
    assert on(empty_hub, run_id).state == "done"
    assert live() == listed(empty_hub)
    assert (row(run_id).rows, row(run_id).unreadable) == (24, 4)
    assert sorted(UnreadableRow.objects.values_list("reason", flat=True)) == [
        "has no `_id` of 24 hex digits",
        "is null, not an object",
        "is text, not an object",
        "nests too deeply",
    ]


def test_a_limit_is_kept_and_concludes_nothing(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    on(empty_hub, begin(empty_hub))
    empty_hub.data.delete("org/model-0")
    for limit, pages in ((25, 3), (10, 1), (3, 1), (99, 4)):
        run_id = begin(empty_hub, limit=limit)
        assert on(empty_hub, run_id).state == "done"
        assert (row(run_id).rows, row(run_id).pages) == (min(limit, 34), pages)
    assert HubModel.objects.filter(removed_at=None).count() == 35


def test_names_the_listing_dropped_are_told_however_the_walk_was_cut(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 35)
    offered = "|".join(f'"{name}"' for name in EXPAND if name != "downloadsAllTime")
    refusal = f"✖ Invalid option: expected one of {offered}".encode()
    empty_hub.faults.add(wrong.Status(400, body=refusal), route="models")
    run_id = begin(empty_hub)
    while on(empty_hub, run_id, stretch=Stretch(pages=1)).state == "going_on":
        pass
    assert row(run_id).message == "The Hub's listing gives no downloadsAllTime any more."
    assert row(run_id).requests == 5
