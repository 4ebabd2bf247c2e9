"""The beginnings of weights files, read in parts: enough to know what they hold, never the weights themselves."""

from collections.abc import Callable
from dataclasses import dataclass

from registry.hub.files import HubFiles
from registry.hub.refusal import Refusal, Why

FIRST = 100_000  # bytes; most headers are shorter
LARGEST = 25_000_000
_LENGTH = 8  # bytes, of the length that a safetensors file begins with


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first bytes of a file, or the header out of them; how large the whole file is, where the Hub says so."""

    content: bytes
    file_size: int | None


def read_safetensors_header(files: HubFiles, repo_id: str, revision: str, path: str) -> Beginning | Refusal:
    """Read the JSON that a safetensors file begins with; beyond `LARGEST` bytes nothing of it.

    Cost: one part of the file, two where the header is longer than `FIRST`.
    """
    first = files.part(repo_id, revision, path, 0, FIRST)
    if isinstance(first, Refusal):
        return first
    length = int.from_bytes(first.content[:_LENGTH], "little")
    end = _LENGTH + length
    if length > LARGEST:
        return Refusal(Why.TOO_LARGE, f"The file claims a header of {length} bytes; it was not read.")
    if first.file_size is not None and (len(first.content) < _LENGTH or end > first.file_size):
        return Refusal(Why.UNREADABLE, "The file ends before its header does.")
    if end <= len(first.content):
        return Beginning(first.content[_LENGTH:end], first.file_size)
    rest = files.part(repo_id, revision, path, len(first.content), end)
    if isinstance(rest, Refusal):
        return rest
    return Beginning(first.content[_LENGTH:] + rest.content, first.file_size)


def read_until(
    files: HubFiles, repo_id: str, revision: str, path: str, enough: Callable[[bytes, int | None], int | None]
) -> Beginning | Refusal:
    """Read a file from its beginning until ``enough`` says so: it is given what is there and the size of the file,
    and returns how many bytes it needs at least, or None.

    Each part doubles what is there, up to `LARGEST` bytes; so at most nine parts are asked for.
    """
    content, file_size, needed = b"", None, FIRST
    while True:
        part = files.part(repo_id, revision, path, len(content), needed)
        if isinstance(part, Refusal):
            return part
        content, file_size = content + part.content, part.file_size
        at_least = enough(content, file_size)
        if at_least is None:
            return Beginning(content, file_size)
        if at_least > LARGEST or len(content) >= LARGEST or not part.content:
            return Refusal(Why.TOO_LARGE, f"The file's header is longer than {LARGEST} bytes, or than the file.")
        needed = min(LARGEST, max(at_least, 2 * len(content)))
        if file_size is not None:
            needed = min(needed, file_size)
        if needed <= len(content):
            return Refusal(Why.UNREADABLE, "The file ends before its header does.")
