"""Builds the fingerprints from folders of licence texts; for maintainers, who have them.

`fingerprints/texts.toml` says which file is which document of which licence. The texts are read and go nowhere.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from registry.licences import front_matter, words
from registry.licences.documents import DocumentKind
from registry.licences.fingerprints import FEWEST_WORDS, Document, describe, pack
from registry.licences.knowledge import Licence

MAP = Path(__file__).parent / "fingerprints" / "texts.toml"
_PARAGRAPH = re.compile(r"\n\s*\n")
_LABEL = re.compile(r"\s*\(?\d[.)]\s+")


class BadTexts(ValueError):
    """The map or the texts cannot become fingerprints; the message names the entry and why."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the map: files that are printings of one document, as paths below a folder of texts."""

    keys: tuple[str, ...]
    files: tuple[str, ...]
    kind: DocumentKind = DocumentKind.AGREEMENT
    items: tuple[int, int] | None = (
        None  # the first and the last paragraph of a list that copies number, or do not
    )


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was found: where, and the documents and words that it comes to, as it stands there first."""

    path: Path
    printings: tuple[tuple[Document, tuple[str, ...]], ...]

    @property
    def document(self) -> Document:
        """The text as it stands in the file."""
        return self.printings[0][0]


@dataclass(frozen=True, slots=True)
class Found:
    """All texts that the folders hold, each once, and the files of the map that no folder holds."""

    texts: tuple[Text, ...]
    absent: tuple[str, ...]

    @property
    def documents(self) -> tuple[tuple[Document, tuple[str, ...]], ...]:
        """All printings of the texts, each once."""
        printings = [one for text in self.texts for one in text.printings]
        return tuple({document.digest: (document, words) for document, words in printings}.values())

    @property
    def packed(self) -> bytes:
        """The file that the project ships."""
        return pack(self.documents)


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
    read: dict[bytes, tuple[Source, Path]] = {}
    absent: list[str] = []
    for source, file in _files(sources):
        path = next((path for folder in folders if (path := folder / file).is_file()), None)
        if path is None:
            absent.append(file)
            continue
        text = _read(source, path)
        texts.setdefault(text.document.digest, text)
        for document, _ in text.printings:
            known, other = read.setdefault(document.digest, (source, path))
            if (set(known.keys), known.kind) != (set(source.keys), source.kind):
                raise BadTexts(f"{other} and {path} are the same text under different keys")
    if not texts:
        raise BadTexts("none of the texts of the map is in these folders")
    return Found(tuple(texts.values()), tuple(absent))


def _files(sources: tuple[Source, ...]) -> Iterator[tuple[Source, str]]:
    for source in sources:
        for file in source.files:
            yield source, file


def _read(source: Source, path: Path) -> Text:
    _, body = front_matter.split(path.read_bytes().decode("utf-8", "replace"))
    read = words.read(body)
    if read.truncated or len(read.words) < FEWEST_WORDS:
        raise BadTexts(f"{path} has {len(read.words)} words; it is too short or too long to be told from others")
    printings = [read.words, words.read_with_notices(body).words]
    if source.items:
        printings += [words.read(one).words for one in _numbered_and_not(body, *source.items)]
    documents = {one: describe(source.keys, source.kind, one) for one in printings}
    return Text(path, tuple((document, one) for one, document in documents.items()))


def _numbered_and_not(text: str, first: int, last: int) -> tuple[str, str]:
    """The text with 1., 2. … before the paragraphs ``first`` to ``last``, counted from one, and without."""
    paragraphs = _PARAGRAPH.split(text.strip())
    items = range(first - 1, last)
    bare = [_LABEL.sub("", one) if at in items else one for at, one in enumerate(paragraphs)]
    numbered = [f"{at - first + 2}. {one}" if at in items else one for at, one in enumerate(bare)]
    return "\n\n".join(numbered), "\n\n".join(bare)
