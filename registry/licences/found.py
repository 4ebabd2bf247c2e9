"""Evidence of what was read in a repository: texts, the gate's prompt, card, headers; and of what could not be."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from registry.licences import phrases
from registry.licences.documents import DocumentKind
from registry.licences.evidence import Component, Evidence, Source, Statement, gather
from registry.licences.knowledge import Knowledge
from registry.licences.matching import Recognition
from registry.licences.names import Licensed, resolve, resolve_link

CARD = "README.md"


def prompt_digest(prompt: str) -> str:
    """Name a gate's prompt by its digest, as `gather` does."""
    return hashlib.sha256(prompt.encode("utf-8", "replace")).hexdigest()


def of_file(listed: Evidence, recognition: Recognition, sha256: str, seen_at: datetime) -> Evidence:
    """Say of a listed file what its text is. A use policy or a notice in it is no licence."""
    licence = licence_of(recognition, listed.source)
    return replace(listed, licence=licence, match=recognition.match, sha256=sha256, seen_at=seen_at)


def of_unread_file(listed: Evidence, why: str, seen_at: datetime) -> Evidence:
    """Say of a listed file why it could not be read."""
    return replace(listed, unread=why, seen_at=seen_at)


def of_prompt(listed: Evidence, recognition: Recognition, seen_at: datetime) -> Evidence:
    """Say of a gate's prompt which licence's text it is."""
    return replace(
        listed, licence=licence_of(recognition, Source.GATE_PROMPT), match=recognition.match, seen_at=seen_at
    )


def of_card(card: Evidence, passage: str | None, sha256: str | None, knowledge: Knowledge) -> tuple[Evidence, ...]:
    """Say which licences a card's text names; that it names none, or is not there, is one piece too."""
    told = tuple(_of_phrases(card, phrases.find(passage or "", knowledge), sha256))
    return told or (replace(card, sha256=sha256),)


def blank_card(statement: Statement, knowledge: Knowledge, seen_at: datetime) -> Evidence:
    """A card of which nothing is said yet, with its place."""
    return _blank(Source.CARD_TEXT, CARD, statement, knowledge, seen_at)


def blank_header(path: str, statement: Statement, knowledge: Knowledge, seen_at: datetime) -> Evidence:
    """The header of a weights file of which nothing is said yet, with its place."""
    return _blank(Source.GGUF_HEADER, path, statement, knowledge, seen_at)


def of_header(
    header: Evidence, licence: str | None, name: str | None, link: str | None, knowledge: Knowledge
) -> tuple[Evidence, ...]:
    """Say which licences a weights file's header states; one that states none is no evidence."""
    found = [(said, resolve(said, knowledge)) for said in (licence, name) if said]
    found += [(link, resolve_link(link, knowledge))] if link else []
    return tuple(
        replace(header, value=said, licence=meaning.key if isinstance(meaning, Licensed) else None)
        for said, meaning in dict(found).items()
    )


def _blank(source: Source, path: str, statement: Statement, knowledge: Knowledge, seen_at: datetime) -> Evidence:
    alone = replace(statement, licence_files=(path,), licence_tags=(), licence_declared=None, licence_name=None)
    (listed,) = gather(replace(alone, licence_link=None, gate_prompt=None), knowledge, seen_at)
    return replace(listed, source=source, component=Component.WEIGHTS, value="")


def _of_phrases(card: Evidence, told: tuple[phrases.Phrase, ...], sha256: str | None) -> Iterator[Evidence]:
    for one in told:
        value = f"{one.words} – {one.sentence}"
        yield replace(card, value=value, licence=one.licence, component=one.component, sha256=sha256)


def licence_of(recognition: Recognition, source: Source) -> str | None:
    """Return the licence that a text of this source is or is near to; a policy or a notice in a file is none."""
    if source is not Source.USE_POLICY_FILE and DocumentKind.AGREEMENT not in recognition.kinds:
        return None
    return recognition.key
