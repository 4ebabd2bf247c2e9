"""Single models and files: what is found, by which name, and every reason why nothing is."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
import pytest

from registry.hub.client import HubClient
from registry.hub.destinations import Destinations
from registry.hub.errors import LedAway, NotReachable
from registry.hub.files import Described, FileText, HubFiles
from registry.hub.reach import reach
from registry.hub.refusal import Refusal, Why
from tests.hub import ELSEWHERE, EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub.mishaps import Fault

README = "---\nlicense: mit\n---\n# Ünïcode"


@pytest.fixture
def hub(empty_hub: EmulatedHub) -> EmulatedHub:
    """A Hub of one model with a few files."""
    empty_hub.data.create(
        "org/model",
        files={
            "README.md": README,
            "LICENSE": b"\xef\xbb\xbfMIT \xff\x00 License",
            "a b/LICENSE #1?.txt": "odd",
            "big.txt": "".join(f"{n * 7919 % 99991:05}" for n in range(40_000)),
        },
        cardData={"license": "mit"},
    )
    return empty_hub


@pytest.fixture
def files(hub: EmulatedHub) -> Iterator[HubFiles]:
    with HubFiles(hub.url, timeout=0.3) as files:
        yield files


def _why(answer: object) -> Why:
    assert isinstance(answer, Refusal), answer
    assert answer.sentence.endswith(".")
    return answer.why


def test_a_model_is_described_like_a_row_of_the_listing(hub: EmulatedHub, files: HubFiles) -> None:
    found = files.model("org/model")
    assert isinstance(found, Described)
    assert not found.renamed
    assert found.record.licence_declared == ("mit",)
    assert found.record.licence_files == ("LICENSE", "a b/LICENSE #1?.txt")
    assert found.record.hub_id == hub.data["org/model"]["_id"]


def test_a_former_name_leads_to_the_present_one(hub: EmulatedHub, files: HubFiles) -> None:
    hub.data.rename("org/model", "org/second")
    hub.data.rename("org/second", "other/third")
    found = files.model("org/model")
    assert isinstance(found, Described)
    assert found.renamed
    assert found.record.repo_id == "other/third"
    revision = found.record.revision
    assert revision
    assert isinstance(files.text("org/model", revision, "README.md"), FileText)


def test_names_that_lead_in_a_circle_end(hub: EmulatedHub, files: HubFiles) -> None:
    hub.data.redirect("a/a", "b/b")
    hub.data.redirect("b/b", "a/a")
    assert _why(files.model("a/a")) is Why.NO_REPOSITORY
    assert len(hub.requests) == 6


@pytest.mark.parametrize("token", [None, EmulatedHub.token])
def test_gone_private_and_never_there_are_one(hub: EmulatedHub, token: str | None) -> None:
    hub.data.create("org/hidden", private=True)
    hub.data.create("org/gone")
    hub.data.delete("org/gone")
    with HubFiles(hub.url, token) as files:
        for name in ("org/hidden", "org/gone", "org/never", "never"):
            assert _why(files.model(name)) is Why.NO_REPOSITORY
        assert _why(files.text("org/never", "main", "README.md")) is Why.NO_REPOSITORY


def test_a_disabled_model_is_told_from_a_missing_one(hub: EmulatedHub, files: HubFiles) -> None:
    hub.data.disable("org/model")
    assert _why(files.model("org/model")) is Why.DISABLED
    assert _why(files.text("org/model", "main", "README.md")) is Why.DISABLED


@pytest.mark.parametrize("token", [None, EmulatedHub.token])
def test_a_gate_hides_files_and_nothing_else(hub: EmulatedHub, token: str | None) -> None:
    hub.data.touch("org/model", gated="manual")
    with HubFiles(hub.url, token) as files:
        assert isinstance(files.model("org/model"), Described)
        assert _why(files.text("org/model", "main", "README.md")) is Why.GATED
        hub.access.grant("reader", "org/model")
        opened = files.text("org/model", "main", "README.md")
    assert isinstance(opened, FileText) == (token is not None)


def test_a_token_nobody_knows_is_no_missing_model(hub: EmulatedHub) -> None:
    with HubFiles(hub.url, "hf_wrong") as files:
        refusal = files.model("org/model")
    assert _why(refusal) is Why.REFUSED
    assert "Invalid credentials" in str(refusal)
    assert "hf_wrong" not in str(refusal)


def test_a_file_is_read_whole_at_its_revision(hub: EmulatedHub, files: HubFiles) -> None:
    old = str(hub.data["org/model"]["sha"])
    hub.data.commit("org/model", files={"README.md": "later"})
    before, now = (files.text("org/model", revision, "README.md") for revision in (old, "main"))
    assert before == FileText(README, len(README.encode()), hashlib.sha256(README.encode()).hexdigest())
    assert isinstance(now, FileText)
    assert now.text == "later"


def test_odd_bytes_and_odd_names_are_read_too(files: HubFiles) -> None:
    licence = files.text("org/model", "main", "LICENSE")
    assert isinstance(licence, FileText)
    assert (licence.text, licence.size) == ("MIT \ufffd\ufffd License", 17)
    odd = files.text("org/model", "main", "a b/LICENSE #1?.txt")
    assert isinstance(odd, FileText)
    assert odd.text == "odd"


def test_missing_files_and_revisions_are_told_apart(files: HubFiles) -> None:
    assert _why(files.text("org/model", "main", "COPYING")) is Why.NO_FILE
    assert _why(files.text("org/model", "0" * 40, "README.md")) is Why.NO_REVISION


def test_a_file_beyond_the_size_is_not_read(files: HubFiles) -> None:
    assert _why(files.text("org/model", "main", "big.txt", largest=199_999)) is Why.TOO_LARGE
    assert isinstance(files.text("org/model", "main", "big.txt", largest=200_000), FileText)


@pytest.mark.parametrize(
    ("repo_id", "path"), [("org/model", "../x"), ("org/model", "/etc/passwd"), ("../..", "x"), ("a/b/c", "x")]
)
def test_what_cannot_be_a_file_of_the_hub_is_not_asked_for(
    hub: EmulatedHub, files: HubFiles, repo_id: str, path: str
) -> None:
    assert _why(files.text(repo_id, "main", path)) is Why.NO_FILE
    assert hub.requests == []


@pytest.mark.parametrize("repo_id", ["", "a/b/c", "a b", "../x", "a\x00b"])
def test_what_cannot_be_a_name_is_not_asked_for(hub: EmulatedHub, files: HubFiles, repo_id: str) -> None:
    assert _why(files.model(repo_id)) is Why.NO_REPOSITORY
    assert hub.requests == []


@pytest.mark.parametrize(
    ("fault", "why", "retry_after"),
    [
        (wrong.stall(), Why.NOT_REACHABLE, None),
        (wrong.stall_mid_body(), Why.NOT_REACHABLE, None),
        (wrong.reset_before_headers(), Why.NOT_REACHABLE, None),
        (wrong.short_body(), Why.NOT_REACHABLE, None),
        (wrong.Status(500), Why.NOT_REACHABLE, None),
        (wrong.Status(503, retry_after=7), Why.NOT_REACHABLE, 7.0),
        (wrong.RateLimited(seconds=20), Why.NOT_REACHABLE, 21.0),
        (wrong.EdgeLimit(), Why.NOT_REACHABLE, None),
        (wrong.HtmlPage(200), Why.UNREADABLE, None),
        (wrong.Body(), Why.UNREADABLE, None),
        (wrong.Body(b"1,2"), Why.UNREADABLE, None),
        (wrong.TruncatedJson(), Why.UNREADABLE, None),
        (wrong.Status(418), Why.REFUSED, None),
    ],
    ids=str,
)
def test_every_fault_is_a_value(
    hub: EmulatedHub, files: HubFiles, fault: Fault, why: Why, retry_after: float | None
) -> None:
    hub.faults.add(fault, route="model")
    refusal = files.model("org/model")
    assert _why(refusal) is why
    assert isinstance(refusal, Refusal)
    assert refusal.retry_after == retry_after
    assert len(hub.requests) == 1


def test_the_token_does_not_follow_a_file_to_another_host(hub: EmulatedHub) -> None:
    hub.faults.add(wrong.Redirect(f"{hub.elsewhere_url}/x"), route="resolve")
    with HubFiles(hub.url, hub.token) as files:
        assert isinstance(files.text("org/model", "main", "README.md"), Refusal)
    assert [logged.owner for logged in hub.requests if logged.host != ELSEWHERE] == ["reader"]
    assert ["authorization" in logged.request.headers for logged in hub.requests if logged.host == ELSEWHERE] == [
        False
    ]


@pytest.mark.parametrize("drip", [wrong.drip(piece=1, pause=0.02), wrong.endless_head()], ids=["body", "head"])
def test_a_drip_is_cut_off_by_the_clock(hub: EmulatedHub, drip: Fault) -> None:
    hub.faults.add(drip, route="resolve-cache")
    with HubFiles(hub.url, total=0.3) as files:
        refusal = files.text("org/model", "main", "big.txt")
        assert (_why(refusal), "longer than 0.3 s" in str(refusal)) == (Why.NOT_REACHABLE, True)
        files._cutoff.seconds = 60
        assert isinstance(files.text("org/model", "main", "README.md"), FileText), "the next one is not cut off"


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://192.0.2.1/x", "without TLS"),
        ("https://169.254.169.254/latest/meta-data/", "not public"),
        ("https://10.0.0.1/x", "not public"),
        ("https://[::ffff:10.0.0.1]/x", "not public"),
        ("https://[fe80::1]/x", "not public"),
        ("https://0.0.0.0/x", "not public"),
    ],
)
def test_a_redirect_leads_into_no_network_of_ours(to: str, words: str) -> None:
    destinations = Destinations("https://hub.example")
    with pytest.raises(LedAway, match=words):
        destinations.check(httpx2.Request("GET", to))


@pytest.mark.parametrize("to", ["https://198.41.0.4/x", "https://cdn.hub.example/x", "https://hub.example:444/x"])
def test_a_redirect_leads_to_public_places_over_tls(to: str) -> None:
    Destinations("https://hub.example").check(httpx2.Request("GET", to))


def test_a_public_name_that_leads_home_to_us_is_not_read(hub: EmulatedHub) -> None:
    """Names are judged by where they lead; to the client this Hub stands in a public place."""
    hub.faults.add(wrong.Redirect(f"{hub.elsewhere_url.replace('127.0.0.1', 'localhost')}/x"), route="resolve")
    with HubFiles(hub.url) as files:
        files._destinations = _AsIfPublic(hub.url)
        refusal = files.text("org/model", "main", "README.md")
    assert (_why(refusal), "not public" in str(refusal)) == (Why.REFUSED, True)
    assert not [logged for logged in hub.requests if logged.host == ELSEWHERE]


class _AsIfPublic(Destinations):
    """What a Hub on the open network would be met with; ours is on loopback, where loopback is allowed."""

    def trace(self, event: str, told: Mapping[str, Any]) -> None:
        if self._asked != "127.0.0.1":
            super().trace(event, told)


@pytest.mark.parametrize("token", ["hf_\u00e9", "hf_a\nX-Other: b", "hf_a b"])
def test_a_token_that_no_header_carries_is_told_before_anything_is_asked(hub: EmulatedHub, token: str) -> None:
    with pytest.raises(NotReachable, match="HF_TOKEN"):
        HubFiles(hub.url, token)
    with pytest.raises(NotReachable, match="HF_TOKEN"):
        HubClient(hub.url, token)
    assert not reach(hub.url, token).reachable
