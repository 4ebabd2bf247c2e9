"""A model is found by any of its names, and told with everything that is held about it."""

from datetime import timedelta

import pytest

from registry.catalogue.model import Model, Moved, OtherRevision, Unknown, find_model
from registry.catalogue.results import Count
from registry.hub.records import Relation
from registry.licences.evidence import Component, Match, Source
from registry.licences.stack import LayerRelation
from registry.models import Entry, Evidence, FormerName, HubModel, Lineage
from tests.builders import NOW, a_revision, make_entry, make_model

pytestmark = pytest.mark.django_db
R1 = "deepseek-ai/DeepSeek-R1"


def the_model(name: str) -> Model:
    """Return the model of that name."""
    found = find_model(name)
    assert isinstance(found, Model), found
    return found


def renamed(entry: Entry, former: str, days_ago: int = 1) -> None:
    """Store a name that the model had."""
    FormerName.objects.create(model_id=entry.pk, repo_id=former, until=NOW - timedelta(days=days_ago))


@pytest.mark.parametrize(
    "name",
    [R1, f"{R1}@{a_revision(1)}", f"{R1}@{a_revision(1)[:7]}", f"pkg:huggingface/{R1}@{a_revision(1)}"],
)
def test_a_model_is_found_by_each_kind_of_name(name: str) -> None:
    entry = make_entry(R1)
    assert the_model(name).result.id == entry.pk


def test_names_of_one_part_and_with_dots_are_names() -> None:
    for name in ("gpt2", "org/v0.3.1", "org/history", "t5-v1.1.json"):
        make_entry(name)
        assert the_model(name).result.repo_id == name


def test_another_revision_is_not_answered_with_this_one() -> None:
    make_entry(R1)
    assert find_model(f"{R1}@{a_revision(2)}") == OtherRevision(R1, a_revision(1))
    make_entry("org/undated", revision=None)
    assert find_model(f"org/undated@{a_revision(2)}") == OtherRevision("org/undated", None)


@pytest.mark.parametrize("name", ["org/nothing", "", "a/b/c", "a\x00b", "org/", "pkg:pypi/django", "org/x@main"])
def test_what_is_no_model_is_unknown(name: str) -> None:
    assert isinstance(find_model(name), Unknown)


def test_another_spelling_of_case_leads_to_the_name() -> None:
    make_entry(R1)
    assert find_model("DeepSeek-AI/deepseek-r1") == Moved(R1)
    assert find_model(f"DeepSeek-AI/deepseek-r1@{a_revision(1)}") == Moved(f"{R1}@{a_revision(1)}")


def test_a_former_name_leads_to_the_current_one_in_any_case() -> None:
    renamed(make_entry("Qwen/Qwen3"), "Qwen/Qwen3-preview")
    assert find_model("Qwen/Qwen3-preview") == Moved("Qwen/Qwen3")
    assert find_model("qwen/qwen3-PREVIEW") == Moved("Qwen/Qwen3")


def test_a_live_name_beats_a_former_one() -> None:
    renamed(make_entry("org/moved"), "org/name")
    taken = make_entry("org/name")
    assert the_model("org/name").result.id == taken.pk


def test_the_last_bearer_of_a_former_name_is_meant() -> None:
    renamed(make_entry("org/first"), "org/name", days_ago=9)
    renamed(make_entry("org/second"), "org/name", days_ago=2)
    assert find_model("org/name") == Moved("org/second")


def test_a_recreated_name_is_the_new_model_and_inherits_nothing() -> None:
    gone = make_entry("org/name", removed_at=NOW)
    Evidence.objects.create(**_statement(gone))
    fresh = make_entry("org/name")
    model = the_model("org/name")
    assert (model.result.id, model.evidence) == (fresh.pk, ())


def test_a_removed_model_is_still_told_and_a_live_one_beats_it() -> None:
    gone = make_entry("org/gone", removed_at=NOW)
    assert the_model("org/gone").result.removed_at == NOW
    renamed(make_entry("org/lives"), "org/gone")
    assert gone.removed_at
    assert find_model("org/gone") == Moved("org/lives")


def test_a_repository_that_was_not_assessed_yet_is_not_answered() -> None:
    make_model("org/fresh")
    assert isinstance(find_model("org/fresh"), Unknown)


def _statement(entry: Entry) -> dict[str, object]:
    return {
        "model_id": entry.pk,
        "source": Source.LICENCE_FILE.value,
        "component": Component.WEIGHTS.value,
        "value": "MIT License",
        "licence": "MIT",
        "match": Match.EXACT.value,
        "repo_id": entry.repo_id,
        "revision": a_revision(1),
        "path": "LICENSE",
        "sha256": "0" * 64,
        "url": "https://hub.test/LICENSE",
        "seen_at": NOW,
    }


def test_everything_held_about_a_model_is_told() -> None:
    entry = make_entry(R1)
    HubModel.objects.filter(pk=entry.pk).update(
        architectures=["DeepseekV3ForCausalLM"],
        safetensors_parameters={"F8_E4M3": 5, "BF16": 3},
        licence_files=["LICENSE"],
        problems=[{"field": "gguf", "reason": "not an object"}],
    )
    Evidence.objects.create(**_statement(entry))
    renamed(entry, "deepseek-ai/R1")
    model = the_model(R1)
    assert model.architectures == ("DeepseekV3ForCausalLM",)
    assert model.safetensors_parameters == (("BF16", 3), ("F8_E4M3", 5))
    assert (model.licence_files, model.weight_formats) == (("LICENSE",), None)
    assert model.problems == (("gguf", "not an object"),)
    [evidence] = model.evidence
    assert (evidence.source, evidence.match, evidence.path) == (Source.LICENCE_FILE, Match.EXACT, "LICENSE")
    assert [former.repo_id for former in model.former_names] == ["deepseek-ai/R1"]
    [layer] = model.layers
    assert (layer.licences, layer.relation) == (("MIT",), LayerRelation.OWN)


def test_relatives_are_told_whether_the_registry_has_them_or_not() -> None:
    parent, child = make_entry("org/parent"), make_entry("org/child")
    for name, relation in (("org/parent", Relation.QUANTIZED), ("else/where", Relation.MERGE)):
        Lineage.objects.create(child_id=child.pk, parent_repo_id=name, relation=relation.value)
    known, unknown = the_model("org/child").family.parents
    assert known.result is not None
    assert (known.repo_id, known.relation, known.result.id) == ("org/parent", "quantized", parent.pk)
    assert (unknown.repo_id, unknown.relation, unknown.result) == ("else/where", "merge", None)


def test_children_are_counted_by_relation_and_the_most_downloaded_come_first() -> None:
    parent = make_entry("org/parent")
    for number in range(9):
        child = make_entry(f"org/child-{number}", downloads=number, removed_at=NOW if number == 8 else None)
        relation = Relation.FINETUNE if number % 2 else Relation.ADAPTER
        Lineage.objects.create(child_id=child.pk, parent_repo_id="org/parent", relation=relation.value)
    Lineage.objects.create(child_id=parent.pk, parent_repo_id="org/parent", relation=Relation.MERGE.value)
    family = the_model("org/parent").family
    assert family.children == Count(8, exact=True)
    assert family.children_by_relation == (("adapter", 4), ("finetune", 4))
    assert [kin.repo_id for kin in family.first_children] == [
        f"org/child-{number}" for number in (7, 6, 5, 4, 3, 2)
    ]
