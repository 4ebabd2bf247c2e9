"""Whatever happens to models, concluding anew what is stale gives what concluding everything anew gives."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.assessment import licences, stale
from registry.assessment.stale import renew
from registry.hub.records import HubRecord, Parent, Relation, parse
from registry.licences import grounds
from registry.licences.lineage import DEEPEST
from registry.models import Entry
from registry.sync.merge import remove
from tests.builders import NOW, a_hub_id, make_record
from tests.sharing import hub_rows
from tests.sync.saving import save, the_entry, the_model, undone

pytestmark = pytest.mark.django_db

GROUNDS = grounds.load()
LATER = NOW + timedelta(hours=1)
LLAMA_3_1 = "LicenseRef-scancode-llama-3.1-license-2024"
META, COPY = "meta-llama/Llama-3.1-8B-Instruct", "unsloth/Llama-3.1-8B-Instruct"
R1, V3 = "deepseek-ai/DeepSeek-R1", "deepseek-ai/DeepSeek-V3-Base"
TUNE, QUANT, MERGE = Relation.FINETUNE, Relation.QUANTIZED, Relation.MERGE


@pytest.fixture(autouse=True)
def _known() -> None:
    """Let the table of licences bear what these tests conclude with."""
    licences.write(GROUNDS)


def named(number: int, name: str, licence: str | None = "mit", *parents: Parent, **more: Any) -> HubRecord:
    """A model of a number under a name, with a licence or none."""
    tags = (licence,) if licence else ()
    return make_record(
        name, hub_id=a_hub_id(number), licence_tags=tags, licence_declared=tags or None, parents=parents, **more
    )


def layers(repo_id: str) -> set[tuple[str, str, tuple[str, ...]]]:
    """Relation, status and licences of the layers that bind the live model of a name."""
    stack = the_entry(repo_id).stack
    return {(one["relation"], one["status"], tuple(one["licences"])) for one in stack.layers}


def stale_ones() -> set[str]:
    return set(Entry.objects.filter(stale=True).values_list("repo_id", flat=True))


def drain() -> int:
    return renew(GROUNDS, lambda: LATER)


# --- The property -----------------------------------------------------------------------------------

NAMES = ("org/a", "org/b", META, COPY, R1, V3)
PARENTS = st.lists(
    st.builds(Parent, st.sampled_from((*NAMES, "ORG/A", "nobody/absent")), st.sampled_from(Relation)), max_size=2
).map(lambda parents: tuple(dict.fromkeys(parents)))


def _row(number: int, name: str, licence: str | None, parents: tuple[Parent, ...], **more: Any) -> HubRecord:
    return replace(named(number, name, licence, **more), parents=parents)


# Mostly the same model bears the same name, so that families last from page to page.
BEARERS = st.sampled_from(tuple(enumerate(NAMES)) * 3 + ((0, "org/b"), (1, "org/a"), (8, "org/a"), (1, META)))
ROWS = st.builds(
    lambda bearer, *said, **more: _row(*bearer, *said, **more),
    BEARERS,
    st.sampled_from(("mit", "mit", "cc-by-nc-4.0", "llama3.2", None)),
    PARENTS,
    architectures=st.sampled_from(((), ("LlamaForCausalLM",), ("MllamaForConditionalGeneration",))),
    licence_files=st.sampled_from(((), (), None, ("LICENSE",))),
)
PAGES = st.lists(ROWS, min_size=1, max_size=5)
STEPS = st.lists(PAGES | st.sampled_from(("drain", "remove")), min_size=2, max_size=6)


def _concluded() -> list[dict[str, Any]]:
    columns = (
        "pk",
        "repo_id",
        "licence_status",
        "licence_concluded",
        "entrywords__licence_keys",
        "licence_class",
        "stack",
        "own",
    )
    return list(Entry.objects.order_by("pk").values(*columns))


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_what_is_stale_is_all_that_changed(steps: list[Any]) -> None:
    with undone():
        for step in steps:
            if step == "drain":
                drain()
            elif step == "remove":
                remove([Entry.objects.filter(removed_at=None).values_list("pk", flat=True).last() or 0], LATER)
            else:
                save(*step, moment=LATER)
        drain()
        assert not stale_ones()
        concluded = _concluded()
        Entry.objects.update(stale=True, own=None)
        drain()
        assert _concluded() == concluded


# --- What makes whom stale --------------------------------------------------------------------------


def a_line() -> None:
    """Store base ← middle ← child, and one that stands apart."""
    save(
        named(1, "org/base"),
        named(2, "org/middle", "mit", Parent("org/base", TUNE)),
        named(3, "org/child", "apache-2.0", Parent("Org/Middle", QUANT)),
        named(4, "org/apart"),
    )


def test_the_layers_of_all_ancestors_bind() -> None:
    a_line()
    assert not stale_ones()
    save(named(1, "org/base", "cc-by-nc-4.0"), moment=LATER)
    assert stale_ones() == {"org/middle", "org/child"}
    assert drain() == 2
    assert layers("org/child") == {
        ("own", "stated", ("Apache-2.0",)),
        ("quantized", "stated", ("MIT",)),
        ("finetune", "stated", ("CC-BY-NC-4.0",)),
    }


@pytest.mark.parametrize("change", [{"downloads": 7}, {"library": "mlx"}, {"tags": ("new",)}, {"languages": ()}])
def test_what_concludes_the_same_makes_nobody_stale(change: dict[str, Any]) -> None:
    a_line()
    save(named(1, "org/base", **change), moment=LATER)
    assert not stale_ones()


def test_a_parent_that_arrives_makes_those_stale_that_name_it() -> None:
    save(
        named(3, "org/child", "mit", Parent("org/base", TUNE)),
        named(5, "org/grandchild", "mit", Parent("org/child", TUNE)),
    )
    assert layers("org/grandchild") == {("own", "stated", ("MIT",)), ("finetune", "not_examined", ())}
    save(named(1, "ORG/base", "cc-by-nc-4.0"), moment=LATER)
    assert stale_ones() == {"org/child", "org/grandchild"}
    drain()
    assert ("finetune", "stated", ("CC-BY-NC-4.0",)) in layers("org/grandchild")


def test_a_parent_under_another_name_still_binds() -> None:
    a_line()
    save(named(1, "org/renamed", "cc-by-nc-4.0"), moment=LATER)
    drain()
    assert ("finetune", "stated", ("CC-BY-NC-4.0",)) in layers("org/middle")
    save(named(9, "org/base", "mit"), moment=LATER)  # somebody else takes the name
    assert stale_ones() == {"org/middle", "org/child"}
    drain()
    assert layers("org/middle") == {("own", "stated", ("MIT",))}


def test_a_parent_that_is_removed_still_binds_and_its_name_is_looked_at_again() -> None:
    a_line()
    remove([the_model("org/base").pk], LATER)
    assert stale_ones() == {"org/middle", "org/child"}
    drain()
    assert layers("org/middle") == {("own", "stated", ("MIT",))}
    save(named(1, "org/base", "cc-by-nc-4.0"), moment=LATER)  # it returns, under other terms
    assert stale_ones() == {"org/middle", "org/child"}


def test_other_parents_make_those_below_stale() -> None:
    a_line()
    save(named(2, "org/middle", "mit", Parent("org/apart", TUNE), Parent("org/absent", MERGE)), moment=LATER)
    assert stale_ones() == {"org/child"}
    drain()
    assert ("merge", "not_examined", ()) in layers("org/child")


def test_what_changes_far_above_reaches_those_who_name_a_former_name_on_the_way() -> None:
    a_line()
    save(named(2, "org/renamed", "mit", Parent("org/base", TUNE)), moment=LATER)
    drain()
    save(named(1, "org/base", "cc-by-nc-4.0"), moment=LATER)
    assert stale_ones() == {"org/renamed", "org/child"}


def test_what_changes_above_a_copy_reaches_those_who_name_the_copy() -> None:
    save(named(1, META, "llama3.1"), named(2, "org/child", "mit", Parent(COPY, TUNE)))
    save(named(3, "org/below", "mit", Parent("org/child", QUANT)), moment=LATER)
    save(named(1, META, "llama3.1", Parent("org/new", MERGE)), moment=LATER)
    assert stale_ones() == {"org/child", "org/below"}


def test_models_in_a_circle_end_and_say_so() -> None:
    save(named(1, "org/a", "mit", Parent("org/b", TUNE)), named(2, "org/b", "apache-2.0", Parent("org/a", TUNE)))
    save(named(1, "org/a", "cc-by-nc-4.0", Parent("org/b", TUNE)), moment=LATER)
    assert stale_ones() == {"org/b"}
    assert drain() == 1
    own = [one for one in the_entry("org/b").stack.layers if one["relation"] == "own"]
    assert own[0]["traits"] == ["lineage_cycle"]


def test_a_copy_that_says_nothing_follows_its_original() -> None:
    copy = named(2, "org/copy", None, Parent("org/base", QUANT), licence_files=())
    save(named(1, "org/base"), copy)
    assert (the_entry("org/copy").licence_status, the_entry("org/copy").licence_concluded) == ("inferred", "MIT")
    save(named(1, "org/base", None), moment=LATER)
    drain()
    assert (the_entry("org/copy").licence_status, the_entry("org/copy").licence_concluded) == (
        "not_examined",
        None,
    )


def test_a_copy_that_nobody_holds_leads_to_what_it_copies() -> None:
    save(named(1, "org/child", "apache-2.0", Parent(COPY, TUNE)))
    assert ("finetune", "confirmed", (LLAMA_3_1,)) in layers("org/child")
    save(named(2, META, "llama3.1"), moment=LATER)  # what the copy was made from arrives
    assert stale_ones() == {"org/child"}
    save(named(3, COPY, "apache-2.0"), moment=LATER)  # and so does the copy, under a tag that is wrong
    drain()
    assert ("finetune", "confirmed", (LLAMA_3_1,)) in layers("org/child")
    assert layers(COPY) == {("own", "stated", ("Apache-2.0",)), ("quantized", "confirmed", (LLAMA_3_1,))}


def test_an_owner_that_licensed_anew_frees_its_model_and_what_is_made_of_it() -> None:
    save(
        named(1, V3, None),
        named(2, R1, "mit", Parent(V3, TUNE)),
        named(3, "org/of-r1", "mit", Parent(R1, TUNE)),
        named(4, "org/of-v3", "mit", Parent(V3, TUNE)),
    )
    assert layers(R1) == {("own", "confirmed", ("MIT",))}
    assert layers("org/of-r1") == {("own", "stated", ("MIT",))}
    assert ("finetune", "confirmed", ("LicenseRef-scancode-deepseek-la-1.0",)) in layers("org/of-v3")


def test_it_is_few_statements_however_many_models_and_one_for_each_generation() -> None:
    costs = []
    for models in (2, 60):
        with undone(), CaptureQueriesContext(connection) as captured:
            save(*(named(number, f"org/{number}", "mit", Parent("org/base", TUNE)) for number in range(models)))
            costs.append(len(captured))
    assert costs[0] == costs[1]
    line = [
        named(number, f"org/{number}", "mit", Parent(f"org/{number + 1}", TUNE)) for number in range(DEEPEST + 9)
    ]
    with CaptureQueriesContext(connection) as captured:
        save(*line)
    assert len(captured) <= costs[0] + DEEPEST


def test_a_batch_that_ends_between_parent_and_child_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stale, "BATCH", 1)
    a_line()
    before = _concluded()
    Entry.objects.update(stale=True, own=None)
    drain()
    assert _concluded() == before


# --- Real models ------------------------------------------------------------------------------------


@pytest.mark.shared
def test_children_of_llama_and_gemma_copies_show_the_layer_whatever_their_tag(shared: Any) -> None:
    records = [record for row in hub_rows(shared) if isinstance(record := parse(row), HubRecord)]
    copies = {
        name.casefold()
        for one in GROUNDS.curations.by_id.values()
        if one.id.startswith(("copies-of-llama", "copies-of-meta-llama", "copies-of-gemma-2", "copies-of-gemma-3"))
        for name in one.repositories
    }

    def of(record: HubRecord, names: set[str]) -> bool:
        return any(parent.repo_id.casefold() in names for parent in record.parents)

    tagged = {one.repo_id for one in records if of(one, copies) and set(one.licence_tags) & {"mit", "apache-2.0"}}
    tiny = {one.repo_id for one in records if of(one, {"tinyllama/tinyllama-1.1b-chat-v1.0"})}
    assert len(tagged) > 150
    assert len(tiny) == 3
    asked = [
        one
        for one in records
        if one.repo_id in tagged | tiny or one.repo_id.startswith(("meta-llama/", "google/"))
    ]
    save(*asked)
    drain()
    keys = {
        entry.repo_id: {key for layer in entry.stack.layers for key in layer["licences"]}
        for entry in Entry.objects.select_related("stack")
    }
    bound = {name for name, found in keys.items() if any("llama" in key or "gemma" in key for key in found)}
    assert tagged <= bound
    assert not tiny & bound
