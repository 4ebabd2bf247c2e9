"""The search page: its address is its state, and what cannot be searched for is told, not guessed."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.catalogue import plan, search
from registry.catalogue.facets import count_facets
from registry.catalogue.filters import Condition
from registry.catalogue.query import SearchQuery
from registry.catalogue.search import SearchTimeout
from registry.models import Entry
from tests.builders import NOW, make_entry
from tests.web.asking import Seen, see
from tests.web.rows import a_few_models

pytestmark = pytest.mark.django_db


def shown(**asked: object) -> Seen:
    """Return the search page of these parameters, whose list was made."""
    page = see("/?" + urlencode(asked, doseq=True) if asked else "/")
    assert page.status == 200, page.text
    return page


def on(page: Seen) -> set[tuple[str, str]]:
    """Return the boxes and circles of the form that are on, but for "any"."""
    boxes = [one for one in page.all("input") if one["type"] in ("checkbox", "radio") and one["value"]]
    return {(one["name"], one["value"]) for one in boxes if "checked" in one.attributes}


def chips(page: Seen) -> dict[str, str]:
    """Return the addresses of the chips that take a filter off."""
    found = {one.text: one["href"] for one in page.all("a", class_="chip")}
    return {text: url for text, url in found.items() if text.startswith("Remove the filter")}


def test_an_empty_registry_says_so_and_leads_to_the_sync() -> None:
    page = shown()
    assert page.models == []
    assert "No models yet" in page.text
    assert page.links["The sync page"] == "/sync"


def test_lists_what_is_there_the_most_downloaded_first() -> None:
    a_few_models()
    page = shown()
    assert page.models == list(Entry.objects.order_by("-downloads").values_list("repo_id", flat=True))
    assert "7 models" in page.text
    assert page.one("h1").text == "All models"


def test_a_row_says_what_is_known_and_that_the_rest_is_not_stated() -> None:
    make_entry("org/known", params_total=7_615_616_512, weights_bytes=15_231_233_024, downloads=5_412_345)
    make_entry("org/sparse", pipeline_tag=None, downloads=-1, last_modified=None)
    known, sparse = [one.text for one in shown().all("li", class_="row")]
    for words in ("MIT", "Stated", "7.6 B parameters", "14.2 GiB", "5.4 M downloads", "text-generation"):
        assert words in known
    assert "size not stated" in sparse
    assert "downloads" not in sparse


def test_a_licence_that_is_not_known_is_never_shown_as_one_that_is() -> None:
    a_few_models()
    badges = {one.text for one in shown().all("span", class_="word")}
    assert badges == {
        "MIT Confirmed", "MIT Stated", "MIT Inferred", "mit Conflicting", "mit Unresolved", "Missing",
        "mit Not examined yet",
    }  # fmt: skip


def test_the_form_shows_what_the_address_asks() -> None:
    a_few_models()
    count_facets(NOW)
    page = shown(
        q="model", licence="MIT", status=["stated", "confirmed"], publisher="maker-1", gated="true",
        params_min=10**9, updated_after="2025-02-03", tag="a-tag", order="-likes", removed="true",
    )  # fmt: skip
    assert page.id("q")["value"] == "model"
    assert on(page) == {
        ("licence", "MIT"), ("status", "stated"), ("status", "confirmed"), ("publisher", "maker-1"),
        ("gated", "true"), ("tag", "a-tag"), ("removed", "true"),
    }  # fmt: skip
    assert page.id("updated_after")["value"] == "2025-02-03"
    [size] = [one for one in page.all("option", value=str(10**9)) if "selected" in one.attributes]
    assert size
    [order] = [one for one in page.all("option", value="-likes") if "selected" in one.attributes]
    assert order


def test_options_carry_their_counts_and_do_not_move_when_they_are_ticked() -> None:
    for number in range(12):
        for _ in range(20 - number):
            make_entry(publisher=f"maker-{number:02}")
    count_facets(NOW)

    def offered(page: Seen) -> list[str]:
        return [one["value"] for one in page.all("input", type="checkbox", name="publisher")]

    common = [f"maker-{number:02}" for number in range(7)]
    assert offered(shown()) == common
    assert offered(shown(publisher="maker-03")) == common
    assert offered(shown(publisher=["maker-03", "maker-11"])) == ["maker-11", *common]
    assert "maker-00 20" in shown().text


def test_each_chip_leads_to_the_search_without_it() -> None:
    page = shown(q="llama", licence=["MIT", "Apache-2.0"], gated="false", order="-likes")
    assert chips(page) == {
        "Remove the filter Words llama": "/?licence=Apache-2.0&licence=MIT&gated=false&order=-likes",
        "Remove the filter Licence MIT": "/?q=llama&licence=Apache-2.0&gated=false&order=-likes",
        "Remove the filter Licence Apache-2.0": "/?q=llama&licence=MIT&gated=false&order=-likes",
        "Remove the filter Gated no": "/?q=llama&licence=Apache-2.0&licence=MIT&order=-likes",
    }


def test_a_chip_of_the_words_takes_the_order_by_them_along() -> None:
    assert chips(shown(q="llama", order="relevance")) == {"Remove the filter Words llama": "/"}


def test_the_search_is_said_in_a_sentence() -> None:
    page = shown(pipeline_tag="text-generation", params_max=8 * 10**9)
    assert page.one("h1").text == "Models for text-generation, up to 8 B parameters"
    assert page.one("title").text == "Models for text-generation, up to 8 B parameters – Permis"


def test_empty_fields_of_a_form_are_taken_out_of_the_address() -> None:
    page = see("/?q=llama&licence=&params_min=&publisher=&licence=MIT&tag=")
    assert (page.status, page.headers["Location"]) == (302, "/?q=llama&licence=MIT")
    assert see("/?q=&gated=").headers["Location"] == "/"


def test_pages_follow_each_other_and_hold_every_model_once() -> None:
    for number in range(60):
        make_entry(downloads=number // 4)
    page, seen = shown(), []
    while True:
        seen += page.models
        following = page.all("a", rel="next")
        if not following:
            break
        page = see(following[0]["href"])
        assert page.links["First page"] == "/"
    assert seen == list(Entry.objects.order_by("-downloads", "-pk").values_list("repo_id", flat=True))


def test_a_following_page_keeps_the_search() -> None:
    for number in range(30):
        make_entry(f"org/llama-{number}")
    make_entry("org/other")
    page = see(shown(q="llama", order="-likes").all("a", rel="next")[0]["href"])
    assert len(page.models) == 5
    assert page.links["First page"] == "/?q=llama&order=-likes"


@pytest.mark.parametrize("asked", ["", "q=model", "status=stated&status=missing", "order=params", "gated=true"])
def test_htmx_and_plain_answers_hold_the_same_results(asked: str) -> None:
    a_few_models()
    plain = see(f"/?{asked}" if asked else "/")
    swapped = see(f"/?{asked}" if asked else "/", HX_Request="true", HX_Target="results")
    assert swapped.models == plain.models != []
    assert swapped.id("results") == plain.id("results")


def test_the_same_list_is_offered_as_data() -> None:
    make_entry("org/llama")
    page = shown(q="llama")
    assert page.links["JSON"] == "/api/v1/models?q=llama"
    assert page.links["CSV"] == "/api/v1/models.csv?q=llama"
    assert page.one("link", rel="alternate")["href"] == "/api/v1/models?q=llama"


def test_nothing_found_says_what_to_loosen() -> None:
    a_few_models()
    page = shown(q="nothing-of-the-kind", gated="true")
    assert page.models == []
    assert page.links["without Words nothing-of-the-kind"] == "/?gated=true"
    assert page.links["without Gated yes"] == "/?q=nothing-of-the-kind"
    assert page.links["the models that were removed"] == "/?q=nothing-of-the-kind&gated=true&removed=true"


def test_removed_models_are_listed_when_they_are_asked_for() -> None:
    make_entry("org/gone", removed_at=timezone.now() - timedelta(days=3))
    make_entry("org/lives")
    assert shown().models == ["org/lives"]
    page = shown(removed="true")
    assert page.models == ["org/gone"]
    assert "no longer on the Hub, noticed 3 days ago" in page.text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("colour=red", "colour: is not a parameter."),
        ("page_size=0", "Models a page: must lie within 1 and 100."),
        ("cursor=nonsense", "Cursor: is not a cursor of this search: begin at its first page."),
        ("q=" + "a" * 10_000, "Words: must not be longer than 200 characters."),
        ("q=lla%00ma", "Words: must"),
        ("gated=maybe", "Gated: must"),
        ("params_min=9&params_max=3", "Parameters, at most: must not be below params_min."),
        ("licence=%00", "Licence: must"),
        ("q=%FF%FE", "Words: must be text in UTF-8."),
        ("licence=apache-2.0.1", "Did you mean: Apache-2.0"),
        ("updated_after=yesterday", "Updated since: must"),
        ("verdict=allowed", "Verdict: must not be given without a context."),
        ("%3Cscript%3E=1", "<script>: is not a parameter."),
    ],
)
def test_a_search_that_cannot_be_meant_is_told_why(asked: str, says: str) -> None:
    make_entry("org/model")
    page = see(f"/?{asked}")
    assert page.status == 400
    assert says in page.one("div", role="alert").text
    assert page.models == []
    assert "Traceback" not in page.html
    assert page.links["begin anew"] == "/"


def test_what_was_given_stays_in_the_form_that_is_refused() -> None:
    page = see("/?q=llama&licence=MIT&params_min=8B")
    assert page.status == 400
    assert page.id("q")["value"] == "llama"
    assert ("licence", "MIT") in on(page)
    assert page.id("params_min-error").text.startswith("Parameters, at least: must")


def test_all_that_is_wrong_is_told_at_once() -> None:
    told = see("/?page_size=0&gated=maybe&colour=red").one("div", role="alert").text
    for label in ("Models a page", "Gated", "colour"):
        assert f"{label}: " in told


def test_a_search_that_takes_too_long_is_told_and_can_be_loosened(monkeypatch: pytest.MonkeyPatch) -> None:
    make_entry("org/model")
    monkeypatch.setattr(plan, "LIST_MILLISECONDS", 1)
    slow = Condition("pg_sleep(0.2) IS NOT NULL")
    monkeypatch.setattr(plan, "LIVE", slow)
    page = see("/?q=model&gated=false")
    assert page.status == 503
    assert "This search took too long and was ended" in page.text
    assert page.links["without Gated no"] == "/?q=model"
    assert isinstance(search.find(SearchQuery(), NOW), SearchTimeout)


def test_only_reading_is_answered() -> None:
    assert Client().post("/").status_code == 405
    assert Client().head("/").status_code == 200


@pytest.mark.parametrize("rows", [1, 25, 100])
def test_the_cost_is_the_same_for_any_number_of_models(
    rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_entry(tags=("a", "b"))
    with django_assert_max_num_queries(15):  # the list, its count and deadlines; counts, cube, freshness
        assert len(shown().models) == min(rows, 25)


def test_words_are_found_in_names_and_tags() -> None:
    make_entry("org/DeepSeek-R1")
    make_entry("org/other", tag_words="deepseek")
    make_entry("org/third")
    assert set(shown(q="deepseek").models) == {"org/DeepSeek-R1", "org/other"}


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [
        ("https://huggingface.co/org/model", "/models/org/model"),
        (f"huggingface.co/org/model/tree/{'a' * 40}", f"/models/org/model%40{'a' * 40}"),
    ],
)
def test_the_address_of_a_model_on_the_hub_leads_to_its_page(words: str, leads_to: str) -> None:
    page = see("/?" + urlencode({"q": words}))
    assert (page.status, page.headers["Location"]) == (302, leads_to)


def test_an_address_of_the_hub_is_a_name_of_a_model_s_page_too() -> None:
    make_entry("org/model")
    assert see("/models/https://huggingface.co/org/model/tree/main").one("h1").text == "org/model"


def test_each_row_says_of_what_kind_its_licence_is() -> None:
    a_few_models()
    rows = {one.text.split()[0]: one.text for one in shown().all("li", class_="row")}
    assert "Permissive" in rows["maker-1/model-stated"]
    assert "Permissive" not in rows["maker-0/model-conflicting"]


def test_what_is_only_stated_does_not_look_approved() -> None:
    a_few_models()
    words = {one.text: one["class"] for one in shown().all("span", class_="word")}
    assert words["MIT Stated"] == "word tone-quiet"
    assert words["MIT Confirmed"] == "word tone-good"
