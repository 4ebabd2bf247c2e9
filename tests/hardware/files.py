"""Files as publishers write them, out of names, types and shapes: headers that are true to the format."""

import json
import struct
from collections.abc import Iterable, Mapping
from math import prod

from registry.hardware import safetensors_header
from registry.hardware.safetensors_header import BITS
from registry.hardware.tensors import Tensor, Unsound

Shaped = tuple[str, str, tuple[int, ...]]  # name, type, shape

_GGUF_TYPES = {"F32": (0, 1, 4), "F16": (1, 1, 2), "Q4_K": (12, 256, 144), "Q6_K": (14, 256, 210)}


def header(tensors: Iterable[Shaped], metadata: Mapping[str, str] | None = None) -> bytes:
    """The JSON of a safetensors header of these tensors, one after the other."""
    entries: dict[str, object] = {} if metadata is None else {"__metadata__": dict(metadata)}
    position = 0
    for name, dtype, shape in tensors:
        end = position + prod(shape) * BITS[dtype] // 8
        entries[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [position, end]}
        position = end
    return json.dumps(entries, separators=(",", ":")).encode()


def tensors(shaped: Iterable[Shaped]) -> tuple[Tensor, ...]:
    """The tensors that a reading of their header gives."""
    read = safetensors_header.parse(header(shaped), None)
    assert not isinstance(read, Unsound), read.reason
    return read.tensors


def gguf(
    values: Mapping[str, object], shaped: Iterable[Shaped], lists: Mapping[str, list[str]] | None = None
) -> bytes:
    """The beginning of a GGUF file of version 3, without the weights."""
    listed, each = dict(lists or {}), list(shaped)
    out = b"GGUF" + struct.pack("<IQQ", 3, len(each), len(values) + len(listed))
    for key, value in values.items():
        out += _text(key) + _value(value)
    for key, words in listed.items():
        out += _text(key) + struct.pack("<IIQ", 9, 8, len(words)) + b"".join(map(_text, words))
    offset = 0
    for name, dtype, shape in each:
        number, elements, size = _GGUF_TYPES[dtype]
        out += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, number, offset)
        offset += prod(shape) // elements * size
    return out


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _value(value: object) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    assert isinstance(value, int)
    return struct.pack("<II", 4, value)
