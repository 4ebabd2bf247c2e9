"""What we say of how fresh we are."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from registry.models import SyncRun, UnreadableRow
from registry.sync import run
from registry.sync.freshness import Freshness, forget, freshness
from tests.builders import NOW, make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """What an earlier test was told counts for nothing."""
    forget()
    yield
    forget()


def _run(
    kind: str,
    minutes_ago: float,
    state: str = "done",
    *,
    message: str = "",
    rows: int = 0,
    vanished: int = 0,
    watermark: datetime | None = None,
    facts_from: datetime | None = None,
    limit: int | None = None,
) -> SyncRun:
    """Store a run that took a minute, or runs since."""
    began = NOW - timedelta(minutes=minutes_ago)
    return SyncRun.objects.create(
        kind=kind,
        state=state,
        endpoint="http://hub.test",
        started_at=began,
        advanced_at=began,
        ended_at=None if state == "running" else began + timedelta(minutes=1),
        message=message,
        rows=rows,
        vanished=vanished,
        watermark=watermark,
        facts_from=facts_from,
        limit=limit,
    )


def _now() -> Freshness:
    return freshness(NOW)


def test_an_empty_registry_says_so() -> None:
    found = _now()
    assert (found.state, found.source, found.as_of, found.lag, found.models) == ("degraded", "none", None, None, 0)
    assert found.sentence == "No models yet."


def test_an_empty_registry_that_cannot_reach_the_hub_is_in_error() -> None:
    _run("walk", 5, "failed", message="The Hub gave no sound answer.")
    found = _now()
    assert (found.state, found.trouble) == ("error", "The Hub gave no sound answer.")
    assert found.sentence == "No models yet. The Hub could not be read since; it is tried again."


def test_starter_data_says_of_when_it_is() -> None:
    oldest, newest = datetime(2026, 2, 21, tzinfo=UTC), datetime(2026, 8, 22, tzinfo=UTC)
    _run("starter", 100, watermark=newest, facts_from=oldest)
    make_entry(source="starter")
    _run("walk", 5, "failed", message="no network")
    found = _now()
    assert (found.state, found.source, found.models) == ("degraded", "starter", 1)
    assert (found.as_of, found.until) == (oldest, newest)
    assert found.sentence == (
        "Starter data, recorded from 21 February to 22 August 2026. "
        "The Hub could not be read since; it is tried again."
    )


def test_a_first_walk_says_how_far_it_is() -> None:
    _run("starter", 100)
    _run("walk", 5, "running", rows=1234)
    found = _now()
    assert found.running is not None
    assert found.running.progress.rows == 1234
    assert "The first walk through the Hub is under way: 1,234 models read." in found.sentence


def test_a_walk_and_a_delta_make_us_as_fresh_as_when_the_delta_began() -> None:
    _run("starter", 5000)
    _run("walk", 100)
    _run("delta", 10)
    make_entry()
    make_entry(removed_at=NOW)
    found = _now()
    assert (found.state, found.source, found.lag, found.models) == ("available", "hub", 600, 1)
    assert found.as_of == NOW - timedelta(minutes=10)
    assert (found.last_walk, found.last_delta) == (NOW - timedelta(minutes=99), NOW - timedelta(minutes=9))
    assert found.sentence == "As the Hub stood on 23 November 2026, 11:50 UTC."


def test_a_walk_after_the_last_delta_counts_from_its_beginning() -> None:
    _run("walk", 3000)
    _run("delta", 2000)
    _run("walk", 20)
    assert _now().as_of == NOW - timedelta(minutes=20)


def test_long_without_news_is_degraded() -> None:
    _run("walk", 300)
    _run("delta", 61)
    assert _now().state == "degraded"


def test_a_failure_counts_until_a_success_after_it() -> None:
    _run("walk", 100)
    _run("delta", 12, "failed", message="no network")
    assert (_now().state, _now().trouble) == ("degraded", "no network")
    forget()
    _run("delta", 6)
    assert (_now().state, _now().trouble) == ("available", "")


def test_a_run_that_a_person_set_aside_was_no_failure() -> None:
    _run("walk", 100)
    _run("delta", 30)
    _run("walk", 12, "failed", message=run.SET_ASIDE)
    assert (_now().state, _now().trouble) == ("available", "")


def test_a_run_that_waits_says_why() -> None:
    _run("walk", 100)
    _run("delta", 2, "running", message="The Hub asks for patience.")
    assert (_now().state, _now().trouble) == ("degraded", "The Hub asks for patience.")


def test_removals_that_wait_for_a_person_are_told() -> None:
    _run("walk", 30, "held", vanished=300)
    _run("delta", 5)
    found = _now()
    assert found.state == "degraded"
    assert found.held is not None
    assert found.sentence.endswith("300 models were not listed any more; their removal waits to be confirmed.")


def test_what_was_limited_says_nothing_of_freshness() -> None:
    _run("walk", 5, limit=10)
    assert _now().source == "none"


def test_rows_that_could_not_be_read_are_counted() -> None:
    row = _run("walk", 5)
    for number in range(3):
        UnreadableRow.objects.create(
            run=row, digest=bytes([number] * 16), reason="x", excerpt="", first_seen_at=NOW, last_seen_at=NOW
        )
    assert _now().unreadable == 3


def test_it_costs_two_queries_once_in_five_seconds(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _run("walk", 100)
    with django_assert_num_queries(2):
        first = freshness(NOW)
    with django_assert_num_queries(0):
        assert freshness(NOW + timedelta(seconds=4.9)) is first
    with django_assert_num_queries(2):
        later = freshness(NOW + timedelta(seconds=5))
    assert (first.lag, later.lag) == (6000, 6005)


def test_it_speaks_the_readers_language() -> None:
    _run("starter", 100)
    found = _now()
    with translation.override("fr"):
        assert "23 novembre 2026" in found.sentence
