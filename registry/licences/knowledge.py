"""What we know about licences: reads ``knowledge/*.toml`` into one frozen value with one version.

A licence is one dated text. A name or link that several texts bear is listed as ``shared`` by the file that
describes them; one that further, undescribed texts bear as well is ``open_ended``. Families and non-answers
(``cc``, ``other``) are names that can never be a licence.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from registry.licences import spelling
from registry.licences.terms import LicenceClass

if TYPE_CHECKING:
    from _typeshed import DataclassInstance  # known to type checkers alone

FOLDER = Path(__file__).parent / "knowledge"
_FAMILIES, _HUB_IDS = "families.toml", "hub_ids.toml"

_KEY = re.compile(r"LicenseRef-(?:scancode|permis)-[A-Za-z0-9.-]+|(?!LicenseRef)[A-Za-z0-9.]+(?:-[A-Za-z0-9.]+)*")
_SEEN = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")


class BadKnowledge(ValueError):
    """A knowledge file contradicts itself, another file or the format; the message names the place."""


class Reading(StrEnum):
    """How well a source was read: the text itself, a standard text, a summary, nothing yet."""

    TEXT_READ = "text-read"
    STANDARD = "standard"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class FamilyKind(StrEnum):
    """A family names several licences; a non-answer names none, and so contradicts none."""

    FAMILY = "family"
    NON_ANSWER = "non-answer"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement of ours comes from; ``seen`` is a day or a month."""

    url: str
    seen: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Licence:
    """One dated licence text. ``names`` and ``links`` are further spellings; ``note`` is English, in our words."""

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

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything that names this text, as written."""
        return (self.key, self.name, self.url, *self.hub_ids, *self.names, *self.links)

    def as_data(self) -> dict[str, Any]:
        """Write it as JSON values under the names of the knowledge files; what is not known is left out."""
        data = {name: value for name, value in msgspec.to_builtins(self).items() if value not in (None, [], ())}
        return {"class" if name == "licence_class" else name: value for name, value in data.items()}


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


_Value = TypeVar("_Value", bound="DataclassInstance")


@cache
def load() -> Knowledge:
    """Read the knowledge of this release, once in a process. Raises `BadKnowledge`."""
    return read(FOLDER)


def read(folder: Path) -> Knowledge:
    """Read the knowledge in ``folder``. Raises `BadKnowledge`."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    tables = {name: _toml(name, content) for name, content in files.items()}
    families = tuple(_value(row, Family, _FAMILIES) for row in tables.pop(_FAMILIES).get("family", ()))
    hub_list = _value(tables.pop(_HUB_IDS), HubList, _HUB_IDS)
    pages = {name: _value(table, _Page, name) for name, table in tables.items()}
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


def _toml(name: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadKnowledge(f"{name}: {error}") from error


def _value(row: dict[str, Any], kind: type[_Value], place: str) -> _Value:
    """Convert a table strictly: an unknown member is a slip of the pen, so it is an error."""
    unknown = row.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise BadKnowledge(f"{place}: {sorted(unknown)} is not a member of {kind.__name__}")
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        raise BadKnowledge(f"{place}: {error}") from error


def _licences(file: str, page: _Page) -> Iterator[Licence]:
    for row in page.licence:
        renamed = {"licence_class" if member == "class" else member: value for member, value in row.items()}
        family = {"maker": page.maker, "family": file.removesuffix(".toml")}
        one = _value(family | renamed, Licence, f"{file}: {row.get('key')}")
        if not _KEY.fullmatch(one.key) or not _SEEN.fullmatch(one.source.seen):
            raise BadKnowledge(f"{file}: {one.key}: the key or the date of its source has no valid form")
        yield one


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
