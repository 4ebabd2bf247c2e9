"""The listing: projection, sorts, limits, links and key-set cursors, seen by the real client and on the wire."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import BadRequestError

from tests.hub import EmulatedHub
from tests.hub.mishaps import Meanwhile


def fill(hub: EmulatedHub, count: int) -> list[str]:
    """Create models a minute apart; their names, oldest first."""
    names = [f"maker/model-{number:02}" for number in range(count)]
    for number, name in enumerate(names):
        moment = f"2026-01-01T00:{number:02}:00.000Z"
        hub.data.create(name, createdAt=moment, lastModified=moment, downloads=number % 3, likes=number)
    return names


def walk(browser: httpx2.Client, **query: str | int) -> list[list[dict[str, object]]]:
    """All pages of a listing."""
    pages = []
    answer = browser.get("/api/models", params=query)
    while True:
        pages.append(answer.raise_for_status().json())
        if "next" not in answer.links:
            return pages
        answer = browser.get(answer.links["next"]["url"])


def names_of(pages: list[list[dict[str, object]]]) -> list[object]:
    return [row["id"] for page in pages for row in page]


def test_expand_returns_the_id_and_what_was_asked_and_nothing_else(
    browser: httpx2.Client, empty_hub: EmulatedHub
) -> None:
    empty_hub.data.create("maker/one", cardData={"license": "mit"}, usedStorage=7)
    for spelling in ("expand", "expand[]"):
        (row,) = browser.get("/api/models", params=[(spelling, "author"), (spelling, "cardData")]).json()
        assert set(row) == {"_id", "id", "author", "cardData"}


def test_without_expand_the_default_members_come_and_flags_add_to_them(
    browser: httpx2.Client, empty_hub: EmulatedHub
) -> None:
    empty_hub.data.create("maker/one", cardData={"license": "mit"}, config={}, library_name="x", siblings=[])
    (row,) = browser.get("/api/models").json()
    default = {"_id", "id", "modelId", "private", "likes", "trendingScore", "downloads", "tags"}
    assert set(row) == default | {"library_name", "createdAt"}
    (full,) = browser.get("/api/models", params={"full": "true", "config": "true", "cardData": "true"}).json()
    assert set(full) - set(row) == {
        *("author", "sha", "lastModified", "siblings", "gated", "disabled"),
        *("config", "cardData"),
    }


@pytest.mark.parametrize("name", ["usedStorage", "childrenModelCount", "nonsense"])
def test_one_name_a_listing_may_not_expand_refuses_the_whole_request(empty_api: HfApi, name: str) -> None:
    expand: Any = ["author", name]  # not a name that the client's type knows
    with pytest.raises(BadRequestError, match="Invalid option: expected one of"):
        list(empty_api.list_models(expand=expand))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"sort": "trending"}, "Invalid sort parameter"),
        ({"sort": "downloads", "direction": "1"}, "This API does not allow direction=1"),
        ({"limit": "0"}, "Invalid limit parameter"),
        ({"cursor": "bm9uc2Vuc2U="}, "Invalid cursor"),
        ({"cursor": "%%%"}, "Invalid cursor"),
        ({"cursor": "eyIkb3IiOltdfQ=="}, "Invalid cursor"),
    ],
)
def test_a_bad_parameter_is_a_400_with_a_reason(
    browser: httpx2.Client, query: dict[str, str], message: str
) -> None:
    answer = browser.get("/api/models", params=query)
    assert (answer.status_code, answer.json()) == (400, {"error": message})


def test_a_cursor_of_another_sort_is_refused(browser: httpx2.Client, empty_hub: EmulatedHub) -> None:
    fill(empty_hub, 3)
    url = browser.get("/api/models?sort=createdAt&limit=1").links["next"]["url"]
    assert browser.get(url.replace("createdAt", "likes", 1)).status_code == 400
    assert browser.get(url + "&direction=1").status_code == 400


def test_created_ascending_walks_all_pages_in_order(browser: httpx2.Client, empty_hub: EmulatedHub) -> None:
    names = fill(empty_hub, 25)
    pages = walk(browser, sort="createdAt", direction=1, limit=10)
    assert [len(page) for page in pages] == [10, 10, 5]
    assert names_of(pages) == names
    assert [logged.page for logged in empty_hub.asked("models")] == [1, 2, 3]


def test_the_page_limit_is_the_default_and_the_most(empty_hub: EmulatedHub, browser: httpx2.Client) -> None:
    fill(empty_hub, 9)
    empty_hub.page_limit = 4
    assert [len(page) for page in walk(browser)] == [4, 4, 1]
    assert [len(page) for page in walk(browser, limit=9999)] == [4, 4, 1]


def test_a_last_full_page_has_no_link(browser: httpx2.Client, empty_hub: EmulatedHub) -> None:
    fill(empty_hub, 4)
    assert [len(page) for page in walk(browser, limit=2)] == [2, 2]


def test_ties_are_broken_by_id_and_nulls_come_last_in_both_directions(
    browser: httpx2.Client, empty_hub: EmulatedHub
) -> None:
    for key, created in (
        ("c", "2026-01-02T00:00:00.000Z"),
        ("b", None),
        ("a", None),
        ("d", "2026-01-01T00:00:00.000Z"),
    ):
        empty_hub.data.create(f"maker/{key}", _id=key, createdAt=created, likes=5)
    assert names_of(walk(browser, sort="likes", limit=1)) == ["maker/a", "maker/b", "maker/c", "maker/d"]
    assert names_of(walk(browser, sort="createdAt", limit=1)) == ["maker/c", "maker/d", "maker/a", "maker/b"]
    ascending = walk(browser, sort="createdAt", direction=1, limit=1)
    assert names_of(ascending) == ["maker/d", "maker/c", "maker/a", "maker/b"]


def test_the_cursor_is_a_key_set_filter_of_the_last_row(browser: httpx2.Client, empty_hub: EmulatedHub) -> None:
    fill(empty_hub, 2)
    answer = browser.get("/api/models?sort=likes&limit=1&expand[]=author")
    url = httpx2.URL(answer.links["next"]["url"])
    (row,) = answer.json()
    assert json.loads(b64decode(url.params["cursor"])) == {
        "$or": [{"likes": 1, "_id": {"$gt": row["_id"]}}, {"likes": {"$lt": 1}}, {"likes": None}]
    }
    assert (url.params["sort"], url.params["limit"], url.params["expand[]"]) == ("likes", "1", "author")
    assert str(url).startswith(empty_hub.url)


def test_a_key_set_walk_meets_newcomers_behind_it_and_no_row_twice(
    browser: httpx2.Client, empty_hub: EmulatedHub
) -> None:
    names = fill(empty_hub, 6)
    late = datetime(2026, 2, 1, tzinfo=UTC).isoformat()
    empty_hub.faults.add(Meanwhile(lambda data: data.create("maker/late", createdAt=late)), route="models", page=2)
    empty_hub.faults.add(Meanwhile(lambda data: data.delete(names[0])), route="models", page=2)
    empty_hub.faults.add(Meanwhile(lambda data: data.delete(names[5])), route="models", page=2)
    met = names_of(walk(browser, sort="createdAt", direction=1, limit=2))
    assert met == [*names[:5], "maker/late"]


def test_a_touched_row_is_lost_to_a_walk_by_last_modified(browser: httpx2.Client, empty_hub: EmulatedHub) -> None:
    """The hole in walking by a moving key, which is why walks go by createdAt."""
    names = fill(empty_hub, 4)
    empty_hub.faults.add(Meanwhile(lambda data: data.commit(names[0])), route="models", page=2)
    assert names[0] not in names_of(walk(browser, sort="lastModified", limit=2))


def test_filters_narrow_the_listing(empty_api: HfApi, empty_hub: EmulatedHub) -> None:
    empty_hub.data.create("alpha/big", tags=["gguf", "license:mit"], gguf={"total": 9 * 10**9}, gated="auto")
    empty_hub.data.create("alpha/small", pipeline_tag="text-generation", safetensors={"total": 10**9})
    empty_hub.data.create("beta/none", library_name="timm", inferenceProviderMapping=[{"provider": "acme"}])

    def found(**query: Any) -> set[str]:
        return {model.id for model in empty_api.list_models(**query)}

    assert found(author="Alpha") == {"alpha/big", "alpha/small"}
    assert found(filter=["gguf", "license:mit"]) == {"alpha/big"}
    assert found(filter="timm") == found(inference_provider="all") == {"beta/none"}
    assert found(search="SMALL") == found(pipeline_tag="text-generation") == {"alpha/small"}
    assert found(gated=True) == {"alpha/big"}
    assert found(num_parameters="max:6B") == {"alpha/small"}
    assert found(num_parameters="min:6B,max:12B") == {"alpha/big"}


def test_the_client_walks_through_links_and_stops_at_its_limit(empty_api: HfApi, empty_hub: EmulatedHub) -> None:
    names = fill(empty_hub, 12)
    empty_hub.page_limit = 5
    walked = [model.id for model in empty_api.list_models(sort="created_at")]
    assert walked == names[::-1]
    assert len(list(empty_api.list_models(limit=7))) == 7


def test_every_answer_carries_limits_and_an_id_and_is_compressed_when_offered(
    browser: httpx2.Client, empty_hub: EmulatedHub
) -> None:
    fill(empty_hub, 30)
    answer = browser.get("/api/models", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.json()) == 30
    plain = browser.get("/api/models", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == answer.json()
    assert plain.headers["ratelimit"].startswith('"api";r=498;t=')
    assert plain.headers["ratelimit-policy"] == '"fixed window";"api";q=500;w=300'
    assert plain.headers["x-request-id"] != answer.headers["x-request-id"]
