"""How often the REST door answers whom: told in every answer, and kept before anything is looked up."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from registry.teams.access import create_token
from tests.api.asking import ask, refused
from tests.builders import make_entry
from tests.quotas import NOWHERE

pytestmark = pytest.mark.django_db


def test_the_quota_is_told_and_kept(settings: Settings) -> None:
    settings.API_RATE_PER_MINUTE = 3
    for left in (2, 1, 0):
        answer = ask("/api/v1/models?page_size=1")
        assert answer.status == 200
        assert answer.headers["RateLimit-Policy"] == '"default";q=3;w=60'
        assert answer.headers["RateLimit"].startswith(f'"default";r={left};t=')
    over = refused("/api/v1/models")
    assert (over.status, over.body["type"]) == (429, "/problems/too-many-requests")
    assert 1 <= int(over.headers["Retry-After"]) <= 60
    assert over.headers["RateLimit"].startswith('"default";r=0;t=')


def test_whether_we_are_alive_may_be_asked_for_ever(settings: Settings) -> None:
    settings.API_RATE_PER_MINUTE = settings.PAGE_RATE_PER_MINUTE = 1
    for _ in range(3):
        assert ask("/healthz").status == 200
        assert ask("/readyz").status in (200, 503)


def test_a_window_ends(settings: Settings) -> None:
    settings.API_RATE_PER_MINUTE = 1
    assert [ask("/api/v1/filters").status for _ in range(2)] == [200, 429]
    cache.clear()  # what the end of its time does to each count
    assert ask("/api/v1/filters").status == 200


def test_each_token_and_each_address_has_its_own_quota(settings: Settings) -> None:
    settings.API_RATE_PER_MINUTE = 1
    one, other = (create_token(name, timezone.now()) for name in ("one", "other"))
    assert ask("/api/v1/models").status == 200
    assert ask("/api/v1/models", authorization=f"Bearer {one}").status == 200
    assert ask("/api/v1/models", authorization=f"Bearer {one}").status == 429
    assert ask("/api/v1/models", authorization=f"bearer   {one} ").status == 429, "however it is written"
    assert ask("/api/v1/models", authorization=f"bearer  {other}").status == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get("/api/v1/models").status_code == 200
    assert refused("/api/v1/models", x_forwarded_for="192.0.2.8").status == 429  # anyone can write that


def test_wrong_tokens_use_up_what_an_address_may_guess(settings: Settings) -> None:
    settings.API_RATE_PER_MINUTE = 2
    good = create_token("tool", timezone.now())
    given = [f"Bearer permis_{number}" for number in range(3)]
    assert [ask("/api/v1/filters", authorization=one).status for one in given] == [401, 401, 429]
    assert refused("/api/v1/filters", authorization=f"Bearer {good}").status == 429, "it may be one more guess"
    elsewhere = Client(REMOTE_ADDR="192.0.2.7", headers={"authorization": f"Bearer {good}"})
    assert elsewhere.get("/api/v1/filters").status_code == 200


def test_strangers_of_a_closed_registry_are_counted(settings: Settings) -> None:
    settings.API_RATE_PER_MINUTE, settings.PERMIS_PUBLIC = 2, False
    assert [ask("/api/v1/filters").status for _ in range(3)] == [401, 401, 429]


def test_who_is_over_the_limit_costs_no_query(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.API_RATE_PER_MINUTE = 1
    one = create_token("one", timezone.now())
    ask("/api/v1/filters", authorization=f"Bearer {one}")
    with django_assert_num_queries(0):
        assert ask("/api/v1/models", authorization=f"Bearer {one}").status == 429


def test_a_file_of_everything_weighs_more_than_a_page(settings: Settings) -> None:
    make_entry("org/model")
    settings.API_RATE_PER_MINUTE = 40
    assert Client().get("/api/v1/models.csv").headers["RateLimit"].startswith('"default";r=10;')
    assert ask("/api/v1/models").headers["RateLimit"].startswith('"default";r=9;')
    assert refused("/api/v1/models.csv", accept="*/*").status == 429
    cache.clear()
    settings.API_RATE_PER_MINUTE = 5
    assert Client().get("/api/v1/models.csv").status_code == 200, "a small quota still buys one"


def test_without_a_cache_reading_goes_on(settings: Settings) -> None:
    settings.API_RATE_PER_MINUTE = 1
    settings.CACHES = NOWHERE
    for _ in range(3):
        answer = ask("/api/v1/models")
        assert answer.status == 200
        assert "RateLimit" not in answer.headers
