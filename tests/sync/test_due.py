"""What is due when, how far back a delta goes, and how patient we are with failures."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from registry.models import SyncRun
from registry.sync.due import Rhythm, due, may_try, pause, stop_at
from tests.builders import NOW

pytestmark = pytest.mark.django_db

HUB = "http://hub.test"
OFTEN = Rhythm(walk_every=timedelta(hours=24), delta_every=timedelta(minutes=15))


def _ended(
    kind: str,
    ago: timedelta,
    *,
    took: timedelta = timedelta(hours=1),
    state: str = "done",
    pages: int = 1,
    watermark: datetime | None = None,
    limit: int | None = None,
    endpoint: str = HUB,
    advanced_at: datetime | None = None,
) -> SyncRun:
    """Store a run that began some time ago and took as long as said."""
    began = NOW - ago
    return SyncRun.objects.create(
        kind=kind,
        state=state,
        endpoint=endpoint,
        started_at=began,
        advanced_at=advanced_at or began + took,
        ended_at=began + took,
        pages=pages,
        watermark=watermark,
        limit=limit,
    )


def test_a_new_registry_begins_with_a_walk() -> None:
    assert due(NOW, HUB, OFTEN) == "walk"


def test_the_first_delta_follows_its_walk_at_once() -> None:
    _ended("walk", timedelta(hours=1))
    assert due(NOW, HUB, OFTEN) == "delta"


def test_deltas_keep_their_distance() -> None:
    _ended("walk", timedelta(hours=3))
    _ended("delta", timedelta(minutes=14), took=timedelta(minutes=1))
    assert due(NOW, HUB, OFTEN) is None
    assert due(NOW + timedelta(minutes=1), HUB, OFTEN) == "delta"


def test_a_walk_comes_round_again() -> None:
    _ended("walk", timedelta(hours=24))
    _ended("delta", timedelta(minutes=1), took=timedelta(minutes=1))
    assert due(NOW, HUB, OFTEN) == "walk"
    assert due(NOW - timedelta(seconds=1), HUB, OFTEN) is None


def test_a_walk_whose_removals_wait_was_a_walk() -> None:
    _ended("walk", timedelta(hours=2), state="held")
    assert due(NOW, HUB, OFTEN) == "delta"


@pytest.mark.parametrize(
    "other", [{"limit": 100}, {"state": "failed", "pages": 3}, {"endpoint": "http://other.test"}], ids=str
)
def test_what_was_no_whole_walk_of_this_hub_counts_for_nothing(other: dict[str, Any]) -> None:
    _ended("walk", timedelta(hours=2), **other)
    assert due(NOW, HUB, OFTEN) == "walk"
    assert stop_at(HUB) is None


def test_the_first_delta_goes_back_before_the_walk_began_by_as_long_as_it_took() -> None:
    _ended("walk", timedelta(hours=5), took=timedelta(hours=2))
    assert stop_at(HUB) == NOW - timedelta(hours=5) - timedelta(hours=2)


def test_a_later_delta_goes_back_behind_the_newest_commit_seen() -> None:
    _ended("walk", timedelta(hours=5), took=timedelta(hours=2))
    _ended("delta", timedelta(hours=2), watermark=NOW - timedelta(hours=2))
    assert stop_at(HUB) == NOW - timedelta(hours=4)


def test_the_overlap_has_its_bounds() -> None:
    _ended("walk", timedelta(hours=5), took=timedelta(seconds=1))
    assert stop_at(HUB) == NOW - timedelta(hours=5, minutes=10)
    _ended("walk", timedelta(hours=99), took=timedelta(hours=98))
    assert stop_at(HUB) == NOW - timedelta(hours=99 + 12)


def test_a_delta_that_failed_moves_no_watermark() -> None:
    _ended("walk", timedelta(hours=5), took=timedelta(hours=1))
    _ended("delta", timedelta(hours=1), state="failed", watermark=NOW)
    assert stop_at(HUB) == NOW - timedelta(hours=6)


@pytest.mark.parametrize(("failing", "waits"), [(0, 60), (59, 60), (120, 120), (86400, 1800)])
def test_waits_grow_with_the_time_nothing_went_forward(failing: int, waits: int) -> None:
    assert pause(NOW - timedelta(seconds=failing), NOW) == timedelta(seconds=waits)


def test_a_hub_that_was_never_reached_is_tried_after_as_long_as_it_failed() -> None:
    _ended(
        "walk",
        timedelta(minutes=4),
        took=timedelta(0),
        state="failed",
        pages=0,
        advanced_at=NOW - timedelta(minutes=8),
    )
    assert not may_try("walk", HUB, NOW - timedelta(seconds=1))
    assert may_try("walk", HUB, NOW)
    assert due(NOW - timedelta(seconds=1), HUB, OFTEN) is None
    assert due(NOW, HUB, OFTEN) == "walk"


def test_walks_that_fail_on_their_way_one_after_the_other_are_tried_ever_less() -> None:
    for _ in range(4):
        _ended("walk", timedelta(minutes=7), took=timedelta(0), state="failed")
    assert not may_try("walk", HUB, NOW)
    assert may_try("walk", HUB, NOW + timedelta(minutes=1))
    for _ in range(20):
        _ended("walk", timedelta(0), took=timedelta(0), state="failed")
    assert not may_try("walk", HUB, NOW + timedelta(hours=5))
    assert may_try("walk", HUB, NOW + timedelta(hours=6))


def test_a_success_makes_failures_forgotten() -> None:
    for _ in range(9):
        _ended("walk", timedelta(hours=30), took=timedelta(0), state="failed")
    _ended("walk", timedelta(hours=28))
    _ended("walk", timedelta(minutes=2), took=timedelta(0), state="failed")
    assert may_try("walk", HUB, NOW)


def test_deltas_go_on_while_walks_fail() -> None:
    _ended("walk", timedelta(hours=30))
    _ended("walk", timedelta(seconds=1), took=timedelta(0), state="failed")
    assert due(NOW, HUB, OFTEN) == "delta"
