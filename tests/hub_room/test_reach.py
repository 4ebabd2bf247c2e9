"""Whether there is a Hub, in one request and one sentence."""

import pytest

from registry.hub import wire
from registry.hub.reach import reach
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub.mishaps import Fault
from tests.hub_room.unheard import nobody_listens


def test_a_hub_that_answers_can_be_reached(hub: EmulatedHub) -> None:
    found = reach(hub.url)
    assert found.reachable
    assert hub.url in found.sentence
    assert len(hub.requests) == 1


def test_a_hub_that_asks_for_patience_is_there(hub: EmulatedHub) -> None:
    hub.faults.add(wrong.RateLimited(seconds=100))
    found = reach(hub.url)
    assert found.reachable
    assert "101 s" in found.sentence


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (wrong.HtmlPage(200), "HTML"),
        (wrong.Status(503), "HTTP 503"),
        (wrong.Status(404), "Is HF_ENDPOINT the address of a Hub?"),
        (wrong.reset_before_headers(), "ReadError"),
    ],
    ids=str,
)
def test_what_is_no_hub_is_told_in_a_sentence(hub: EmulatedHub, fault: Fault, words: str) -> None:
    hub.faults.add(fault, times=None)
    found = reach(hub.url)
    assert not found.reachable
    assert words in found.sentence
    assert len(hub.requests) == 1


def test_nobody_there_is_told_in_a_sentence() -> None:
    with nobody_listens() as address:
        found = reach(address)
    assert not found.reachable
    assert address in found.sentence


def test_an_operator_who_is_offline_is_not_asked_to_wait(
    hub: EmulatedHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "is_offline_mode", lambda: True)
    found = reach(hub.url)
    assert not found.reachable
    assert "HF_HUB_OFFLINE" in found.sentence
    assert hub.requests == []
