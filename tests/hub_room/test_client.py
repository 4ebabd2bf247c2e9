"""The page loop on a good day: what it asks for, how fast, and what it makes of a listing that moves."""

import json
from pathlib import Path

import pytest

from registry.hub.errors import Refused
from registry.hub.links import EXPAND, delta_link, unknown_names, walk_link
from registry.hub.pacing import Quota, interval, quota
from registry.hub.records import HubRecord, parse
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub.projection import LISTABLE
from tests.hub_room.walking import Time, a_client, ids, walk


def test_a_walk_meets_every_model_once(hub: EmulatedHub) -> None:
    with a_client(hub, Time()) as client:
        pages = walk(hub, client, 10)
    assert len(ids(pages)) == len(set(ids(pages))) == len(hub.data) > 50
    assert len(pages) == len(hub.requests) == -(-len(hub.data) // 10)
    assert all(isinstance(parse(row), HubRecord) for page in pages for row in page.rows)


def test_a_walk_goes_by_creation_and_a_delta_by_the_last_commit(hub: EmulatedHub) -> None:
    with a_client(hub, Time()) as client:
        walked, changed = (client.page(link(hub.url)).rows for link in (walk_link, delta_link))
    created = [row["createdAt"] for row in walked if isinstance(row, dict)]
    modified = [row["lastModified"] for row in changed if isinstance(row, dict) and row.get("lastModified")]
    assert created == sorted(created)
    assert modified == sorted(modified, reverse=True)


def test_every_name_asked_for_is_legal_in_a_listing() -> None:
    assert set(EXPAND) <= LISTABLE


def test_a_path_in_front_of_the_api_stays_there() -> None:
    assert walk_link("http://mirror.test/hf/").startswith("http://mirror.test/hf/api/models?sort=createdAt&")


def test_pages_are_never_asked_to_be_larger_than_the_hub_makes_them(hub: EmulatedHub) -> None:
    assert "limit=1000&" in walk_link(hub.url, 5_000)
    assert "limit=7&" in delta_link(hub.url, 7)


def test_the_token_goes_with_every_page_to_its_own_hub(hub: EmulatedHub) -> None:
    with a_client(hub, Time(), token=hub.token) as client:
        walk(hub, client, 20)
    assert {logged.owner for logged in hub.requests} == {"reader"}


def test_models_that_come_go_and_change_between_pages_lose_nobody_else(hub: EmulatedHub) -> None:
    before = {str(hub.data[name]["_id"]) for name in hub.data.names()}
    with a_client(hub, Time()) as client:
        first = client.page(walk_link(hub.url, 10))
        seen = ids([first])
        later = next(name for name in hub.data.names() if hub.data[name]["_id"] not in seen)
        gone = str(hub.data[later]["_id"])
        hub.data.delete(later)
        new = str(hub.data.create("org/just-born")["_id"])
        for name in hub.data.names()[:20]:
            hub.data.commit(name)
        assert first.next_link
        rest = ids(walk(hub, client, link=first.next_link))
    assert sorted(seen + rest) == sorted(before - {gone} | {new})


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (Quota(500, 300, 500), 0.0),
        (Quota(126, 150, 500), 0.0),
        (Quota(125, 150, 500), 1.2),
        (Quota(3, 150, 500), 50.0),
        (Quota(0, 42, 500), 43.0),
        (Quota(10, 5), 0.5),
        (None, 0.0),
    ],
)
def test_the_last_quarter_of_a_window_is_spread_over_what_is_left_of_it(
    stated: Quota | None, expected: float
) -> None:
    assert interval(stated) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"ratelimit": '"api";r=497;t=168'}, Quota(497, 168.0)),
        (
            {"ratelimit": '"api";r=0;t=1', "ratelimit-policy": '"fixed window";"api";q=500;w=300'},
            Quota(0, 1.0, 500),
        ),
        ({"ratelimit": '"api";r=1;t=99999999999'}, Quota(1, 900.0)),
        ({"ratelimit": '"api";r=' + "9" * 400 + ";t=1"}, None),
        ({"ratelimit": "r=-1;t=x"}, None),
        ({}, None),
    ],
)
def test_the_quota_is_read_from_every_answer(headers: dict[str, str], expected: Quota | None) -> None:
    assert quota(headers) == expected


def test_a_walk_longer_than_the_quota_never_meets_its_end(hub: EmulatedHub) -> None:
    hub.limits.set(api=8, window=40)
    time = Time()
    hub.limits.clock = time.clock
    with a_client(hub, time) as client:
        pages = walk(hub, client, 3)
    assert len(ids(pages)) == len(hub.data)
    assert len(pages) > 16
    assert {logged.status for logged in hub.requests} == {200}
    assert 40 < sum(time.slept) < 5 * 40


def test_a_name_the_listing_dropped_is_left_out_and_told(hub: EmulatedHub) -> None:
    names = "|".join(f'"{name}"' for name in EXPAND if name not in ("downloadsAllTime", "siblings"))
    refusal = json.dumps({"error": f"✖ Invalid option: expected one of {names}"}).encode()
    hub.faults.add(wrong.Status(400, body=refusal), route="models")
    with a_client(hub, Time()) as client:
        pages = walk(hub, client, 20)
    assert len(ids(pages)) == len(hub.data)
    assert pages[0].dropped == ("downloadsAllTime", "siblings")
    assert (pages[0].requests, pages[0].retries) == (2, 0)
    assert [page.dropped for page in pages[1:]] == [()] * (len(pages) - 1)
    rows = [row for page in pages for row in page.rows]
    assert all(isinstance(row, dict) and not {"downloadsAllTime", "siblings"} & row.keys() for row in rows)


def test_no_walk_goes_without_what_our_answers_rest_on(hub: EmulatedHub) -> None:
    names = "|".join(f'"{name}"' for name in EXPAND if name != "cardData")
    refusal = json.dumps({"error": f"✖ Invalid option: expected one of {names}"}).encode()
    hub.faults.add(wrong.Status(400, body=refusal), route="models")
    with a_client(hub, Time()) as client, pytest.raises(Refused, match="gives no cardData any more"):
        client.page(walk_link(hub.url))
    assert len(hub.requests) == 1


def test_the_hubs_own_refusal_names_what_to_leave_out(hub: EmulatedHub) -> None:
    link = f"{walk_link(hub.url)}&expand=usedStorage"
    with a_client(hub, Time()) as client:
        page = client.page(link)
    assert page.dropped == ("usedStorage",)
    assert len(page.rows) == len(hub.data)


def test_nothing_is_left_out_for_words_that_offer_nothing() -> None:
    link = walk_link("http://hub.test")
    assert unknown_names(link, '{"error":"Invalid cursor"}') == ()


@pytest.mark.shared
def test_the_shared_listing_is_read_whole(shared: Path) -> None:
    with EmulatedHub.from_jsonl([shared / "data" / "hub" / "models_2026-08-22.jsonl.gz"]) as hub:
        with a_client(hub, Time()) as client:
            pages = walk(hub, client)
        rows = [parse(row) for page in pages for row in page.rows]
    assert len(rows) == 15_156
    assert all(isinstance(row, HubRecord) for row in rows)
    assert len(pages) == 16
