"""A search row says what the facts say, whether they come from a listing or from the tables."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from registry.assessment import facts, stacks
from registry.assessment.assess import LONGEST_TAG_WORDS, assess_stored
from registry.catalogue.entries import Listing
from registry.hub.records import Gate, Gguf, HubRecord, Parent, Problem, Relation
from registry.licences import grounds
from registry.licences.determination import determine
from registry.licences.evidence import Component
from registry.licences.stack import Layer, LayerRelation
from registry.models import Entry, EntryWords, Evidence, LicenceStack
from tests.builders import NOW, a_hub_id, a_revision, make_record
from tests.sync.saving import save, stored, the_entry, the_model, undone

pytestmark = pytest.mark.django_db

GROUNDS = grounds.load()
LATER = NOW + timedelta(hours=1)
A = make_record("org/model-7B", licence_tags=(), licence_declared=None)
GGUF = Gguf(total=7_000_000_000, architecture="llama", context_length=None, file_size=None)

ROWS: dict[str, tuple[HubRecord, dict[str, Any]]] = {
    "stated": (
        replace(A, licence_tags=("mit",), licence_declared=("mit",)),
        {"licence_status": "stated", "licence_concluded": "MIT", "licence_keys": ["MIT"],
         "licence_class": "permissive", "licence_declared": ["mit"]},
    ),
    "by the tag alone": (
        replace(A, licence_tags=("apache-2.0",)),
        {"licence_status": "stated", "licence_concluded": "Apache-2.0", "licence_declared": ["apache-2.0"]},
    ),
    "card and tag at odds": (
        replace(A, licence_tags=("mit",), licence_declared=("apache-2.0",)),
        {"licence_status": "conflicting", "licence_concluded": None, "licence_class": "unknown",
         "licence_declared": ["apache-2.0", "mit"]},
    ),
    "a name of several texts": (
        replace(A, licence_tags=("gemma",), licence_declared=("gemma",)),
        {"licence_status": "stated", "licence_concluded": None, "licence_declared": ["gemma"]},
    ),
    "a name nobody knows": (
        replace(A, licence_tags=("other",), licence_declared=("other",), licence_name="of-my-own"),
        {"licence_status": "unresolved", "licence_concluded": None, "licence_keys": [],
         "licence_class": "unknown"},
    ),
    "nothing": (
        A, {"licence_status": "not_examined", "licence_concluded": None, "licence_declared": None,
            "licence_keys": [], "params_total": None, "params_source": "none", "params_flags": []},
    ),
    "an empty list": (replace(A, licence_declared=()), {"licence_declared": []}),
    "a file not read": (replace(A, licence_files=("LICENSE",)), {"licence_status": "not_examined"}),
    "counted by the Hub": (
        replace(A, safetensors_total=7_241_732_096),
        {"params_total": 7_241_732_096, "params_stored": 7_241_732_096, "params_source": "hub_total"},
    ),
    "packed": (
        replace(A, safetensors_total=1_200_000_000, quantisation="awq"),
        {"params_total": None, "params_stored": 1_200_000_000, "params_flags": ["packed"]},
    ),
    "packed by type": (
        replace(A, safetensors_total=1_200_000_000, safetensors_parameters=(("F16", 10), ("I32", 1_190_000_000))),
        {"params_total": None, "params_flags": ["packed"]},
    ),
    "packed by tag": (
        replace(A, safetensors_total=1_200_000_000, tags=("4-bit",)),
        {"params_flags": ["packed"], "tags": ["4-bit"]},
    ),
    "in a GGUF file": (replace(A, gguf=GGUF), {"params_total": 7_000_000_000, "params_source": "gguf"}),
    "an adapter by its parent": (
        replace(A, safetensors_total=9_000, parents=(Parent("b/c", Relation.ADAPTER),)),
        {"params_total": None, "params_stored": 9_000, "params_flags": ["adapter"]},
    ),
    "an adapter by its library": (
        replace(A, safetensors_total=9_000, library="peft"), {"params_flags": ["adapter"]},
    ),
    "gated": (replace(A, gate=Gate.AUTO), {"gate": "auto"}),
    "dated and named": (
        replace(A, created_at=NOW, last_modified=None, publisher="org", revision=a_revision(9), languages=("fr",)),
        {"created_at": NOW, "last_modified": None, "publisher": "org", "revision": a_revision(9),
         "languages": ["fr"], "repo_id": "org/model-7B"},
    ),
    "without a maker": (replace(A, repo_id="gpt2", publisher=None), {"publisher": None, "repo_id": "gpt2"}),
}  # fmt: skip


@pytest.mark.parametrize("case", ROWS)
def test_a_row_says_what_the_facts_say(case: str) -> None:
    record, expected = ROWS[case]
    save(record)
    entry = Entry.objects.get()
    told = {**Entry.objects.values().get(), **EntryWords.objects.values().get()}
    assert {name: told[name] for name in expected} == expected
    assert (entry.knowledge_version, entry.assessed_at, entry.stale) == (GROUNDS.version, NOW, False)
    assert (entry.weights_bytes, entry.params_active) == (None, None)


def test_words_of_tags_are_bounded_and_tags_are_not() -> None:
    save(replace(A, tags=tuple(f"a-rather-long-tag-{number:06}" for number in range(2_000))))
    entry = Entry.objects.get()
    assert len(entry.entrywords.tags) == 2_000
    assert len(entry.entrywords.tag_words) == LONGEST_TAG_WORDS


def test_models_share_the_stacks_that_bind_them() -> None:
    mit = replace(A, licence_tags=("mit",), licence_declared=("mit",))
    tuned = replace(mit, parents=(Parent("b/c", Relation.FINETUNE), Parent("b/d", Relation.FINETUNE)))
    records = [replace(one, repo_id=f"org/{number}", hub_id=a_hub_id(number))
               for number, one in enumerate([mit, mit, tuned, tuned, A])]  # fmt: skip
    save(*records)
    bound = {one.repo_id: one.stack for one in Entry.objects.select_related("stack")}
    assert bound["org/0"] == bound["org/1"]
    assert bound["org/2"] == bound["org/3"]
    assert LicenceStack.objects.count() == 3
    assert (bound["org/0"].concluded, bound["org/0"].keys, bound["org/0"].licence_class) == (
        "MIT", ["MIT"], "permissive",
    )  # fmt: skip
    assert sorted((layer["relation"], layer["status"]) for layer in bound["org/2"].layers) == [
        ("finetune", "not_examined"),
        ("own", "stated"),
    ]
    save(*(replace(one, repo_id=f"{one.repo_id}-b", hub_id=a_hub_id(100 + number))
           for number, one in enumerate(records)), moment=LATER)  # fmt: skip
    assert LicenceStack.objects.count() == 3
    assert set(LicenceStack.objects.values_list("first_seen_at", flat=True)) == {NOW}


def test_a_stack_that_is_known_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    missing = determine((), files_listed=True, readme_read=True, knowledge=GROUNDS.knowledge)
    layers = (Layer(missing.keys, missing.status, Component.WEIGHTS, LayerRelation.OWN),)
    with django_assert_num_queries(3):
        first = stacks.intern([(layers, missing), (layers, missing)], NOW)
    with django_assert_num_queries(1):
        assert stacks.intern([(layers, missing)], LATER) == first
    assert first == {stacks.name(layers): LicenceStack.objects.get().pk}


def test_a_model_that_changes_moves_to_another_stack() -> None:
    save(replace(A, licence_tags=("mit",)))
    before = Entry.objects.get().stack_id
    save(replace(A, licence_tags=("apache-2.0",)), moment=LATER)
    entry = Entry.objects.select_related("stack").get()
    assert entry.stack_id != before
    assert entry.stack.concluded == entry.licence_concluded == "Apache-2.0"


def test_however_many_models_it_is_the_same_few_statements() -> None:
    save(*(make_record(f"org/{number}", hub_id=a_hub_id(number)) for number in range(80)))
    ids = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    costs = []
    for some in (ids[:2], ids):
        with CaptureQueriesContext(connection) as captured:
            assert assess_stored(some, GROUNDS, LATER) == len(some)
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 12
    assert set(Entry.objects.values_list("assessed_at", flat=True)) == {LATER}


def test_models_that_are_not_there_are_passed_over() -> None:
    save(A)
    number = Entry.objects.get().pk
    assert assess_stored([number, number + 10_000], GROUNDS, LATER) == 1
    assert assess_stored([], GROUNDS, LATER) == 0


TEXTS = st.sampled_from(["mit", "apache-2.0", "gemma", "llama3.1", "other", "cc-by-nc-4.0", '{"', "\\", "Ω 4-bit"])
LISTS = st.lists(TEXTS, max_size=3, unique=True).map(tuple)
COUNTS = st.none() | st.integers(0, 2**63 - 1) | st.integers(10**6, 10**12)
NAMES = st.sampled_from(["org/a", "org/b-7B", "org/c-8x22b-AWQ", "gpt2", "org/d-70b-4bit-mlx"])
PARENTS = st.lists(
    st.builds(Parent, st.sampled_from(["a/b", "c", "https://x:y"]), st.sampled_from(Relation)), max_size=3
).map(lambda parents: tuple(dict.fromkeys(parents)))
RECORDS = st.builds(
    make_record,
    NAMES,
    publisher=st.none() | st.just("org"),
    revision=st.none() | st.just(a_revision(5)),
    created_at=st.none() | st.just(NOW),
    last_modified=st.none() | st.just(LATER),
    gate=st.sampled_from(Gate),
    downloads=st.none() | st.integers(0, 10**12),
    pipeline_tag=st.none() | TEXTS,
    library=st.none() | TEXTS | st.just("peft"),
    tags=LISTS,
    languages=LISTS,
    licence_tags=LISTS,
    licence_declared=st.none() | LISTS,
    licence_name=st.none() | TEXTS,
    licence_link=st.none() | st.sampled_from(["LICENSE", "https://ai.google.dev/gemma/terms", "x y"]),
    gate_prompt=st.none() | TEXTS,
    parents=PARENTS,
    quantisation=st.none() | st.sampled_from(["fp8", "awq", "bitsandbytes"]),
    safetensors_total=COUNTS,
    safetensors_parameters=st.dictionaries(
        st.sampled_from(["BF16", "F8_E4M3", "I32", "I8", '"\\']), st.integers(0, 2**63 - 1)
    ).map(lambda counts: tuple(sorted(counts.items()))),
    gguf=st.none() | st.builds(Gguf, COUNTS, TEXTS, COUNTS, COUNTS),
    licence_files=st.none() | st.just(()) | st.just(("LICENSE", "USE_POLICY.md")),
    problems=st.just(()) | st.just((Problem("tags", "is a number"),)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RECORDS)
def test_stored_facts_give_what_the_listing_gave(record: HubRecord) -> None:
    with undone():
        save(record)
        number = the_model(record.repo_id).pk
        listing = Listing(record.downloads, record.likes, record.trending or 0, NOW)
        told = facts.of_record(
            record, number, known=True, moved=False, removed_at=None, seen_at=NOW, listing=listing
        )
        assert facts.load([number]) == (replace(told, listing=None),)
        before = stored(Entry, Evidence, LicenceStack)
        assert assess_stored([number], GROUNDS, NOW) == 1
        assert stored(Entry, Evidence, LicenceStack) == before
        assert the_entry(record.repo_id).downloads == (-1 if record.downloads is None else record.downloads)


def test_a_program_that_bears_the_name_of_a_line_of_models_is_no_word_to_find_it_by() -> None:
    save(make_record("org/quant", tags=("gguf", "llama.cpp", "llama")))
    entry = Entry.objects.get()
    assert entry.entrywords.tag_words == "gguf llama"
    assert entry.entrywords.tags == ["gguf", "llama.cpp", "llama"]
