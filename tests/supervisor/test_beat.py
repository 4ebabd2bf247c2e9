"""The clock of the periodic tasks."""

import pytest
from celery.beat import Scheduler

from config.celery import app


def test_beat_rings_when_it_starts_and_then_every_minute() -> None:
    scheduler = Scheduler(app=app)
    due, _ = scheduler.schedule["advance"].is_due()
    assert due
    scheduler.reserve(scheduler.schedule["advance"])
    due, wait = scheduler.schedule["advance"].is_due()
    assert not due
    assert wait == pytest.approx(60, abs=30)


def test_rings_that_nobody_heard_do_not_pile_up() -> None:
    options = Scheduler(app=app).schedule["advance"].options
    assert options is not None
    assert options["expires"] <= 60
