"""Each filter and each order, asked of a real PostgreSQL and compared with the rows that were stored."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.catalogue import counting, orders, plan, search
from registry.catalogue.cursors import Cursor
from registry.catalogue.filters import Condition
from registry.catalogue.parameters import Value
from registry.catalogue.plan import within_time
from registry.catalogue.query import InvalidQuery, SearchQuery, cursor_to, parse, to_query_string
from registry.catalogue.results import Count, Page, Result
from registry.catalogue.search import SearchTimeout, find
from registry.hub.records import Gate
from registry.licences.determination import Status
from registry.licences.terms import LicenceClass
from registry.models import Entry, EntryWords
from tests.builders import NOW, make_entry

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def asked(**params: str | list[str]) -> Page:
    """Return the page that the parameters ask for."""
    query = parse({key: [value] if isinstance(value, str) else value for key, value in params.items()})
    assert isinstance(query, SearchQuery), query
    page = find(query, NOW)
    assert isinstance(page, Page)
    return page


def names(page: Page) -> list[str]:
    """Return the names on a page, in order."""
    return [result.repo_id for result in page.results]


def every_page(query: SearchQuery) -> list[Result]:
    """Return the results of all pages, each reached by the cursor of the one before."""
    results: list[Result] = []
    for _ in range(200):
        page = find(query, NOW)
        assert isinstance(page, Page)
        assert page.results
        results += page.results
        if page.cursor is None:
            return results
        text = to_query_string(query.following(None))
        params = dict(pair.split("=", 1) for pair in text.split("&") if pair)
        following = parse({**{key: [value] for key, value in params.items()}, "cursor": [page.cursor]})
        assert isinstance(following, SearchQuery)
        query = following
    pytest.fail("the pages do not end")


def test_a_result_says_what_the_row_says() -> None:
    entry = make_entry(
        "deepseek-ai/DeepSeek-R1", publisher="deepseek-ai", tags=("mit", "x"), downloads=-1, likes=0
    )
    [result] = asked().results
    assert result.id == entry.pk
    assert (result.repo_id, result.publisher) == ("deepseek-ai/DeepSeek-R1", "deepseek-ai")
    assert (result.downloads, result.likes) == (None, 0)
    assert (result.tags, result.licence_declared) == (("mit", "x"), ("mit",))
    assert (result.licence_concluded, result.licence_status, result.licence_class) == (
        "MIT",
        "stated",
        "permissive",
    )
    assert result.synced_at == NOW


Builder = Callable[..., Entry]
ONE_FILTER: list[tuple[dict[str, str | list[str]], dict[str, Any], dict[str, Any]]] = [
    ({"licence": "MIT"}, {"licence_keys": ("MIT", "Apache-2.0")}, {"licence_keys": ("Apache-2.0",)}),
    ({"licence": ["MIT", "BSD-3-Clause"]}, {"licence_keys": ("MIT",)}, {"licence_keys": ()}),
    ({"licence_class": "community"}, {"licence_class": LicenceClass.COMMUNITY}, {}),
    (
        {"licence_class": ["community", "copyleft"]},
        {"licence_class": LicenceClass.COPYLEFT},
        {"licence_class": LicenceClass.UNKNOWN},
    ),
    ({"status": "confirmed"}, {"licence_status": Status.CONFIRMED}, {"licence_status": Status.STATED}),
    ({"pipeline_tag": "fill-mask"}, {"pipeline_tag": "fill-mask"}, {"pipeline_tag": None}),
    ({"library": ["mlx", "diffusers"]}, {"library": "mlx"}, {"library": "transformers"}),
    ({"language": "fr"}, {"languages": ("en", "fr")}, {"languages": ("en",)}),
    ({"publisher": "qwen"}, {"publisher": "qwen"}, {"publisher": "Qwen"}),
    ({"tag": ["gguf", "moe"]}, {"tags": ("moe", "x", "gguf")}, {"tags": ("gguf",)}),
    ({"gated": "true"}, {"gate": Gate.MANUAL}, {"gate": Gate.OPEN}),
    ({"gated": "true"}, {"gate": Gate.AUTO}, {"gate": Gate.UNKNOWN}),
    ({"gated": "false"}, {"gate": Gate.OPEN}, {"gate": Gate.UNKNOWN}),
    ({"removed": "true"}, {"removed_at": NOW}, {}),
    ({"removed": "false"}, {}, {"removed_at": NOW}),
    ({}, {}, {"removed_at": NOW}),
    ({"params_min": "7000000000"}, {"params_total": 7 * 10**9}, {"params_total": 7 * 10**9 - 1}),
    ({"params_min": "0"}, {"params_total": 1}, {"params_total": None}),
    ({"params_max": "8000000000"}, {"params_total": 8 * 10**9}, {"params_total": 8 * 10**9 + 1}),
    ({"params_max": "8000000000"}, {"params_total": 1}, {"params_total": None}),
    (
        {"updated_after": "2026-08-01"},
        {"last_modified": datetime(2026, 8, 1, tzinfo=UTC)},
        {"last_modified": None},
    ),
    (
        {"updated_after": "2026-08-01T00:00:00.000001Z"},
        {"last_modified": datetime(2026, 8, 2, tzinfo=UTC)},
        {"last_modified": datetime(2026, 8, 1, tzinfo=UTC)},
    ),
    ({"created_after": "2026-08-01"}, {"created_at": datetime(2026, 8, 1, tzinfo=UTC)}, {"created_at": None}),
]


@pytest.mark.parametrize(("params", "inside", "outside"), ONE_FILTER)
def test_a_filter_keeps_what_it_asks_for_and_nothing_else(
    params: dict[str, str | list[str]], inside: dict[str, Any], outside: dict[str, Any]
) -> None:
    make_entry("org/inside", **inside)
    make_entry("org/outside", **outside)
    page = asked(**params)
    assert names(page) == ["org/inside"]
    assert page.count == Count(1, exact=True)


WORDS = [
    ("mistral", True),
    ("MISTRAL", True),
    ("mist", True),
    ("istral", False),
    ("instruct mistral", True),
    ("mist instruct", False),  # only the last word may be a beginning
    ("mistralai/Mistral-7B-Instruct-v0.3", True),
    ("7b", True),
    ("v0.3", True),
    ("mistral gguf", True),
    ("mistral llama", False),
    ("mistral & !instruct", True),
    ("mistral':* | llama", False),
    ("mistral<->instruct", True),
    ("Ünïcode", True),
    ("模型", True),
]


@pytest.mark.parametrize(("q", "found"), WORDS)
def test_words_find_names_and_tags(q: str, found: bool) -> None:
    tag_words = "gguf Ünïcode 模型"
    make_entry("mistralai/Mistral-7B-Instruct-v0.3", publisher="mistralai", tag_words=tag_words, head=True)
    make_entry("org/other")
    expected = ["mistralai/Mistral-7B-Instruct-v0.3"] if found else []
    assert names(asked(q=q)) == expected
    assert names(asked(q=q, order="relevance")) == expected
    assert names(asked(q=q, order="-likes")) == expected


def test_filters_hold_together() -> None:
    make_entry("org/both", pipeline_tag="fill-mask", library="mlx")
    make_entry("org/one", pipeline_tag="fill-mask")
    make_entry("org/other", library="mlx")
    assert names(asked(pipeline_tag="fill-mask", library="mlx")) == ["org/both"]


def _many_with_ties_and_nothing_stated() -> None:
    for number in range(60):
        make_entry(
            f"org/llama-{number:02}",
            downloads=number // 7 - 1,
            likes=number % 4 - 1,
            trending=[0, 0.1, 0.30000000000000004, 1e-9, 12345678.875][number % 5],
            last_modified=None
            if number % 6 == 0
            else NOW - DAY * (number % 3) + timedelta(microseconds=number % 2),
            params_total=None if number % 5 == 0 else 10**9 * (number % 9 + 1),
            head=number >= 30,
            removed_at=NOW if number % 13 == 12 else None,
            tags=("gguf",) if number % 2 else (),
        )


def _expected(key: str) -> list[str]:
    order = orders.BY_KEY[key]
    live = [entry for entry in Entry.objects.all() if entry.removed_at is None]
    stated = [entry for entry in live if getattr(entry, order.column) is not None]
    found = sorted(stated, key=lambda e: (getattr(e, order.column), e.pk), reverse=order.descending)
    return [entry.repo_id for entry in found]


@pytest.mark.parametrize("key", [key for key in orders.BY_KEY if key != orders.RELEVANCE])
@pytest.mark.parametrize("page_size", [1, 7, 100])
def test_pages_give_every_model_once_in_order(key: str, page_size: int) -> None:
    _many_with_ties_and_nothing_stated()
    query = SearchQuery(order=key, page_size=page_size)
    assert [result.repo_id for result in every_page(query)] == _expected(key)


@pytest.mark.parametrize("page_size", [1, 7, 100])
def test_pages_by_relevance_give_every_match_once(page_size: int) -> None:
    _many_with_ties_and_nothing_stated()
    query = SearchQuery(order=orders.RELEVANCE, page_size=page_size).replace("q", "llama")
    found = [result.repo_id for result in every_page(query)]
    assert sorted(found) == sorted(_expected(orders.DEFAULT))
    assert found == [
        result.repo_id for result in every_page(SearchQuery(order=orders.RELEVANCE).replace("q", "llama"))
    ]


@pytest.mark.parametrize(("key", "value"), [("q", "llama"), ("tag", ("gguf",))])
@pytest.mark.parametrize("page_size", [5, 9, 100])
def test_the_head_and_the_whole_table_give_the_same_pages(key: str, value: Value, page_size: int) -> None:
    _many_with_ties_and_nothing_stated()
    query = SearchQuery(page_size=page_size).replace(key, value)
    found = [result.repo_id for result in every_page(query)]
    EntryWords.objects.update(head=False)  # the small index is empty now: every page is asked of the whole table
    assert found == [result.repo_id for result in every_page(query)]
    assert len(found) > 20


def test_a_full_page_of_the_head_is_not_asked_of_the_whole_table() -> None:
    for number in range(30):
        make_entry(f"org/llama-{number}", head=True, downloads=number)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        asked(q="llama")
    lists = [one["sql"] for one in queries if "ORDER BY" in one["sql"]]
    assert len(lists) == 1
    assert "AND head" in lists[0]


def test_where_no_page_fills_in_a_moment_all_that_fit_are_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        make_entry(f"org/model-{number}", downloads=number % 7)
    query = SearchQuery(page_size=20)
    quick = every_page(query)
    monkeypatch.setattr(search, "WALK_MILLISECONDS", 20)
    monkeypatch.setattr(plan, "LIVE", Condition("removed_at IS NULL AND pg_sleep(0.005) IS NOT NULL"))
    with CaptureQueriesContext(connection) as queries:
        assert every_page(query) == quick
    assert sum("WITH fitting" in one["sql"] for one in queries) == 2


def test_the_best_match_is_the_name_itself() -> None:
    make_entry("deepseek-ai/DeepSeek-R1", publisher="deepseek-ai", downloads=1_000_000)
    make_entry("deepseek-ai/DeepSeek-R1-Distill-Qwen-32B", publisher="deepseek-ai", downloads=1_200_000)
    make_entry("org/merge", tag_words="deepseek r1", downloads=1_000_000)
    make_entry("somebody/DeepSeek-R1", publisher="somebody", downloads=3)
    best = names(asked(q="deepseek r1", order="relevance"))
    assert best[:2] == ["deepseek-ai/DeepSeek-R1", "deepseek-ai/DeepSeek-R1-Distill-Qwen-32B"]
    assert set(best[2:]) == {"org/merge", "somebody/DeepSeek-R1"}


def test_the_count_is_exact_up_to_the_cap_and_says_when_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        make_entry(f"org/model-{number}")
    monkeypatch.setattr(counting, "COUNT_CAP", 5)
    assert asked(page_size="2").count == Count(5, exact=False)
    assert asked(page_size="6").count == Count(6, exact=True)
    monkeypatch.setattr(counting, "COUNT_CAP", 6)
    assert asked(page_size="2").count == Count(6, exact=True)


def test_the_count_is_of_the_whole_search_on_every_page() -> None:
    for number in range(5):
        make_entry(f"org/model-{number}", last_modified=None if number == 0 else NOW)
    first = asked(order="-last_modified", page_size="3")
    second = asked(order="-last_modified", page_size="3", cursor=first.cursor or "")
    assert first.count == second.count == Count(4, exact=True)
    assert (len(first.results), len(second.results), second.cursor) == (3, 1, None)


@pytest.mark.parametrize("order", [key for key in orders.BY_KEY if key != orders.RELEVANCE])
@pytest.mark.parametrize(
    "value", [2**63 - 1, -(2**63), 253_402_300_800_000_000, -62_135_596_800_000_001, 1e308, -1e308]
)
@pytest.mark.parametrize("row", [2**63 - 1, -(2**63)])
def test_a_forged_cursor_is_another_place_in_the_list_or_an_error(order: str, value: float, row: int) -> None:
    """Whatever the cursor says, the question that it makes is one that PostgreSQL takes."""
    make_entry("org/model", last_modified=NOW)
    query = SearchQuery(order=order)
    read = parse({"order": [order], "cursor": [cursor_to(query, Cursor(value, row))]})
    if isinstance(read, InvalidQuery):
        assert [error.pointer for error in read.errors] == ["?cursor"]
    else:
        assert isinstance(find(read, NOW), Page)


@pytest.mark.parametrize("value", [253_402_300_799_999_999, -62_135_596_800_000_000])
def test_the_first_and_the_last_moment_are_places_too(value: int) -> None:
    query = SearchQuery(order="-last_modified")
    read = parse({"order": ["-last_modified"], "cursor": [cursor_to(query, Cursor(value, 1))]})
    assert isinstance(read, SearchQuery)
    assert isinstance(find(read, NOW), Page)


def test_nothing_found_is_an_empty_page() -> None:
    page = asked(q="nothing")
    assert (page.results, page.cursor, page.count) == ((), None, Count(0, exact=True))


def test_a_cursor_beyond_the_last_row_is_an_empty_page() -> None:
    make_entry("org/first", downloads=5)
    make_entry("org/second", downloads=4)
    cursor = asked(page_size="1").cursor or ""
    Entry.objects.filter(repo_id="org/second").delete()
    assert names(asked(page_size="1", cursor=cursor)) == []


def test_a_search_that_takes_too_long_is_ended_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    make_entry()
    monkeypatch.setattr(plan, "LIVE", Condition("pg_sleep(5) IS NOT NULL"))
    monkeypatch.setattr(plan, "LIST_MILLISECONDS", 50)
    assert isinstance(find(SearchQuery(), NOW), SearchTimeout)
    assert connection.cursor().execute("SELECT 1")


def test_a_count_that_takes_too_long_costs_the_count_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        make_entry(f"org/model-{number}")
    slow = within_time

    def slow_count(sql: str, *options: Any, **more: Any) -> Any:
        return slow(sql.replace("SELECT 1 FROM", "SELECT pg_sleep(5) FROM"), *options, **more)

    monkeypatch.setattr(counting, "within_time", slow_count)
    for words in ({}, {"q": "model"}):
        page = asked(page_size="2", **words)
        assert (len(page.results), page.count) == (2, Count(2, exact=False))


def test_a_word_that_many_of_the_most_downloaded_bear_is_counted_among_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(6):
        make_entry(f"org/model-{number}", downloads=number, head=number > 1)
    assert asked(q="model", page_size="2").count == Count(6, exact=True)
    monkeypatch.setattr(counting, "COUNTED_AT_LEAST", 4)
    assert asked(q="model", page_size="2").count == Count(4, exact=False)
    assert asked(page_size="2").count == Count(6, exact=True)


def test_words_that_few_of_the_most_downloaded_bear_are_found_in_their_order_all_the_same() -> None:
    for number in range(8):
        make_entry(f"org/{'rare' if number % 2 else 'model'}-{number}", downloads=number, head=number > 5)
    first = asked(q="rare", page_size="3")
    assert names(first) == ["org/rare-7", "org/rare-5", "org/rare-3"]
    assert names(asked(q="rare", page_size="3", cursor=first.cursor or "")) == ["org/rare-1"]


def test_a_walk_gives_the_same_models_as_the_pages_up_to_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    _many_with_ties_and_nothing_stated()
    monkeypatch.setattr(search, "WALKED", 7)
    assert [result.repo_id for result, _ in search.walk(SearchQuery(), 1000, NOW)] == _expected(orders.DEFAULT)
    assert [result.repo_id for result, _ in search.walk(SearchQuery(), 20, NOW)] == _expected(orders.DEFAULT)[:20]


def test_no_search_is_made_of_what_cannot_be_meant() -> None:
    assert isinstance(parse({"order": ["relevance"]}), InvalidQuery)
