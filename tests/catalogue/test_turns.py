"""A turn is one process's at a time, waited for, and over with its transaction."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from registry.assessment.assess import assess_stored
from registry.catalogue import entries, turns
from registry.catalogue.reading import fetched
from registry.catalogue.turns import Turn
from registry.licences import grounds
from registry.models import HubModel
from tests.builders import NOW, make_record
from tests.sync.saving import save, the_entry

elsewhere_too = pytest.mark.django_db(transaction=True)

_WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def _taken_elsewhere(turn: Turn) -> bool:
    """Whether another connection would have to wait for a turn."""

    def wait_a_moment() -> bool:
        try:
            with transaction.atomic():
                fetched("SELECT set_config('lock_timeout', '50ms', true)")
                turns.take(turn)
        except OperationalError:
            return True
        finally:
            connection.close()
        return False

    with ThreadPoolExecutor(1) as other:
        return other.submit(wait_a_moment).result(10)


@elsewhere_too
def test_a_turn_is_one_s_at_a_time_and_ends_with_the_transaction() -> None:
    with transaction.atomic():
        turns.take(Turn.ENTRIES)
        turns.take(Turn.ENTRIES)  # whoever has it does not wait for himself
        assert _taken_elsewhere(Turn.ENTRIES)
        assert not _taken_elsewhere(Turn.FACETS)
    assert not _taken_elsewhere(Turn.ENTRIES)


def test_turns_of_different_things_are_different() -> None:
    assert len({turn.value for turn in Turn}) == len(list(Turn))


@elsewhere_too
def test_no_entry_is_made_of_facts_that_change_meanwhile() -> None:
    save(make_record("org/a", library="old"))
    number = the_entry("org/a").pk

    def assess() -> int:
        try:
            with transaction.atomic():
                return assess_stored([number], grounds.load(), NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            entries.take_turn()
            later = other.submit(assess)
            deadline = time.monotonic() + 10
            while fetched(_WAITING) == [(0,)]:
                assert time.monotonic() < deadline, "it does not wait for its turn"
            HubModel.objects.filter(pk=number).update(library="new")
        assert later.result(10) == 1
    assert the_entry("org/a").library == "new"
