"""The history tells what people ask about when it changes, from what to what; and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.hub.records import Gate, Gguf, HubRecord, Parent, Relation
from registry.models import History
from registry.models.history import FIELDS
from tests.builders import NOW, a_hub_id, a_revision, make_record
from tests.sync.saving import history, save, the_model

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
A = a_hub_id(1)
GGUF = Gguf(total=7_000, architecture="llama", context_length=4096, file_size=9_000)
OLD = make_record("org/a", hub_id=A, revision=a_revision(1))
NEW = replace(OLD, revision=a_revision(2))
MIT = {"tags": ["mit"], "card": ["mit"]}

CHANGES: dict[str, tuple[HubRecord, HubRecord, str, object, object]] = {
    "another tag": (
        OLD, replace(NEW, licence_tags=("gemma",)), "licence", MIT, {"tags": ["gemma"], "card": ["mit"]},
    ),
    "another card": (
        OLD, replace(NEW, licence_declared=("mit", "x")), "licence", MIT, {"tags": ["mit"], "card": ["mit", "x"]},
    ),
    "a licence is named": (OLD, replace(NEW, licence_name="x"), "licence", MIT, MIT | {"name": "x"}),
    "a licence is linked": (OLD, replace(NEW, licence_link="y"), "licence", MIT, MIT | {"link": "y"}),
    "nothing is declared any more": (
        OLD, replace(NEW, licence_tags=(), licence_declared=None), "licence", MIT, None,
    ),
    "something is declared": (
        replace(OLD, licence_tags=(), licence_declared=None), NEW, "licence", None, MIT,
    ),
    "a gate": (OLD, replace(NEW, gate=Gate.MANUAL), "gating", "open", "manual"),
    "a parent": (
        OLD, replace(NEW, parents=(Parent("b/c", Relation.FINETUNE),)), "base_models", [], ["finetune:b/c"],
    ),
    "another relation": (
        replace(OLD, parents=(Parent("b/c", Relation.MERGE),)),
        replace(NEW, parents=(Parent("b/c", Relation.ADAPTER),)),
        "base_models", ["merge:b/c"], ["adapter:b/c"],
    ),
    "another name": (OLD, replace(NEW, repo_id="org/b"), "name", "org/a", "org/b"),
    "another library": (OLD, replace(NEW, library="mlx"), "library", "transformers", "mlx"),
    "no library": (OLD, replace(NEW, library=None), "library", "transformers", None),
    "another task": (OLD, replace(NEW, pipeline_tag="fill-mask"), "pipeline", "text-generation", "fill-mask"),
    "parameters are counted": (OLD, replace(NEW, safetensors_total=7), "parameters", None, 7),
    "parameters of a GGUF": (OLD, replace(NEW, gguf=GGUF), "parameters", None, 7_000),
    "safetensors count first": (
        replace(OLD, gguf=GGUF), replace(NEW, gguf=GGUF, safetensors_total=8), "parameters", 7_000, 8,
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_told_with_what_was_and_where_it_was_seen(change: str) -> None:
    before, after, field, old, new = CHANGES[change]
    save(before)
    save(after, moment=LATER)
    [told] = History.objects.all()
    assert (told.field, told.old, told.new) == (field, old, new)
    assert (told.model_id, told.revision, told.seen_at) == (the_model(after.repo_id).pk, a_revision(2), LATER)
    save(replace(after, downloads=1, likes=1), moment=LATER)
    assert History.objects.count() == 1


def test_every_field_of_the_history_is_tried_here() -> None:
    assert {field for _, _, field, _, _ in CHANGES.values()} | {"removal"} == set(FIELDS)


QUIET = {
    "counters": replace(OLD, downloads=1, likes=2, trending=3, downloads_all_time=4),
    "a commit": replace(NEW, last_modified=NOW),
    "words": replace(OLD, tags=("gguf",), languages=("fr",), datasets=("a/b",), gate_prompt="agree"),
    "files": replace(OLD, licence_files=("LICENSE",), weight_formats=("gguf",)),
    "configuration": replace(OLD, architectures=("X",), model_type="x", quantisation="awq"),
    "of a GGUF not its size": replace(OLD, gguf=replace(GGUF, total=None)),
}


@pytest.mark.parametrize("quiet", QUIET)
def test_nothing_else_is_told(quiet: str) -> None:
    save(OLD)
    save(QUIET[quiet], moment=LATER)
    assert not History.objects.exists()
    assert the_model("org/a").changed_at == (NOW if quiet == "counters" else LATER)


def test_parents_in_another_order_are_the_same_parents() -> None:
    parents = (Parent("b/c", Relation.MERGE), Parent("a/c", Relation.FINETUNE))
    save(replace(OLD, parents=parents))
    save(replace(OLD, parents=parents[::-1]), moment=LATER)
    assert not History.objects.exists()


def test_what_changes_at_once_is_told_field_by_field() -> None:
    save(OLD)
    both = replace(OLD, gate=Gate.AUTO, repo_id="org/b", library=None)
    save(both, moment=LATER)
    assert sorted(history("org/b"), key=lambda told: told[0]) == [
        ("gating", "open", "auto"),
        ("library", "transformers", None),
        ("name", "org/a", "org/b"),
    ]


def test_there_and_back_is_two_changes() -> None:
    save(OLD)
    save(replace(OLD, library="mlx"), moment=LATER)
    save(OLD, moment=LATER)
    assert history("org/a") == [("library", "transformers", "mlx"), ("library", "mlx", "transformers")]
