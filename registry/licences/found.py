"""Evidence of what was read in a repository: texts, the gate's prompt, the card; and of what could not be."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from registry.licences import phrases
from registry.licences.documents import DocumentKind
from registry.licences.evidence import Component, Evidence, Source, Statement, gather
from registry.licences.knowledge import Knowledge
from registry.licences.matching import Recognition

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
    readme = replace(statement, licence_files=(CARD,), licence_tags=(), licence_declared=None, licence_name=None)
    (listed,) = gather(replace(readme, licence_link=None, gate_prompt=None), knowledge, seen_at)
    return replace(listed, source=Source.CARD_TEXT, component=Component.WEIGHTS, value="")


def _of_phrases(card: Evidence, told: tuple[phrases.Phrase, ...], sha256: str | None) -> Iterator[Evidence]:
    for one in told:
        value = f"{one.words} – {one.sentence}"
        yield replace(card, value=value, licence=one.licence, component=one.component, sha256=sha256)


def licence_of(recognition: Recognition, source: Source) -> str | None:
    """Return the licence that a text of this source is or is near to; a policy or a notice in a file is none."""
    if source is not Source.USE_POLICY_FILE and DocumentKind.AGREEMENT not in recognition.kinds:
        return None
    return recognition.key
