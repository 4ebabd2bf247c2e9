"""Counting: each for itself, together in one round trip, never for ever, and not at all without a cache."""

import pytest
from django.core.cache import cache
from pytest_django import Settings

from registry.teams.quota import WINDOW_SECONDS, Charge, Quota, look_again, spend
from tests.quotas import NOWHERE, begin_anew


@pytest.fixture(autouse=True)
def _anew(servers: None) -> None:
    begin_anew()


def _left(*charges: Charge) -> list[int]:
    spent = spend(*charges)
    assert spent is not None
    assert all(0 < quota.seconds <= WINDOW_SECONDS for quota in spent)
    return [quota.left for quota in spent]


def test_each_is_counted_for_itself() -> None:
    one, other = Charge("one", 10, 3), Charge("other", 5)
    assert _left(one, other) == [7, 4]
    assert _left(one) == [4]
    assert _left(Charge("other", 5, weight=0)) == [4]
    assert _left(Charge("one", 2, weight=100)) == [-6], "beyond the limit it costs the limit"


def test_what_was_counted_is_forgotten_by_itself() -> None:
    spend(Charge("one", 10))
    client = cache._cache.get_client(write=True)  # type: ignore[attr-defined]  # Django's own
    [key] = client.keys("*spent:*")
    assert 0 < client.ttl(key) <= WINDOW_SECONDS
    client.persist(key)
    assert spend(Charge("one", 10)) == (Quota(10, 8, WINDOW_SECONDS),)
    assert 0 < client.ttl(key) <= WINDOW_SECONDS, "a count without an end is given one"


@pytest.mark.parametrize("who", ["", "x" * 10_000, "a b\n\x00", "\udcff", "é"])
def test_whoever_it_is_can_be_counted(who: str) -> None:
    assert _left(Charge(who, 10)) == [9]


def test_a_cache_that_failed_is_left_alone_for_a_while(settings: Settings) -> None:
    working = settings.CACHES
    settings.CACHES = NOWHERE
    assert spend(Charge("one", 10)) is None
    settings.CACHES = working
    assert spend(Charge("one", 10)) is None
    look_again()
    assert spend(Charge("one", 10)) is not None
