"""Headers of GGUF files as tests write them down."""

import struct

STRING, LIST, UINT32 = 8, 9, 4


def text(value: str) -> bytes:
    """A string."""
    return struct.pack("<Q", len(value.encode())) + value.encode()


def listed(of: int, *values: bytes) -> bytes:
    """A list of values of one kind."""
    return struct.pack("<IQ", of, len(values)) + b"".join(values)


def header(*pairs: tuple[str, int, bytes]) -> bytes:
    """The bytes of a header of keys, kinds and values."""
    written = b"".join(text(key) + struct.pack("<I", kind) + value for key, kind, value in pairs)
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(pairs)) + written
