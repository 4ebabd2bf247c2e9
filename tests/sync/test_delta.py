"""What changed since: how far a delta reads, and from where the next one goes on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from registry.models import HubModel, SyncRun
from registry.sync.advance import Stretch
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub.data import Data
from tests.hub.repo import stamp
from tests.sync.walking import begin, listed, live, on, row, stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def walked(empty_hub: EmulatedHub) -> EmulatedHub:
    """A Hub of 200 models that were committed to a day apart each, and that was walked through just now."""
    now = timezone.now()
    for number in range(200):
        empty_hub.data.create(f"org/model-{number}", lastModified=stamp(now - timedelta(days=number + 1)))
    empty_hub.page_limit = 10
    on(empty_hub, begin(empty_hub))
    empty_hub.requests.clear()
    return empty_hub


def _delta(hub: EmulatedHub) -> SyncRun:
    run_id = begin(hub, "delta")
    assert on(hub, run_id).state == "done"
    return row(run_id)


def _revision(repo_id: str) -> str | None:
    return HubModel.objects.get(repo_id=repo_id).revision


def test_a_delta_reads_what_changed_and_one_page_at_least(walked: EmulatedHub) -> None:
    assert _delta(walked).pages == 1
    for number in range(50, 75):
        walked.data.commit(f"org/model-{number}")
    walked.data.create("org/new")
    delta = _delta(walked)
    assert (delta.pages, delta.new) == (3, 1)
    assert len(walked.requests) == 1 + 3
    assert live() == listed(walked)


def test_the_watermark_is_the_newest_commit_and_the_next_delta_goes_behind_it(walked: EmulatedHub) -> None:
    walked.data.commit("org/model-7")
    newest = datetime.fromisoformat(walked.data["org/model-7"]["lastModified"])
    first = _delta(walked)
    assert first.watermark == newest
    second = _delta(walked)
    assert second.stop_at == newest - timedelta(minutes=10)


def test_a_commit_dated_into_the_future_hides_nothing(walked: EmulatedHub) -> None:
    walked.data.commit("org/model-1", lastModified="2999-01-01T00:00:00.000Z")
    first = _delta(walked)
    assert first.watermark is not None
    assert first.watermark < timezone.now()
    walked.data.create("org/new")
    assert _delta(walked).new == 1


def test_rows_without_a_time_come_last_and_end_it(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 5)
    for number in range(40):
        empty_hub.data.create(f"org/undated-{number}", lastModified=None)
    on(empty_hub, begin(empty_hub))
    delta = _delta(empty_hub)
    assert delta.pages == 2  # the page of those with a time, which holds some without, and one page of the others


def test_a_page_that_cannot_be_read_ends_nothing(walked: EmulatedHub) -> None:
    for number in range(100, 125):
        walked.data.commit(f"org/model-{number}")
    walked.faults.add(wrong.Body(b'["no model", 7]'), route="models", page=2)
    assert _delta(walked).pages == 3


def test_an_empty_page_on_the_way_ends_nothing(walked: EmulatedHub) -> None:
    for number in range(100, 125):
        walked.data.commit(f"org/model-{number}")
    walked.faults.add(wrong.EmptyPage(), route="models", page=2)
    delta = _delta(walked)
    assert delta.pages == 3


def test_a_delta_cut_in_pieces_reads_the_same(walked: EmulatedHub) -> None:
    for number in range(50, 85):
        walked.data.commit(f"org/model-{number}")
    run_id = begin(walked, "delta")
    while on(walked, run_id, stretch=Stretch(pages=1)).state == "going_on":
        newest = row(run_id).watermark
    assert row(run_id).pages == 4
    assert row(run_id).watermark == newest == datetime.fromisoformat(walked.data["org/model-84"]["lastModified"])


def test_what_is_committed_to_during_a_delta_is_met_by_the_next(walked: EmulatedHub) -> None:
    for number in range(50, 75):
        walked.data.commit(f"org/model-{number}")
    walked.faults.add(wrong.Meanwhile(lambda data: data.commit("org/model-190")), route="models", page=2)
    _delta(walked)
    _delta(walked)
    for number in (*range(50, 75), 190):
        assert _revision(f"org/model-{number}") == walked.data[f"org/model-{number}"]["sha"]


def test_nothing_is_removed_by_a_delta(walked: EmulatedHub) -> None:
    walked.data.delete("org/model-3")
    _delta(walked)
    assert HubModel.objects.filter(removed_at=None).count() == 200


def _committing(repo_id: str) -> Callable[[Data], object]:
    return lambda data: data.commit(repo_id)


def test_commits_during_a_walk_are_met_by_the_delta_after_it(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 60)
    for page in (2, 4, 6):
        empty_hub.faults.add(wrong.Meanwhile(_committing(f"org/model-{page}")), route="models", page=page)
    on(empty_hub, begin(empty_hub))
    _delta(empty_hub)
    assert not empty_hub.faults.pending()
    for name in empty_hub.data.names():
        assert _revision(name) == empty_hub.data[name]["sha"]
