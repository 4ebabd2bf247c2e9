"""The background: who begins, who goes on, and who leaves it to others."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import Celery
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from config.celery import app
from registry import tasks
from registry.catalogue import facets
from registry.models import FacetCount, SyncRun
from registry.sync import run
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.sync.walking import begin, listed, live, stock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once() -> Iterator[Celery]:
    """Tasks run where they are called, so that a chain of them is one call."""
    before = app.conf.task_always_eager, app.conf.task_eager_propagates
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    yield app
    app.conf.task_always_eager, app.conf.task_eager_propagates = before


@pytest.fixture
def hub(empty_hub: EmulatedHub, settings: Settings) -> EmulatedHub:
    """A Hub of 75 models that HF_ENDPOINT names, one on a page: more than one task's worth."""
    stock(empty_hub, 75, page=1)
    settings.HF_ENDPOINT = empty_hub.url
    return empty_hub


def _ring(commits: DjangoCaptureOnCommitCallbacks) -> None:
    with commits(execute=True):
        tasks.start_due_sync()


def test_the_first_ring_begins_a_walk_that_goes_on_task_by_task(
    hub: EmulatedHub, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as first:
        tasks.start_due_sync()
    row = SyncRun.objects.get()
    assert (row.kind, row.state, row.pages) == ("walk", "running", 0)
    with django_capture_on_commit_callbacks() as second:
        first[0]()
    row.refresh_from_db()
    assert (row.pages, row.lease, row.state) == (50, None, "running")
    with django_capture_on_commit_callbacks() as third:
        second[0]()
    row.refresh_from_db()
    assert (row.pages, row.state) == (75, "done")
    assert not FacetCount.objects.exists()
    for follow_up in third:
        follow_up()
    assert facets.facets().models == 75
    assert live() == listed(hub)


def test_a_ring_takes_up_what_a_killed_worker_left(
    hub: EmulatedHub, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    run_id = begin(hub)
    run.claim(run_id, timezone.now())
    _ring(django_capture_on_commit_callbacks)
    assert SyncRun.objects.get().pages == 0
    SyncRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    _ring(django_capture_on_commit_callbacks)
    assert SyncRun.objects.get().state == "done"
    assert live() == listed(hub)


def test_a_task_delivered_twice_works_once(hub: EmulatedHub) -> None:
    run_id = begin(hub)
    run.claim(run_id, timezone.now())
    tasks.advance_run(run_id)
    assert hub.requests == []


def test_a_delta_follows_and_then_nothing(
    hub: EmulatedHub, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for _ in range(4):
        _ring(django_capture_on_commit_callbacks)
    assert list(SyncRun.objects.order_by("id").values_list("kind", "state")) == [
        ("walk", "done"),
        ("delta", "done"),
    ]


def test_a_closed_network_is_one_row_and_few_tries(
    hub: EmulatedHub,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hub.faults.add(wrong.Status(503, retry_after=0), times=None)
    began, minute = timezone.now(), 0
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(minutes=minute))
    tries = []
    for minute in range(130):
        before = len(hub.requests)
        _ring(django_capture_on_commit_callbacks)
        tries += [minute] if len(hub.requests) > before else []
    row = SyncRun.objects.get()
    assert (row.state, row.pages) == ("failed", 0)
    assert row.requests == len(hub.requests)
    assert tries == [0, 1, 2, 4, 8, 16, 32, 62, 92, 122]
