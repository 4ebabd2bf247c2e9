"""Models are found and judged by any of their names: never by what is stale, never at another revision."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.assessment.judging import load, of_ids, verdict_of
from registry.assessment.origins import origins
from registry.assessment.provenance import trace_judged
from registry.catalogue.judgeable import NOT_HELD
from registry.hub.records import Gate, HubRecord, Parent, Relation
from registry.licences import grounds
from registry.models import Entry, FormerName, LicenceStack
from registry.policy.model_facts import Gate as GateFact
from registry.policy.ready_made import of_slug
from registry.policy.verdict import Outcome, ReasonCode
from tests.builders import NOW, a_hub_id, a_revision, make_record
from tests.sync.saving import save, the_entry, the_model

pytestmark = pytest.mark.django_db

GROUNDS = grounds.load()
SAAS = of_slug("commercial-saas-eu")


def a_model(number: int, name: str, licence: str | None, *parents: Parent, **more: Any) -> HubRecord:
    tags = (licence,) if licence else ()
    return make_record(
        name, hub_id=a_hub_id(number), licence_tags=tags, licence_declared=tags or None, parents=parents, **more
    )


def outcome(name: str) -> tuple[Outcome, set[ReasonCode]]:
    """The outcome and the reasons for a commercial SaaS in the EU."""
    assert SAAS is not None
    [model] = load([name], GROUNDS)
    verdict = verdict_of(model, SAAS.context, GROUNDS, NOW)
    assert verdict.knowledge_version == GROUNDS.version
    return verdict.outcome, {reason.code for reason in verdict.reasons}


def test_any_name_finds_the_model_and_nothing_else_does() -> None:
    save(a_model(1, "org/one", "mit"), a_model(2, "gpt2", "mit"))
    model = the_model("org/one")
    FormerName.objects.create(model=model, repo_id="old/name", until=NOW)
    asked = [
        "ORG/One", "old/name", f"org/one@{a_revision(1)}", f"pkg:huggingface/org/one@{a_revision(1)[:8]}",
        "https://huggingface.co/org/one", "gpt2", "no/body", "a/b/c", "org/one@" + "f" * 40, "org/one",
    ]  # fmt: skip
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = load(asked, GROUNDS)
    assert len(queries) == 2
    assert [one.repo_id for one in found] == [*["org/one"] * 5, "gpt2", None, None, "org/one", "org/one"]
    assert found[6] == found[7] == NOT_HELD
    assert [one.facts.revision_examined for one in found] == [True] * 8 + [False, True]
    assert found[8].layers == ()


def test_what_cannot_be_judged_is_unknown_and_says_why() -> None:
    save(a_model(1, "org/one", "mit"))
    assert outcome("no/body") == (Outcome.UNKNOWN, {ReasonCode.NOT_IN_REGISTRY})
    assert outcome("org/one@" + "f" * 40) == (Outcome.UNKNOWN, {ReasonCode.REVISION_NOT_EXAMINED})
    assert outcome("org/one")[0] in (Outcome.ALLOWED, Outcome.ALLOWED_WITH_OBLIGATIONS)


def test_the_facts_of_a_model_are_those_of_its_row() -> None:
    save(
        a_model(1, "org/one", "mit", gate=Gate.MANUAL, weight_formats=("pickle",)),
        a_model(2, "org/two", "openrail", weight_formats=("pickle", "safetensors")),
        a_model(3, "org/three", None),
    )
    one, two, three = (model.facts for model in load(["org/one", "org/two", "org/three"], GROUNDS))
    assert (one.gate, one.publisher, one.removed, one.stale) == (GateFact.MANUAL, "org", False, False)
    assert (one.pickle_only, two.pickle_only, three.pickle_only) == (True, False, None)
    assert two.why is not None
    assert outcome("org/two") == (Outcome.UNKNOWN, {ReasonCode.FAMILY_TAG_ONLY})


def test_a_stale_model_is_concluded_afresh_and_nothing_is_written() -> None:
    save(a_model(1, "org/base", "mit"), a_model(2, "org/child", "mit", Parent("org/base", Relation.FINETUNE)))
    allowed, _ = outcome("org/child")
    save(a_model(1, "org/base", "cc-by-nc-4.0"), moment=NOW + timedelta(hours=1))
    stored = the_entry("org/child")
    assert stored.stale
    stacks = LicenceStack.objects.count()
    now, reasons = outcome("org/child")
    assert (allowed is Outcome.FORBIDDEN, now) == (False, Outcome.FORBIDDEN)
    assert ReasonCode.NON_COMMERCIAL in reasons
    assert Entry.objects.get(pk=stored.pk).stale
    assert LicenceStack.objects.count() == stacks


def test_layers_of_many_models_lead_to_their_ancestors_and_evidence() -> None:
    save(
        a_model(1, "org/base", "cc-by-nc-4.0"),
        a_model(2, "org/child", "mit", Parent("org/base", Relation.FINETUNE)),
        a_model(3, "org/other", "apache-2.0"),
    )
    models = load(["org/child", "org/other"], GROUNDS)
    with CaptureQueriesContext(connection) as queries:
        traced = trace_judged(models, GROUNDS)
    assert len(queries) == 5
    child, other = (traced[model.id or 0] for model in models)
    assert [(one.from_repo_id, one.depth) for one in child.layers] == [("org/child", 0), ("org/base", 1)]
    assert [one.from_repo_id for one in other.layers] == ["org/other"]
    for one in (*child.layers, *other.layers):
        own = child if one in child.layers else other
        assert {own.evidence[place].repo_id for place in one.evidence} == {one.from_repo_id}


def test_no_model_costs_no_query() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert load([], GROUNDS) == ()
        assert of_ids([], GROUNDS) == {}
    assert not queries.captured_queries


def test_each_layer_of_a_verdict_has_its_origin() -> None:
    save(
        a_model(1, "org/base", "cc-by-nc-4.0"),
        a_model(2, "org/child", "mit", Parent("org/base", Relation.FINETUNE)),
    )
    assert SAAS is not None
    [model] = load(["org/child"], GROUNDS)
    verdict = verdict_of(model, SAAS.context, GROUNDS, NOW)
    stack = trace_judged([model], GROUNDS)[model.id or 0]
    found = origins(verdict, stack)
    [barring] = [one for one in verdict.reasons if one.code is ReasonCode.NON_COMMERCIAL]
    assert barring.layer is not None
    assert found[barring.layer].repo_id == "org/base"
    assert {stack.evidence[place].repo_id for place in found[barring.layer].evidence} == {"org/base"}
    assert {one.repo_id for one in found} == {"org/base", "org/child"}
