"""What we hold of the licence texts that we have read: fingerprints, never the texts.

A text is cut into runs of three words. Of each run the file holds 64 bits of a hash, and which texts have it how
often; the order of runs is not kept. Besides, in the clear, for each text: the licences whose document it is, its
number of words and the digest of all of them in their order; and how often it has each word that is counted (see
`guards`: numbers, legal words, connectives, signs of scripts that we do not read), so that a changed limit or a
lost "not" can be named. Nothing else is in the file.
"""

import hashlib
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from registry.licences import knowledge, words
from registry.licences.documents import DocumentKind
from registry.licences.guards import is_counted
from registry.licences.knowledge import Knowledge, Licence

FILE = Path(__file__).parent / "fingerprints" / "fingerprints.bin"
RUN = 3  # words of a run
FEWEST_WORDS = 12  # of a text that can be told from others

_FORMAT = 2


class BadFingerprints(ValueError):
    """The file is not one of ours or is damaged; the message says in what."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text that we have read. Several licences may have the same use policy, so it may have several keys."""

    keys: tuple[str, ...]
    kind: DocumentKind
    words: int
    digest: bytes
    counted: Mapping[str, int]  # how often each word stands in it that is counted

    @property
    def runs(self) -> int:
        """How many runs of words it has, repeated ones included."""
        return self.words - RUN + 1


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """All documents, and which runs they have. Runs that the same documents have equally often are one group."""

    version: str  # first 16 hex digits of the file's digest
    documents: tuple[Document, ...]
    by_digest: Mapping[bytes, int]
    group_of: Mapping[int, int]  # hash of a run → number of its group
    groups: tuple[tuple[tuple[int, int], ...], ...]  # (number of the document, how often it has the run)
    groups_in: tuple[Mapping[int, int], ...]  # by document: group → how often the document has each of its runs
    titles: Mapping[str, tuple[str, ...]]  # by key: the names of the licence as words, longest first
    recognisable: frozenset[str]  # keys of the licences whose agreement is among the documents


class _Row(msgspec.Struct, frozen=True):
    keys: list[str]
    kind: str
    words: int
    digest: bytes
    counted: dict[str, int]


class _Table(msgspec.Struct, frozen=True):
    format: int
    documents: list[_Row]
    groups: list[list[int]]
    runs: bytes
    group_of: bytes


def describe(keys: Iterable[str], kind: DocumentKind, read: Sequence[str]) -> Document:
    """Say of a text, read by `words.read`, what is kept of it beside its runs."""
    return Document(
        keys=tuple(sorted(keys)),
        kind=kind,
        words=len(read),
        digest=words.Words(tuple(read)).digest,
        counted=dict(sorted(Counter(filter(is_counted, read)).items())),
    )


def runs_of(read: Sequence[str]) -> list[int]:
    """Hash every run of words, in order. Costs about a microsecond a word."""
    return [_hash(f"{one} {two} {three}") for one, two, three in zip(read, read[1:], read[2:], strict=False)]


def pack(texts: Iterable[tuple[Document, Sequence[str]]]) -> bytes:
    """Write documents and the runs of their words as one file; the same texts in one order give the same bytes."""
    documents: list[Document] = []
    bearers: dict[int, list[tuple[int, int]]] = {}
    for number, (document, read) in enumerate(texts):
        documents.append(document)
        for run, count in Counter(runs_of(read)).items():
            bearers.setdefault(run, []).append((number, count))
    numbers: dict[tuple[tuple[int, int], ...], int] = {}
    ordered = sorted(bearers)
    group_of = [numbers.setdefault(tuple(bearers[run]), len(numbers)) for run in ordered]
    table = _Table(
        format=_FORMAT,
        documents=[_Row(list(one.keys), one.kind, one.words, one.digest, dict(one.counted)) for one in documents],
        groups=[[value for pair in group for value in pair] for group in numbers],
        runs=b"".join(run.to_bytes(8, "big") for run in ordered),
        group_of=b"".join(number.to_bytes(4, "big") for number in group_of),
    )
    return zlib.compress(msgspec.msgpack.encode(table), 9)


def unpack(content: bytes, titles: Mapping[str, tuple[str, ...]]) -> Fingerprints:
    """Read what `pack` wrote. Raises `BadFingerprints`."""
    try:
        table = msgspec.msgpack.decode(zlib.decompress(content), type=_Table)
        if table.format != _FORMAT:
            raise BadFingerprints(f"fingerprints of format {table.format}; this release reads {_FORMAT}")
        return _fingerprints(table, hashlib.sha256(content).hexdigest()[:16], titles)
    except (zlib.error, msgspec.DecodeError, ValueError, IndexError) as error:
        raise BadFingerprints(f"the fingerprints cannot be read: {error}") from error


@cache
def load() -> Fingerprints:
    """Read the fingerprints of this release, once in a process. Raises `BadFingerprints`."""
    return unpack(FILE.read_bytes(), titles_of(knowledge.load()))


def titles_of(known: Knowledge) -> dict[str, tuple[str, ...]]:
    """List by key what a licence may be called above its text: its names as words, longest first."""
    return {key: _titles(one) for key, one in known.licences.items()}


def _titles(licence: Licence) -> tuple[str, ...]:
    called = (licence.key.removeprefix("LicenseRef-"), licence.name, *licence.hub_ids, *licence.names)
    read = {" ".join(words.read(name).words) for name in called}
    return tuple(sorted(read - {""}, key=lambda title: (-len(title), title)))


def _fingerprints(table: _Table, version: str, titles: Mapping[str, tuple[str, ...]]) -> Fingerprints:
    groups = tuple(tuple(zip(flat[::2], flat[1::2], strict=True)) for flat in table.groups)
    documents = tuple(
        Document(tuple(row.keys), DocumentKind(row.kind), row.words, row.digest, row.counted)
        for row in table.documents
    )
    groups_in: list[dict[int, int]] = [{} for _ in documents]
    for number, group in enumerate(groups):
        for document, count in group:
            groups_in[document][number] = count
    return Fingerprints(
        version=version,
        documents=documents,
        by_digest={one.digest: number for number, one in enumerate(documents)},
        group_of=dict(zip(_numbers("Q", table.runs), _numbers("I", table.group_of), strict=True)),
        groups=groups,
        groups_in=tuple(groups_in),
        titles=titles,
        recognisable=frozenset(key for one in documents if one.kind is DocumentKind.AGREEMENT for key in one.keys),
    )


def _numbers(width: str, packed: bytes) -> Sequence[int]:
    numbers = array(width, packed)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _hash(run: str) -> int:
    digest = hashlib.blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")
