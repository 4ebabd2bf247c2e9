"""Runs are begun one at a time, held by one, and ended once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from registry.models import SyncRun
from registry.sync import run
from registry.sync.outcome import LeaseLost
from tests.builders import LEASE, NOW, make_run

HUB = "http://hub.test"
LATER = NOW + run.LEASE


@pytest.mark.django_db
def test_there_is_one_run_at_a_time() -> None:
    first = run.begin("walk", endpoint=HUB, now=NOW)
    with pytest.raises(run.AlreadyRunning):
        run.begin("walk", endpoint="http://other.test", now=NOW)
    assert [row.pk for row in SyncRun.objects.all()] == [first]
    with pytest.raises(IntegrityError), transaction.atomic():
        make_run()


@pytest.mark.django_db
def test_a_delta_needs_a_walk_before_it() -> None:
    with pytest.raises(run.NoWalkYet):
        run.begin("delta", endpoint=HUB, now=NOW)
    make_run(state="done", lease=None)
    row = SyncRun.objects.get(pk=run.begin("delta", endpoint=HUB, now=NOW))
    assert row.stop_at == NOW - timedelta(minutes=10)


@pytest.mark.django_db
def test_a_run_is_held_by_one_until_its_lease_runs_out() -> None:
    run_id = run.begin("walk", endpoint=HUB, now=NOW)
    lease = run.claim(run_id, NOW)
    assert lease
    assert run.claim(run_id, LATER - timedelta(seconds=1)) is None
    second = run.claim(run_id, LATER)
    assert second not in (None, lease)
    with pytest.raises(LeaseLost):
        run.release(run_id, lease)
    run.release(run_id, second or "")
    assert run.claim(run_id, NOW)


@pytest.mark.django_db
def test_a_run_that_waits_for_the_hub_is_nobodys_until_then() -> None:
    run_id = run.begin("walk", endpoint=HUB, now=NOW)
    lease = run.claim(run_id, NOW) or ""
    run.postpone(
        run_id, lease, until=NOW + timedelta(seconds=90), message="asks for patience", requests=3, retries=2
    )
    row = SyncRun.objects.get(pk=run_id)
    assert (row.state, row.message, row.requests, row.retries) == ("running", "asks for patience", 3, 2)
    assert run.is_held(row, NOW)
    assert run.claim(run_id, NOW + timedelta(seconds=89)) is None
    assert run.claim(run_id, NOW + timedelta(seconds=90))
    assert SyncRun.objects.get(pk=run_id).message == ""


@pytest.mark.django_db
def test_a_run_that_ended_is_nobodys() -> None:
    run_id = run.begin("walk", endpoint=HUB, now=NOW)
    lease = run.claim(run_id, NOW) or ""
    run.end(run_id, lease, state="done", now=NOW, message="")
    with pytest.raises(LeaseLost):
        run.release(run_id, lease)
    with pytest.raises(LeaseLost):
        run.prolong(run_id, lease, LATER)
    assert run.claim(run_id, LATER) is None
    assert run.running() is None


@pytest.mark.django_db
def test_a_closed_network_leaves_one_row_however_often_it_is_tried() -> None:
    ids = set()
    for minute in range(5):
        moment = NOW + timedelta(minutes=minute)
        run_id = run.begin("walk", endpoint=HUB, now=moment)
        lease = run.claim(run_id, moment) or ""
        run.end(run_id, lease, state="failed", now=moment, message="no network", requests=6, retries=5)
        ids.add(run_id)
    row = SyncRun.objects.get()
    assert ids == {row.pk}
    assert (row.started_at, row.advanced_at) == (NOW + timedelta(minutes=4), NOW)
    assert (row.requests, row.retries) == (30, 25)


@pytest.mark.django_db
def test_a_run_that_failed_after_a_page_is_history() -> None:
    run_id = run.begin("walk", endpoint=HUB, now=NOW)
    SyncRun.objects.filter(pk=run_id).update(pages=1, state="failed", ended_at=NOW)
    assert run.begin("walk", endpoint=HUB, now=NOW) != run_id


@pytest.mark.django_db
def test_only_a_run_that_nobody_holds_is_set_aside() -> None:
    run_id = run.begin("walk", endpoint=HUB, now=NOW)
    run.claim(run_id, NOW)
    assert not run.set_aside(run_id, NOW)
    assert run.set_aside(run_id, LATER)
    assert SyncRun.objects.get().state == "failed"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_at_once_one_gets_the_run() -> None:
    row = make_run(lease=LEASE)
    together = Barrier(4)

    def claim() -> str | None:
        try:
            connection.ensure_connection()
            together.wait(10)
            return run.claim(row.pk, NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        leases = [future.result(20) for future in [pool.submit(claim) for _ in range(4)]]
    assert [lease for lease in leases if lease] == [SyncRun.objects.get().lease]


@pytest.mark.django_db
def test_whoever_is_certainly_gone_holds_no_run_and_a_wait_for_the_hub_goes_on() -> None:
    held = make_run(lease="a" * 32)
    assert run.free_held() == 1
    assert run.claim(held.pk, NOW) is not None
    run.end(held.pk, SyncRun.objects.get().lease or "", state="done", now=NOW, message="")
    waiting = make_run(lease=None)
    SyncRun.objects.filter(pk=waiting.pk).update(lease_until=NOW + timedelta(minutes=5))
    assert run.free_held() == 0
    assert run.claim(waiting.pk, NOW) is None
