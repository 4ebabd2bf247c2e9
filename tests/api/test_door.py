"""What every answer carries: marks, ages, quotas, and who may have it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from registry.models import ApiToken, Licence
from registry.teams.access import create_token, revoke, verify
from tests.api.asking import ask, refused
from tests.builders import make_entry

pytestmark = pytest.mark.django_db


def _some_of_each() -> list[str]:
    make_entry("org/model")
    Licence.objects.create(key="MIT", name="MIT License", licence_class="permissive", knowledge_version="0" * 16)
    return [
        "/api/v1/models/org/model",
        "/api/v1/licences/MIT",
        "/api/v1/filters",
        "/api/v1/models",
        "/api/v1/schema/",
    ]


def test_the_same_bytes_are_not_sent_twice() -> None:
    for path in _some_of_each():
        first = Client().get(path)
        mark = first.headers["ETag"]
        for given in (mark, f"W/{mark}", f'"other", {mark}', "*"):
            again = ask(path, if_none_match=given)
            assert (again.status, again.body, again.headers["ETag"]) == (304, None, mark)
            assert "Content-Type" not in again.headers
        assert Client().get(path, headers={"if-none-match": '"other"'}).content == first.content


def test_a_change_changes_the_mark() -> None:
    entry = make_entry("org/model", likes=1)
    before = ask("/api/v1/models/org/model").headers["ETag"]
    entry.likes = 2
    entry.save()
    assert ask("/api/v1/models/org/model", if_none_match=before).status == 200


def test_answers_say_how_long_they_keep_and_for_whom(settings: Settings) -> None:
    make_entry("org/model")
    assert ask("/api/v1/models/org/model").headers["Cache-Control"] == "public, max-age=60"
    assert ask("/healthz").headers["Cache-Control"] == "no-store"
    settings.PERMIS_PUBLIC = False
    token = create_token("tool", timezone.now())
    answer = ask("/api/v1/models/org/model", authorization=f"Bearer {token}")
    assert answer.headers["Cache-Control"] == "private, max-age=60"


def test_a_head_request_tells_the_same_headers() -> None:
    make_entry("org/model")
    get, head = Client().get("/api/v1/models/org/model"), Client().head("/api/v1/models/org/model")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]


def test_answers_cannot_be_taken_for_something_else() -> None:
    headers = ask("/api/v1/models").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


WRONG = [
    "Bearer permis_wrong",
    "Bearer",
    "Bearer x",
    "Basic dTpw",
    "permis_x",
    "Bearer permis_\xff",
    "Bearer é" * 99,
]


@pytest.mark.parametrize("given", WRONG)
def test_a_wrong_token_is_an_error_also_where_none_is_needed(given: str) -> None:
    answer = refused("/api/v1/models", authorization=given)
    assert (answer.status, answer.body["type"]) == (401, "/problems/token-invalid")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="permis"'


def test_a_revoked_token_opens_nothing() -> None:
    token = create_token("tool", timezone.now())
    assert ask("/api/v1/models", authorization=f"Bearer {token}").status == 200
    revoke("tool", timezone.now())
    assert refused("/api/v1/models", authorization=f"Bearer {token}").status == 401


def test_a_closed_registry_answers_strangers_with_nothing(settings: Settings) -> None:
    settings.PERMIS_PUBLIC = False
    paths = [*_some_of_each(), "/api/v1/models.csv", "/api/v1/docs/", "/api/v1/sync", "/api/v1/models/org/nothing"]
    for path in paths:
        answer = refused(path, accept="*/*")
        assert (answer.status, answer.body["type"]) == (401, "/problems/token-required"), path
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert ask("/healthz").status == 200
    assert ask("/readyz").status in (200, 503)


def test_a_closed_registry_opens_to_a_token_and_to_whoever_signed_in(settings: Settings) -> None:
    settings.PERMIS_PUBLIC = False
    make_entry("org/model")
    token = create_token("tool", timezone.now())
    assert ask("/api/v1/models/org/model", authorization=f"Bearer {token}").status == 200
    client = Client()
    client.force_login(get_user_model().objects.create_user("reader", password="a-long-password"))
    assert client.get("/api/v1/models/org/model").status_code == 200


def test_the_last_use_of_a_token_is_noted_once_a_minute() -> None:
    now = timezone.now()
    token = create_token("tool", now)
    for seconds, noted in ((0, 0), (30, 0), (90, 90)):
        assert verify(token, now + timedelta(seconds=seconds))
        assert ApiToken.objects.get().last_used_at == now + timedelta(seconds=noted)
