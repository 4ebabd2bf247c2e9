"""Reads the header of a safetensors file: which tensors it holds, checked against its own arithmetic and the file.

The format (https://github.com/huggingface/safetensors): eight bytes with the length of the header, the header as
JSON, then the tensors one after the other without a gap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod

import msgspec

from registry.hardware.tensors import LARGEST_HEADER, MOST_TENSORS, Tensor, Unsound

LENGTH_BYTES = 8
_METADATA = "__metadata__"
_LONGEST_NAME = 500
# Bits of one element. F8_E8M0 holds exponents alone: scales.
BITS: Mapping[str, int] = {
    "F64": 64,
    "F32": 32,
    "F16": 16,
    "BF16": 16,
    "F8_E4M3": 8,
    "F8_E5M2": 8,
    "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8,
    "F8_E5M2FNUZ": 8,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
    "F4": 4,
    "C64": 64,
    "I64": 64,
    "I32": 32,
    "I16": 16,
    "I8": 8,
    "U64": 64,
    "U32": 32,
    "U16": 16,
    "U8": 8,
    "BOOL": 8,
}


class _Entry(msgspec.Struct, gc=False):
    dtype: str = ""
    shape: tuple[int, ...] = ()
    data_offsets: tuple[int, int] = (-1, -1)


_entries = msgspec.json.Decoder(dict[str, _Entry])


@dataclass(frozen=True, slots=True)
class SafetensorsHeader:
    """A sound header: its tensors in the order of the file, and how many bytes they take together."""

    tensors: tuple[Tensor, ...]
    data_bytes: int


def header_length(beginning: bytes) -> int | Unsound:
    """Return how long the header is, from the first eight bytes of a file."""
    if len(beginning) < LENGTH_BYTES:
        return Unsound("the file is shorter than the length of its header")
    length = int.from_bytes(beginning[:LENGTH_BYTES], "little")
    if not 2 <= length <= LARGEST_HEADER:
        return Unsound(f"the file claims a header of {length} bytes; read are at most {LARGEST_HEADER}")
    return length


def parse(header: bytes, file_size: int | None) -> SafetensorsHeader | Unsound:
    """Read a header (the JSON alone) of a file of so many bytes; None: the size is not known, so not checked.

    Every span must be what its type and shape make, no two may overlap or leave a gap, and the last must end with
    the file. Cost: about 4 µs for a tensor; memory is bounded by `LARGEST_HEADER` and `MOST_TENSORS`.
    """
    if len(header) > LARGEST_HEADER:
        return Unsound("the header is larger than any that is read")
    # Before anything is taken apart: objects that are no tensors would cost memory and say nothing.
    stated = header.count(b'"data_offsets"')
    if stated > MOST_TENSORS or header.count(b"{") > stated + 2:
        return Unsound("the header holds too much, or what is no tensor")
    try:
        entries = _entries.decode(header)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        return Unsound(f"the header is not of the format ({str(error)[:100]})")
    entries.pop(_METADATA, None)
    return _checked(entries, None if file_size is None else file_size - LENGTH_BYTES - len(header))


def _checked(entries: Mapping[str, _Entry], data_bytes: int | None) -> SafetensorsHeader | Unsound:
    position, tensors = 0, []
    for name, entry in sorted(entries.items(), key=lambda item: item[1].data_offsets):
        wrong = _wrong(name, entry, position)
        if wrong is not None:
            return Unsound(wrong)
        start, position = entry.data_offsets
        tensors.append(Tensor(name, entry.dtype, entry.shape, position - start))
    if data_bytes is not None and position != data_bytes:
        return Unsound(f"its tensors take {position} bytes, the file has {data_bytes} for them")
    return SafetensorsHeader(tuple(tensors), position)


def _wrong(name: str, entry: _Entry, position: int) -> str | None:
    start, end = entry.data_offsets
    bits = BITS.get(entry.dtype)
    if bits is None:
        return f"a tensor is of the type {entry.dtype[:20]!r}, which nobody knows"
    if len(name) > _LONGEST_NAME or not name.isprintable():
        return "the name of a tensor is no name"
    if start != position:
        return "its tensors overlap or leave a gap"
    if any(side < 0 for side in entry.shape) or len(entry.shape) > 16:
        return "the shape of a tensor is none"
    if prod(entry.shape) * bits != (end - start) * 8:
        return "the bytes of a tensor are not those of its type and shape"
    return None


def total_bytes(headers: Iterable[SafetensorsHeader]) -> int:
    """Return what the tensors of several files take together."""
    return sum(header.data_bytes for header in headers)
