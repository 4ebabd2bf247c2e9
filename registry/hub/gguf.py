"""What the header of a GGUF file states of its licence, out of the first bytes of the file.

Total: whatever the bytes are, the answer is a value. Format: the magic, a version, two counts, then pairs of a key
and a typed value; all numbers are little-endian (the documentation of ggml, versions 2 and 3).
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

from registry.hub.reading import one_line

FIRST_BYTES = 128 * 1024  # of a file that are read: what is general stands before the words of the tokenizer
LONGEST_STATEMENT = 500  # characters
_LONGEST_KEY = 65_535
_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_LICENCE, _NAME, _LINK = "general.license", "general.license.name", "general.license.link"
_DEEPEST = 4  # lists in lists


class _Kind(IntEnum):
    """How a value is stored."""

    UINT8 = 0
    INT8 = 1
    UINT16 = 2
    INT16 = 3
    UINT32 = 4
    INT32 = 5
    FLOAT32 = 6
    BOOL = 7
    STRING = 8
    LIST = 9
    UINT64 = 10
    INT64 = 11
    FLOAT64 = 12


_SIZES = {
    _Kind.UINT8: 1, _Kind.INT8: 1, _Kind.BOOL: 1, _Kind.UINT16: 2, _Kind.INT16: 2, _Kind.UINT32: 4, _Kind.INT32: 4,
    _Kind.FLOAT32: 4, _Kind.UINT64: 8, _Kind.INT64: 8, _Kind.FLOAT64: 8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """What a header states of the licence; None where it states nothing, or does so behind what was read."""

    licence: str | None = None
    name: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class NotGguf:
    """The bytes are no GGUF header, in a sentence."""

    sentence: str


class _Ended(Exception):
    """The header goes on beyond the bytes that were read."""


class _Torn(Exception):
    """The bytes cannot be a header."""


def licence_stated(begins: bytes) -> Stated | NotGguf:
    """Read the licence out of the first bytes of a file. Cost: grows with the bytes, which the caller bounds."""
    reader = _Reader(begins)
    found: dict[str, str] = {}
    try:
        for _ in range(reader.begin()):
            key = reader.text(_LONGEST_KEY)
            kind = reader.kind()
            if key in (_LICENCE, _NAME, _LINK) and kind is _Kind.STRING:
                found[key] = one_line(reader.text(len(begins)))[:LONGEST_STATEMENT]
            else:
                reader.skip(kind)
    except _Ended:
        pass
    except _Torn as torn:
        return NotGguf(f"The file is no GGUF file that we can read: {torn}.")
    return Stated(found.get(_LICENCE) or None, found.get(_NAME) or None, found.get(_LINK) or None)


class _Reader:
    """Bytes from front to back."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def begin(self) -> int:
        """Read up to the first pair; return how many there are said to be."""
        if self._take(4) != _MAGIC:
            raise _Torn("it does not begin as one")
        (version,) = struct.unpack("<I", self._take(4))
        if version not in _VERSIONS:
            raise _Torn(f"its version is {version}")
        self._take(8)  # how many tensors there are
        return self._number()

    def text(self, longest: int) -> str:
        """Read a string."""
        length = self._number()
        if length > longest and length > len(self._content):
            raise _Ended
        return self._take(length).decode(errors="replace")

    def kind(self) -> _Kind:
        """Read of which kind the next value is."""
        (number,) = struct.unpack("<I", self._take(4))
        try:
            return _Kind(number)
        except ValueError:
            raise _Torn(f"it has a value of the unknown kind {number}") from None

    def skip(self, kind: _Kind, depth: int = 0) -> None:
        """Pass a value by."""
        if kind is _Kind.STRING:
            self._take(self._number())
        elif kind is not _Kind.LIST:
            self._take(_SIZES[kind])
        elif depth >= _DEEPEST:
            raise _Torn("its lists nest too deeply")
        else:
            self._skip_list(depth)

    def _skip_list(self, depth: int) -> None:
        of, length = self.kind(), self._number()
        if of in _SIZES:
            self._take(_SIZES[of] * length)
            return
        for _ in range(length):  # each takes eight bytes at least, so that the bytes end it
            self.skip(of, depth + 1)

    def _number(self) -> int:
        (number,) = struct.unpack("<Q", self._take(8))
        return int(number)

    def _take(self, size: int) -> bytes:
        taken = self._content[self._at : self._at + size]
        if len(taken) < size:
            raise _Ended
        self._at += size
        return taken
