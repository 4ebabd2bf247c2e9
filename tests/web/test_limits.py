"""How many pages an address may have, and how often anyone may guess a password."""

from contextlib import closing

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import BasePasswordHasher, get_hasher
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.quotas import NOWHERE
from tests.web.asking import read, see

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough one"
FORMS = ["/sign-in", "/admin/login/"]


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were hashed."""
    told: list[str] = []
    kind = type(get_hasher())
    real = kind.encode

    def encode(self: BasePasswordHasher, password: str, salt: str) -> str:
        told.append(password)
        return real(self, password, salt)

    monkeypatch.setattr(kind, "encode", encode)
    return told


def _try(form: str, name: str, password: str, address: str = "127.0.0.1") -> HttpResponse:
    sent = Client(REMOTE_ADDR=address).post(form, {"username": name, "password": password})
    assert isinstance(sent, HttpResponse)
    return sent


def test_pages_beyond_the_limit_are_not_made(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_RATE_PER_MINUTE = 2
    assert [see("/licences").status for _ in range(2)] == [200, 200]
    for path in ("/", "/models/org/model", "/admin/", "/nowhere", "/static/nothing"):
        with django_assert_num_queries(0):
            page = see(path)
        assert page.status == 429, path
        assert 1 <= int(page.headers["Retry-After"]) <= 60
        assert page.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.one("h1").text == "Too many requests"
    assert see("/", x_forwarded_for="192.0.2.8").status == 429
    assert see("/licences", Client(REMOTE_ADDR="192.0.2.7")).status == 200
    assert Client().get("/api/v1/filters").status_code == 200, "REST is counted for itself"
    with closing(Client().get("/static/permis/permis.css")) as style:
        assert style.status_code == 200, "what a page is shown with is no page"


def test_the_limit_is_told_in_the_readers_language(settings: Settings) -> None:
    settings.PAGE_RATE_PER_MINUTE = 1
    see("/licences")
    page = see("/licences", accept_language="fr")
    assert (page.status, page.one("html")["lang"]) == (429, "fr")
    assert "minute" in page.text
    assert "Try again" not in page.text


@pytest.mark.parametrize("form", FORMS)
def test_guesses_from_one_address_end_before_anything_is_hashed(
    form: str, settings: Settings, hashed: list[str]
) -> None:
    settings.SIGN_IN_RATE_PER_MINUTE = 3
    answers = [_try(form, f"name-{number}", f"guess-{number}") for number in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert set(hashed) == {"guess-0", "guess-1", "guess-2"}
    over = read(answers[-1])
    assert 1 <= int(over.headers["Retry-After"]) <= 60
    assert "too many tries to sign in" in over.text


@pytest.mark.parametrize("form", FORMS)
def test_guesses_at_one_name_end_wherever_they_come_from(form: str, settings: Settings) -> None:
    settings.SIGN_IN_RATE_PER_MINUTE = 2
    get_user_model().objects.create_superuser("ada", password=PASSWORD)
    guesses = [_try(form, name, "wrong", f"192.0.2.{at}") for at, name in enumerate(("ada", "ADA", "ada"))]
    assert [answer.status_code for answer in guesses] == [200, 200, 429]
    assert _try(form, "ada", PASSWORD, "192.0.2.9").status_code == 429
    cache.clear()
    assert _try(form, "ada", PASSWORD, "192.0.2.9").status_code == 302


def test_both_forms_are_one_door(settings: Settings) -> None:
    settings.SIGN_IN_RATE_PER_MINUTE = 2
    assert [_try(form, "ada", "wrong").status_code for form in (*FORMS, *FORMS)] == [200, 200, 429, 429]


@pytest.mark.parametrize("form", FORMS)
def test_without_a_cache_nobody_guesses_and_everybody_reads(
    form: str, settings: Settings, hashed: list[str]
) -> None:
    settings.CACHES = NOWHERE
    answer = read(_try(form, "ada", "wrong"))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "cannot be counted" in answer.text
    assert hashed == []
    assert see("/licences").status == 200
