"""Only a whole walk says that models are gone, and many at once wait for a person."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from registry.models import Entry, History, HubModel, SyncRun
from registry.sync import removal
from registry.sync.merge import remove
from registry.sync.outcome import RemovalOutcome
from registry.sync.removal import conclude
from tests.builders import NOW, a_hub_id, make_record, make_run
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.sync.saving import OF_MODELS, history, save, stored
from tests.sync.walking import begin, listed, live, on, row, stock

pytestmark = pytest.mark.django_db

BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(hours=1)


def _models(listed: int, vanished: int, *, starter: bool = False) -> SyncRun:
    """Store models that a walk begun now met, others that it did not, and that walk."""
    run = make_run(started_at=NOW)
    save(*(make_record(f"org/listed-{number}", hub_id=a_hub_id(number)) for number in range(listed)))
    ids = [None if starter else a_hub_id(10_000 + number) for number in range(vanished)]
    old = [make_record(f"org/vanished-{number}", hub_id=hub_id) for number, hub_id in enumerate(ids)]
    save(*old, moment=BEFORE)
    return run


def _gone() -> set[str]:
    return set(HubModel.objects.exclude(removed_at=None).values_list("repo_id", flat=True))


def _vanished(numbers: Iterable[int]) -> set[str]:
    return {f"org/vanished-{number}" for number in numbers}


@pytest.mark.parametrize(
    ("listed", "vanished", "held"),
    [(0, 1, False), (3, 1, False), (0, 2, True), (10, 2, True), (99, 1, False), (198, 2, False), (197, 2, True)],
)
def test_one_or_a_hundredth_may_vanish_unasked(listed: int, vanished: int, held: bool) -> None:
    run = _models(listed, vanished)
    outcome = conclude(run.pk, AFTER, confirmed=False)
    assert (outcome.held, outcome.removed, outcome.vanished) == (
        (True, 0, vanished) if held else (False, vanished, 0)
    )
    assert _gone() == (set() if held else _vanished(range(vanished)))
    run.refresh_from_db()
    assert (run.removed, run.vanished) == (outcome.removed, outcome.vanished)


def test_what_is_held_says_how_many_and_what_to_do() -> None:
    run = _models(listed=10, vanished=2)
    before = stored(*OF_MODELS)
    message = conclude(run.pk, AFTER, confirmed=False).message
    assert message.startswith("2 of 12 models were not listed any more.")
    assert message.endswith("so none of these was removed. If they are gone: manage.py sync --confirm-removals")
    assert stored(*OF_MODELS) == before


def test_names_that_others_have_now_are_told_apart_from_what_is_held() -> None:
    run = _models(listed=10, vanished=2)
    save(make_record("org/listed-0", hub_id=a_hub_id(500)))
    message = conclude(run.pk, AFTER, confirmed=False).message
    assert "so none of these was removed. Besides, other repositories have the names of 1 now" in message


def test_a_removal_is_said_in_both_tables_and_in_the_history() -> None:
    run = _models(listed=200, vanished=1)
    assert conclude(run.pk, AFTER, confirmed=False) == RemovalOutcome(
        removed=1, vanished=0, held=False, message=""
    )
    model = HubModel.objects.get(repo_id="org/vanished-0")
    assert (model.removed_at, model.changed_at) == (AFTER, AFTER)
    assert Entry.objects.get(pk=model.pk).removed_at == AFTER
    [told] = History.objects.all()
    assert (told.model_id, told.field, told.old, told.seen_at) == (model.pk, "removal", None, AFTER)
    assert told.revision == model.revision
    assert isinstance(told.new, str)
    assert datetime.fromisoformat(told.new) == AFTER


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 100])
def test_what_is_confirmed_goes_batch_by_batch_and_once(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(removal, "BATCH", batch)
    run = _models(listed=5, vanished=7)
    conclude(run.pk, AFTER, confirmed=False)
    outcome = conclude(run.pk, AFTER, confirmed=True)
    assert (outcome.removed, outcome.vanished, outcome.held) == (7, 0, False)
    assert outcome.message == "7 models that were not listed any more were removed."
    assert _gone() == _vanished(range(7))
    run.refresh_from_db()
    assert (run.removed, run.vanished) == (7, 0)
    assert conclude(run.pk, AFTER, confirmed=True).removed == 0
    assert History.objects.count() == 7


def test_a_conclusion_that_was_cut_off_is_finished_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after some batches, what is left is fewer; what went stays gone, and nothing goes twice."""
    run = _models(listed=5, vanished=3)
    remove(list(HubModel.objects.filter(repo_id="org/vanished-1").values_list("pk", flat=True)), NOW)
    assert conclude(run.pk, AFTER, confirmed=True).removed == 2
    assert HubModel.objects.get(repo_id="org/vanished-1").removed_at == NOW
    assert History.objects.count() == 3


def test_starter_models_that_the_hub_does_not_list_go_like_others() -> None:
    run = _models(listed=200, vanished=2, starter=True)
    assert conclude(run.pk, AFTER, confirmed=False).removed == 2
    assert _gone() == _vanished(range(2))


def test_what_the_walk_met_is_not_counted_among_the_vanished_however_old_its_facts() -> None:
    run = make_run(started_at=NOW)
    save(make_record("org/a", hub_id=a_hub_id(1), last_modified=BEFORE), moment=AFTER)
    assert conclude(run.pk, AFTER, confirmed=False) == RemovalOutcome(
        removed=0, vanished=0, held=False, message=""
    )


@pytest.fixture
def walked(empty_hub: EmulatedHub) -> EmulatedHub:
    """A Hub of 100 models that was walked through just now."""
    stock(empty_hub, 100, page=50)
    assert on(empty_hub, begin(empty_hub)).state == "done"
    return empty_hub


def test_a_listing_that_suddenly_lacks_a_fifth_removes_nothing(walked: EmulatedHub) -> None:
    before = live()
    for number in range(20):
        walked.data.delete(f"org/model-{number}")
    run_id = begin(walked)
    standing = on(walked, run_id)
    assert standing.state == "held"
    assert standing.sentence.startswith("20 of 100 models were not listed any more.")
    assert (row(run_id).state, row(run_id).vanished, row(run_id).removed) == ("held", 20, 0)
    assert live() == before
    assert not History.objects.exists()


def test_a_listing_that_has_them_again_settles_it(walked: EmulatedHub) -> None:
    hidden = [walked.data[f"org/model-{number}"] for number in range(20)]
    for number in range(20):
        walked.data.delete(f"org/model-{number}")
    assert on(walked, begin(walked)).state == "held"
    walked.data.load(hidden)
    again = begin(walked)
    assert on(walked, again).state == "done"
    assert (row(again).changed, row(again).new, row(again).removed) == (0, 0, 0)
    assert live() == listed(walked)
    earlier = SyncRun.objects.exclude(pk=again).order_by("-pk")[0]
    assert (earlier.state, earlier.vanished) == ("done", 0)
    assert "--confirm-removals" not in earlier.message
    assert not History.objects.exists()


def test_a_delta_in_between_counts_as_listing(walked: EmulatedHub) -> None:
    """A walk is slow: what it did not list may have been committed to, or come back, while it went on."""
    gone = walked.data["org/model-0"]
    walked.data.delete("org/model-0")
    walked.data.delete("org/model-1")
    walk = begin(walked)
    assert on(walked, walk).state == "held"
    walked.data.load([gone])
    walked.data.commit("org/model-0")
    assert on(walked, begin(walked, "delta")).state == "done"
    outcome = conclude(walk, timezone.now(), confirmed=True)
    assert outcome.removed == 1
    assert live() == listed(walked)


def test_a_delta_and_a_walk_cut_short_by_a_limit_remove_nothing(walked: EmulatedHub) -> None:
    walked.data.delete("org/model-0")
    assert on(walked, begin(walked, "delta")).state == "done"
    limited = begin(walked, limit=10)
    assert on(walked, limited, confirmed=True).state == "done"
    assert row(limited).rows == 10
    assert len(live()) == 100


def test_a_walk_that_failed_on_its_way_removes_nothing(walked: EmulatedHub) -> None:
    walked.data.delete("org/model-0")
    walked.faults.add(wrong.Status(400), route="models", page=2)
    assert on(walked, begin(walked)).state == "failed"
    assert len(live()) == 100


def test_a_model_that_comes_back_is_live_again_and_says_so(walked: EmulatedHub) -> None:
    hidden = walked.data["org/model-7"]
    number = HubModel.objects.get(repo_id="org/model-7").pk
    walked.data.delete("org/model-7")
    assert on(walked, begin(walked)).state == "done"
    assert len(live()) == 99
    walked.data.load([hidden])
    assert on(walked, begin(walked)).state == "done"
    assert HubModel.objects.get(repo_id="org/model-7", removed_at=None).pk == number
    assert [(field, old is None, new is None) for field, old, new in history("org/model-7")] == [
        ("removal", True, False),
        ("removal", False, True),
    ]
