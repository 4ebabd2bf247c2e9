"""Headers of weights files are believed only where their own arithmetic and the file's size bear them out."""

import json
import struct
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.hardware import gguf_config, gguf_header, safetensors_header
from registry.hardware.architecture import CacheBasis, read
from registry.hardware.gguf_header import GgufHeader, NeedsMore
from registry.hardware.safetensors_header import SafetensorsHeader, header_length
from registry.hardware.tensors import LARGEST_HEADER, Tensor, Unsound
from tests.hardware.files import Shaped, gguf, header

SHAPED: list[Shaped] = [("a.weight", "BF16", (4, 2)), ("b.weight", "F8_E4M3", (3,)), ("empty", "F32", (0,))]


def _file_size(written: bytes, data: int) -> int:
    return 8 + len(written) + data


def test_a_sound_header_gives_its_tensors_and_their_bytes() -> None:
    written = header(SHAPED, {"format": "pt", "total_parameters": "1"})
    found = safetensors_header.parse(written, _file_size(written, 19))
    assert isinstance(found, SafetensorsHeader)
    assert found.data_bytes == 19
    assert sorted(found.tensors, key=lambda tensor: tensor.name) == [
        Tensor("a.weight", "BF16", (4, 2), 16),
        Tensor("b.weight", "F8_E4M3", (3,), 3),
        Tensor("empty", "F32", (0,), 0),
    ]


def _changed(**members: object) -> bytes:
    entry: dict[str, object] = {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}
    return json.dumps({"a": entry | members}).encode()


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"", "not of the format"),
        (b"{", "not of the format"),
        (b"[]", "not of the format"),
        (b"\xff\xfe", "not of the format"),
        (header(SHAPED)[:-9], "not of the format"),
        (_changed(dtype="FP7"), "which nobody knows"),
        (_changed(shape=[-2]), "shape of a tensor"),
        (_changed(shape=[2.5]), "not of the format"),
        (_changed(shape=[3]), "not those of its type and shape"),
        (_changed(shape=[2**62, 2**62, 4]), "not those of its type and shape"),
        (_changed(shape=[1] * 40), "shape of a tensor"),
        (_changed(data_offsets=[4, 8]), "overlap or leave a gap"),
        (_changed(data_offsets=[4, 0]), "overlap or leave a gap"),
        (_changed(data_offsets=[0, 2**70]), "not those of its type and shape"),
        (_changed(data_offsets=[0]), "not of the format"),
        (b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
         "overlap or leave a gap"),
        (b'{"a":{},"b":{},"c":{}}', "what is no tensor"),
        (b'{"a":' + b"[" * 100_000, "not of the format"),
        (b'{"\\u0000":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', "is no name"),
    ],
)  # fmt: skip
def test_a_header_that_contradicts_itself_is_not_believed(written: bytes, reason: str) -> None:
    found = safetensors_header.parse(written, None)
    assert isinstance(found, Unsound)
    assert reason in found.reason


def test_a_header_that_contradicts_its_file_is_not_believed() -> None:
    written = header(SHAPED)
    for size in (0, 8, _file_size(written, 18), _file_size(written, 20)):
        assert isinstance(safetensors_header.parse(written, size), Unsound)


@pytest.mark.parametrize(
    "beginning", [b"", b"1234567", struct.pack("<Q", LARGEST_HEADER + 1), b"\xff" * 8, b"\0" * 8]
)
def test_a_length_that_is_none_or_too_large_is_not_believed(beginning: bytes) -> None:
    assert isinstance(header_length(beginning), Unsound)


def test_a_header_of_thirty_megabytes_costs_nothing_and_says_nothing() -> None:
    for written in (b" " * 30_000_000, b'{"a":{},' * 3_000_000 + b"}"):
        tracemalloc.start()
        assert isinstance(safetensors_header.parse(written, None), Unsound)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
        tracemalloc.stop()


@given(st.binary(max_size=300) | st.text(max_size=60).map(str.encode), st.none() | st.integers(0, 400))
def test_any_bytes_are_a_header_or_unsound(written: bytes, size: int | None) -> None:
    assert isinstance(safetensors_header.parse(written, size), SafetensorsHeader | Unsound)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
entries = st.fixed_dictionaries(
    {"dtype": st.sampled_from(["BF16", "U8", "?"]) | json_values},
    optional={"shape": st.lists(st.integers(-2, 5)) | json_values, "data_offsets": st.lists(st.integers(-1, 9))},
)


@given(st.dictionaries(st.text(max_size=5), entries, max_size=4))
def test_any_entries_are_a_header_or_unsound(members: dict[str, Any]) -> None:
    found = safetensors_header.parse(json.dumps(members).encode(), None)
    assert isinstance(found, SafetensorsHeader | Unsound)
    if isinstance(found, SafetensorsHeader):
        assert found.data_bytes == sum(tensor.size for tensor in found.tensors) >= 0


VALUES = {
    "general.architecture": "qwen2",
    "qwen2.block_count": 2,
    "qwen2.embedding_length": 512,
    "qwen2.attention.head_count": 8,
    "qwen2.attention.head_count_kv": 2,
    "qwen2.context_length": 4096,
}
WORDS = {"tokenizer.ggml.tokens": ["a", "bc", ""] * 50}
GGUF: list[Shaped] = [
    ("token_embd.weight", "Q6_K", (512, 150)),
    ("blk.0.ffn_up.weight", "Q4_K", (512, 512)),
    ("output_norm.weight", "F32", (512,)),
]


def test_a_gguf_header_gives_types_shapes_and_bytes() -> None:
    found = gguf_header.parse(gguf(VALUES, GGUF, WORDS))
    assert isinstance(found, GgufHeader)
    assert found.tensors[0] == Tensor("token_embd.weight", "Q6_K", (512, 150), 63_000)
    assert found.tensors[1].size == 147_456
    assert found.data_bytes == 63_000 + 147_456 + 2048
    assert found.values["qwen2.block_count"] == 2
    assert found.lengths == {"tokenizer.ggml.tokens": 150}


def test_a_gguf_header_is_read_like_a_configuration() -> None:
    found = gguf_header.parse(gguf(VALUES, GGUF, WORDS))
    assert isinstance(found, GgufHeader)
    known = read(gguf_config.config_of(found))
    assert (known.model_type, known.cache_basis, known.layer_count) == ("qwen2", CacheBasis.EXACT, 2)
    assert (known.vocabulary, known.context_length) == (150, 4096)
    assert known.layers[0].token_elements == 2 * 2 * 64
    strange = read(gguf_config.config_of(GgufHeader(3, {"general.architecture": "strange"}, {}, ())))
    assert strange.cache_basis is CacheBasis.UNKNOWN


def test_a_gguf_header_that_goes_on_asks_for_more_until_it_has_all() -> None:
    written = gguf(VALUES, GGUF, WORDS)
    for end in range(0, len(written), 7):
        found = gguf_header.parse(written[:end])
        assert isinstance(found, NeedsMore)
        assert end < found.at_least <= len(written)


_START = b"GGUF" + struct.pack("<I", 3)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"GGML" + bytes(60), "does not begin"),
        (b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version 1"),
        (_START + struct.pack("<QQ", 2**40, 0), "claims more"),
        (_START + struct.pack("<QQ", 0, 2**40), "claims more"),
        (_START + struct.pack("<QQ", 0, 1) + struct.pack("<Q", 2**40), "too long"),
        (_START + struct.pack("<QQ", 0, 1) + struct.pack("<Q", 1) + b"k" + struct.pack("<I", 77), "nobody knows"),
        (_START + struct.pack("<QQ", 0, 1) + struct.pack("<Q", 1) + b"k" + struct.pack("<IIQ", 9, 9, 1), "lists"),
        (
            _START + struct.pack("<QQ", 0, 1) + struct.pack("<Q", 1) + b"k" + struct.pack("<IIQ", 9, 8, 2**50),
            "texts",
        ),
        (
            _START + struct.pack("<QQ", 0, 1) + struct.pack("<Q", 1) + b"k" + struct.pack("<IIQ", 9, 4, 2**50),
            "beyond",
        ),
        (_START + struct.pack("<QQ", 1, 0) + struct.pack("<Q", 1) + b"t" + struct.pack("<I", 2**31), "sides"),
        (
            _START + struct.pack("<QQ", 1, 0) + struct.pack("<Q", 1) + b"t" + struct.pack("<IQIQ", 1, 32, 99, 0),
            "type",
        ),
        (
            _START + struct.pack("<QQ", 1, 0) + struct.pack("<Q", 1) + b"t" + struct.pack("<IQIQ", 1, 33, 2, 0),
            "blocks",
        ),
        (
            _START
            + struct.pack("<QQ", 1, 0)
            + struct.pack("<Q", 1)
            + b"t"
            + struct.pack("<IQQIQ", 2, 2**62, 64, 0, 0),
            "larger than any",
        ),
    ],
)
def test_a_gguf_header_that_lies_is_not_believed(written: bytes, reason: str) -> None:
    found = gguf_header.parse(written)
    assert isinstance(found, Unsound)
    assert reason in found.reason


def test_a_gguf_file_smaller_than_its_tensors_is_not_believed() -> None:
    written = gguf(VALUES, GGUF)
    data = 63_000 + 147_456 + 2048
    assert isinstance(gguf_header.parse(written, len(written) + data), GgufHeader)
    assert isinstance(gguf_header.parse(written, len(written) + data - 1), Unsound)
    assert isinstance(gguf_header.parse(written[:40], 41), Unsound)


@given(st.binary(max_size=200), st.none() | st.integers(0, 400))
def test_any_bytes_are_a_gguf_header_or_not(written: bytes, size: int | None) -> None:
    for beginning in (written, b"GGUF" + written, gguf(VALUES, GGUF)[:60] + written):
        assert isinstance(gguf_header.parse(beginning, size), GgufHeader | NeedsMore | Unsound)
