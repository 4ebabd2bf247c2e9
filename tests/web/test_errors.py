"""Whatever goes wrong on a page, people are told what happened and where to go; never a trace, never a blank."""

from urllib.parse import quote

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client
from pytest_django import Settings

from registry.web import catalogue
from tests.web.asking import read, see

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/models",
        "/licences/",
        "/sync/",
        "/admin.php",
        "/%00",
        "/models/",
        "/.git/config",
        "/é" * 500,
    ],
)
def test_an_address_that_leads_nowhere_leads_back(path: str) -> None:
    page = see(quote(path, safe="/%"))
    assert page.status == 404
    assert "Traceback" not in page.html


def test_a_page_that_there_is_not_says_so() -> None:
    page = see("/none")
    assert page.one("h1").text == "There is no such page"
    assert page.links["Search models"] == "/"


def test_a_failure_of_ours_is_told_without_its_innards(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(query: object, now: object) -> None:
        raise DatabaseError("the secret of the cellar")

    monkeypatch.setattr(catalogue, "find", fail)
    page = see("/")
    assert page.status == 500
    assert page.one("h1").text == "This page could not be made"
    assert "cellar" not in page.html
    assert "the secret of the cellar" in caplog.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("error", [OperationalError("the database system is starting up"), InterfaceError("gone")])
def test_a_database_that_is_away_for_a_moment_is_no_failure_of_the_page(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(query: object, now: object) -> None:
        raise error

    monkeypatch.setattr(catalogue, "find", fail)
    page = see("/")
    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert page.one("h1").text == "The registry is not to be reached just now"
    assert str(error) not in page.html


def test_a_failure_is_told_even_where_nothing_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(catalogue, "find", fail)
    monkeypatch.setattr("registry.web.page.freshness", fail)
    assert see("/").one("h1").text == "This page could not be made"


def test_a_host_that_is_not_ours_is_refused() -> None:
    page = see("/", host="evil.test")
    assert page.status == 400
    assert page.one("h1").text == "This request cannot be meant"
    assert "evil.test" not in page.html


def test_a_form_without_our_mark_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = read(strict.post("/theme", {"theme": "dark"}))
    assert page.status == 403
    assert "The form did not carry this site’s mark." in page.text


def test_the_forms_of_every_page_carry_our_mark() -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in ("/", "/licences", "/sign-in"):
        page = see(path, strict)
        forms, marks = page.all("form", method="post"), page.all("input", name="csrfmiddlewaretoken")
        assert len(marks) == len(forms) >= 3
        for mark in marks:
            given = {"theme": "dark", "language": "fr", "csrfmiddlewaretoken": mark["value"]}
            assert strict.post("/theme", given).status_code == 302
            assert strict.post("/language", given).status_code == 302


def test_too_many_fields_are_refused(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    page = see("/?" + "&".join(f"q{number}=1" for number in range(50)))
    assert page.status == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/", "/models/org/model", "/licences", "/licences/MIT", "/sync"])
def test_pages_are_only_read(method: str, path: str) -> None:
    assert getattr(Client(), method)(path).status_code == 405
