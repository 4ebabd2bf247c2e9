"""Whatever goes wrong, the answer is a problem: never a page, never a trace, never silence about a parameter."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import URLPattern
from pytest_django import Settings

from config.celery import app
from registry.api import health, models, search
from registry.api.docs import problem, problems
from registry.api.edge import nowhere
from registry.api.problems import KINDS
from registry.api.urls import urlpatterns
from registry.catalogue.model import find_model
from tests.api.asking import PROBLEM, ask, pointers, refused, told
from tests.builders import make_entry

pytestmark = pytest.mark.django_db
GETS = [
    "/api/v1/models",
    "/api/v1/models.csv",
    "/api/v1/models/gpt2",
    "/api/v1/models/org/model",
    "/api/v1/models/org/model/history",
    "/api/v1/models/org/model/memory",
    "/api/v1/models/history",
    "/api/v1/models/memory",
    "/api/v1/devices",
    "/api/v1/models/org/model/alternatives",
    "/api/v1/models/alternatives",
    "/api/v1/models/pkg:huggingface/gpt2",
    "/api/v1/licences",
    "/api/v1/licences/MIT",
    "/api/v1/licences/MIT/compare",
    "/api/v1/checks/0123456789abcdef0123456789abcdef",
    "/api/v1/checks/0123456789abcdef0123456789abcdef/results",
    "/api/v1/checks/0123456789abcdef0123456789abcdef/report",
    "/api/v1/checks/0123456789abcdef0123456789abcdef/report.csv",
    "/api/v1/contexts",
    "/api/v1/contexts/academic-research",
    "/api/v1/filters",
    "/api/v1/sync",
    "/api/v1/schema/",
    "/api/v1/docs/",
    "/healthz",
    "/readyz",
]
POSTS = ["/api/v1/checks"]


def test_every_address_is_among_those_that_are_tried() -> None:
    def tried(pattern: URLPattern) -> bool:
        return any(pattern.resolve(path.removeprefix("/")) for path in GETS + POSTS)

    beside = (nowhere, problem, problems)
    listed = [one for one in urlpatterns if isinstance(one, URLPattern) and one.callback not in beside]
    assert len(listed) > 10
    assert all(map(tried, listed))


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize("name", ["colour", "format", "fields", "PAGE_SIZE", "é\x00"])
def test_a_parameter_that_nothing_reads_is_an_error_everywhere(path: str, name: str) -> None:
    answer = refused(f"{path}?{name}=x")
    assert (answer.status, answer.body["type"]) == (400, "/problems/invalid-parameters")
    assert pointers(answer)[0] == f"?{name}"


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_a_method_that_an_address_does_not_take_is_an_error(path: str, method: str) -> None:
    response = getattr(Client(), method)(path)
    answer = told(response)
    assert (answer.status, answer.headers["Content-Type"]) == (405, PROBLEM)
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options", "trace"])
def test_what_is_only_sent_to_is_not_read(method: str) -> None:
    for path in POSTS:
        response = getattr(Client(), method)(path)
        assert (response.status_code, response.headers["Allow"]) == (405, "POST")
        assert response.headers["Content-Type"] == PROBLEM


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("page_size=0", "?page_size"),
        ("page_size=101", "?page_size"),
        ("cursor=nonsense", "?cursor"),
        ("q=" + "a" * 10_000, "?q"),
        ("q=lla%00ma", "?q"),
        ("order=relevance", "?order"),
        ("params_min=8B", "?params_min"),
        ("verdict=allowed", "?verdict"),
    ],
)
def test_a_search_that_cannot_be_meant_names_the_parameter(query: str, pointer: str) -> None:
    answer = refused(f"/api/v1/models?{query}")
    assert (answer.status, pointers(answer)) == (400, [pointer])


def test_all_that_is_wrong_is_told_at_once() -> None:
    answer = refused("/api/v1/models?page_size=0&gated=maybe&colour=red&size=9")
    assert set(pointers(answer)) >= {"?colour", "?size"}
    answer = refused("/api/v1/models?page_size=0&gated=maybe")
    assert set(pointers(answer)) == {"?page_size", "?gated"}


def test_what_cannot_be_decoded_is_searched_for_as_it_came() -> None:
    assert ask("/api/v1/models?q=%ff%fea").status == 200
    assert ask("/api/v1/models?q=%zza").status == 200


def test_a_page_is_not_to_be_had() -> None:
    answer = refused("/api/v1/models", accept="text/html")
    assert (answer.status, answer.body["type"]) == (406, "/problems/not-acceptable")
    assert refused("/api/v1/models.csv", accept="application/json").status == 406
    assert ask("/api/v1/models", accept="text/html,*/*;q=0.8").status == 200


@pytest.mark.parametrize("path", ["/api/", "/api/v2/models", "/api/v1/modells", "/api/v1/models/", "/api/v1/%00"])
def test_an_address_that_leads_nowhere_is_a_problem(path: str) -> None:
    assert refused(path).status == 404


def test_a_host_that_is_not_ours_is_a_problem() -> None:
    assert refused("/api/v1/models", host="evil.test").status == 400
    assert refused("/api/v1/models", host="a b\r\n").status == 400


def test_too_many_parameters_are_a_problem(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    assert refused("/api/v1/models?" + "&".join(f"q{n}=1" for n in range(50))).status == 400


def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    response = Client().generic("GET", "/api/v1/models", b"x" * 5_000_001, content_type="application/json")
    assert (response.status_code, response.headers["Content-Type"]) == (413, PROBLEM)
    small = Client().generic("GET", "/api/v1/models", b"x" * 1000, content_type="application/json")
    assert small.status_code == 200


@pytest.mark.parametrize(
    ("told", "status"),
    [("²", 200), ("٣", 200), ("-1", 200), ("x", 200), ("", 200), ("5000001", 413), ("9" * 5_000, 413)],
)
def test_a_length_that_is_no_number_costs_nothing(told: str, status: int) -> None:
    answer = Client().get("/api/v1/models", CONTENT_LENGTH=told)
    assert answer.status_code == status


def test_a_fault_of_ours_is_a_problem_without_a_trace_and_a_trace_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("secret-of-the-code")

    monkeypatch.setattr(search, "find", fault)
    answer = refused("/api/v1/models")
    assert answer.status == 500
    assert "secret" not in str(answer.body)
    assert "Traceback" not in str(answer.body)
    assert "secret-of-the-code" in caplog.text


def test_a_database_that_is_gone_is_a_problem_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> None:
        raise OperationalError("connection refused to host=db.internal")

    monkeypatch.setattr(models, "find_model", gone)
    answer = refused("/api/v1/models/gpt2")
    assert (answer.status, answer.body["type"]) == (503, "/problems/unavailable")
    assert "db.internal" not in str(answer.body)
    assert answer.headers["Retry-After"]


@pytest.fixture
def _nothing_seen_before() -> Iterator[None]:
    health._seen.clear()
    yield
    health._seen.clear()


@pytest.mark.usefixtures("_nothing_seen_before")
def test_readiness_names_what_is_missing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = refused("/readyz")  # the tables are there, but no licence knowledge was loaded
    assert answer.status == 503
    assert answer.body["checks"] == {"database": True, "broker": True, "migrations": True, "knowledge": False}
    assert "knowledge" in answer.body["detail"]


def test_readiness_needs_a_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    assert refused("/readyz").body["checks"]["broker"] is False


def test_a_model_that_vanishes_between_two_reads_is_not_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = make_entry("org/model")

    def vanish(name: str) -> object:
        entry.delete()
        return find_model(name)

    monkeypatch.setattr(models, "find_model", vanish)
    assert refused("/api/v1/models/org/model").status == 404


def test_each_type_of_problem_leads_to_its_explanation() -> None:
    page = Client().get("/problems/")
    assert page.status_code == 200
    for kind in KINDS:
        led = Client().get(f"/problems/{kind.slug}")
        assert led.headers["Location"] == f"/problems/#{kind.slug}"
        assert f'id="{kind.slug}"' in page.content.decode()
        assert kind.title in page.content.decode()
    assert Client().get("/problems/nothing").status_code == 404


@pytest.mark.parametrize(("method", "accept", "status"), [("POST", "*/*", 405), ("GET", "image/png", 406)])
def test_what_the_framework_refuses_is_told_in_our_words(method: str, accept: str, status: int) -> None:
    answer = Client().generic(method, "/api/v1/licences", headers={"accept": accept})
    assert answer.status_code == status
    assert "sk with" in answer.json()["detail"]


def test_this_door_speaks_english_to_everyone_and_says_so() -> None:
    answer = Client().get("/api/v1/licences", headers={"accept-language": "fr"})
    assert answer.headers["Content-Language"] == "en"
    assert "Accept-Language" not in answer.headers["Vary"]
