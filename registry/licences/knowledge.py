"""What we know about licences: reads ``knowledge/*.toml`` into one frozen value with one version.

A licence is one dated text. What it says are its terms; one whose terms nobody has typed yet has None of them. A
name or link that several texts bear is listed as ``shared`` by the file that describes them; one that further,
undescribed texts bear as well is ``open_ended``. Families and non-answers (``cc``, ``other``) are names that can
never be a licence.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from registry.licences import spelling, tables
from registry.licences.documents import Citation, DocumentKind, LegalDocument
from registry.licences.tables import BadKnowledge
from registry.licences.term_reading import Kinds, Own, Shared, Text, read_terms
from registry.licences.terms import LicenceClass, Term

FOLDER = Path(__file__).parent / "knowledge"
_FAMILIES, _HUB_IDS = "families.toml", "hub_ids.toml"

_KEY = re.compile(r"LicenseRef-(?:scancode|permis)-[A-Za-z0-9.-]+|(?!LicenseRef)[A-Za-z0-9.]+(?:-[A-Za-z0-9.]+)*")
_OWN = frozenset(field.name for field in fields(Own))
_RENAMED = {"class": "licence_class"}
_SEEN = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")


class FamilyKind(StrEnum):
    """A family names several licences; a non-answer names none, and so contradicts none."""

    FAMILY = "family"
    NON_ANSWER = "non-answer"


@dataclass(frozen=True, slots=True)
class Licence:
    """One dated licence text. ``names`` and ``links`` are further spellings; ``note`` is English, in our words.

    ``documents``: all it consists of, the agreement first. ``governing_law``: a code of ISO 3166, or
    ``licensor_seat``, ``licensee_seat``, ``silent``, ``unknown``. ``terms``: in the order of their kinds; None
    where nobody has typed them yet, which is neither a permission nor a silence.
    """

    key: str
    name: str
    family: str  # the file that describes it
    licence_class: LicenceClass
    url: str
    source: Citation
    maker: str | None = None
    version: str | None = None
    dated: date | None = None
    scancode: str | None = None
    hub_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    note: str | None = None
    documents: tuple[LegalDocument, ...] = ()
    governing_law: str | None = None
    terms: tuple[Term, ...] | None = None

    @property
    def spdx(self) -> str | None:
        """Its identifier in the list of SPDX, None for a text that is not on it."""
        return None if self.key.startswith("LicenseRef-") else self.key

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything that names this text, as written."""
        return (self.key, self.name, self.url, *self.hub_ids, *self.names, *self.links)

    def as_data(self) -> dict[str, Any]:
        """Write it as JSON values under the names of the knowledge files; what is not known is left out.

        `licence_of` reads it back.
        """
        data: dict[str, Any] = _bare(msgspec.to_builtins(self))
        data |= {"spdx": self.spdx} if self.spdx else {}
        return {"class" if name == "licence_class" else name: value for name, value in data.items()}


def licence_of(data: Mapping[str, Any]) -> Licence:
    """Return the licence that `Licence.as_data` wrote.

    Raises `BadKnowledge` where another release wrote what this one cannot say: nothing of it is left out unseen.
    """
    place = f"the data of {str(data.get('key'))[:100]}"
    row = {_RENAMED.get(name, name): said for name, said in data.items() if name != "spdx"}
    one = tables.value(row, Licence, place)
    if one.as_data() != dict(data):
        raise BadKnowledge(f"{place}: not all of it is known to this release")
    return one


def _bare(value: Any) -> Any:
    """Leave out members that hold nothing, at every depth; false is something."""
    if isinstance(value, dict):
        return {name: _bare(one) for name, one in value.items() if one not in (None, [], ())}
    return [_bare(one) for one in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class Family:
    """A name that no single text stands behind; ``members`` are the keys of ours that it may mean."""

    name: str
    kind: FamilyKind
    meaning: str
    source: Citation
    names: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HubList:
    """The licence identifiers that the Hub offers to makers of model cards."""

    ids: tuple[str, ...]
    source: Citation


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All of it. Aliases are folded by `spelling.fold`; each leads to the keys that bear it, sorted."""

    version: str  # first 16 hex digits of the files' digest
    licences: Mapping[str, Licence]
    by_alias: Mapping[str, tuple[str, ...]]
    open_ended: frozenset[str]  # aliases under which texts circulate that no file describes
    families: Mapping[str, Family]  # by alias
    hub_list: HubList


@dataclass(frozen=True, slots=True)
class _Page:
    """One file of licences."""

    licence: tuple[dict[str, Any], ...]
    maker: str | None = None
    shared: tuple[str, ...] = ()
    open_ended: tuple[str, ...] = ()
    groups: dict[str, tuple[str, ...]] | None = None
    terms: tuple[dict[str, Any], ...] = ()
    silent: tuple[Kinds, ...] = ()
    unknown: tuple[Kinds, ...] = ()


@cache
def load() -> Knowledge:
    """Read the knowledge of this release, once in a process. Raises `BadKnowledge`."""
    return read(FOLDER)


def read(folder: Path) -> Knowledge:
    """Read the knowledge in ``folder``. Raises `BadKnowledge`."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    parsed = {name: tables.parse(name, content) for name, content in files.items()}
    families = tuple(tables.value(row, Family, _FAMILIES) for row in parsed.pop(_FAMILIES).get("family", ()))
    hub_list = tables.value(parsed.pop(_HUB_IDS), HubList, _HUB_IDS)
    pages = {name: tables.value(page, _Page, name) for name, page in parsed.items()}
    described = {name: tuple(_licences(name, page)) for name, page in pages.items()}
    licences = _by_key(one for page in described.values() for one in page)
    by_alias = _aliases(described, pages)
    by_family = _family_aliases(families, licences, by_alias)
    return Knowledge(
        version=_digest(files),
        licences=MappingProxyType(licences),
        by_alias=MappingProxyType(by_alias),
        open_ended=_open_ended(pages, by_alias),
        families=MappingProxyType(by_family),
        hub_list=hub_list,
    )


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(b"%d %b %d " % (len(name), name.encode(), len(content)) + content)
    return digest.hexdigest()[:16]


def _licences(file: str, page: _Page) -> Iterator[Licence]:
    shared = Shared(page.terms, page.silent, page.unknown, page.groups)
    shared.check(file, frozenset(str(row.get("key")) for row in page.licence))
    for row in page.licence:
        yield _licence(file, page.maker, row, shared)


def _licence(file: str, maker: str | None, row: dict[str, Any], shared: Shared) -> Licence:
    place = f"{file}: {row.get('key')}"
    own = tables.value({name: said for name, said in row.items() if name in _OWN}, Own, place)
    renamed = {_RENAMED.get(name, name): said for name, said in row.items() if name not in _OWN}
    one = tables.value({"maker": maker, "family": file.removesuffix(".toml")} | renamed, Licence, place)
    if not _KEY.fullmatch(one.key) or not _SEEN.fullmatch(one.source.seen):
        raise BadKnowledge(f"{place}: the key or the date of its source has no valid form")
    agreement = LegalDocument(DocumentKind.AGREEMENT, one.source.url, one.source.seen, one.source.reading)
    documents = {document.kind: document for document in (agreement, *own.documents)}
    if len(documents) <= len(own.documents):
        raise BadKnowledge(f"{place}: documents: one of a kind, and the agreement is the source")
    text = Text(file, one.key, one.dated, {kind: document.citation for kind, document in documents.items()})
    return replace(
        one,
        documents=tuple(documents.values()),
        governing_law=own.governing_law,
        terms=read_terms(text, own, shared),
    )


def _by_key(licences: Iterator[Licence]) -> dict[str, Licence]:
    found: dict[str, Licence] = {}
    for one in licences:
        if one.key in found:
            raise BadKnowledge(f"{one.key} is described twice")
        found[one.key] = one
    return dict(sorted(found.items()))


def _aliases(
    described: Mapping[str, tuple[Licence, ...]], pages: Mapping[str, _Page]
) -> dict[str, tuple[str, ...]]:
    bearers: dict[str, set[str]] = {}
    homes: dict[str, set[str]] = {}
    for file, licences in described.items():
        for one in licences:
            for alias in _folded(file, one.spellings):
                bearers.setdefault(alias, set()).add(one.key)
                homes.setdefault(alias, set()).add(file)
    shared = {(file, alias) for file, page in pages.items() for alias in _folded(file, page.shared)}
    for alias, keys in bearers.items():
        said = {(file, alias) for file in homes[alias]} & shared
        if (len(keys) > 1) != bool(said) or len(homes[alias]) > 1:
            raise BadKnowledge(f"{alias!r} names {sorted(keys)}; shared by one file exactly if it names several")
    return {alias: tuple(sorted(keys)) for alias, keys in sorted(bearers.items())}


def _open_ended(pages: Mapping[str, _Page], by_alias: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found = frozenset(alias for file, page in pages.items() for alias in _folded(file, page.open_ended))
    if stray := found - by_alias.keys():
        raise BadKnowledge(f"{sorted(stray)} is open-ended and names no licence")
    return found


def _family_aliases(
    families: tuple[Family, ...], licences: Mapping[str, Licence], by_alias: Mapping[str, tuple[str, ...]]
) -> dict[str, Family]:
    found: dict[str, Family] = {}
    for family in families:
        if stray := set(family.members) - licences.keys():
            raise BadKnowledge(f"{_FAMILIES}: {family.name}: {sorted(stray)} is not described")
        for alias in _folded(_FAMILIES, (family.name, *family.names)):
            if alias in by_alias or alias in found:
                raise BadKnowledge(f"{_FAMILIES}: {alias!r} names something else too")
            found[alias] = family
    return found


def _folded(place: str, spellings: tuple[str, ...]) -> set[str]:
    folded = {spelling.fold(one) for one in spellings}
    if None in folded:
        raise BadKnowledge(f"{place}: one of {spellings} cannot be a name")
    return {one for one in folded if one is not None}
