"""Parts of files, and lists of files with their sizes: what a repository holds without its weights."""

import re
from dataclasses import dataclass

import httpx2
import msgspec

from registry.hub.reading import INT64
from registry.hub.refusal import Refusal, Why

_RANGE = re.compile(r"bytes (\d{1,19})-(\d{1,19})/(\d{1,19})")
_LONGEST_PATH = 1_000  # characters


@dataclass(frozen=True, slots=True)
class FilePart:
    """Some bytes of a file, and how many bytes the whole file has; None where that was not said."""

    content: bytes
    file_size: int | None


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file of a repository with its size in bytes."""

    path: str
    size: int


class _Entry(msgspec.Struct):
    type: str = ""
    path: str = ""
    size: int = -1


_entries = msgspec.json.Decoder(list[_Entry])


def read_part(response: httpx2.Response, start: int, stop: int) -> FilePart | Refusal:
    """Read a sound answer to a request for the bytes from ``start`` to before ``stop``, and never more of it.

    A server may send the whole file instead: then its beginning is taken and the rest left unread.
    """
    file_size: int | None
    if response.status_code == 206:
        told = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if told is None or int(told[1]) != start or int(told[2]) >= stop:
            return Refusal(Why.UNREADABLE, "The Hub sent another part of the file than was asked for.")
        file_size = int(told[3])
    elif start:
        return Refusal(Why.UNREADABLE, "The Hub does not give parts of this file.")
    else:
        length = response.headers.get("content-length", "")
        file_size = int(length) if length.isdecimal() and len(length) < 20 else None
    content = _first(response, stop - start)
    expected = stop - start if file_size is None else min(stop, file_size) - start
    if len(content) < expected and file_size is not None:
        return Refusal(Why.NOT_REACHABLE, "The answer ended before the part of the file did.")
    return FilePart(content, file_size)


def read_tree(body: bytes) -> tuple[ListedFile, ...] | None:
    """Read a page of a tree; None where it is no page. What has no sound path or size is left out."""
    try:
        entries = _entries.decode(body)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return tuple(
        ListedFile(entry.path, entry.size)
        for entry in entries
        if entry.type == "file" and _is_path(entry.path) and 0 <= entry.size <= INT64
    )


def _first(response: httpx2.Response, most: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size >= most:
            break
    return b"".join(pieces)[:most]


def _is_path(path: str) -> bool:
    return bool(path) and len(path) <= _LONGEST_PATH and path.isprintable() and ".." not in path.split("/")
