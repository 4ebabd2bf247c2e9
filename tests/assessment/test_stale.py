"""What rests on old knowledge is concluded anew without the Hub, batch by batch, until nothing is left."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry import tasks
from registry.assessment import licences, stale
from registry.assessment.stale import renew
from registry.licences import grounds
from registry.models import Entry, History
from registry.sync.merge import remove
from tests.builders import NOW, a_hub_id, make_record
from tests.sync.saving import save, stored

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
GROUNDS = grounds.load()
KNOWLEDGE = GROUNDS.knowledge
OTHER = replace(
    GROUNDS,
    knowledge=replace(
        KNOWLEDGE,
        version="f" * 16,
        by_alias={alias: keys for alias, keys in KNOWLEDGE.by_alias.items() if keys != ("MIT",)},
        licences={key: one for key, one in KNOWLEDGE.licences.items() if key != "MIT"},
    ),
)


@pytest.fixture(autouse=True)
def _seven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store seven models, one of them gone, that were concluded with the knowledge of this release."""
    monkeypatch.setattr(stale, "BATCH", 3)
    licences.write(GROUNDS)
    save(*(make_record(f"org/{number}", hub_id=a_hub_id(number), downloads=number) for number in range(7)))
    remove([Entry.objects.get(repo_id="org/6").pk], NOW)


def _ticking(*moments: datetime) -> Callable[[], datetime]:
    """A clock that shows a moment at each look, then the last one."""
    left = list(moments)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def _stale() -> int:
    return Entry.objects.filter(stale=True).count()


def test_other_knowledge_marks_and_renewing_concludes_with_it() -> None:
    assert licences.write(OTHER).stale == _stale() == 7
    told = ["downloads", "likes", "synced_at", "removed_at", "repo_id", "entrywords__tags", "entrywords__head"]
    before = list(Entry.objects.order_by("pk").values(*told))
    assert renew(OTHER, lambda: LATER) == 7
    assert _stale() == 0
    assert list(Entry.objects.order_by("pk").values(*told)) == before
    concluded = Entry.objects.values_list(
        "licence_status", "licence_concluded", "knowledge_version", "assessed_at"
    )
    assert set(concluded) == {("unresolved", None, OTHER.version, LATER)}
    assert not History.objects.exclude(field="removal").exists()


def test_back_again_everything_is_as_it_was() -> None:
    before = stored(Entry, without=["assessed_at"])
    for known in (OTHER, GROUNDS):
        licences.write(known)
        renew(known, lambda: LATER)
    assert stored(Entry, without=["assessed_at"]) == before


def test_where_nothing_is_stale_nothing_is_done(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    before = stored()
    with django_assert_num_queries(5):  # versions, begin, turn, look, end
        assert renew(GROUNDS, lambda: LATER) == 0
    assert stored() == before


def test_only_what_is_stale_is_concluded_anew() -> None:
    Entry.objects.filter(repo_id__in=["org/1", "org/6"]).update(stale=True)
    assert renew(GROUNDS, lambda: LATER) == 2
    assert set(Entry.objects.filter(assessed_at=LATER).values_list("repo_id", flat=True)) == {"org/1", "org/6"}


def test_when_the_time_is_up_it_stops_between_two_batches() -> None:
    licences.write(OTHER)
    assert renew(OTHER, lambda: LATER, until=LATER) == 0
    clock = _ticking(NOW, NOW, LATER)  # one look before a batch, one for its date
    assert renew(OTHER, clock, until=LATER) == 3
    assert _stale() == 4
    assert renew(OTHER, lambda: NOW, until=LATER) == 4
    assert _stale() == 0


def test_killed_on_its_way_it_goes_on_where_it_was() -> None:
    licences.write(OTHER)
    looks = iter([NOW, NOW])

    with pytest.raises(StopIteration):
        renew(OTHER, lambda: next(looks), until=LATER)
    assert _stale() == 4
    assert renew(OTHER, lambda: LATER) == 4


def test_whoever_knows_other_things_than_the_table_leaves_it_to_others() -> None:
    licences.write(OTHER)
    assert renew(GROUNDS, lambda: LATER) == 0
    assert _stale() == 7


def test_what_is_concluded_with_overtaken_knowledge_stays_to_be_redone() -> None:
    licences.write(OTHER)
    save(make_record("org/0", hub_id=a_hub_id(0), library="mlx"), make_record("org/new", hub_id=a_hub_id(8)))
    written = Entry.objects.filter(repo_id__in=["org/0", "org/new"])
    assert list(written.values_list("stale", "knowledge_version")) == [(True, GROUNDS.version)] * 2


def test_the_task_brings_everything_up_to_date() -> None:
    licences.write(OTHER)
    licences.write(GROUNDS)
    Entry.objects.update(licence_concluded=None, stale=True)
    began = timezone.now()
    tasks.renew_stale()
    assert _stale() == 0
    assert set(Entry.objects.values_list("licence_concluded", "knowledge_version")) == {("MIT", GROUNDS.version)}
    first = Entry.objects.order_by("assessed_at").first()
    assert first
    assert first.assessed_at >= began


def test_a_page_of_the_hub_renews_what_it_changes_and_leaves_the_rest_stale() -> None:
    Entry.objects.update(stale=True)
    changed = make_record("org/0", hub_id=a_hub_id(0), library="mlx")
    same = make_record("org/1", hub_id=a_hub_id(1), downloads=9)
    save(changed, same, moment=LATER)
    assert dict(Entry.objects.filter(repo_id__in=["org/0", "org/1"]).values_list("repo_id", "stale")) == {
        "org/0": False,
        "org/1": True,
    }
