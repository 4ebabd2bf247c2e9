"""The schema tells the truth: no answer to any request, sensible or not, is one that it does not describe."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
import yaml
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from registry.catalogue.context_filters import MEMBER_BY_KEY
from registry.hub.records import Relation
from registry.licences import grounds, knowledge
from registry.licences.evidence import Component, Source
from registry.models import Check, Evidence, FormerName, History, Licence, Lineage
from registry.policy.context import Context
from registry.procurement.check import check
from registry.procurement.request import CheckRequest
from tests.builders import NOW, a_revision, make_entry

pytestmark = pytest.mark.django_db
A_CHECK = "0123456789abcdef" * 2
EXAMPLES = 40  # for each address; always the same ones


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A server drops connections that it finds in a transaction, as ours is while a test runs."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _a_little_of_everything(db: None) -> None:
    """A registry that has something under each address."""
    parent, child = make_entry("org/parent", tags=("x",)), make_entry("org/child", downloads=-1, revision=None)
    make_entry("gpt2", publisher=None, licence_keys=(), licence_concluded=None, licence_declared=None)
    Lineage.objects.create(child_id=child.pk, parent_repo_id="org/parent", relation=Relation.MERGE.value)
    FormerName.objects.create(model_id=parent.pk, repo_id="org/former", until=NOW)
    for number in range(30):
        History.objects.create(model_id=parent.pk, field="licence", old=[number], seen_at=NOW)
    Evidence.objects.create(
        model_id=parent.pk,
        source=Source.HUB_TAG.value,
        component=Component.WEIGHTS.value,
        value="mit",
        repo_id="org/parent",
        url="https://hub.test",
        seen_at=NOW,
    )
    check(CheckRequest(("org/parent", "no/body"), Context()), grounds.load(), NOW)
    Check.objects.update(public_id=A_CHECK)
    Licence.objects.create(
        key="MIT",
        name="MIT License",
        licence_class="permissive",
        knowledge=knowledge.load().licences["MIT"].as_data(),
        knowledge_version="0" * 16,
    )
    Licence.objects.create(
        key="unreadable",
        name="Unreadable",
        licence_class="permissive",
        knowledge={"terms": [{}]},
        knowledge_version="0" * 16,
    )


CONTRACT = schemathesis.openapi.from_path(settings.ROOT / "schema.yml")
CONTRACT.app = get_wsgi_application()
WATCHED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]


_WITH_MEMBERS = "/alternatives$"


def _without_members() -> Any:
    """The contract, and no member of a context but where these are tried: forty parameters are slow to invent."""
    told = yaml.safe_load((settings.ROOT / "schema.yml").read_text())
    for path, methods in told["paths"].items():
        if not path.endswith("/alternatives"):
            for method in methods.values():
                given = method.get("parameters", [])
                method["parameters"] = [one for one in given if one["name"] not in MEMBER_BY_KEY]
    return told


SEARCHED = schemathesis.openapi.from_dict(_without_members())
SEARCHED.app = CONTRACT.app


def _always(examples: int) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@SEARCHED.exclude(path_regex=_WITH_MEMBERS).parametrize()
@_always(EXAMPLES)
def test_no_request_gets_an_answer_that_is_not_described(case: Any) -> None:
    case.call_and_validate(checks=WATCHED)


@CONTRACT.include(path_regex=_WITH_MEMBERS).parametrize()
@_always(EXAMPLES // 10)
def test_no_request_with_a_context_gets_one_either(case: Any) -> None:
    case.call_and_validate(checks=WATCHED)


ORG_PARENT = {"namespace": "org", "name": "parent"}
KNOWN = [
    ("/api/v1/models", {}, {"tag": ["x"], "page_size": 1}, 200),
    ("/api/v1/models.csv", {}, {}, 200),
    ("/api/v1/models/{namespace}/{name}", {"namespace": "org", "name": "parent"}, {}, 200),
    ("/api/v1/models/{namespace}/{name}", {"namespace": "org", "name": "child"}, {}, 200),
    ("/api/v1/models/{namespace}/{name}", {"namespace": "org", "name": f"parent@{a_revision(1)}"}, {}, 200),
    ("/api/v1/models/{namespace}/{name}", {"namespace": "org", "name": f"parent@{a_revision(2)}"}, {}, 404),
    ("/api/v1/models/{name}", {"name": "gpt2"}, {}, 200),
    ("/api/v1/models/{namespace}/{name}/history", {"namespace": "org", "name": "parent"}, {"page_size": 3}, 200),
    ("/api/v1/models/history", {}, {"repo_id": "gpt2"}, 200),
    ("/api/v1/models/{namespace}/{name}/alternatives", ORG_PARENT, {"context": "academic-research"}, 200),
    ("/api/v1/models/alternatives", {}, {"repo_id": "org/parent", "purpose": "product", "seat": "FR"}, 200),
    ("/api/v1/licences", {}, {}, 200),
    ("/api/v1/licences/{key}", {"key": "MIT"}, {}, 200),
    ("/api/v1/licences/{key}", {"key": "unreadable"}, {}, 200),
    ("/api/v1/licences/{key}/compare", {"key": "MIT"}, {"with": "MIT"}, 200),
    ("/api/v1/licences/{key}/compare", {"key": "MIT"}, {"with": "unreadable"}, 200),
    ("/api/v1/checks/{public_id}", {"public_id": A_CHECK}, {}, 200),
    ("/api/v1/checks/{public_id}/results", {"public_id": A_CHECK}, {"page_size": 1}, 200),
    ("/api/v1/checks/{public_id}/report", {"public_id": A_CHECK}, {}, 200),
    ("/api/v1/checks/{public_id}/report.csv", {"public_id": A_CHECK}, {}, 200),
    ("/api/v1/checks/{public_id}", {"public_id": "f" * 32}, {}, 404),
    ("/api/v1/models", {}, {"context": "academic-research", "verdict": ["forbidden", "unknown"]}, 200),
    ("/api/v1/models/{namespace}/{name}", ORG_PARENT, {"context": "academic-research", "seat": "FR"}, 200),
    ("/api/v1/contexts", {}, {}, 200),
    ("/api/v1/contexts/{slug}", {"slug": "academic-research"}, {}, 200),
    ("/api/v1/contexts/{slug}", {"slug": "nonsense"}, {}, 404),
    ("/api/v1/filters", {}, {}, 200),
    ("/api/v1/sync", {}, {}, 200),
    ("/healthz", {}, {}, 200),
    ("/readyz", {}, {}, 200),
]


@pytest.mark.parametrize(("path", "in_path", "query", "status"), KNOWN)
def test_what_is_there_is_answered_as_described(
    path: str, in_path: dict[str, str], query: dict[str, Any], status: int
) -> None:
    case = CONTRACT[path]["GET"].Case(path_parameters=in_path, query=query)
    response = case.call_and_validate(checks=WATCHED)
    assert response.status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (
            {
                "models": ["org/parent", "no/body"],
                "context": {"seat": "FR", "answers": {"MIT#keep_notices": True}},
            },
            201,
        ),
        ({"models": ["org/parent"], "context": "academic-research", "entity": "Example"}, 201),
        ({"models": ["org/parent"], "context": {"seat": "XX"}}, 400),
        ({"models": ["org/parent"]}, 400),
    ],
)
def test_a_check_is_answered_as_described(body: dict[str, Any], status: int) -> None:
    case = CONTRACT["/api/v1/checks"]["POST"].Case(body=body, media_type="application/json")
    assert case.call_and_validate(checks=WATCHED).status_code == status


def test_a_former_name_is_led_on_as_described() -> None:
    operation = CONTRACT["/api/v1/models/{namespace}/{name}"]["GET"]
    response = operation.Case(path_parameters={"namespace": "org", "name": "FORMER"}).call()
    operation.validate_response(response)
    assert response.status_code == 308
