"""Opening a page has its model looked into, says so, and cannot be made to fill the queue."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

from registry.models import Examination
from registry.sync import queue
from registry.sync.queue import MOST_ASKED
from registry.web.examining import MOST_LOOKS
from tests.builders import NOW, a_revision, make_entry
from tests.sync.saving import undone
from tests.web.asking import Seen, see

pytestmark = pytest.mark.django_db

BROWSER = {"User_Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
NAME = "org/model"


def opened(name: str = NAME, **headers: str) -> Seen:
    return see(f"/models/{quote(name)}", None, **(BROWSER | headers))


def test_opening_a_page_wishes_the_model_to_be_examined_once() -> None:
    make_entry(NAME)
    first, second = opened(), opened()
    wish = Examination.objects.get()
    assert (wish.repo_id, wish.revision, wish.reason, wish.state) == (NAME, a_revision(1), "user", "queued")
    for page in (first, second):
        box = page.id("examining")
        assert "Being examined" in box.text
        assert box["hx-get"] == f"/examinations/{NAME}@{a_revision(1)}?looks=1"
        assert page.one("a", href=f"/models/{NAME}").text == "Look again"


@pytest.mark.parametrize(
    "headers",
    [
        {"User_Agent": ""},
        {"User_Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User_Agent": "curl/8.5"},
        {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
    ],
    ids=str,
)
def test_robots_and_what_is_fetched_ahead_wish_for_nothing(headers: dict[str, str]) -> None:
    make_entry(NAME)
    page = opened(**headers)
    assert page.status == 200
    assert not Examination.objects.exists()
    assert "examining" not in {element["id"] for element in page.elements}


def test_asking_for_the_headers_alone_wishes_for_nothing() -> None:
    make_entry(NAME)
    Client().head(f"/models/{NAME}", headers=BROWSER)
    assert not Examination.objects.exists()


def test_a_full_queue_turns_readers_away_and_the_page_is_shown() -> None:
    for number in range(MOST_ASKED):
        queue.ask(f"a/{number}", None, queue.Priority.USER, NOW)
    make_entry(NAME)
    assert "Being examined" not in opened().text
    assert Examination.objects.count() == MOST_ASKED


def test_a_removed_model_is_not_asked_for() -> None:
    make_entry(NAME, removed_at=NOW)
    opened()
    assert not Examination.objects.exists()


def test_a_database_that_may_only_be_read_serves_the_page() -> None:
    make_entry(NAME)
    with undone(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        page = opened()
        assert page.status == 200
        assert "Being examined" not in page.text


def test_what_was_done_is_not_asked_for_again_and_what_failed_is_told() -> None:
    make_entry(NAME)
    opened()
    Examination.objects.update(state="done", done_at=NOW)
    assert "Being examined" not in opened().text
    Examination.objects.update(state="failed", error="<b>It was gone.</b>")
    Examination.objects.update(done_at="2100-01-01T00:00:00Z")
    assert "It could not be examined: <b>It was gone.</b>" in opened().text


def test_the_piece_of_the_page_looks_again_until_it_is_done() -> None:
    make_entry(NAME)
    poll = opened().id("examining")["hx-get"]
    client = Client(headers=BROWSER)
    again = client.get(poll).content.decode()
    assert "looks=2" in again
    assert "Being examined" in again
    last = client.get(poll.replace("looks=1", f"looks={MOST_LOOKS}")).content.decode()
    assert "hx-get" not in last
    Examination.objects.update(state="done", done_at=NOW)
    done = client.get(poll)
    assert (done.status_code, done.headers["HX-Refresh"]) == (200, "true")


@pytest.mark.parametrize(
    "path", ["a/b/c/d", "org/model?looks=x", "org/model", "org/model?looks=99999", "%00?looks=1"]
)
def test_odd_addresses_of_the_piece_are_answered_with_nothing(path: str) -> None:
    assert Client().get(f"/examinations/{path}").status_code == 204
