"""Checks over REST: asked whole or refused whole, and told again byte for byte."""

import csv
from typing import Any, cast

import orjson
import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from registry.hub.records import Parent, Relation
from registry.models import Check, CheckResult, Examination, Judgement
from registry.teams.access import create_token
from tests.api.asking import PROBLEM, Told, ask, asked, bytes_of, pointers, told
from tests.builders import a_revision
from tests.procurement.asking import a_model
from tests.sync.saving import save

pytestmark = pytest.mark.django_db

SAAS = {
    "organisation": "company",
    "purpose": "product",
    "production": True,
    "deployment": ["hosted_service"],
    "seat": "FR",
    "places_of_use": ["FR"],
    "markets": ["DE", "FR"],
    "group_monthly_active_users": 900_000,
    "fields_of_use": [],
}


@pytest.fixture(autouse=True)
def _a_registry(db: None) -> None:
    save(
        a_model(1, "org/free", "mit"),
        a_model(2, "org/shared", "cc-by-nc-4.0"),
        a_model(3, "org/child", "mit", Parent("org/shared", Relation.FINETUNE)),
    )


def post(body: object, *, content_type: str = "application/json", **headers: str) -> HttpResponseBase:
    """POST a body, JSON unless it is bytes."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    return cast(HttpResponseBase, client.post("/api/v1/checks", content, content_type, headers=headers))


def made(*names: str, **more: Any) -> Told:
    """Have models checked, and return the answer."""
    answer = told(post({"models": list(names), "context": SAAS, **more}))
    assert answer.status == 201, answer.body
    return answer


def refused(body: object, status: int = 400, **more: Any) -> Told:
    """Make sure that a check is refused with a problem, and that nothing of it is kept."""
    answer = told(post(body, **more))
    assert (answer.status, answer.headers["Content-Type"]) == (status, PROBLEM), answer.body
    assert [table.objects.count() for table in (Check, CheckResult, Judgement, Examination)] == [0, 0, 0, 0]
    return answer


def test_a_list_is_judged_and_kept() -> None:
    purl = f"pkg:huggingface/org/free@{a_revision(1)}"
    answer = made(
        purl, "org/child", "no/body", entity="Example SA", requested_by="A. Buyer", note="For the\nchat."
    )
    body = answer.body
    assert answer.headers["Location"] == f"/api/v1/checks/{body['id']}"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert (body["models"], body["entity"], body["requested_by"]) == (3, "Example SA", "A. Buyer")
    assert body["context"] == SAAS
    assert body["counts"]["forbidden"] == 1
    assert [(one["model"], one["outcome"]) for one in body["results"][:2]] == [
        ("org/child", "forbidden"),
        ("no/body", "unknown"),
    ]
    child, nobody, free = body["results"]
    [barring] = [one for one in child["reasons"] if one["code"] == "NON_COMMERCIAL"]
    assert (barring["licence"], barring["from"]) == ("CC-BY-NC-4.0", "org/shared")
    assert {child["evidence"][place]["repo_id"] for place in barring["evidence"]} == {"org/shared"}
    assert [(one["licence"], one["from"]) for one in child["stack"]] == [
        ("MIT", "org/child"),
        ("CC-BY-NC-4.0", "org/shared"),
    ]
    assert [one["code"] for one in nobody["reasons"]] == ["NOT_IN_REGISTRY"]
    assert (free["model"], free["repo_id"], free["model_revision"], free["purl"]) == (
        purl, "org/free", a_revision(1), purl,
    )  # fmt: skip
    for one in (body, *body["results"]):
        assert one["disclaimer"]
        assert one["knowledge_version"]
        assert one["judge_version"]


def test_a_check_is_told_again_byte_for_byte() -> None:
    first = post({"models": ["org/free", "org/child"], "context": SAAS})
    address = str(first.headers["Location"])
    again = asked(address)
    assert again.status_code == 200
    assert bytes_of(again) == bytes_of(first)
    save(a_model(1, "org/free", "cc-by-nc-4.0", revision=a_revision(2)))
    assert bytes_of(asked(address)) == bytes_of(first)
    assert asked(address, if_none_match=str(again.headers["ETag"])).status_code == 304
    assert again.headers["X-Robots-Tag"] == "noindex"


def test_the_same_list_gets_the_same_answers() -> None:
    first, second = made("org/free", "org/child").body, made("org/free", "org/child").body
    assert first["id"] != second["id"]
    assert (first["results"], first["digest"]) == (second["results"], second["digest"])


def test_a_ready_made_context_goes_by_its_name() -> None:
    body = made("org/free", context="commercial-saas-us").body
    assert (body["context_slug"], body["context"]["seat"]) == ("commercial-saas-us", "US")


def test_results_come_page_by_page() -> None:
    save(*(a_model(10 + number, f"org/more-{number}", "mit") for number in range(4)))
    made_ = made("org/child", *(f"org/more-{number}" for number in range(4))).body
    page = ask(f"/api/v1/checks/{made_['id']}/results?page_size=2").body
    seen = page["results"]
    while page["next"]:
        page = ask(page["next"].removeprefix("http://testserver")).body
        seen += page["results"]
    assert seen == made_["results"]
    assert page["count"] == {"value": 5, "exact": True, "counted_at": None}
    answer = ask(f"/api/v1/checks/{made_['id']}/results?cursor=x")
    assert (answer.status, pointers(answer)) == (400, ["?cursor"])


def test_more_than_a_hundred_results_are_led_to() -> None:
    token = create_token("tool", timezone.now())
    names = [f"no/body-{number}" for number in range(101)]
    body = told(post({"models": names, "context": SAAS}, authorization=f"Bearer {token}")).body
    assert (body["models"], len(body["results"]), body["expires_at"]) == (101, 100, None)
    rest = ask(body["next"].removeprefix("http://testserver")).body
    assert [one["model"] for one in body["results"] + rest["results"]] == names


def test_a_table_has_a_row_for_each_model_and_no_formula() -> None:
    save(a_model(1, "org/free", "mit", publisher="=cmd()", revision=a_revision(3)))
    body = made("org/free", "org/child").body
    answer = asked(f"/api/v1/checks/{body['id']}/report.csv")
    rows = list(csv.DictReader(bytes_of(answer).decode().splitlines()))
    assert [(row["model"], row["outcome"]) for row in rows] == [
        (one["model"], one["outcome"]) for one in body["results"]
    ]
    assert rows[0]["reasons"].split(" | ")[0] == body["results"][0]["reasons"][0]["code"]
    assert str(answer.headers["Content-Type"]).startswith("text/csv")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_what_is_not_held_waits_to_be_examined() -> None:
    made("no/body", f"org/free@{'f' * 40}", "org/free")
    assert set(Examination.objects.values_list("repo_id", "revision", "reason", "state")) == {
        ("no/body", None, "check", "queued"),
        ("org/free", "f" * 40, "check", "queued"),
    }


BAD: list[tuple[object, list[str]]] = [
    ([], [""]),
    ({}, ["/models", "/context"]),
    ({"models": [], "context": {}}, ["/models"]),
    ({"models": "org/free", "context": {}}, ["/models"]),
    ({"models": ["org/free", 7, None], "context": {}}, ["/models/1", "/models/2"]),
    ({"models": ["org/free", "a/b/c", "pkg:pypi/django@5.2"], "context": {}}, ["/models/1", "/models/2"]),
    ({"models": ["org/free", "no/body", "org/free"], "context": {}}, ["/models/2"]),
    ({"models": ["pkg:huggingface/a/b?repository_url=https://x.test"], "context": {}}, ["/models/0"]),
    (
        {"models": ["org/free"], "context": {"markets": ["XX"], "seat": "fr"}},
        ["/context/markets/0", "/context/seat"],
    ),
    (
        {"models": ["org/free"], "context": {"group_monthly_active_users": -1}},
        ["/context/group_monthly_active_users"],
    ),
    ({"models": ["org/free"], "context": {"colour": "red", "a/b~": 1}}, ["/context/colour", "/context/a~1b~0"]),
    ({"models": ["org/free"], "context": "no-such-context"}, ["/context"]),
    ({"models": ["org/free"], "context": 7}, ["/context"]),
    ({"models": ["org/free"], "context": {}, "modles": [], "x/y": 1}, ["/modles", "/x~1y"]),
    ({"models": ["org/free"], "context": {}, "entity": "x" * 201, "note": 7}, ["/entity", "/note"]),
    ({"models": ["org/free"], "context": {}, "requested_by": "a\x00b"}, ["/requested_by"]),
    ({"models": [f"a/b-{number}" for number in range(101)], "context": {}}, ["/models"]),
]


@pytest.mark.parametrize(("body", "places"), BAD)
def test_what_cannot_be_meant_is_refused_whole_with_every_place(body: object, places: list[str]) -> None:
    answer = refused(body)
    assert pointers(answer) == places
    assert all(one["detail"] for one in answer.body["errors"])


def test_a_token_opens_ten_thousand_models_and_not_one_more() -> None:
    token = create_token("tool", timezone.now())
    names = [f"a/b-{number}" for number in range(10_001)]
    answer = refused({"models": names, "context": {}}, authorization=f"Bearer {token}")
    assert pointers(answer) == ["/models"]
    assert "10000" in answer.body["errors"][0]["detail"]
    assert "token" in refused({"models": names[:101], "context": {}}).body["errors"][0]["detail"]


@pytest.mark.parametrize("body", [b"{", b"[[" * 3000, b'{"models": ["\xff"]}', b"NaN", b'{"models":["\\ud800"]}'])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    assert refused(body).body["type"] == "/problems/invalid-body"


def test_a_body_of_another_type_or_of_twenty_megabytes_is_refused() -> None:
    assert refused(b"models=org/free", 415, content_type="application/x-www-form-urlencoded").body["detail"]
    refused(b'{"models": ["' + b"x" * 20_000_000 + b'"]}', 413)


def test_a_closed_registry_checks_for_tokens_alone(settings: Any) -> None:
    settings.PERMIS_PUBLIC = False
    assert refused({"models": ["org/free"], "context": {}}, 401).headers["WWW-Authenticate"]
    token = create_token("tool", timezone.now())
    answer = told(post({"models": ["org/free"], "context": {}}, authorization=f"Bearer {token}"))
    assert answer.status == 201
    assert ask(answer.headers["Location"]).status == 401


@pytest.mark.parametrize("path", ["", "/results", "/report.csv"])
def test_what_there_never_was_is_not_found(path: str) -> None:
    answer = ask(f"/api/v1/checks/{'0' * 32}{path}")
    assert (answer.status, answer.body["type"]) == (404, "/problems/unknown-check")


def test_checks_weigh_more_than_pages(settings: Any) -> None:
    settings.API_RATE_PER_MINUTE = 30
    made("org/free")
    answer = told(post({"models": ["org/free"], "context": {}}))
    assert (answer.status, answer.headers["Content-Type"]) == (429, PROBLEM)
    assert Check.objects.count() == 1
