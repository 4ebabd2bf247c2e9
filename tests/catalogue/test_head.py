"""The head is exactly the most downloaded live models, however many came and went since it was marked."""

import random
from datetime import timedelta

import pytest

from registry.catalogue import head
from registry.catalogue.head import mark_head
from registry.hub.records import HubRecord
from registry.models import Entry, EntryWords, FacetCount
from registry.sync.merge import remove
from registry.sync.upkeep import keep_up
from tests.builders import NOW, a_hub_id, make_record
from tests.sync.saving import save

pytestmark = pytest.mark.django_db

MODELS = 40


@pytest.fixture(autouse=True)
def _models() -> None:
    """Store models of few distinct counts, so that the head ends in the midst of a tie."""
    chance = random.Random(3)
    counts = [chance.choice([None, 0, 0, 1, 5, 5, 5, 900, 10**12]) for _ in range(MODELS)]
    save(*(_record(number, downloads) for number, downloads in enumerate(counts)))


def _record(number: int, downloads: int | None) -> HubRecord:
    return make_record(f"org/model-{number}", hub_id=a_hub_id(number), downloads=downloads)


def _head() -> set[int]:
    return set(EntryWords.objects.filter(head=True).values_list("pk", flat=True))


def _most_downloaded(size: int) -> set[int]:
    live = Entry.objects.filter(removed_at=None).values_list("downloads", "pk")
    return {number for _, number in sorted(live, reverse=True)[:size]}


@pytest.mark.parametrize("size", [1, 7, 20, 39, 40, 41, 100_000])
def test_it_is_the_first_of_the_default_order(size: int) -> None:
    assert mark_head(size) == min(size, MODELS)
    assert _head() == _most_downloaded(size)
    assert mark_head(size) == 0


@pytest.mark.parametrize("batch", [1, 3, 5_000])
def test_after_churn_those_that_changed_sides_are_marked_and_no_others(
    monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(head, "BATCH", batch)
    chance = random.Random(7)
    mark_head(10)
    for turn in range(4):
        before = _head()
        moved = [_record(number, chance.randrange(2_000)) for number in chance.sample(range(MODELS), 12)]
        save(*moved, moment=NOW + timedelta(hours=turn))
        remove(chance.sample(sorted(before), 2), NOW)
        changed = mark_head(10)
        assert _head() == _most_downloaded(10)
        assert changed == len(before ^ _head())


def test_removed_models_leave_it_and_an_empty_registry_has_none() -> None:
    mark_head(5)
    remove(list(Entry.objects.values_list("pk", flat=True)), NOW)
    assert mark_head(5) == 5
    assert _head() == set()


def test_a_new_model_is_outside_until_it_is_marked() -> None:
    mark_head(5)
    before = _head()
    save(make_record("org/new", hub_id=a_hub_id(MODELS), downloads=10**15), moment=NOW)
    assert _head() == before
    assert mark_head(5) == 2
    assert EntryWords.objects.get(name="org/new").head


def test_what_a_run_leaves_to_do_is_the_head_and_the_counts() -> None:
    keep_up(NOW)
    assert len(_head()) == MODELS
    assert FacetCount.objects.get(facet="library", value="transformers").number == MODELS
