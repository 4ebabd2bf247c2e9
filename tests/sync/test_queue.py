"""The queue of examinations: who comes first, who is turned away, and what becomes of those whose worker died."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from registry import tasks
from registry.hub.files import HubFiles
from registry.licences.determination import Status
from registry.models import Examination, HubModel
from registry.sync import deepen, queue
from registry.sync.queue import MOST_ASKED, MOST_TRIES, Claim, Priority
from tests.builders import NOW, a_revision, make_entry
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.sync.looking import concluded, walked

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def ask(repo_id: str, priority: Priority = Priority.POPULAR, **options: bool) -> bool:
    return queue.ask(repo_id, a_revision(1), priority, NOW, **options)


def taken() -> Claim:
    claimed = queue.claim(NOW)
    assert claimed
    return claimed


def drained() -> list[str]:
    """The names of all that wait, in the order in which they are taken."""
    names = []
    while (claimed := queue.claim(NOW)) is not None:
        names.append(claimed.repo_id)
    return names


def test_the_most_urgent_comes_first_and_then_who_asked_first() -> None:
    for repo_id, priority in (("a/1", Priority.POPULAR), ("a/2", Priority.USER), ("a/3", Priority.USER)):
        ask(repo_id, priority)
    ask("a/4", Priority.CONFLICTING)
    assert drained() == ["a/2", "a/3", "a/4", "a/1"]


def test_a_wish_twice_is_one_and_takes_the_more_urgent_reason() -> None:
    assert ask("a/1")
    assert ask("a/1", Priority.USER)
    assert ask("a/1", Priority.POPULAR)
    assert Examination.objects.get().priority == Priority.USER


def test_readers_cannot_fill_the_queue_without_bound() -> None:
    assert [ask(f"a/{number}", Priority.USER) for number in range(MOST_ASKED + 5)].count(True) == MOST_ASKED
    assert Examination.objects.count() == MOST_ASKED
    assert ask("b/1", Priority.POPULAR)
    taken()
    assert ask("b/2", Priority.USER)


def test_the_models_of_a_check_are_wished_for_at_once_and_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    ask("a/1")
    ask("a/2", Priority.USER)
    wished = [("b/1", None), ("a/1", a_revision(1)), ("a/2", a_revision(1)), ("b/1", "f" * 40)]
    assert queue.ask_all(wished, NOW) == 3
    assert queue.ask_all(wished, NOW) == 0
    assert Examination.objects.get(repo_id="a/1").priority == Priority.CHECK
    assert Examination.objects.get(repo_id="a/2").priority == Priority.USER
    monkeypatch.setattr(queue, "MOST_CHECKED", 4)
    assert queue.ask_all([(f"c/{number}", None) for number in range(5)], NOW) == 1
    assert queue.ask_all([], NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_take_different_ones() -> None:
    ask("a/1")
    ask("a/2")
    found: list[Claim | None] = []

    def other() -> None:
        found.append(queue.claim(NOW))
        connection.close()

    with transaction.atomic():
        mine = taken()
        thread = Thread(target=other)
        thread.start()
        thread.join(10)  # it does not wait for us
    thread.join()
    assert [mine.repo_id, *(one.repo_id for one in found if one)] == ["a/1", "a/2"]


def test_what_is_done_stays_done_unless_somebody_wants_it_anew() -> None:
    ask("a/1")
    queue.end(taken(), "done", NOW)
    assert not ask("a/1", Priority.USER)
    assert queue.claim(NOW) is None
    assert ask("a/1", Priority.USER, anew=True)
    assert taken().repo_id == "a/1"
    assert not ask("a/1", Priority.USER, anew=True)  # somebody is at it


def test_what_failed_may_be_asked_for_again_a_day_later() -> None:
    ask("a/1")
    queue.end(taken(), "failed", NOW, "It was gone.")
    assert not ask("a/1", Priority.USER)
    assert queue.standing("a/1", a_revision(1)) == queue.Standing("failed", "It was gone.")
    assert queue.ask("a/1", a_revision(1), Priority.USER, NOW + timedelta(days=1))


def test_a_wait_doubles_and_ends() -> None:
    ask("a/1")
    now, waits = NOW, []
    for _ in range(MOST_TRIES):
        claimed = queue.claim(now)
        assert claimed
        queue.postpone(claimed, now, "busy", 60)
        wish = Examination.objects.get()
        if wish.not_before is not None:
            waits.append(wish.not_before - now)
            assert queue.claim(wish.not_before - SECOND) is None
            now = wish.not_before
    assert waits == [timedelta(minutes=2 ** (number + 1)) for number in range(MOST_TRIES - 1)]
    assert (Examination.objects.get().state, Examination.objects.get().error) == ("failed", "busy")


def test_what_a_killed_worker_was_at_is_taken_up_again_and_not_for_ever() -> None:
    ask("a/1")
    now = NOW
    for _ in range(MOST_TRIES):
        assert queue.claim(now)
        assert not queue.is_idle(now)
        assert queue.claim(now) is None
        now += queue.LEASE
        queue.free_lost(now)
    assert queue.is_idle(now)
    assert Examination.objects.get().state == "failed"


def test_the_queue_is_filled_with_what_is_worth_reading() -> None:
    make_entry("a/popular", downloads=900)
    make_entry("a/file", downloads=500)
    HubModel.objects.filter(repo_id="a/file").update(licence_files=["LICENSE"])
    make_entry("a/conflict", downloads=1, licence_status=Status.CONFLICTING, licence_concluded=None)
    make_entry("a/other-few", downloads=2, licence_status=Status.UNRESOLVED, licence_concluded=None)
    make_entry("a/other-many", downloads=3, licence_status=Status.UNRESOLVED, licence_concluded=None)
    make_entry("a/gone", removed_at=NOW)
    make_entry("a/done")
    ask("a/done")
    queue.end(taken(), "done", NOW)
    assert queue.fill(NOW) == 5
    assert queue.fill(NOW) == 0
    assert drained() == ["a/conflict", "a/other-many", "a/other-few", "a/file", "a/popular"]


def stock(hub: EmulatedHub, count: int) -> list[str]:
    names = [f"org/m{number}" for number in range(count)]
    for name in names:
        hub.data.create(name, files={"README.md": "# M"})
    walked(hub, *names)
    return names


def test_the_larger_share_of_a_quota_is_left_to_the_walk(empty_hub: EmulatedHub) -> None:
    names = stock(empty_hub, 8)
    empty_hub.limits.set(api=10)
    queue.fill(NOW)
    with HubFiles(empty_hub.url) as files:
        assert deepen.work(files, lambda: NOW) == 2  # each asks for the model and for the list of its files
        queue.ask(names[0], "0" * 40, Priority.USER, NOW)
        assert deepen.work(files, lambda: NOW) == 1  # somebody waits for it


def test_a_hub_that_has_had_enough_is_left_alone(empty_hub: EmulatedHub) -> None:
    stock(empty_hub, 3)
    queue.fill(NOW)
    empty_hub.faults.add(wrong.RateLimited(seconds=120), route="model")
    with HubFiles(empty_hub.url) as files:
        assert deepen.work(files, lambda: NOW) == 1
    assert len(empty_hub.asked("model")) == 4  # three of them were the walk's


def test_a_worker_fills_the_queue_and_works_it(empty_hub: EmulatedHub, settings: Settings) -> None:
    names = stock(empty_hub, 2)
    settings.HF_ENDPOINT = empty_hub.url
    tasks.examine_next()
    assert [concluded(name)[0] for name in names] == ["missing", "missing"]
    assert set(Examination.objects.values_list("state", flat=True)) == {"done"}


def test_a_second_worker_leaves_the_first_alone(empty_hub: EmulatedHub, settings: Settings) -> None:
    stock(empty_hub, 1)
    settings.HF_ENDPOINT = empty_hub.url
    ask("a/1")
    assert queue.claim(timezone.now())
    before = len(empty_hub.requests)
    tasks.examine_next()
    assert len(empty_hub.requests) == before


def test_by_hand_models_are_examined_by_name_or_as_the_queue_has_them(
    empty_hub: EmulatedHub, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    names = stock(empty_hub, 3)
    settings.HF_ENDPOINT = empty_hub.url
    call_command("examine", names[1])
    assert "org/m1: done; missing" in capsys.readouterr().out
    call_command("examine", "--limit", "1")
    assert "1 examined, 0 of them failed" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not everything"):
        call_command("examine", "org/never")
    assert "was deleted, is private, or was never there" in capsys.readouterr().out
