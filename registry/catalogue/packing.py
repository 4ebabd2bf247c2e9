"""Texts as they are kept: UTF-8, compressed."""

import zlib


def packed(text: str) -> bytes:
    """Compress a text for keeping."""
    return zlib.compress(text.encode("utf-8", "replace"), 6)


def unpacked(content: bytes | memoryview) -> str:
    """Return a text that was compressed for keeping."""
    return zlib.decompress(bytes(content)).decode("utf-8")
