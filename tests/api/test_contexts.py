"""What the REST door says of a use: in lists, of one model, and of the contexts to begin with."""

import csv
import io
from datetime import timedelta

import pytest

from registry.hub.records import Gate, HubRecord, Parent, Relation
from registry.licences import grounds
from registry.policy.context import to_json
from registry.policy.judge import JUDGE_VERSION
from registry.policy.ready_made import ready_made
from registry.policy.sentences import DISCLAIMER
from registry.policy.verdict import Outcome
from tests.api.asking import ask, asked, bytes_of, pointers, refused
from tests.builders import NOW, a_hub_id, a_revision, make_record
from tests.sync.saving import save

pytestmark = pytest.mark.django_db

SAAS = "context=commercial-saas-eu"


def a_model(number: int, name: str, licence: str, *parents: Parent, gate: Gate = Gate.OPEN) -> HubRecord:
    return make_record(
        name,
        hub_id=a_hub_id(number),
        licence_tags=(licence,),
        licence_declared=(licence,),
        parents=parents,
        gate=gate,
        downloads=100 - number,
    )


@pytest.fixture
def _models() -> None:
    save(
        a_model(1, "org/free", "mit"),
        a_model(2, "org/closed", "cc-by-nc-4.0"),
        a_model(3, "org/child", "mit", Parent("org/closed", Relation.FINETUNE)),
        a_model(4, "org/gated", "mit", gate=Gate.AUTO),
    )


@pytest.mark.usefixtures("_models")
def test_a_list_in_a_context_holds_what_it_allows_with_the_verdicts_and_says_by_whom() -> None:
    body = ask(f"/api/v1/models?{SAAS}").body
    assert {one["repo_id"]: one["verdict"] for one in body["results"]} == {
        "org/free": {"outcome": "allowed", "reasons": []},
        "org/gated": {"outcome": "allowed_with_obligations", "reasons": ["GATED_ACCEPTANCE"]},
    }
    assert body["count"] == {"value": 2, "exact": True, "counted_at": None}
    assert (body["knowledge_version"], body["judge_version"]) == (grounds.load().version, JUDGE_VERSION)
    assert body["disclaimer"] == DISCLAIMER.en
    assert body["context"]["seat"] == "FR"
    others = ask(f"/api/v1/models?{SAAS}&verdict=forbidden&verdict=unknown").body["results"]
    assert [one["repo_id"] for one in others] == ["org/closed", "org/child"]
    for one in others:
        assert one["verdict"]["outcome"] == "forbidden"
        assert "NON_COMMERCIAL" in one["verdict"]["reasons"]
    because = ask(f"/api/v1/models?{SAAS}&reason=NON_COMMERCIAL").body["results"]
    assert because == others


@pytest.mark.usefixtures("_models")
def test_without_a_context_nothing_is_judged() -> None:
    body = ask("/api/v1/models").body
    assert {one["verdict"] for one in body["results"]} == {None}
    told = {key: body[key] for key in ("context", "knowledge_version", "judge_version", "disclaimer")}
    assert set(told.values()) == {None}
    assert ask("/api/v1/models/org/free").body["verdict"] is None


@pytest.mark.usefixtures("_models")
def test_the_next_page_stays_in_the_context() -> None:
    first = ask(f"/api/v1/models?{SAAS}&seat=DE&page_size=1&verdict=forbidden")
    following = ask(first.body["next"].removeprefix("http://testserver"))
    names = [one["repo_id"] for page in (first, following) for one in page.body["results"]]
    assert names == ["org/closed", "org/child"]


@pytest.mark.usefixtures("_models")
def test_the_table_says_what_comes_of_each() -> None:
    table = bytes_of(asked(f"/api/v1/models.csv?{SAAS}&reason=NON_COMMERCIAL")).decode()
    assert {row["repo_id"]: row["verdict"] for row in csv.DictReader(io.StringIO(table))} == {
        "org/closed": "forbidden",
        "org/child": "forbidden",
    }


@pytest.mark.usefixtures("_models")
def test_one_model_in_a_context_has_the_whole_verdict_with_origins_and_evidence() -> None:
    body = ask(f"/api/v1/models/org/child?{SAAS}").body
    verdict = body["verdict"]
    assert (verdict["model"], verdict["repo_id"], verdict["model_revision"]) == (
        *("org/child", "org/child", a_revision(1)),
    )
    assert verdict["outcome"] == "forbidden"
    barring = next(one for one in verdict["reasons"] if one["code"] == "NON_COMMERCIAL")
    assert (barring["from"], barring["licence"]) == ("org/closed", "CC-BY-NC-4.0")
    assert barring["clause"]
    assert barring["source_url"].startswith("https://")
    assert {body["evidence"][place]["repo_id"] for place in barring["evidence"]} == {"org/closed"}
    assert verdict["knowledge_version"] == grounds.load().version
    assert (verdict["judge_version"], verdict["disclaimer"]) == (JUDGE_VERSION, DISCLAIMER.en)
    again = ask(f"/api/v1/models/org/child?{SAAS}&purpose=research&organisation=academic&markets=none").body
    assert again["verdict"]["outcome"] != "forbidden"


@pytest.mark.usefixtures("_models")
def test_what_is_stale_is_judged_afresh_for_one_model_and_is_in_no_list_of_allowed_ones() -> None:
    assert ask("/api/v1/models/org/child?purpose=research&organisation=academic").status == 200
    save(a_model(2, "org/closed", "mit"), moment=NOW + timedelta(hours=1))
    assert ask(f"/api/v1/models/org/child?{SAAS}").body["verdict"]["outcome"] == "allowed"
    listed = {one["repo_id"] for one in ask(f"/api/v1/models?{SAAS}").body["results"]}
    assert listed == {"org/free", "org/gated", "org/closed"}
    forbidden = ask(f"/api/v1/models?{SAAS}&verdict=forbidden").body["results"]
    assert [one["repo_id"] for one in forbidden] == ["org/child"]


@pytest.mark.usefixtures("_models")
def test_a_revision_that_is_not_held_is_not_judged() -> None:
    assert refused(f"/api/v1/models/org/free@{'f' * 40}?{SAAS}").status == 404
    assert ask(f"/api/v1/models/org/free@{a_revision(1)}?{SAAS}").body["verdict"]["outcome"] == "allowed"


@pytest.mark.usefixtures("_models")
def test_another_spelling_leads_on_with_the_context() -> None:
    moved = ask(f"/api/v1/models/ORG/Free?{SAAS}&seat=US")
    assert (moved.status, moved.headers["Location"]) == (308, f"/api/v1/models/org/free?{SAAS}&seat=US")


@pytest.mark.usefixtures("_models")
@pytest.mark.parametrize("path", ["/api/v1/models", "/api/v1/models.csv", "/api/v1/models/org/free"])
def test_a_context_that_cannot_be_meant_is_a_problem_with_pointers(path: str) -> None:
    wrong = refused(f"{path}?seat=XX&markets=FR,YY&context=none")
    assert set(pointers(wrong)) == {"?context", "?seat", "?markets"}
    assert pointers(refused(f"{path}?policy.refuse=1&seat=FR")) == ["?policy.refuse"]
    assert pointers(refused(f"{path}?group_monthly_active_users=-1")) == ["?group_monthly_active_users"]
    assert pointers(refused(f"{path}?answers.nonsense=true")) == ["?answers.nonsense"]


def test_verdicts_are_asked_for_in_a_context_only() -> None:
    assert pointers(refused("/api/v1/models?verdict=allowed")) == ["?verdict"]
    assert pointers(refused("/api/v1/models/org/free?verdict=allowed")) == ["?verdict"]


def test_the_contexts_to_begin_with_are_told_whole() -> None:
    body = ask("/api/v1/contexts").body
    assert [one["slug"] for one in body["results"]] == [one.slug for one in ready_made()]
    for told, one in zip(body["results"], ready_made(), strict=True):
        assert told["context"] == to_json(one.context)
        assert len(told["about"]) == 3
        assert ask(f"/api/v1/contexts/{one.slug}").body == told
    assert refused("/api/v1/contexts/nonsense").status == 404


def test_the_filters_name_every_member_of_a_context() -> None:
    keys = {one["key"]: one for one in ask("/api/v1/filters").body["results"]}
    assert keys["deployment"]["type"] == "list"
    assert {one["value"] for one in keys["verdict"]["choices"]} == set(Outcome)
    assert {"context", "seat", "trained_model.base", "policy.deny_families", "reason"} <= keys.keys()
