"""Everything that goes wrong between two pages: which rows come out of it, after how many requests and waits."""

import pytest

from registry.hub.errors import Busy, HubError, LedAway, NotReachable, Refused, TooLarge
from registry.hub.links import walk_link
from registry.hub.wire import Patience
from tests.hub import ELSEWHERE, EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub.mishaps import Fault
from tests.hub_room.unheard import nobody_listens
from tests.hub_room.walking import Time, a_client, ids, walk

PAGE_SIZE = 10
ROWS = 35  # four pages


@pytest.fixture
def stocked(empty_hub: EmulatedHub) -> EmulatedHub:
    """A Hub of 35 models."""
    for number in range(ROWS):
        empty_hub.data.create(f"org/model-{number}")
    return empty_hub


def _everyone(hub: EmulatedHub) -> list[str]:
    return sorted(str(hub.data[name]["_id"]) for name in hub.data.names())


@pytest.mark.parametrize(
    ("fault", "times", "waits"),
    [
        (wrong.RateLimited(left=0, seconds=120), 1, [121.0]),
        (wrong.RateLimited(left=0, seconds=2, retry_after=30), 1, [3.0]),
        (wrong.RateLimited(left=7, seconds=200, retry_after=4), 1, [4.0, 200 / 7 - 4]),
        (wrong.RateLimited(left=7, seconds=200), 2, [5.0, 200 / 7 - 5, 10.0, 200 / 7 - 10]),
        (wrong.RateLimited(left=0, seconds=86400), 1, [901.0]),
        (wrong.EdgeLimit(), 3, [5.0, 10.0, 20.0]),
        (wrong.Status(429, retry_after="Mon, 23 Nov 2026 12:00:42 GMT"), 1, [42.0]),
        (wrong.Status(429, retry_after="Mon, 23 Nov 2020 12:00:42 GMT"), 1, []),
        (wrong.Status(429, retry_after="soon"), 1, [5.0]),
        (wrong.Status(429, retry_after=86400), 1, [900.0]),
        (wrong.Status(503, retry_after=4), 1, [4.0]),
        (wrong.Status(500), 4, [1.0, 2.0, 4.0, 8.0]),
        (wrong.Status(502), 1, [1.0]),
        (wrong.Status(504), 1, [1.0]),
        (wrong.Status(520), 5, [1.0, 2.0, 4.0, 8.0, 16.0]),
        (wrong.Status(408), 1, [1.0]),
        (wrong.HtmlPage(504), 1, [1.0]),
        (wrong.HtmlPage(200), 2, [1.0, 2.0]),
        (wrong.Body(), 1, [1.0]),
        (wrong.Body(b""), 1, [1.0]),
        (wrong.TruncatedJson(), 2, [1.0, 2.0]),
        (wrong.reset_before_headers(), 1, [1.0]),
        (wrong.reset_mid_body(), 2, [1.0, 2.0]),
        (wrong.short_body(), 1, [1.0]),
        (wrong.cut_chunked(), 1, [1.0]),
        (wrong.stall(), 1, [1.0]),
        (wrong.stall_mid_body(), 1, [1.0]),
        (wrong.Headed((("Content-Encoding", "gzip"),)), 1, [1.0]),
    ],
    ids=str,
)
def test_what_passes_costs_its_waits_and_no_row(
    stocked: EmulatedHub, fault: Fault, times: int, waits: list[float]
) -> None:
    stocked.faults.add(fault, route="models", page=3, times=times)
    time = Time()
    with a_client(stocked, time, patience=Patience(read=0.3, pause=1000)) as client:
        pages = walk(stocked, client, PAGE_SIZE)
    assert sorted(ids(pages)) == _everyone(stocked)
    assert time.slept == pytest.approx(waits)
    assert [page.requests for page in pages] == [1, 1, 1 + times, 1]
    assert [page.retries for page in pages] == [0, 0, times, 0]
    assert len(stocked.requests) == 4 + times
    assert not stocked.faults.pending()


@pytest.mark.parametrize(
    "fault",
    [wrong.Status(503), wrong.HtmlPage(200), wrong.Body(), wrong.reset_mid_body(), wrong.EdgeLimit()],
    ids=str,
)
def test_what_does_not_pass_ends_after_six_tries_with_a_sentence(stocked: EmulatedHub, fault: Fault) -> None:
    stocked.faults.add(fault, route="models", page=2, times=None)
    with a_client(stocked, Time()) as client:
        second = client.page(walk_link(stocked.url, PAGE_SIZE)).next_link
        assert second
        with pytest.raises(NotReachable) as caught:
            client.page(second)
        assert (caught.value.requests, caught.value.retries) == (6, 5)
        assert "gave no sound answer in 6 tries" in str(caught.value)
        assert len(stocked.requests) == 7
        stocked.faults.clear()
        assert len(ids(walk(stocked, client, link=second))) == ROWS - PAGE_SIZE


def test_jitter_spreads_those_who_failed_together(stocked: EmulatedHub) -> None:
    stocked.faults.add(wrong.Status(500), route="models", times=2)
    time, chances = Time(), iter([0.0, 1.0])
    with a_client(stocked, time) as client:
        client._chance = lambda: next(chances)
        client.page(walk_link(stocked.url))
    assert time.slept == [0.5, 3.0]


@pytest.mark.parametrize("drip", [wrong.drip(piece=1, pause=0.02), wrong.endless_head()], ids=["body", "head"])
def test_a_dripping_answer_is_cut_off_by_the_clock(stocked: EmulatedHub, drip: Fault) -> None:
    stocked.faults.add(drip, route="models", times=2)
    with a_client(stocked, Time(), patience=Patience(total=0.3, tries=2)) as client:
        with pytest.raises(NotReachable, match="took longer than"):
            client.page(walk_link(stocked.url))
        assert len(stocked.requests) == 2
        client._wire._cutoff.seconds = 60
        assert len(client.page(walk_link(stocked.url)).rows) == ROWS


def test_a_page_of_any_size_is_not_read(stocked: EmulatedHub) -> None:
    with a_client(stocked, Time(), patience=Patience(largest=1_000)) as client, pytest.raises(TooLarge):
        client.page(walk_link(stocked.url))
    assert len(stocked.requests) == 1


@pytest.mark.parametrize("seconds", [61, 300])
def test_a_wait_beyond_our_patience_is_the_callers(stocked: EmulatedHub, seconds: int) -> None:
    stocked.faults.add(wrong.RateLimited(left=0, seconds=seconds - 1), route="models")
    time = Time()
    with a_client(stocked, time, patience=Patience(pause=60)) as client:
        with pytest.raises(Busy) as caught:
            client.page(walk_link(stocked.url))
        assert (caught.value.seconds, caught.value.requests) == (seconds, 1)
        assert time.slept == []
        time.sleep(caught.value.seconds)
        assert len(client.page(walk_link(stocked.url)).rows) == ROWS


def test_nobody_listens_at_the_address() -> None:
    with (
        nobody_listens() as address,
        a_client(address, Time(), patience=Patience(tries=2)) as client,
        pytest.raises(NotReachable) as caught,
    ):
        client.page(walk_link(address))
    assert "ConnectError" in str(caught.value)


@pytest.mark.parametrize("endpoint", ["", "huggingface.co", "http://", "ftp://hub", "http://h:port", "http://a@b"])
def test_an_endpoint_that_is_no_address_is_a_sentence(endpoint: str) -> None:
    with pytest.raises(NotReachable, match="not the address of a Hub"):
        a_client(endpoint, Time())


def test_a_foreign_link_is_not_followed_and_no_token_goes_there(stocked: EmulatedHub) -> None:
    stocked.faults.add(wrong.foreign_link(stocked.elsewhere_url), route="models", page=2)
    with a_client(stocked, Time(), token=stocked.token) as client, pytest.raises(LedAway, match="another host"):
        walk(stocked, client, PAGE_SIZE)
    assert stocked.asked("models", ELSEWHERE) == ()
    assert [logged.owner for logged in stocked.asked("models")] == ["reader", "reader"]


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/api/models",
        "//other.example/api/models",
        "http://[",
        "ftp://127.0.0.1/",
        "http://u@h/",
        "",
    ],
)
def test_no_other_scheme_port_or_name_is_the_same_host(stocked: EmulatedHub, address: str) -> None:
    stocked.faults.add(wrong.Link(address), route="models", page=1)
    with a_client(stocked, Time()) as client, pytest.raises(LedAway):
        client.page(walk_link(stocked.url, PAGE_SIZE))
    assert len(stocked.requests) == 1


def test_a_link_without_a_host_stays_here(stocked: EmulatedHub) -> None:
    stocked.faults.add(wrong.relative_link(), route="models", times=3)
    with a_client(stocked, Time()) as client:
        assert sorted(ids(walk(stocked, client, PAGE_SIZE))) == _everyone(stocked)
    assert len(stocked.requests) == 4


def test_a_link_to_its_own_page_ends_the_walk(stocked: EmulatedHub) -> None:
    stocked.faults.add(wrong.self_link(), route="models", page=2)
    with a_client(stocked, Time()) as client, pytest.raises(LedAway, match="never end"):
        walk(stocked, client, PAGE_SIZE)
    assert len(stocked.requests) == 2


def test_a_link_to_an_earlier_page_ends_the_walk(stocked: EmulatedHub) -> None:
    first = walk_link(stocked.url, PAGE_SIZE)
    stocked.faults.add(wrong.Link(first), route="models", page=3)
    with a_client(stocked, Time()) as client, pytest.raises(LedAway, match="never end"):
        walk(stocked, client, PAGE_SIZE)
    assert len(stocked.requests) == 3


def test_a_redirect_on_the_same_host_is_followed(stocked: EmulatedHub) -> None:
    target = walk_link(stocked.url, PAGE_SIZE).removeprefix(stocked.url)
    stocked.faults.add(wrong.Redirect(target), route="models", page=1)
    with a_client(stocked, Time(), token=stocked.token) as client:
        pages = walk(stocked, client, PAGE_SIZE)
    assert sorted(ids(pages)) == _everyone(stocked)
    assert (pages[0].requests, pages[0].retries) == (2, 0)
    assert {logged.owner for logged in stocked.asked("models")} == {"reader"}


def test_a_redirect_to_another_host_is_not_followed(stocked: EmulatedHub) -> None:
    stocked.faults.add(wrong.Redirect(f"{stocked.elsewhere_url}/api/models"), route="models", page=2)
    with a_client(stocked, Time(), token=stocked.token) as client, pytest.raises(LedAway, match="another host"):
        walk(stocked, client, PAGE_SIZE)
    assert stocked.asked("models", ELSEWHERE) == ()


def test_redirects_in_a_circle_end(stocked: EmulatedHub) -> None:
    stocked.faults.add(wrong.Redirect("/api/models?sort=createdAt&direction=1"), route="models", times=None)
    with a_client(stocked, Time()) as client, pytest.raises(LedAway, match="circle"):
        client.page(walk_link(stocked.url))
    assert len(stocked.requests) == 6


@pytest.mark.parametrize(
    ("fault", "token", "sentence"),
    [
        (wrong.Status(401), "reader", "Set HF_TOKEN to a token that is valid there"),
        (wrong.Status(403), None, "Is HF_ENDPOINT the address of a Hub?"),
        (wrong.Status(404), None, "Is HF_ENDPOINT the address of a Hub?"),
        (wrong.Status(400, body=b'{"error":"Invalid cursor"}'), None, "a new walk will tell"),
    ],
)
def test_a_refusal_is_final_and_says_what_to_do(
    stocked: EmulatedHub, fault: Fault, token: str | None, sentence: str
) -> None:
    stocked.faults.add(fault, route="models")
    with a_client(stocked, Time(), token=token and stocked.token) as client, pytest.raises(Refused) as caught:
        client.page(walk_link(stocked.url))
    assert sentence in str(caught.value)
    assert len(stocked.requests) == 1


def test_a_token_nobody_knows_is_refused_with_the_hubs_words(stocked: EmulatedHub) -> None:
    with a_client(stocked, Time(), token="hf_wrong") as client, pytest.raises(HubError) as caught:
        client.page(walk_link(stocked.url))
    assert "Invalid credentials in Authorization header" in str(caught.value)
    assert "hf_wrong" not in str(caught.value)
