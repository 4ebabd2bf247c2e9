"""The search by its address: the shape of the contract, the pages, the table."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from registry.api import search
from registry.catalogue.deadline import DeadlinePassed
from registry.catalogue.results import Result
from registry.catalogue.search import SearchTimeout
from registry.hardware.parameters import ParameterSource
from registry.hub.records import Gate
from tests.api.asking import ask, asked, bytes_of, refused
from tests.builders import NOW, a_revision, make_entry

pytestmark = pytest.mark.django_db
NOT_JUDGED = dict.fromkeys(("context", "knowledge_version", "judge_version", "disclaimer"))


def test_an_entry_has_the_shape_of_the_contract() -> None:
    make_entry(
        "deepseek-ai/DeepSeek-R1",
        publisher="deepseek-ai",
        tags=("safetensors", "license:mit"),
        languages=("en",),
        params_total=671_026_404_352,
        params_active=37_553_000_000,
        params_source=ParameterSource.SAFETENSORS_HEADERS,
        weights_bytes=688_574_839_360,
        weights_source="safetensors",
    )
    answer = ask("/api/v1/models")
    assert answer.status == 200
    assert answer.body == {
        "results": [
            {
                "repo_id": "deepseek-ai/DeepSeek-R1",
                "url": "https://huggingface.co/deepseek-ai/DeepSeek-R1",
                "revision": a_revision(1),
                "publisher": "deepseek-ai",
                "pipeline_tag": "text-generation",
                "library": "transformers",
                "tags": ["safetensors", "license:mit"],
                "languages": ["en"],
                "gated": False,
                "gate": "open",
                "removed_at": None,
                "downloads": 100,
                "likes": 10,
                "created_at": "2025-01-01T00:00:00Z",
                "last_modified": "2025-06-01T00:00:00Z",
                "synced_at": "2026-11-23T12:00:00Z",
                "source": "hub",
                "licence": {
                    "declared": ["mit"],
                    "concluded": "MIT",
                    "status": "stated",
                    "class": "permissive",
                    "ancestors": None,
                },
                "parameters": {
                    "total": 671026404352,
                    "active": 37553000000,
                    "stored": None,
                    "source": "safetensors_headers",
                    "flags": [],
                },
                "memory": {"weights_bytes": 688574839360, "source": "safetensors"},
                "verdict": None,
            }
        ],
        "next": None,
        "count": {"value": 1, "exact": True, "counted_at": None},
        **NOT_JUDGED,
    }


def test_nothing_found_is_a_list_of_nothing() -> None:
    assert ask("/api/v1/models?q=nothing").body == {
        "results": [],
        "next": None,
        "count": {"value": 0, "exact": True, "counted_at": None},
        **NOT_JUDGED,
    }


@pytest.mark.parametrize(("gate", "gated"), [(Gate.OPEN, False), (Gate.AUTO, True), (Gate.UNKNOWN, None)])
def test_a_gate_that_is_not_stated_is_null(gate: Gate, gated: bool | None) -> None:
    make_entry(gate=gate)
    [entry] = ask("/api/v1/models").body["results"]
    assert (entry["gated"], entry["gate"]) == (gated, gate.value)


def test_next_leads_through_the_whole_list() -> None:
    for number in range(7):
        make_entry(f"org/model-{number}", downloads=number // 2, tags=("a b+c", "é"))
    make_entry("org/other")
    seen, path = [], "/api/v1/models?tag=a%20b%2Bc&tag=%C3%A9&page_size=3"
    for _ in range(5):
        answer = ask(path)
        seen += [entry["repo_id"] for entry in answer.body["results"]]
        assert answer.body["count"] == {"value": 7, "exact": True, "counted_at": None}
        if answer.body["next"] is None:
            break
        parts = urlsplit(answer.body["next"])
        assert (parts.scheme, parts.netloc) == ("http", "testserver")
        path = f"{parts.path}?{parts.query}"
    assert sorted(seen) == [f"org/model-{number}" for number in range(7)]


def test_a_list_is_english_for_every_browser() -> None:
    french = ask("/api/v1/models?page_size=0", accept_language="fr")
    assert french.body == ask("/api/v1/models?page_size=0").body


def test_a_search_that_takes_too_long_is_a_problem_that_says_when_to_try_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "find", lambda *_: SearchTimeout(1))
    answer = refused("/api/v1/models")
    assert (answer.status, answer.body["type"]) == (503, "/problems/search-timeout")
    assert int(answer.headers["Retry-After"]) > 0


def _table(path: str) -> list[dict[str, str]]:
    response = asked(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in response.headers["Content-Disposition"]
    return [*csv.DictReader(bytes_of(response).decode().splitlines())]


def test_a_table_holds_the_whole_search_whatever_the_size_of_a_page() -> None:
    for number in range(30):
        make_entry(f"org/model-{number}", downloads=number, publisher="other" if number < 3 else "org")
    rows = _table("/api/v1/models.csv?publisher=org")
    assert [row["repo_id"] for row in rows] == [f"org/model-{number}" for number in reversed(range(3, 30))]


def test_a_table_ends_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_entry(f"org/model-{number}")
    monkeypatch.setattr(search, "MOST_ROWS", 3)
    assert len(_table("/api/v1/models.csv")) == 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_table_is_a_formula(start: str) -> None:
    make_entry("org/x", publisher=f"{start}cmd|' /C calc'!A0", pipeline_tag='a,"b"\n', languages=("=1+1", "en"))
    content = bytes_of(asked("/api/v1/models.csv")).decode()
    [row] = csv.DictReader(
        content.split("\r\n", 1)[1].splitlines(keepends=True), content.split("\r\n")[0].split(",")
    )
    assert row["publisher"] == f"'{start}cmd|' /C calc'!A0"
    assert row["pipeline_tag"] == 'a,"b"\n'
    assert row["languages"] == "'=1+1 en"


def test_a_table_says_nothing_where_nothing_is_known() -> None:
    make_entry(downloads=-1, params_total=None, created_at=datetime(2025, 1, 2, 3, tzinfo=UTC), removed_at=None)
    [row] = _table("/api/v1/models.csv")
    assert (row["downloads"], row["params_total"], row["removed_at"]) == ("", "", "")
    assert (row["created_at"], row["synced_at"]) == (
        "2025-01-02T03:00:00Z",
        NOW.isoformat().replace("+00:00", "Z"),
    )


def test_a_table_that_takes_too_long_is_a_problem_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    class TooLong(Iterator[Result]):
        def __next__(self) -> Result:
            raise DeadlinePassed

    monkeypatch.setattr(search, "walk", lambda *_: TooLong())
    assert refused("/api/v1/models.csv", accept="text/csv").status == 503
