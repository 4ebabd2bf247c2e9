"""The clock of the periodic tasks."""

import pytest
from celery.beat import Scheduler

from config.celery import app

RUNG = {
    "registry.tasks.start_due_sync": "advance",
    "registry.tasks.renew_stale": "renew",
    "registry.tasks.examine_next": "examine",
    "registry.tasks.forget_checks": "forget",
}
MINUTELY = ("advance", "renew")


def test_whoever_is_rung_is_a_task_and_all_who_wait_for_it_are_rung() -> None:
    app.loader.import_default_modules()
    assert {entry.task: name for name, entry in Scheduler(app=app).schedule.items()} == RUNG
    assert RUNG.keys() <= app.tasks.keys()


@pytest.mark.parametrize("name", MINUTELY)
def test_beat_rings_when_it_starts_and_then_every_minute(name: str) -> None:
    scheduler = Scheduler(app=app)
    due, _ = scheduler.schedule[name].is_due()
    assert due
    scheduler.reserve(scheduler.schedule[name])
    due, wait = scheduler.schedule[name].is_due()
    assert not due
    assert wait == pytest.approx(60, abs=30)


@pytest.mark.parametrize("name", RUNG.values())
def test_rings_that_nobody_heard_do_not_pile_up(name: str) -> None:
    options = Scheduler(app=app).schedule[name].options
    assert options is not None
    assert options["expires"] <= 60
