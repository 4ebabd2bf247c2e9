"""What people found out about single repositories: reads ``curations/*.toml`` into one frozen value.

A curation speaks of repositories by their exact id or by ``publisher/prefix*``, at some revisions, or while the
last commit lies between two days, or always. It has a reason in English and in French, a source and a day.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from registry.licences.evidence import Component, Evidence, Source
from registry.licences.knowledge import Knowledge
from registry.licences.names import Licensed, SharedName, resolve

FOLDER = Path(__file__).parent / "curations"

_PATTERN = re.compile(r"[\w.-]+(?:/[\w.-]+|/[\w.-]+\*)?", re.ASCII)
_NAME = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_REVISION = re.compile(r"[0-9a-f]{40}")


class BadCuration(ValueError):
    """A file of curations does not follow the format, or names a licence that we do not know; says where."""


class _Common(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What every curation says. ``since`` and ``until`` are days of the last commit, the second not included."""

    id: str
    repositories: tuple[str, ...]
    reason: str
    reason_fr: str
    source: str
    dated: date
    revisions: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


class Concluded(_Common, frozen=True, kw_only=True, tag="concluded"):
    """The licence of one component is this, whatever is declared; a key or a name that dated texts share."""

    licence: str
    component: Component = Component.WEIGHTS


class Disputed(_Common, frozen=True, kw_only=True, tag="disputed"):
    """Sources name these licences, and nobody has settled which it is."""

    licences: tuple[str, ...]
    component: Component = Component.WEIGHTS


class Parent(_Common, frozen=True, kw_only=True, tag="parent"):
    """It was made from ``parent``, said or not; a re-host is ``quantized``: the same weights, copied."""

    parent: str
    relation: Literal["finetune", "adapter", "merge", "quantized", "distilled"]


class RelicensedByOwner(_Common, frozen=True, kw_only=True, tag="relicensed_by_owner"):
    """The owner of both licensed it anew, so that what binds ``parents`` (patterns) does not bind it."""

    parents: tuple[str, ...]


class Modality(_Common, frozen=True, kw_only=True, tag="modality"):
    """Whether it takes or gives more than text."""

    multimodal: bool


Curation = Concluded | Disputed | Parent | RelicensedByOwner | Modality


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    curation: tuple[Curation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Curations:
    """All of them; names are casefolded. ``version``: first 16 hex digits of the files' digest."""

    version: str
    exact: Mapping[str, tuple[Curation, ...]]
    prefixes: Mapping[str, tuple[tuple[str, Curation], ...]]  # by publisher
    by_id: Mapping[str, Curation]

    def of(
        self, repo_id: str, revision: str | None = None, changed: datetime | None = None
    ) -> tuple[Curation, ...]:
        """Return what was found out about a repository as of a revision, by id.

        What holds for some revisions, or for some time, is not said of a repository that gives none.
        """
        name = repo_id.casefold()
        found = list(self.exact.get(name, ()))
        for prefix, one in self.prefixes.get(name.partition("/")[0], ()):
            if name.startswith(prefix):
                found.append(one)
        if not found:
            return ()
        return tuple(sorted((one for one in found if _holds(one, revision, changed)), key=lambda one: one.id))


def load(knowledge: Knowledge) -> Curations:
    """Read the curations of this release, once in a process. Raises `BadCuration`."""
    return _loaded(knowledge)


@cache
def _loaded(knowledge: Knowledge) -> Curations:
    return read(FOLDER, knowledge)


def read(folder: Path, knowledge: Knowledge) -> Curations:
    """Read the curations in ``folder``. Raises `BadCuration`."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    by_id: dict[str, Curation] = {}
    for name, content in files.items():
        for one in _told(name, content):
            _check(one, f"{name}: {one.id}", knowledge)
            if one.id in by_id:
                raise BadCuration(f"{name}: {one.id} is the id of another one too")
            by_id[one.id] = one
    return of_values(by_id.values(), _digest(files))


def of_values(curations: Iterable[Curation], version: str) -> Curations:
    """Arrange curations so that those of a repository are found at once."""
    exact: dict[str, tuple[Curation, ...]] = {}
    prefixes: dict[str, tuple[tuple[str, Curation], ...]] = {}
    by_id = {one.id: one for one in curations}
    for one in by_id.values():
        for pattern in {pattern.casefold() for pattern in one.repositories}:
            if pattern.endswith("*"):
                publisher = pattern.partition("/")[0]
                prefixes[publisher] = (*prefixes.get(publisher, ()), (pattern[:-1], one))
            else:
                exact[pattern] = (*exact.get(pattern, ()), one)
    return Curations(version, MappingProxyType(exact), MappingProxyType(prefixes), MappingProxyType(by_id))


def gather(repo_id: str, curations: Iterable[Curation], knowledge: Knowledge) -> tuple[Evidence, ...]:
    """Turn curations of one repository into evidence; ``path`` is the id, under which the reason stands.

    Those that speak of lineage or modality name no licence: their value says what they say.
    """
    return tuple(
        Evidence(
            source=Source.CURATION,
            component=component,
            value=value,
            licence=_key(value, knowledge),
            match=None,
            repo_id=repo_id,
            revision=None,
            path=one.id,
            sha256=None,
            seen_at=datetime.combine(one.dated, time(), UTC),
            url=one.source,
        )
        for one in curations
        for component, value in _said(one)
    )


def reason_of(one: Evidence, curations: Curations, language: str = "en") -> str | None:
    """Return why a person found so, in French for ``fr`` and else in English; None of other evidence."""
    found = curations.by_id.get(one.path or "") if one.source is Source.CURATION else None
    if found is None:
        return None
    return found.reason_fr if language == "fr" else found.reason


def matches(pattern: str, repo_id: str) -> bool:
    """Whether an exact id or a ``publisher/prefix*`` speaks of a repository; case does not tell names apart."""
    pattern, name = pattern.casefold(), repo_id.casefold()
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def _said(one: Curation) -> tuple[tuple[Component, str], ...]:
    match one:
        case Concluded():
            return ((one.component, one.licence),)
        case Disputed():
            return tuple((one.component, licence) for licence in one.licences)
        case Parent():
            return ((Component.WEIGHTS, f"parent:{one.relation}:{one.parent}"),)
        case RelicensedByOwner():
            return tuple((Component.WEIGHTS, f"relicensed:{parent}") for parent in one.parents)
        case Modality():
            return ((Component.WEIGHTS, f"multimodal:{'yes' if one.multimodal else 'no'}"),)


def _key(value: str, knowledge: Knowledge) -> str | None:
    meaning = resolve(value, knowledge)
    return meaning.key if isinstance(meaning, Licensed) else None


def _holds(one: Curation, revision: str | None, changed: datetime | None) -> bool:
    if one.revisions and revision not in one.revisions:
        return False
    if one.since is None and one.until is None:
        return True
    if changed is None:
        return False
    day = changed.astimezone(UTC).date()
    return (one.since is None or one.since <= day) and (one.until is None or day < one.until)


def _told(name: str, content: bytes) -> tuple[Curation, ...]:
    try:
        return msgspec.convert(tomllib.loads(content.decode()), _File).curation
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadCuration(f"{name}: {error}") from error


def _check(one: Curation, place: str, knowledge: Knowledge) -> None:
    """Refuse what the types let through. A re-host is named exactly: a prefix may cover what is none."""
    if not one.repositories or not all(map(_PATTERN.fullmatch, one.repositories)):
        raise BadCuration(f"{place}: a repository is an exact id or publisher/prefix*")
    if not (one.reason.strip() and one.reason_fr.strip() and one.source.startswith("https://")):
        raise BadCuration(f"{place}: a reason in both languages and an https source are needed")
    if not all(map(_REVISION.fullmatch, one.revisions)):
        raise BadCuration(f"{place}: a revision has 40 hex digits")
    match one:
        case Concluded():
            _check_licences((one.licence,), place, knowledge, open_ended=False)
        case Disputed():
            _check_licences(one.licences, place, knowledge, open_ended=True)
        case Parent():
            if not _NAME.fullmatch(one.parent) or any(name.endswith("*") for name in one.repositories):
                raise BadCuration(f"{place}: a parent and the repositories made from it are named exactly")
        case RelicensedByOwner():
            if not one.parents or not all(map(_PATTERN.fullmatch, one.parents)):
                raise BadCuration(f"{place}: a parent is an exact id or publisher/prefix*")


def _check_licences(licences: tuple[str, ...], place: str, knowledge: Knowledge, *, open_ended: bool) -> None:
    if not licences:
        raise BadCuration(f"{place}: names no licence")
    for value in licences:
        meaning = resolve(value, knowledge)
        shared = isinstance(meaning, SharedName) and (open_ended or meaning.complete)
        if not isinstance(meaning, Licensed) and not shared:
            raise BadCuration(f"{place}: {value!r} is no licence that we know")


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(b"%d %b %d " % (len(name), name.encode(), len(content)) + content)
    return digest.hexdigest()[:16]
