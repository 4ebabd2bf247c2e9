"""Parts of files and lists of files: never more than was asked for, and every reason why there is nothing."""

import struct
from collections.abc import Iterator

import pytest

from registry.hub import headers
from registry.hub.files import HubFiles
from registry.hub.headers import Beginning, read_safetensors_header, read_until
from registry.hub.parts import FilePart, ListedFile
from registry.hub.refusal import Refusal, Why
from tests.hub import EmulatedHub
from tests.hub import mishaps as wrong
from tests.hub.content import File, corrupt_header, declared_too_large, safetensors, tensors
from tests.hub.mishaps import Fault

NAME = "org/model"
TEXT = bytes(range(256)) * 8
SMALL, LONG = safetensors(tensors({"BF16": 100})), safetensors(tensors({"BF16": 10}, note="x" * 300_000))


@pytest.fixture
def hub(empty_hub: EmulatedHub) -> EmulatedHub:
    """A Hub of one model."""
    empty_hub.data.create(
        NAME,
        files={
            "small.json": TEXT,
            "a/large.safetensors": SMALL,
            "long.safetensors": LONG,
            "lies.safetensors": declared_too_large(),
            "corrupt.safetensors": corrupt_header(),
            "short.safetensors": File(b"\x03", 1, lfs=True),
            "cut.safetensors": File(struct.pack("<Q", 5000) + b"{}", 10, lfs=True),
        },
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


@pytest.mark.parametrize(("start", "stop"), [(0, 10), (5, 300), (2000, 9000), (0, 2048)])
def test_a_part_is_the_bytes_that_were_asked_for(files: HubFiles, start: int, stop: int) -> None:
    assert files.part(NAME, "main", "small.json", start, stop) == FilePart(TEXT[start:stop], 2048)


def test_a_part_of_a_large_file_comes_from_where_it_lies(files: HubFiles) -> None:
    found = files.part(NAME, "main", "a/large.safetensors", 0, 8)
    assert found == FilePart(SMALL.content[:8], SMALL.size)


def test_a_part_beyond_the_end_is_told(files: HubFiles) -> None:
    assert _why(files.part(NAME, "main", "small.json", 3000, 3001)) is Why.UNREADABLE


@pytest.mark.parametrize(
    ("repo_id", "path", "start", "stop"),
    [("a/b/c", "x", 0, 1), (NAME, "/x", 0, 1), (NAME, "a/../x", 0, 1), (NAME, "x", 5, 5), (NAME, "x", -1, 5)],
)
def test_what_is_no_part_is_not_asked_for(
    hub: EmulatedHub, files: HubFiles, repo_id: str, path: str, start: int, stop: int
) -> None:
    assert _why(files.part(repo_id, "main", path, start, stop)) is Why.NO_FILE
    assert not hub.requests


def test_a_file_that_is_not_there_and_a_gate_are_told(hub: EmulatedHub, files: HubFiles) -> None:
    assert _why(files.part(NAME, "main", "none.json", 0, 1)) is Why.NO_FILE
    assert _why(files.part(NAME, "0" * 40, "small.json", 0, 1)) is Why.NO_REVISION
    hub.data.touch(NAME, gated="manual")
    assert _why(files.part(NAME, "main", "small.json", 0, 1)) is Why.GATED


def test_a_server_that_gives_no_parts_gives_the_beginning_alone(hub: EmulatedHub, files: HubFiles) -> None:
    hub.faults.add(wrong.WholeFile(TEXT * 50_000), route="resolve-cache")
    found = files.part(NAME, "main", "small.json", 0, 10)
    assert found == FilePart(TEXT[:10], len(TEXT) * 50_000)
    hub.faults.add(wrong.WholeFile(TEXT), route="resolve-cache")
    assert _why(files.part(NAME, "main", "small.json", 10, 20)) is Why.UNREADABLE


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (wrong.Status(503), Why.NOT_REACHABLE),
        (wrong.short_body(), Why.NOT_REACHABLE),
        (wrong.reset_mid_body(), Why.NOT_REACHABLE),
        (wrong.stall_mid_body(), Why.NOT_REACHABLE),
        (wrong.OtherPart("bytes 7-1999/2048"), Why.UNREADABLE),
        (wrong.OtherPart("bytes 0-2000/2048"), Why.UNREADABLE),
        (wrong.OtherPart("many"), Why.UNREADABLE),
    ],
    ids=repr,
)
def test_an_answer_that_is_not_the_part_is_none(hub: EmulatedHub, files: HubFiles, fault: Fault, why: Why) -> None:
    hub.faults.add(fault, route="resolve-cache")
    assert _why(files.part(NAME, "main", "small.json", 0, 2000)) is why
    assert not hub.faults.pending()


def test_files_are_listed_with_their_sizes(files: HubFiles) -> None:
    found = files.tree(NAME, "main")
    assert isinstance(found, tuple)
    assert ListedFile("a/large.safetensors", SMALL.size) in found
    assert {one.path for one in found} >= {"small.json", "long.safetensors"}
    assert _why(files.tree(NAME, "0" * 40)) is Why.NO_REVISION
    assert _why(files.tree("org/none", "main")) is Why.NO_REPOSITORY
    assert _why(files.tree("no name", "main")) is Why.NO_REPOSITORY


def test_a_long_list_is_read_page_by_page_and_an_endless_one_is_not(
    hub: EmulatedHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.data.create("org/many", files={f"{number:04}.txt": "x" for number in range(2100)})
    with HubFiles(hub.url) as patient:
        found = patient.tree("org/many", "main")
        assert isinstance(found, tuple)
        assert len(found) == 2100
        monkeypatch.setattr("registry.hub.files.MOST_PAGES", 2)
        assert _why(patient.tree("org/many", "main")) is Why.TOO_LARGE


@pytest.mark.parametrize("body", [b"[1]", b"{}", b"<html>", b'[{"type":"file","size":"x"}]', b"[" * 100_000])
def test_a_list_that_is_none_is_told(hub: EmulatedHub, files: HubFiles, body: bytes) -> None:
    hub.faults.add(wrong.Body(body), route="tree")
    assert _why(files.tree(NAME, "main")) is Why.UNREADABLE


def test_entries_that_are_no_files_are_left_out(hub: EmulatedHub, files: HubFiles) -> None:
    body = (
        b'[{"type":"directory","path":"a","size":0},{"type":"file","path":"../x","size":1},'
        b'{"type":"file","path":"ok","size":2},{"type":"file","path":"minus","size":-2},{"type":"file"}]'
    )
    hub.faults.add(wrong.Body(body), route="tree")
    assert files.tree(NAME, "main") == (ListedFile("ok", 2),)


def test_a_list_is_not_followed_to_another_host(hub: EmulatedHub, files: HubFiles) -> None:
    hub.faults.add(wrong.foreign_link("https://elsewhere.example"), route="tree")
    assert _why(files.tree(NAME, "main")) is Why.REFUSED


def test_a_header_takes_one_request_and_a_long_one_two(hub: EmulatedHub, files: HubFiles) -> None:
    found = read_safetensors_header(files, NAME, "main", "a/large.safetensors")
    length = int.from_bytes(SMALL.content[:8], "little")
    assert found == Beginning(SMALL.content[8 : 8 + length], SMALL.size)
    asked = len(hub.requests)
    long = read_safetensors_header(files, NAME, "main", "long.safetensors")
    assert isinstance(long, Beginning)
    assert long.content == LONG.content[8:]
    assert len([one for one in hub.requests[asked:] if one.route == "lfs"]) == 2


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("lies.safetensors", Why.TOO_LARGE),
        ("short.safetensors", Why.UNREADABLE),
        ("cut.safetensors", Why.UNREADABLE),
        ("none.safetensors", Why.NO_FILE),
    ],
)
def test_a_header_that_is_none_is_told(files: HubFiles, path: str, why: Why) -> None:
    assert _why(read_safetensors_header(files, NAME, "main", path)) is why


def test_a_beginning_is_read_until_it_is_enough(hub: EmulatedHub, files: HubFiles) -> None:
    def whole(content: bytes, size: int | None) -> int | None:
        return None if len(content) == size else len(content) + 1

    found = read_until(files, NAME, "main", "long.safetensors", whole)
    assert isinstance(found, Beginning)
    assert found.file_size == LONG.size
    never = read_until(files, NAME, "main", "small.json", lambda content, size: len(content) + 1)
    assert _why(never) is Why.UNREADABLE
    lying = read_until(files, NAME, "main", "small.json", lambda content, size: headers.LARGEST + 1)
    assert _why(lying) is Why.TOO_LARGE
