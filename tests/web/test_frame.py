"""What is around every page: freshness, language, theme, closed doors, and the headers that keep it safe."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from registry.sync.freshness import forget
from registry.web.words import CLASSES, GATES, RUN_STATES, SOURCES, STATUSES, SYNC_STATES
from tests.builders import make_entry, make_run
from tests.web.asking import read, see
from tests.web.rows import know_licences

pytestmark = pytest.mark.django_db
ICONS = (CLASSES, GATES, RUN_STATES, SOURCES, STATUSES, SYNC_STATES)
PAGES = [
    "/",
    "/?colour=red",
    "/models/org/model",
    "/models/org/none",
    "/licences",
    "/licences/MIT",
    "/sync",
    "/sign-in",
    "/none",
]


@pytest.fixture(autouse=True)
def _something_to_show(db: None) -> None:
    make_entry("org/model")
    know_licences()


# --- Safety ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_guarded(path: str) -> None:
    page = see(path)
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] in (
        "private, no-cache",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )


@pytest.mark.parametrize("path", PAGES)
def test_every_page_brings_only_our_own_files_and_nothing_inline(path: str) -> None:
    page = see(path)
    for one in page.elements:
        assert "style" not in one.attributes
        for attribute in ("src", "action", "hx-get"):
            assert not urlsplit(one[attribute]).netloc, one
        if one.name == "link":
            assert one["href"].startswith("/")
        if one.name == "script":
            assert one.text == ""
    assert page.all("style") == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_fit_for_readers_of_every_kind(path: str) -> None:
    page = see(path)
    assert page.one("html")["lang"] == "en"
    assert page.one("title").text.endswith(" – Permis")
    assert page.one("h1").text
    assert page.one("a", class_="skip")["href"] == "#main"
    assert page.one("main")["id"] == "main"
    ids = [one["id"] for one in page.elements if one["id"]]
    assert len(ids) == len(set(ids))
    named = {one["for"] for one in page.all("label")}
    within = " ".join(one.text for one in page.all("label"))
    for field in page.all("input") + page.all("select"):
        if field["type"] not in ("hidden", "checkbox", "radio"):
            assert field["aria-label"] or field["id"] in named, field
    assert within
    for button in page.all("button"):
        assert button.text or button["aria-label"], button
    for region in page.all("div", role="region"):
        assert region["aria-labelledby"] in ids


def test_every_drawing_that_a_page_points_at_is_there() -> None:
    html = see("/").html
    drawn = set(re.findall(r'<symbol id="(icon-[a-z-]+)"', html))
    pointed = set(re.findall(r'href="#(icon-[a-z-]+)"', "".join(see(path).html for path in PAGES)))
    worded = {f"icon-{word.icon}" for words in ICONS for word in words.values() if word.icon}
    assert pointed | worded <= drawn
    assert len(worded) > 8


# --- Freshness -------------------------------------------------------------------------------------


def test_a_quiet_line_tells_when_the_data_is_not_as_it_should_be() -> None:
    make_run(kind="starter", state="done", lease=None)
    page = see("/licences")
    assert page.one("div", class_="quiet-line").text.startswith("Starter data as of ")
    assert page.links["Why"] == "/sync"


def test_data_as_it_should_be_is_told_in_the_navigation_alone() -> None:
    make_run(kind="walk", state="done", started_at=timezone.now() - timedelta(minutes=4), lease=None)
    forget()
    page = see("/licences")
    assert page.all("div", class_="quiet-line") == []
    assert page.links["Sync: 4 min ago"] == "/sync"


def test_the_place_one_is_at_is_marked() -> None:
    for path, label in (("/", "Models"), ("/licences/MIT", "Licences"), ("/sync", "Sync")):
        [here] = [one for one in see(path).all("a") if "aria-current" in one.attributes]
        assert here.text == label


# --- Language and theme ----------------------------------------------------------------------------


def test_the_language_of_the_browser_is_spoken_and_another_one_can_be_chosen() -> None:
    assert see("/", accept_language="fr-CA,fr;q=0.9").one("html")["lang"] == "fr"
    assert see("/", accept_language="de").one("html")["lang"] == "en"
    reader = Client(headers={"accept-language": "en"})
    answer = reader.post("/language", {"language": "fr"}, headers={"referer": "http://testserver/licences"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://testserver/licences")
    page = see("/licences", reader)
    assert page.one("html")["lang"] == "fr"
    assert page.one("button", name="language")["value"] == "en"


def test_a_theme_is_remembered_until_the_system_is_followed_again() -> None:
    reader = Client()
    assert "data-theme" not in see("/", reader).one("html").attributes
    answer = reader.post("/theme", {"theme": "dark"}, headers={"referer": "http://testserver/sync"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://testserver/sync")
    assert answer.cookies["theme"]["max-age"] == 365 * 24 * 3600
    assert see("/", reader).one("html")["data-theme"] == "dark"
    reader.post("/theme", {"theme": "system"})
    assert "data-theme" not in see("/", reader).one("html").attributes


@pytest.mark.parametrize(
    "referer", ["http://evil.test/", "//evil.test", "javascript:alert(1)", "", "\\\\evil.test"]
)
def test_a_choice_leads_back_to_pages_of_ours_alone(referer: str) -> None:
    for path, choice in (("/theme", {"theme": "dark"}), ("/language", {"language": "fr", "next": referer})):
        answer = Client().post(path, choice, headers={"referer": referer})
        assert answer.headers["Location"] in ("/", "/theme", "/language")


def test_a_theme_that_is_none_changes_nothing_on_the_page() -> None:
    reader = Client()
    reader.cookies["theme"] = '"><script>'
    assert "data-theme" not in see("/", reader).one("html").attributes
    assert Client().get("/theme").status_code == 405


# --- Closed doors ----------------------------------------------------------------------------------


def test_a_closed_registry_shows_strangers_the_sign_in_page_alone(settings: Settings) -> None:
    settings.PERMIS_PUBLIC = False
    for path in ("/", "/models/org/model", "/licences", "/sync", "/none", "/?q=secret"):
        answer = Client().get(path)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/sign-in")
    assert see("/sign-in").status == 200
    assert "org/model" not in see("/sign-in").text
    piece = Client().get("/?q=x", headers={"hx-request": "true"})
    assert piece.headers["HX-Redirect"] == "/sign-in?next=/%3Fq%3Dx"
    assert Client().get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("path", ["/sign-in", "/static/none"])
def test_a_stranger_is_shown_no_more_than_the_way_in(path: str, settings: Settings) -> None:
    make_run(state="done")
    settings.PERMIS_PUBLIC = False
    page = see(path)
    ways = {one["href"].partition("?")[0] for one in page.all("a")} - {"#main"}
    assert ways <= {"/", "/sign-in"}
    assert page.all("nav") == page.all("form", role="search") == []
    assert "Sync" not in page.text
    settings.PERMIS_PUBLIC = True
    assert {"/licences", "/sync", "/api/v1/docs/"} <= {one["href"] for one in see(path).all("a")}


def test_who_signs_in_reads_on_where_they_were_and_can_leave(settings: Settings) -> None:
    settings.PERMIS_PUBLIC = False
    get_user_model().objects.create_user("reader", password="a long enough one")
    visitor = Client()
    asked = visitor.get("/licences/MIT")
    form = see(asked.headers["Location"], visitor)
    assert form.one("input", name="next")["value"] == "/licences/MIT"
    wrong = read(visitor.post("/sign-in", {"username": "reader", "password": "wrong", "next": "/licences/MIT"}))
    assert wrong.one("p", role="alert").text.startswith("Please enter a correct username and password")
    answer = visitor.post(
        "/sign-in", {"username": "reader", "password": "a long enough one", "next": "/licences/MIT"}
    )
    assert answer.headers["Location"] == "/licences/MIT"
    page = see("/licences/MIT", visitor)
    assert page.one("h1").text == "MIT License"
    assert page.one("form", action="/sign-out").text == "Sign out"
    visitor.post("/sign-out")
    assert visitor.get("/licences/MIT").status_code == 302


def test_signing_in_never_leads_elsewhere(settings: Settings) -> None:
    settings.PERMIS_PUBLIC = False
    get_user_model().objects.create_user("reader", password="a long enough one")
    given = {"username": "reader", "password": "a long enough one", "next": "https://evil.test/"}
    assert Client().post("/sign-in", given).headers["Location"] == "/"


def test_an_open_registry_never_asks_who_reads() -> None:
    get_user_model().objects.create_user("reader", password="a long enough one")
    visitor = Client()
    assert visitor.login(username="reader", password="a long enough one")
    assert see("/licences", visitor).all("form", action="/sign-out") == []


# --- Small answers ---------------------------------------------------------------------------------


def test_robots_may_read_pages_but_not_every_filter_of_every_list() -> None:
    answer = Client().get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert b"Disallow: /*?\n" in answer.content
    assert b"Disallow: /api/\n" in answer.content


def test_the_drawing_is_found_at_the_old_place_too() -> None:
    answer = Client().get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/static/permis/favicon.svg")
