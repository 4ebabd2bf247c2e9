"""Reads the beginning of a GGUF file: what it says of itself, and which tensors it holds in which types.

The format (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md): magic, version, counts, keys with values,
then the tensors' names, shapes, types and places. All of it stands before the weights.
"""

import struct
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path

import msgspec

from registry.hardware.tensors import LARGEST_HEADER, MOST_TENSORS, Tensor, Unsound

TYPES = Path(__file__).with_name("gguf_types.toml")
_MOST_KEYS = 10_000
_LONGEST_KEY = 65_535
_LONGEST_TEXT = 4_000  # characters of a value that is kept; longer ones are passed over
_MOST_SIDES = 8
_STRING, _ARRAY = 8, 9
_FORMATS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


@dataclass(frozen=True, slots=True)
class Packing:
    """So many elements in a block of so many bytes."""

    name: str
    elements: int
    bytes: int


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a file says of itself. ``values`` are its single values, without the lists (the vocabulary, say)."""

    version: int
    values: Mapping[str, object]
    lengths: Mapping[str, int]  # of its lists
    tensors: tuple[Tensor, ...]

    @property
    def data_bytes(self) -> int:
        """What its tensors take together, in bytes."""
        return sum(tensor.size for tensor in self.tensors)


@dataclass(frozen=True, slots=True)
class NeedsMore:
    """The header goes on beyond the bytes at hand."""

    at_least: int


class _End(Exception):
    def __init__(self, at_least: int) -> None:
        self.at_least = at_least


class _Wrong(Exception):
    pass


@cache
def types() -> Mapping[int, Packing]:
    """Return how each type is packed, by its number."""
    table = tomllib.loads(TYPES.read_text())["types"]
    return {int(number): msgspec.convert(row, Packing) for number, row in table.items()}


def parse(beginning: bytes, file_size: int | None = None) -> GgufHeader | NeedsMore | Unsound:
    """Read the header out of the first bytes of a file of ``file_size`` bytes.

    Cost: about 1 µs for each string of the vocabulary and 3 µs for each tensor. Nothing beyond `LARGEST_HEADER` is
    asked for, and no list is kept.
    """
    reader = _Reader(beginning)
    try:
        return _header(reader, file_size)
    except _End as end:
        if end.at_least > LARGEST_HEADER or (file_size is not None and end.at_least > file_size):
            return Unsound("the header goes on beyond the file, or beyond what is read")
        return NeedsMore(end.at_least)
    except _Wrong as wrong:
        return Unsound(str(wrong))


def _header(reader: "_Reader", file_size: int | None) -> GgufHeader:
    if reader.take(4) != b"GGUF":
        raise _Wrong("the file does not begin as a GGUF file does")
    version = reader.number("I")
    if version not in (2, 3):
        raise _Wrong(f"version {version} of the format is not known")
    tensor_count, key_count = reader.number("Q"), reader.number("Q")
    if tensor_count > MOST_TENSORS or key_count > _MOST_KEYS:
        raise _Wrong("the header claims more tensors or keys than any file has")
    values: dict[str, object] = {}
    lengths: dict[str, int] = {}
    for _ in range(key_count):
        key = reader.text(_LONGEST_KEY)
        kind = reader.number("I")
        if kind == _ARRAY:
            lengths[key] = reader.pass_list()
            continue
        value = reader.value(kind)
        if value is not None:
            values[key] = value
    tensors = tuple(reader.tensor() for _ in range(tensor_count))
    header = GgufHeader(version, values, lengths, tensors)
    if file_size is not None and header.data_bytes + reader.place > file_size:
        raise _Wrong("its tensors take more than the file has")
    return header


class _Reader:
    """Takes the header apart from front to back."""

    def __init__(self, beginning: bytes) -> None:
        self._bytes, self.place = beginning, 0

    def take(self, size: int) -> bytes:
        end = self.skip(size)
        return self._bytes[end - size : end]

    def skip(self, size: int) -> int:
        end = self.place + size
        if end > len(self._bytes):
            raise _End(end)
        self.place = end
        return end

    def number(self, form: str) -> int:
        found = struct.unpack_from(
            f"<{form}", self._bytes, self.skip(struct.calcsize(form)) - struct.calcsize(form)
        )
        return int(found[0])

    def text(self, longest: int) -> str:
        size = self.number("Q")
        if size > longest:
            raise _Wrong("the name of a key or tensor is too long")
        return self.take(size).decode(errors="replace")

    def value(self, kind: int) -> object:
        """A single value; None for a long text, which is passed over."""
        if kind == _STRING:
            size = self.number("Q")
            if size > _LONGEST_TEXT:
                self.skip(size)
                return None
            return self.take(size).decode(errors="replace")
        form = _FORMATS.get(kind)
        if form is None:
            raise _Wrong(f"a value is of the type {kind}, which nobody knows")
        size = struct.calcsize(form)
        return struct.unpack_from(f"<{form}", self._bytes, self.skip(size) - size)[0]

    def pass_list(self) -> int:
        """Pass over a list, and return how many values it has."""
        kind, count = self.number("I"), self.number("Q")
        form = _FORMATS.get(kind)
        if form is not None:
            self.skip(struct.calcsize(form) * count)
            return count
        if kind != _STRING:
            raise _Wrong("a list holds lists, or what nobody knows")
        if count * 8 > LARGEST_HEADER:
            raise _Wrong("a list claims more texts than any header can hold")
        for _ in range(count):
            self.skip(self.number("Q"))
        return count

    def tensor(self) -> Tensor:
        name = self.text(_LONGEST_KEY)
        sides = self.number("I")
        if sides > _MOST_SIDES:
            raise _Wrong("a tensor has too many sides")
        shape = tuple(self.number("Q") for _ in range(sides))
        packing = types().get(self.number("I"))
        self.skip(8)
        if packing is None:
            raise _Wrong("a tensor is of a type that nobody knows")
        elements = prod(shape)
        if elements >= 2**60 or elements % packing.elements:
            raise _Wrong("a tensor is larger than any, or does not fill its blocks")
        return Tensor(name, packing.name, shape, elements // packing.elements * packing.bytes)
