"""A header says which licence it states, and whatever else the bytes are, the answer is a value."""

import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hub.files import HubFiles
from registry.hub.gguf import FIRST_BYTES, LONGEST_STATEMENT, NotGguf, Stated, licence_stated
from registry.hub.parts import FilePart
from registry.hub.refusal import Refusal
from registry.hub.repository import Look, look_into
from registry.hub.siblings import first_gguf
from tests.gguf import LIST, STRING, UINT32, header, listed, text
from tests.hub import EmulatedHub
from tests.hub.content import File


@pytest.fixture
def files(empty_hub: EmulatedHub) -> Iterator[HubFiles]:
    with HubFiles(empty_hub.url, timeout=2) as files:
        yield files


def stating(repo_id: str, files: HubFiles) -> tuple[str, Stated | Refusal] | None:
    look = look_into(repo_id, files)
    assert isinstance(look, Look), look
    return look.gguf


def test_what_a_header_states() -> None:
    whole = header(
        ("general.architecture", STRING, text("llama")),
        ("general.alignment", UINT32, struct.pack("<I", 32)),
        ("general.tags", LIST, listed(STRING, text("a"), text("b"))),
        ("general.license", STRING, text("apache-2.0")),
        ("general.license.name", STRING, text("Apache\n License")),
        ("general.license.link", STRING, text("https://apache.org/licenses/LICENSE-2.0")),
        ("tokenizer.ggml.scores", LIST, listed(UINT32, *(struct.pack("<I", n) for n in range(50)))),
    )
    stated = Stated("apache-2.0", "Apache License", "https://apache.org/licenses/LICENSE-2.0")
    assert licence_stated(whole) == stated
    assert licence_stated(whole + b"tensors") == stated
    assert licence_stated(whole[:-100]) == stated  # what goes on behind what was read says nothing of it


@pytest.mark.parametrize(
    "content",
    [
        header(("general.name", STRING, text("x"))),
        header(("general.license", UINT32, struct.pack("<I", 1))),
        header(("general.license", STRING, text(""))),
        header(("general.license", STRING, struct.pack("<Q", 2**63) + b"mit")),
        b"GGUF" + struct.pack("<IQQ", 3, 2**64 - 1, 2**64 - 1),
        b"",
        b"GGU",
    ],
)
def test_a_header_that_states_nothing(content: bytes) -> None:
    assert licence_stated(content) == Stated()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"version https://git-lfs", "begin"),
        (b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version"),
        (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "version"),
        (header(("a", 99, b"")), "kind"),
        (header(("a", LIST, listed(LIST, listed(LIST, listed(LIST, listed(LIST, listed(LIST))))))), "deep"),
    ],
)
def test_bytes_that_are_no_header(content: bytes, word: str) -> None:
    found = licence_stated(content)
    assert isinstance(found, NotGguf)
    assert word in found.sentence
    assert found.sentence.endswith(".")


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: header() + tail), st.integers(0, 300))
def test_any_bytes_are_answered(content: bytes, cut: int) -> None:
    for some in (content, header(("general.license", STRING, text("mit")))[:cut] + content):
        found = licence_stated(some)
        if isinstance(found, Stated) and found.licence is not None:
            assert 0 < len(found.licence) <= LONGEST_STATEMENT
            assert found.licence.isprintable()


@pytest.mark.parametrize(
    ("paths", "first"),
    [
        (["b.gguf", "a/x.gguf", "mmproj-a.gguf"], "b.gguf"),
        (["mmproj-a.gguf"], "mmproj-a.gguf"),
        (["x-00002-of-2.GGUF", "x-00001-of-2.GGUF"], "x-00001-of-2.GGUF"),
        (["../a.gguf", "/a.gguf", "a\u202eb.gguf", "x" * 400 + ".gguf"], None),
        (["model.safetensors"], None),
    ],
)
def test_the_first_file(paths: list[str], first: str | None) -> None:
    assert first_gguf([{"rfilename": path} for path in paths]) == first
    odd: tuple[object, ...] = (None, 7, "x", {}, [1, None, {}, {"rfilename": 3}])
    assert {first_gguf(one) for one in odd} == {None}


def test_the_first_bytes_of_a_large_file_are_read_at_the_revision(empty_hub: EmulatedHub, files: HubFiles) -> None:
    content = header(("general.license", STRING, text("mit")))
    empty_hub.data.create("org/model", files={"model.gguf": File(content, 40_000_000_000, lfs=True)})
    assert stating("org/model", files) == ("model.gguf", Stated("mit"))


def test_a_file_of_something_else_is_told_and_a_model_without_one_says_nothing(
    empty_hub: EmulatedHub, files: HubFiles
) -> None:
    empty_hub.data.create("org/model", files={"model.gguf": b"no such thing" * 20_000})
    empty_hub.data.create("org/other", files={"README.md": "x"})
    found = stating("org/model", files)
    assert found is not None
    assert isinstance(found[1], Refusal)
    assert stating("org/other", files) is None
    revision = empty_hub.data["org/model"]["sha"]
    begins = files.part("org/model", revision, "model.gguf", 0, FIRST_BYTES)
    assert isinstance(begins, FilePart)
    assert len(begins.content) == FIRST_BYTES
