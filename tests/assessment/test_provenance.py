"""One model's stack is told with where each layer comes from and on what evidence, at both doors."""

from datetime import timedelta
from typing import Any

import pytest

from registry.assessment.provenance import TracedLayer, TracedStack, trace
from registry.catalogue.model import Model, find_model
from registry.hub.records import HubRecord, Parent, Relation
from registry.licences import grounds
from registry.licences.stack import to_json
from registry.models import Entry
from tests.api.asking import ask
from tests.builders import NOW, a_hub_id, make_record
from tests.sync.saving import save
from tests.web.asking import see

pytestmark = pytest.mark.django_db

GROUNDS = grounds.load()
LATER = NOW + timedelta(hours=1)
JANUS = "deepseek-ai/Janus-Pro-7B"
DISTILL = "deepseek-ai/DeepSeek-R1-Distill-Llama-8B"
META, COPY = "meta-llama/Llama-3.1-8B-Instruct", "unsloth/Llama-3.1-8B-Instruct"
LLAMA = "LicenseRef-scancode-llama-3.1-license-2024"
DEEPSEEK = "LicenseRef-scancode-deepseek-la-1.0"


def a_model(number: int, name: str, licence: str | None, *parents: Parent, **more: Any) -> HubRecord:
    tags = (licence,) if licence else ()
    return make_record(
        name, hub_id=a_hub_id(number), licence_tags=tags, licence_declared=tags or None, parents=parents, **more
    )


def traced(name: str) -> TracedStack:
    found = find_model(name)
    assert isinstance(found, Model)
    return trace(found, GROUNDS)


def told(one: TracedLayer) -> tuple[str, tuple[str, ...], str, str | None, int | None]:
    return one.layer.relation.value, one.layer.licences, one.layer.status.value, one.from_repo_id, one.depth


def said(stack: TracedStack, one: TracedLayer) -> set[tuple[str, str]]:
    return {(stack.evidence[place].repo_id, stack.evidence[place].value) for place in one.evidence}


def test_each_layer_leads_to_its_ancestor_and_to_what_that_one_says() -> None:
    save(
        a_model(1, "org/base", "cc-by-nc-4.0"),
        a_model(2, "org/middle", "apache-2.0", Parent("org/base", Relation.FINETUNE)),
        a_model(
            3, "org/child", "mit", Parent("org/middle", Relation.QUANTIZED), Parent("no/body", Relation.MERGE)
        ),
    )
    stack = traced("org/child")
    assert [told(one) for one in stack.layers] == [
        ("own", ("MIT",), "stated", "org/child", 0),
        ("quantized", ("Apache-2.0",), "stated", "org/middle", 1),
        ("merge", (), "not_examined", "no/body", 1),
        ("finetune", ("CC-BY-NC-4.0",), "stated", "org/base", 2),
    ]
    assert [one.held for one in stack.layers] == [True, True, False, True]
    assert said(stack, stack.layers[3]) == {("org/base", "cc-by-nc-4.0")}
    assert stack.layers[2].evidence == ()
    assert [one.repo_id for one in stack.evidence[:2]] == ["org/child"] * 2


def test_what_is_traced_is_what_is_stored() -> None:
    save(
        a_model(1, META, "llama3.1", architectures=("LlamaForCausalLM",)),
        a_model(2, "org/child", "apache-2.0", Parent(COPY, Relation.FINETUNE)),
        a_model(3, JANUS, "mit"),
    )
    for entry in Entry.objects.select_related("stack"):
        stack = traced(entry.repo_id)
        assert to_json(one.layer for one in stack.layers) == entry.stack.layers
        assert all(0 <= place < len(stack.evidence) for one in stack.layers for place in one.evidence)
        assert all(one.evidence for one in stack.layers if one.held)


def test_an_ancestor_that_says_no_more_is_told_all_the_same() -> None:
    save(a_model(1, "org/base", "mit"), a_model(2, "org/child", "mit", Parent("org/base", Relation.FINETUNE)))
    assert len(Entry.objects.get(repo_id="org/child").stack.layers) == 1
    assert [one.from_repo_id for one in traced("org/child").layers] == ["org/child", "org/base"]


def test_a_layer_that_nothing_accounts_for_any_more_is_shown_without_an_origin() -> None:
    save(a_model(1, "org/base", "mit"), a_model(2, "org/child", "gpl-3.0", Parent("org/base", Relation.FINETUNE)))
    save(a_model(1, "org/base", "cc-by-nc-4.0"), moment=LATER)  # the child is stale and was judged by MIT
    own, lost = traced("org/child").layers
    assert (told(own)[3:], told(lost)) == (("org/child", 0), ("finetune", ("MIT",), "stated", None, None))


def test_the_api_tells_a_curated_model_with_the_reason() -> None:
    save(a_model(1, JANUS, "mit"))
    body = ask(f"/api/v1/models/{JANUS}").body
    assert body["licence"]["concluded"] == DEEPSEEK
    weights, code = body["stack"]
    assert (weights["licence"], weights["status"], weights["component"]) == (DEEPSEEK, "confirmed", "weights")
    assert (code["licence"], code["component"], code["from"], code["depth"]) == ("MIT", "code", JANUS, 0)
    cited = [body["evidence"][place] for place in weights["evidence"]]
    assert [(one["source"], one["reason"]) for one in cited] == [
        ("curation", GROUNDS.curations.by_id["janus-weights"].reason)
    ]


def test_the_api_tells_a_distilled_model_with_what_lies_beneath() -> None:
    save(a_model(1, DISTILL, "mit"))
    body = ask(f"/api/v1/models/{DISTILL}").body
    assert [(one["licence"], one["status"], one["relation"], one["from"]) for one in body["stack"]] == [
        ("MIT", "confirmed", "own", DISTILL),
        (LLAMA, "confirmed", "finetune", "meta-llama/Llama-3.1-8B"),
    ]
    values = {body["evidence"][place]["value"] for place in body["stack"][1]["evidence"]}
    assert values == {LLAMA, "parent:finetune:meta-llama/Llama-3.1-8B"}


@pytest.mark.parametrize(("language", "reason"), [("en", "reason"), ("fr", "reason_fr")])
def test_the_page_shows_the_tree_with_the_evidence_one_click_away(language: str, reason: str) -> None:
    save(
        a_model(1, META, "llama3.1"),
        a_model(2, "org/child", "apache-2.0", Parent(COPY, Relation.FINETUNE)),
    )
    page = see("/models/org/child", accept_language=language)
    text = page.one("ul", class_="layers").text
    assert "Llama 3.1 Community License Agreement" in text
    assert [one["class"] for one in page.all("li") if one["class"].startswith("up-")] == [
        "up-1",
        "up-2",
    ]
    targets = {one["href"].removeprefix("#") for one in page.all("a") if one["href"].startswith("#evidence-")}
    assert targets
    assert targets <= {row["id"] for row in page.all("tr") if "id" in row.attributes}
    told_why = getattr(GROUNDS.curations.by_id["copies-of-llama-3.1-8b-instruct"], reason)
    assert " ".join(told_why.split()) in page.text


@pytest.mark.parametrize(
    ("declared", "expression", "applies", "line"),
    [
        ("mit OR apache-2.0", "Apache-2.0 OR MIT", {"if_chosen"}, "Apache-2.0 or MIT Stated"),
        ("mit AND apache-2.0", "Apache-2.0 AND MIT", {"always"}, "Apache-2.0 and MIT Stated"),
        ("gemma", None, {"open"}, "Gemma Terms of Use 2024-04-01, Gemma Terms of Use 2025-03-24 Stated"),
    ],
)
def test_how_the_licences_of_a_layer_go_together(
    declared: str, expression: str | None, applies: set[str], line: str
) -> None:
    """A choice, licences that all apply, and a name of two texts are three things, at both doors."""
    save(a_model(1, "org/model", declared))
    body = ask("/api/v1/models/org/model").body
    assert [(one["layer"], one["expression"]) for one in body["stack"]] == [(0, expression)] * 2
    assert {one["applies"] for one in body["stack"]} == applies
    assert body["licence"]["concluded"] == expression
    assert see("/models/org/model").one("ul", class_="layers").text.startswith(line)
