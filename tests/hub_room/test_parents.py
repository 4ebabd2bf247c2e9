"""Who a model was made from: three places say so, and they may disagree."""

import pytest

from registry.hub.records import Parent, Relation
from tests.hub_room.rows import complaints, read


def _parents(**members: object) -> set[tuple[str, str]]:
    return {(parent.repo_id, parent.relation.value) for parent in read(**members).parents}


@pytest.mark.parametrize("relation", ["finetune", "adapter", "merge", "quantized", "distilled"])
def test_each_place_alone_is_enough(relation: str) -> None:
    expected = (Parent("up/Base", Relation(relation)),)
    assert read(baseModels={"relation": relation, "models": [{"id": "up/Base"}]}).parents == expected
    assert read(tags=[f"base_model:{relation}:up/Base", "base_model:up/Base"]).parents == expected
    assert read(cardData={"base_model": "up/Base", "base_model_relation": relation}).parents == expected


def test_a_parent_without_a_relation_is_still_a_parent() -> None:
    assert _parents(tags=["base_model:up/Base"]) == {("up/Base", "unstated")}
    assert _parents(cardData={"base_model": ["up/Base", "gpt2"]}) == {
        ("up/Base", "unstated"),
        ("gpt2", "unstated"),
    }
    assert _parents(baseModels={"models": [{"id": "up/Base"}]}) == {("up/Base", "unstated")}


def test_places_that_disagree_are_all_kept() -> None:
    assert _parents(
        baseModels={"relation": "finetune", "models": [{"id": "up/A"}]},
        tags=["base_model:adapter:up/A", "base_model:merge:up/B", "base_model:up/C"],
        cardData={"base_model": ["up/D", "up/B"], "base_model_relation": "quantized"},
    ) == {
        ("up/A", "finetune"),
        ("up/A", "adapter"),
        ("up/B", "merge"),
        ("up/B", "quantized"),
        ("up/C", "unstated"),
        ("up/D", "quantized"),
    }


def test_case_makes_no_second_parent_and_the_hub_spells_best() -> None:
    assert _parents(
        cardData={"base_model": "META/llama"},
        tags=["base_model:finetune:meta/Llama"],
        baseModels={"relation": "finetune", "models": [{"id": "Meta/Llama"}]},
    ) == {("Meta/Llama", "finetune")}


def test_the_order_does_not_depend_on_the_order_of_the_row() -> None:
    forth = read(tags=["base_model:merge:up/B", "base_model:merge:up/A"]).parents
    assert forth == read(tags=["base_model:merge:up/A", "base_model:merge:up/B"]).parents
    assert [parent.repo_id for parent in forth] == ["up/A", "up/B"]


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("https://huggingface.co/up/Base", "up/Base"),
        ("https://huggingface.co/up/Base/tree/main", "up/Base"),
        ("hf.co/up/Base", "up/Base"),
        ("up/Base/", "up/Base"),
        ("/content/drive/my model", "/content/drive/my model"),
        ("None", "None"),
        ("x" * 500, "x" * 199 + "…"),
        ("up/\x00Base", "up/Base"),
        ("https://example.org/weights", "https://example.org/weights"),
    ],
)
def test_something_named_is_never_nothing(stated: str, name: str) -> None:
    assert _parents(cardData={"base_model": stated}) == {(name, "unstated")}


def test_an_address_in_a_tag_is_not_taken_for_a_relation() -> None:
    assert _parents(tags=["base_model:https://huggingface.co/up/Base"]) == {("up/Base", "unstated")}


def test_a_model_may_name_itself_and_parents_that_are_not_there() -> None:
    assert _parents(id="org/Name", cardData={"base_model": ["org/Name", "gone/gone"]}) == {
        ("org/Name", "unstated"),
        ("gone/gone", "unstated"),
    }


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"baseModels": "up/Base"}, "baseModels"),
        ({"baseModels": [{"id": "up/Base"}]}, "baseModels"),
        ({"baseModels": {"models": "up/Base"}}, "baseModels.models"),
        ({"baseModels": {"models": [{"_id": "1"}]}}, "baseModels.models"),
        ({"baseModels": {"models": [7]}}, "baseModels.models"),
        ({"baseModels": {"relation": "cousin", "models": []}}, "baseModels.base_model_relation"),
        ({"cardData": {"base_model": {"id": "up/Base"}}}, "cardData.base_model"),
        ({"cardData": {"base_model": "a/b", "base_model_relation": ["merge"]}}, "cardData.base_model_relation"),
        ({"tags": ["base_model:cousin:up/Base"]}, "base_model_relation"),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_told(members: dict[str, object], field: str) -> None:
    assert field in complaints(read(**members))


def test_an_unknown_relation_keeps_the_parent() -> None:
    assert _parents(tags=["base_model:cousin:up/Base"]) == {("up/Base", "unstated")}
    assert _parents(baseModels={"relation": "cousin", "models": [{"id": "a/b"}]}) == {("a/b", "unstated")}


def test_parents_are_bounded() -> None:
    record = read(baseModels={"relation": "merge", "models": [{"id": f"a/{n}"} for n in range(9_000)]})
    assert len(record.parents) == 500
    assert "base_model" in complaints(record)
