"""One page of a listing, from bytes to rows. The fast way is taken by every sound page; a page with a row that
is not quite JSON is taken apart, so that a bad row costs itself and not its thousand neighbours.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypedDict

import msgspec

_EXCERPT = 200  # bytes


@dataclass(frozen=True, slots=True)
class NotJson:
    """A row that no JSON reader takes, with its beginning as text."""

    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class PageError:
    """An answer that is no page: HTML, an error object, half a page. Asked again, the Hub may do better."""

    reason: str
    excerpt: str


class _Card(TypedDict, total=False):
    license: Any
    license_name: Any
    license_link: Any
    language: Any
    datasets: Any
    base_model: Any
    base_model_relation: Any
    extra_gated_prompt: Any


class _Config(TypedDict, total=False):
    architectures: Any
    model_type: Any
    quantization_config: Any


class _Gguf(TypedDict, total=False):
    total: Any
    architecture: Any
    context_length: Any
    totalFileSize: Any


class _Sibling(TypedDict, total=False):
    rfilename: Any


# What stands where an object should; Any would make an object of any members pass, and cost its decoding.
_Other = str | int | float | bool | list[Any] | None


class _Row(TypedDict, total=False):
    """The members that `records.parse` reads; the decoder skips all others and makes no objects of them."""

    _id: Any
    id: Any
    modelId: Any
    author: Any
    sha: Any
    createdAt: Any
    lastModified: Any
    private: Any
    disabled: Any
    gated: Any
    downloads: Any
    downloadsAllTime: Any
    likes: Any
    trendingScore: Any
    pipeline_tag: Any
    library_name: Any
    tags: Any
    safetensors: Any
    baseModels: Any
    cardData: _Card | _Other
    config: _Config | _Other
    gguf: _Gguf | _Other
    siblings: list[_Sibling | _Other] | dict[str, Any] | str | int | float | bool | None


_decode_page = msgspec.json.Decoder(list[_Row | _Other]).decode
# A string that never ends is one token up to the end of the page: tried again from each quote in it, a page of
# quotes would cost the square of its length.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)


def decode(body: bytes) -> tuple[object, ...] | PageError:
    """Return the rows of a page, each any JSON value or `NotJson`; or why this is no page. Never raises.

    Cost for a row of 3 kB: 15 µs; 60 µs on a page with NaN or half a surrogate pair; 250 µs on one torn worse.
    """
    try:
        return tuple(_decode_page(body))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    text = body.strip(b"\xef\xbb\xbf \t\r\n")
    if text[:1] != b"[":
        return PageError(_what(text), _shown(body))
    try:
        return tuple(_loads(text))
    except (ValueError, RecursionError):
        return _decode_apart(text)


def _loads(text: bytes) -> Any:
    """JSON in Python's wide sense: NaN, halves of surrogate pairs, control characters, integers of any length."""
    return json.loads(text.decode(errors="replace"), strict=False, parse_int=_whole)


def _decode_apart(text: bytes) -> tuple[object, ...] | PageError:
    rows = tuple(_rows(text))
    if None in rows:
        return PageError("is a page cut short", _shown(text[-_EXCERPT:]))
    return tuple(_row(row) for row in rows if row is not None)


def _what(text: bytes) -> str:
    if not text:
        return "is empty"
    if text[:1] == b"<":
        return "is an HTML page, not JSON"
    return "is an object, not a list of models" if text[:1] == b"{" else "is not a list of models"


def _rows(text: bytes) -> Iterator[bytes | None]:
    """The texts of a list's items, found by brackets alone, whatever they hold; None where the list breaks."""
    depth, start = 0, 1
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in b"[{":
            depth += 1
        elif mark in b"]}":
            depth -= 1
        if depth == 0 or (depth == 1 and mark == b","):
            item = text[start : token.start()].strip()
            if item:
                yield item
            start = token.end()
        if depth == 0:
            break
    if depth or text[start:].strip():
        yield None


def _row(text: bytes) -> object:
    try:
        return _loads(text)
    except RecursionError:
        return NotJson("nests too deeply", _shown(text))
    except ValueError:
        return NotJson("is not JSON", _shown(text))


def _whole(digits: str) -> int | float:
    """An integer of any length: beyond what anyone means, infinity, which every reader refuses."""
    return int(digits) if len(digits) < 400 else float("inf")


def _shown(text: bytes) -> str:
    return text[:_EXCERPT].decode(errors="replace")
