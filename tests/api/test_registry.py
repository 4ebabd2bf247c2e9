"""What the registry says of itself: licences, filters, freshness, health, and its own schema."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from registry.catalogue.facets import count_facets
from registry.catalogue.query import PARAMETERS
from registry.models import Licence
from registry.sync import freshness
from tests.api.asking import ask, refused
from tests.builders import NOW, make_entry, make_run

pytestmark = pytest.mark.django_db


def _licence(key: str, **knowledge: object) -> None:
    Licence.objects.create(
        key=key,
        name=f"The {key} licence",
        licence_class="permissive",
        hub_ids=[key.lower()],
        aliases=["expat"],
        url="https://spdx.org/licenses/",
        knowledge=knowledge,
        knowledge_version="0123456789abcdef",
    )


def test_licences_are_listed_by_key_with_their_models() -> None:
    for key in ("MIT", "Apache-2.0", "LicenseRef-permis-x"):
        _licence(key)
    make_entry(licence_keys=("MIT",))
    count_facets(NOW)
    first = ask("/api/v1/licences?page_size=2").body
    second = ask(first["next"].removeprefix("http://testserver")).body
    assert [one["key"] for one in first["results"] + second["results"]] == [
        "Apache-2.0",
        "LicenseRef-permis-x",
        "MIT",
    ]
    assert (second["next"], second["count"]) == (None, {"value": 3, "exact": True, "counted_at": None})
    assert second["results"][0] == {
        "key": "MIT",
        "name": "The MIT licence",
        "class": "permissive",
        "hub_ids": ["mit"],
        "aliases": ["expat"],
        "url": "https://spdx.org/licenses/",
        "models": 1,
        "knowledge_version": "0123456789abcdef",
    }


def test_a_licence_is_told_with_what_the_knowledge_says() -> None:
    _licence("MIT", family="permissive", maker="MIT", dated="1988-01-01", version=None)
    _licence("MIT-0", family="permissive", maker="MIT")
    _licence("BSD-2-Clause", family="permissive", maker="The Regents")
    _licence("X11", family="x", maker="MIT")
    _licence("GPL-3.0-only", family="gnu")
    body = ask("/api/v1/licences/MIT").body
    assert (body["documents"], body["versions"]) == (None, ["MIT-0"])
    assert (body["maker"], body["dated"], body["version"]) == ("MIT", "1988-01-01", None)


@pytest.mark.parametrize("name", ["mit", "MIT%20License", "expat"])
def test_another_name_of_a_licence_leads_to_its_key(name: str) -> None:
    _licence("MIT")
    answer = ask(f"/api/v1/licences/{name}")
    assert (answer.status, answer.headers["Location"]) == (308, "/api/v1/licences/MIT")


def test_a_name_of_several_texts_is_none_of_them_and_names_them() -> None:
    said = refused("/api/v1/licences/gemma").body["detail"]
    assert "Did you mean: " in said
    assert said.count("LicenseRef-") > 1


@pytest.mark.parametrize("key", ["nothing", "M%00T", "x" * 3000, "%ff"])
def test_what_is_no_licence_is_a_problem(key: str) -> None:
    _licence("MIT")
    answer = refused(f"/api/v1/licences/{key}")
    assert (answer.status, answer.body["type"]) == (404, "/problems/unknown-licence")


def test_a_cursor_of_something_else_is_no_cursor_of_licences() -> None:
    assert refused("/api/v1/licences?cursor=WyJ4IiwxLDJd").status == 400


def test_the_filters_are_those_of_the_search_with_their_counts() -> None:
    make_entry(pipeline_tag="fill-mask", library=None)
    count_facets(NOW)
    body = ask("/api/v1/filters").body
    told = {one["key"]: one for one in body["results"]}
    assert [*told] == [one.key for one in PARAMETERS]
    assert told["pipeline_tag"]["choices"] == [{"value": "fill-mask", "label": "fill-mask", "models": 1}]
    assert (told["pipeline_tag"]["open"], told["status"]["open"]) == (True, False)
    assert (told["tag"]["combines"], told["licence"]["combines"], told["gated"]["combines"]) == ("and", "or", None)
    assert (told["page_size"]["minimum"], told["page_size"]["maximum"], told["page_size"]["default"]) == (
        1,
        100,
        25,
    )
    assert {choice["value"]: choice["models"] for choice in told["status"]["choices"]}["stated"] == 1
    assert all(one["help"] and one["label"] for one in body["results"])


def test_each_choice_that_is_told_can_be_asked_for() -> None:
    make_entry(tags=("x",))
    count_facets(NOW)
    for one in ask("/api/v1/filters").body["results"]:
        for choice in one["choices"] or []:
            needed = {"q": "model"} if choice["value"] == "relevance" else {}
            if one["key"] in ("verdict", "reason"):
                needed = {"context": "academic-research"}
            answer = ask(f"/api/v1/models?{urlencode({one['key']: choice['value'], **needed})}")
            assert answer.status == 200
            if choice["models"] is not None:
                assert answer.body["count"]["value"] == choice["models"]


def test_freshness_says_that_there_is_nothing_yet() -> None:
    freshness.forget()
    body = ask("/api/v1/sync").body
    assert (body["state"], body["source"], body["as_of"], body["lag_seconds"]) == ("degraded", "none", None, None)
    assert body["counts"]["models"] == {"value": 0, "exact": True, "counted_at": None}
    assert (body["running"], body["errors"], body["sentence"]) == (None, [], "No models yet.")


def test_freshness_says_what_is_under_way() -> None:
    freshness.forget()
    make_run(kind="walk", state="done", lease=None)
    make_run(kind="delta")
    body = ask("/api/v1/sync").body
    assert (body["source"], body["last_walk"]) == ("hub", "2026-11-23T12:00:00Z")
    assert (body["running"]["kind"], body["running"]["rows"]) == ("delta", 0)


def test_the_process_is_alive_and_the_service_is_ready() -> None:
    assert ask("/healthz").body == {"alive": True}
    _licence("MIT")
    body = ask("/readyz").body
    assert body == {
        "ready": True,
        "checks": dict.fromkeys(("database", "broker", "migrations", "knowledge"), True),
    }


def test_the_committed_schema_is_that_of_the_code(tmp_path: Path) -> None:
    fresh = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(fresh))
    committed = (settings.ROOT / "schema.yml").read_text()
    assert fresh.read_text() == committed, "run: manage.py spectacular --file schema.yml"


def test_the_schema_is_served_and_names_each_filter() -> None:
    answer = ask("/api/v1/schema/", accept="application/json")
    assert answer.body["openapi"] == "3.1.0"
    search = answer.body["paths"]["/api/v1/models"]["get"]["parameters"]
    assert {one["name"] for one in search} == {one.key for one in PARAMETERS}
    table = answer.body["paths"]["/api/v1/models.csv"]["get"]["parameters"]
    without = {"cursor", "page_size"}
    assert {one["name"] for one in table} == {one.key for one in PARAMETERS} - without
    assert Client().get("/api/v1/schema/").headers["Content-Type"].startswith("application/vnd.oai.openapi")


def test_the_documentation_loads_nothing_from_elsewhere_and_holds_no_script() -> None:
    page = Client().get("/api/v1/docs/", headers={"accept": "text/html"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "http://" not in text
    assert "https://" not in text
    assert "<style" not in text
    assert all(tag.startswith(' src="') for tag in text.split("<script")[1:])
    script = Client().get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"] == "application/javascript"
    assert "/api/v1/schema/" in script.content.decode()
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
