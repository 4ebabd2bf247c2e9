"""The page of one model: found by any of its names, told whole, and harmless whatever its publisher wrote."""

from urllib.parse import quote, unquote

import pytest
from pytest_django import DjangoAssertNumQueries

from registry.hub.records import Gate
from registry.licences.determination import Status
from registry.licences.evidence import Source
from registry.licences.terms import LicenceClass
from registry.models import FormerName, HubModel
from tests.builders import NOW, a_revision, make_entry, make_model, make_run
from tests.web.asking import see
from tests.web.rows import (
    DISTILL,
    LURE,
    R1,
    SCRIPT,
    TURNED,
    a_full_model,
    a_hostile_model,
    know_licences,
    make_change,
    make_edge,
    make_evidence,
)
from tests.web.sheets import shown, told

pytestmark = pytest.mark.django_db


# --- Names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["gpt2", "org/v0.3.1", "t5-v1.1.json", "org/history", R1, f"{R1}@{a_revision(1)}"]
)
def test_each_kind_of_name_leads_to_the_page(name: str) -> None:
    bare = name.partition("@")[0]
    make_entry(bare, publisher=None if "/" not in bare else bare.partition("/")[0])
    assert shown(name).one("h1").text == bare


def test_another_spelling_and_a_former_name_lead_to_the_current_one() -> None:
    entry = make_entry(R1)
    FormerName.objects.create(model_id=entry.pk, repo_id="deepseek-ai/R1-preview", until=NOW)
    for name in ("deepseek-AI/deepseek-r1", "deepseek-ai/R1-preview", "deepseek-ai/r1-PREVIEW"):
        page = see(f"/models/{name}")
        assert (page.status, page.headers["Location"]) == (308, f"/models/{R1}")
        assert page.headers["Cache-Control"] == "max-age=300"


def test_a_live_name_beats_a_former_one_and_a_recreated_name_inherits_nothing() -> None:
    FormerName.objects.create(model_id=make_entry("org/moved").pk, repo_id="org/name", until=NOW)
    gone = make_entry("org/name", removed_at=NOW)
    make_evidence(gone, Source.LICENCE_FILE, "the old text")
    make_entry("org/name", licence_status=Status.MISSING, licence_concluded=None, licence_keys=())
    page = shown("org/name")
    assert "No source says anything about its licence" in page.text
    assert "the old text" not in page.text
    assert "no longer on the Hub" not in page.text


def test_a_purl_is_a_name() -> None:
    make_entry(R1)
    assert see(f"/models/pkg:huggingface/{R1}").one("h1").text == R1


@pytest.mark.parametrize("name", ["org/nothing", "nothing", "org/noth'ing\"", "org/é"])
def test_a_model_that_nobody_knows_is_told_as_such(name: str) -> None:
    make_run(state="done")
    page = see(f"/models/{quote(name)}")
    assert page.status == 404
    assert page.one("h1").text == name
    assert "The registry holds no model of this name. It may never have been on the Hub" in page.text
    assert see(page.links["Search for models with these words"]).status == 200


def test_before_the_hub_was_read_it_is_said_how_few_models_there_are() -> None:
    make_entry("org/model", source="starter")
    assert "so far it holds 1 model, chosen for a start." in see("/models/org/nothing").text


@pytest.mark.parametrize("name", ["a/b/c", "a%00b", "org/", "/", "x" * 5000, "org/x@main", "pkg:pypi/x"])
def test_what_cannot_be_a_name_is_told_why(name: str) -> None:
    page = see(f"/models/{name}")
    assert page.status == 404
    assert "This cannot be the name of a model:" in page.text
    assert len(page.html) < 20_000


def test_another_revision_is_not_answered_with_this_one() -> None:
    make_entry(R1)
    page = see(f"/models/{R1}@{a_revision(2)}")
    assert page.status == 404
    assert page.links["See it at the revision we hold, 0000000000"] == f"/models/{R1}"


def test_a_repository_that_was_not_assessed_yet_has_no_page() -> None:
    make_model("org/fresh")
    assert see("/models/org/fresh").status == 404


# --- What it tells ---------------------------------------------------------------------------------


def test_the_licence_comes_first_as_declared_found_and_concluded() -> None:
    a_full_model()
    page = shown(DISTILL)
    assert [one.text for one in page.all("h2")][:2] == ["May we use it?", "Licence"]
    said = told(page)
    assert said["Declared by its publisher"] == "mit"
    assert said["Found in its files"] == "MIT in LICENSE"
    assert said["Concluded"].startswith("MIT + Llama 3.1 Community License Agreement")
    assert page.links["MIT"] == "/licences/MIT"
    assert "Confirmed The text was recognised and agrees with what is declared" in page.text


def test_each_layer_of_the_stack_names_what_binds_and_how_sure_that_is() -> None:
    a_full_model()
    assert shown(DISTILL).one("ul", class_="layers").text == (
        "MIT Confirmed the model’s own; covers the weights Evidence: 1, 2 "
        "Llama 3.1 Community License Agreement Stated a model it was fine-tuned from; covers the weights "
        "no licence that we know Not examined yet "
        "a model it was made from (how is not stated); covers the code"
    )


def test_each_piece_of_evidence_has_its_place_and_leads_there() -> None:
    a_full_model()
    page = shown(DISTILL)
    tag, text = page.all("tr")[1:3]
    assert tag.text.startswith("1 Licence tag on the Hub weights mit MIT")
    assert "Licence file weights MIT License, Copyright (c) 2023 DeepSeek MIT the very text" in text.text
    assert "LICENSE 0000000000" in text.text
    place = [one for one in page.all("a") if one.text == DISTILL and one["href"].startswith("https:")]
    assert {one["rel"] for one in place} == {"nofollow noopener noreferrer"}


def test_numbers_are_rounded_for_people_and_exact_on_hover() -> None:
    a_full_model()
    page = shown(DISTILL)
    said = told(page)
    assert (said["In total"], said["Active for each token"], said["Weights"]) == (
        "8.0 B",
        "not examined yet",
        "15.0 GiB",
    )
    assert page.all("span", title="8,030,261,248 parameters")
    assert "counted from the headers of the weights files" in page.text
    assert "Two sources give counts that do not agree." in page.text
    assert said["BF16"] == "8.0 B"


def test_relatives_are_shown_with_their_own_licences() -> None:
    a_full_model()
    page = shown(DISTILL)
    parent, absent, *children = [one.text for one in page.all("li", class_="row")]
    assert parent.startswith("meta-llama/Llama-3.1-8B MIT Stated fine-tuned from")
    assert absent == "nobody/absent Not in the registry merged from"
    assert page.links["meta-llama/Llama-3.1-8B"] == "/models/meta-llama/Llama-3.1-8B"
    assert "nobody/absent" not in page.links
    assert [one.split()[0] for one in children] == [f"quant/R1-{number}-GGUF" for number in range(6)]
    assert "8 models quantisations: 8" in page.text


def test_the_history_tells_what_changed_newest_first() -> None:
    a_full_model()
    history = shown(DISTILL).one("ol", class_="past").text
    task = "Task not stated became text-generation"
    licence = "Licence other became mit"
    parts = [history.index(part) for part in (task, licence, "First seen by this registry.")]
    assert parts == sorted(parts)


def test_a_long_history_is_paged_and_a_bad_place_in_it_is_its_beginning() -> None:
    entry = make_entry("org/model")
    for number in range(40):
        make_change(entry, "library", f"old-{number}", f"new-{number}", days_ago=40 - number)
    page = shown("org/model")
    assert "new-39" in page.text
    assert "new-14" not in page.text
    older = see(page.links["Older changes"].partition("#")[0])
    assert "new-14" in older.text
    assert "First seen by this registry." in older.text
    bad = see("/models/org/model?before=nonsense")
    assert (bad.status, bad.headers["Location"]) == (302, "/models/org/model")


def test_facts_that_are_there_and_three_kinds_of_nothing_look_different() -> None:
    a_full_model()
    page = shown(DISTILL)
    said = told(page)
    assert (said["Task"], said["Languages"], said["Downloads in 30 days"]) == (
        "text-generation",
        "en, zh",
        "1.2 M",
    )
    assert (said["Architecture"], said["Likes"]) == ("LlamaForCausalLM", "831")
    assert said["Quantisation"] == "not stated"
    assert said["Datasets named"] == "could not be read: a number where names were expected"
    assert said["Weight formats"] == "not examined yet. Its files have not been listed."
    kinds = {one["class"] for one in page.all("span", class_="nothing")}
    assert {"nothing nothing-not_stated", "nothing nothing-unreadable", "nothing nothing-not_examined"} <= kinds


def test_former_names_problems_and_tags_are_told() -> None:
    a_full_model()
    page = shown(DISTILL)
    said = told(page)
    assert said["deepseek-ai/R1-Llama"] == "until 14 November 2026"
    assert said["cardData.datasets"] == "a number where names were expected"
    assert page.links["region:us"] == "/?tag=region%3Aus"
    assert page.links["deepseek-ai/"] == "/?publisher=deepseek-ai"


def test_the_same_answer_is_offered_to_tools() -> None:
    make_entry("org/it's")
    page = shown("org/it's")
    address = "http://testserver/api/v1/models/org/it%27s"
    assert page.id("command").text == f"curl -s {address}"
    assert page.one("link", rel="alternate")["href"] == "/api/v1/models/org/it%27s"


def test_a_removed_model_says_so_first() -> None:
    make_entry("org/gone", removed_at=NOW)
    assert "no longer on the Hub" in shown("org/gone").one("header", class_="title").text


def test_what_makes_a_conclusion_less_than_fresh_is_told() -> None:
    entry = make_entry("org/stale", stale=True, source="starter")
    HubModel.objects.filter(pk=entry.pk).update(private=True, disabled=True)
    notes = shown("org/stale").one("ul", class_="note").text
    for said in ("private", "disabled", "Starter data", "being drawn anew"):
        assert said in notes


@pytest.mark.parametrize(
    ("status", "keys", "concluded", "says"),
    [
        (Status.STATED, ("A", "B"), "A OR B", "A OR B A B"),
        (Status.STATED, ("A", "B"), None, "Not settled It is one of these, or several: A B"),
        (Status.CONFLICTING, ("A", "B"), None, "Not settled It is one of these, or several: A B"),
        (Status.UNRESOLVED, (), None, "Nothing"),
        (Status.MISSING, (), None, "Nothing"),
        (Status.NOT_EXAMINED, (), None, "Nothing"),
    ],
)
def test_what_is_not_concluded_is_not_shown_as_concluded(
    status: Status, keys: tuple[str, ...], concluded: str | None, says: str
) -> None:
    make_entry(
        "org/model",
        licence_status=status,
        licence_keys=keys,
        licence_concluded=concluded,
        licence_class=LicenceClass.UNKNOWN,
        gate=Gate.UNKNOWN,
    )
    assert told(shown("org/model"))["Concluded"].removesuffix(
        "Class unknown. We do not know the licence, so neither its class."
    ).strip() == says  # fmt: skip


# --- What it withstands ----------------------------------------------------------------------------


def test_hostile_words_are_words() -> None:
    entry = a_hostile_model()
    make_edge(make_entry("org/child"), entry.repo_id)
    for page in (
        shown(entry.repo_id),
        see("/"),
        shown("org/child"),
        see(f"/?tag={quote(SCRIPT)}"),
    ):
        assert SCRIPT not in page.html
        assert TURNED not in page.html
        assert "javascript:" not in unquote("".join(one["href"] for one in page.elements))
        assert {one["src"] for one in page.all("script")} <= {
            "/static/permis/theme.js", "/static/permis/copy.js", "/static/permis/search.js",
            "/static/permis/context.js", "/static/django_htmx/htmx-2.min.js",
        }  # fmt: skip
        names = {name for one in page.elements for name in one.attributes}
        assert not {name for name in names if name.startswith("on") or name == "style"}
        assert page.all("img") == []
    page = shown(entry.repo_id)
    assert page.text.count(SCRIPT) > 10
    assert "⌈U+202E⌉" in page.text
    assert page.one("h1").text == entry.repo_id
    assert "{{ settings.SECRET_KEY }}" in page.text
    assert LURE not in page.links.values()
    assert page.links.get("x" * 5000) is None
    assert "x" * 5000 in page.text


def test_a_link_that_may_be_followed_stays_within_its_quotes() -> None:
    entry = a_hostile_model()
    lure = f'https://evil.test/">{SCRIPT}'
    HubModel.objects.filter(pk=entry.pk).update(licence_link=lure)
    page = shown(entry.repo_id)
    assert SCRIPT not in page.html
    assert [one["href"] for one in page.all("a") if SCRIPT in one.text and "evil.test" in one["href"]] == [lure]


def test_an_unknown_hostile_name_is_words_too() -> None:
    page = see(f"/models/{quote(SCRIPT, safe='')}")
    assert page.status == 404
    assert SCRIPT not in page.html
    turned = see(f"/models/org/{quote(TURNED)}x")
    assert TURNED not in turned.html
    assert turned.status == 404


def test_only_outside_links_lead_outside_and_never_with_our_name() -> None:
    a_full_model()
    know_licences()
    for page in (shown(DISTILL), see("/licences/MIT")):
        outside = [one for one in page.all("a") if "//" in one["href"]]
        assert outside
        for one in outside:
            assert one["href"].startswith("https://")
            assert set(one["rel"].split()) == {"nofollow", "noopener", "noreferrer"}


@pytest.mark.parametrize("much", [1, 40])
def test_the_cost_is_the_same_for_any_amount_of_facts(
    much: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entry = make_entry("org/model", tags=tuple(f"tag-{number}" for number in range(much)))
    for number in range(much):
        make_evidence(entry, value=f"value-{number}")
        make_change(entry, "library", number, number + 1)
        make_edge(entry, make_entry().repo_id)
        make_edge(make_entry(), "org/model")
    with django_assert_num_queries(16):  # seven for the model, three for what binds it; past, freshness and memory
        shown("org/model")
