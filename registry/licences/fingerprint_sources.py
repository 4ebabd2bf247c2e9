"""Builds the fingerprints from folders of licence texts; for maintainers, who have them.

`fingerprints/texts.toml` says which file is which document of which licence. The texts are read and go nowhere.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from registry.licences import words
from registry.licences.documents import DocumentKind
from registry.licences.fingerprints import FEWEST_WORDS, Document, describe, pack
from registry.licences.knowledge import Licence
from registry.licences.markup import split_header

MAP = Path(__file__).parent / "fingerprints" / "texts.toml"


class BadTexts(ValueError):
    """The map or the texts cannot become fingerprints; the message names the entry and why."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the map: files that are printings of one document, as paths below a folder of texts."""

    keys: tuple[str, ...]
    files: tuple[str, ...]
    kind: DocumentKind = DocumentKind.AGREEMENT


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was found: where, and the document and words that it comes to."""

    path: Path
    document: Document
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All texts that the folders hold, each once, and the files of the map that no folder holds."""

    texts: tuple[Text, ...]
    absent: tuple[str, ...]

    @property
    def packed(self) -> bytes:
        """The file that the project ships."""
        return pack((text.document, text.words) for text in self.texts)


class _Map(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: list[Source]


def read_map(content: str, licences: Mapping[str, Licence]) -> tuple[Source, ...]:
    """Read the map; every key has to be known. Raises `BadTexts`."""
    try:
        sources = tuple(msgspec.convert(tomllib.loads(content), _Map).text)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadTexts(f"the map of texts: {error}") from error
    for source in sources:
        if not source.keys or not source.files:
            raise BadTexts(f"the map of texts: {source.keys} {source.files}: a key or a file is missing")
        if stray := set(source.keys) - licences.keys():
            raise BadTexts(f"the map of texts: {sorted(stray)} is not described")
    return sources


def find(sources: tuple[Source, ...], folders: tuple[Path, ...]) -> Found:
    """Look for the files of the map below the folders, the first folder first. Raises `BadTexts`."""
    texts: dict[bytes, Text] = {}
    absent: list[str] = []
    for source, file in _files(sources):
        path = next((path for folder in folders if (path := folder / file).is_file()), None)
        if path is None:
            absent.append(file)
            continue
        text = _read(source, path)
        known = texts.setdefault(text.document.digest, text)
        if (known.document.keys, known.document.kind) != (text.document.keys, text.document.kind):
            raise BadTexts(f"{known.path} and {path} are the same text under different keys")
    if not texts:
        raise BadTexts("none of the texts of the map is in these folders")
    return Found(tuple(texts.values()), tuple(absent))


def _files(sources: tuple[Source, ...]) -> Iterator[tuple[Source, str]]:
    for source in sources:
        for file in source.files:
            yield source, file


def _read(source: Source, path: Path) -> Text:
    _, body = split_header(path.read_bytes().decode("utf-8", "replace"))
    read = words.read(body)
    if read.truncated or len(read.words) < FEWEST_WORDS:
        raise BadTexts(f"{path} has {len(read.words)} words; it is too short or too long to be told from others")
    return Text(path, describe(source.keys, source.kind, read.words), read.words)
