"""Evidence: what one source says about one model's licence, and how a listing's statement is taken apart."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

from registry.licences import spelling
from registry.licences.knowledge import Knowledge
from registry.licences.names import Licensed, resolve, resolve_link

_PLAIN = re.compile(r"[A-Za-z0-9_./-]*")
_USE_POLICY = re.compile(r"us(?:e|age)[\s_-]?polic")
_OF_OTHERS = re.compile(r"third[\s_-]?party|3rd[\s_-]?party")
_EXCERPT = 500  # characters of a long statement that are kept as its value


class Source(StrEnum):
    """Where a statement stands."""

    HUB_TAG = "hub_tag"
    CARD_LICENSE = "card_license"
    CARD_LICENSE_NAME = "card_license_name"
    CARD_LICENSE_LINK = "card_license_link"
    LICENCE_FILE = "licence_file"
    USE_POLICY_FILE = "use_policy_file"
    GATE_PROMPT = "gate_prompt"
    CARD_TEXT = "card_text"
    GGUF_HEADER = "gguf_header"
    BASE_MODEL = "base_model"
    CURATION = "curation"


class Component(StrEnum):
    """What of a model a licence covers."""

    WEIGHTS = "weights"
    CODE = "code"
    DATA = "data"
    DOCS = "docs"


class Match(StrEnum):
    """How near a text is to one that we know."""

    EXACT = "exact"
    SAME = "same"
    VARIANT = "variant"
    RELATED = "related"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement; ``licence`` is a key where the value names exactly one licence of ours.

    Where a text was read, ``match`` says how near it is to that licence: only `exact` and `same` say that it is
    the licence. ``unread`` says why a text could not be read, None where it was or nobody tried.
    """

    source: Source
    component: Component
    value: str
    licence: str | None
    match: Match | None
    repo_id: str
    revision: str | None
    path: str | None
    sha256: str | None
    seen_at: datetime
    url: str
    unread: str | None = None

    @property
    def is_read(self) -> bool:
        """Whether a file of the repository was read for it, at its revision."""
        return self.match is not None or self.source in (Source.CARD_TEXT, Source.GGUF_HEADER)

    @property
    def names_by_text(self) -> bool:
        """Whether it is the text of the licence that it names."""
        return self.licence is not None and self.match in (Match.EXACT, Match.SAME)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a listing says about the licence of one repository. ``None`` is "not stated" or "not listed"."""

    repo_id: str
    revision: str | None
    licence_tags: tuple[str, ...]
    licence_declared: tuple[str, ...] | None
    licence_name: str | None
    licence_link: str | None
    licence_files: tuple[str, ...] | None
    gate_prompt: str | None = None
    endpoint: str = "https://huggingface.co"


def gather(statement: Statement, knowledge: Knowledge, seen_at: datetime) -> tuple[Evidence, ...]:
    """Turn a statement into evidence, each piece once: tags, card, name, link, files, prompt.

    Files and prompts are known to exist and have not been read, so they match nothing. Strings are hostile:
    every URL is built by us or is an http(s) link as stated.
    """
    found = (*_declared(statement, knowledge, seen_at), *_present(statement, seen_at))
    return tuple(dict.fromkeys(found))


def _declared(statement: Statement, knowledge: Knowledge, seen_at: datetime) -> Iterator[Evidence]:
    card = _file_url(statement, "README.md")
    said: list[tuple[Source, str, str | None, str]] = [
        *((Source.HUB_TAG, tag, None, _model_url(statement)) for tag in statement.licence_tags),
        *((Source.CARD_LICENSE, one, "README.md", card) for one in statement.licence_declared or ()),
    ]
    if statement.licence_name:
        said.append((Source.CARD_LICENSE_NAME, statement.licence_name, "README.md", card))
    if statement.licence_link:
        url = _link_url(statement, statement.licence_link)
        said.append((Source.CARD_LICENSE_LINK, statement.licence_link, "README.md", url))
    for source, value, path, url in said:
        read = resolve_link if source is Source.CARD_LICENSE_LINK else resolve
        meaning = read(value, knowledge)
        licence = meaning.key if isinstance(meaning, Licensed) else None
        yield _evidence(statement, source, value[:_EXCERPT], seen_at, url, path=path, licence=licence)


def _present(statement: Statement, seen_at: datetime) -> Iterator[Evidence]:
    for path in statement.licence_files or ():
        source = Source.USE_POLICY_FILE if _USE_POLICY.search(_file_name(path)) else Source.LICENCE_FILE
        url = _file_url(statement, path)
        yield _evidence(statement, source, path[:_EXCERPT], seen_at, url, path=path, component=component_of(path))
    if statement.gate_prompt:
        digest = hashlib.sha256(statement.gate_prompt.encode("utf-8", "replace")).hexdigest()
        url = _model_url(statement)
        yield _evidence(
            statement, Source.GATE_PROMPT, statement.gate_prompt[:_EXCERPT], seen_at, url, sha256=digest
        )


def component_of(path: str) -> Component:
    """Say what a file covers by its name: ``LICENSE-CODE`` the code, a notice the papers, others the weights.

    Licences of what others made, as ``THIRD_PARTY_LICENSES``, are papers too.
    """
    name = _file_name(path)
    if name.startswith("notice") or _OF_OTHERS.search(name):
        return Component.DOCS
    for component in (Component.CODE, Component.DATA, Component.DOCS):
        if component.value in name.replace("_", "-").replace(".", "-").split("-"):
            return component
    return Component.WEIGHTS


def is_own_file(link: str) -> bool:
    """Whether a licence link points into its own repository, so that it names a text and no licence."""
    return spelling.link(link) is None and "://" not in link


def leads_to_itself(link: str, repo_id: str) -> bool:
    """Whether a licence link points into the repository that states it, in whichever way it is written."""
    if is_own_file(link):
        return True
    folded = spelling.link(link)
    return folded is not None and folded.startswith(f"huggingface.co/{repo_id.casefold()}/")


def _evidence(
    statement: Statement,
    source: Source,
    value: str,
    seen_at: datetime,
    url: str,
    *,
    path: str | None = None,
    licence: str | None = None,
    sha256: str | None = None,
    component: Component = Component.WEIGHTS,
) -> Evidence:
    return Evidence(
        source=source,
        component=component,
        value=value,
        licence=licence,
        match=None,
        repo_id=statement.repo_id,
        revision=statement.revision,
        path=path,
        sha256=sha256,
        seen_at=seen_at,
        url=url,
    )


def _file_name(path: str) -> str:
    return path.rsplit("/", 1)[-1].lower()


def _model_url(statement: Statement) -> str:
    return f"{statement.endpoint}/{_quoted(statement.repo_id)}"


def _file_url(statement: Statement, path: str) -> str:
    revision = statement.revision or "main"
    return f"{_model_url(statement)}/blob/{_quoted(revision).replace('/', '%2F')}/{_quoted(path)}"


def _quoted(path: str) -> str:
    """Quote a path; nearly all are plain, and to see that takes a tenth of the time."""
    return path if _PLAIN.fullmatch(path) else quote(path)


def _link_url(statement: Statement, link: str) -> str:
    """A link as stated if it is a plain http(s) one; a path as the file it names; else the card that states it."""
    if spelling.link(link) is not None:
        return link.strip()
    path = link.strip().removeprefix("./")
    if not is_own_file(link) or not path or ".." in path.split("/") or path.startswith(("/", "#")) or ":" in path:
        return _file_url(statement, "README.md")
    return _file_url(statement, path)
