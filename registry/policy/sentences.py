"""The sentences of verdicts, in English and in French: reads ``sentences.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from registry.policy.verdict import ReasonCode, Words

FILE = Path(__file__).parent / "sentences.toml"

DISCLAIMER = Words(
    "Not legal advice. Not judged: rights in training data, personal data, the AI Act, patents, export control "
    "and sanctions, trademarks, the law of a sector, and whether the publisher held the rights.",
    "Ceci n’est pas un conseil juridique. Ne sont pas jugés : les droits sur les données d’entraînement, les "
    "données personnelles, le règlement sur l’IA, les brevets, le contrôle des exportations et les sanctions, les "
    "marques, le droit sectoriel, ni si l’éditeur détenait les droits.",
)


def reason(key: str) -> Words:
    """Say why, where no term says it in words of its own. Keys are codes; some have several sentences."""
    return _sentences()["reason"][key]


def remedy(code: ReasonCode) -> Words:
    """Say what would help."""
    return _sentences()["remedy"][code]


def obligation(key: str) -> Words:
    """Say what has to be done, where no term says it."""
    return _sentences()["obligation"][key]


def assumption(key: str) -> Words:
    """Say what was taken for given."""
    return _sentences()["assumption"][key]


def question(key: str) -> Words:
    """Ask for a member of a context, or one of the questions on a term."""
    return _sentences()["question"][key]


def filled(words: Words, **values: str) -> Words:
    """Put values into the places that a sentence has for them."""
    return Words(words.en.format(**values), words.fr.format(**values))


def filled_with(words: Words, en: str, fr: str) -> Words:
    """Put a text, in both languages, into the place that a sentence has for ``what``."""
    return Words(words.en.format(what=en), words.fr.format(what=fr))


def with_said(words: Words, said: str) -> Words:
    """Add what the context said to a sentence, before its full stop: ``… (seat: FR).``"""
    if not said:
        return words
    return Words(f"{words.en[:-1]} ({said}).", f"{words.fr[:-1]} ({said}).")


@cache
def _sentences() -> Mapping[str, Mapping[str, Words]]:
    with FILE.open("rb") as file:
        tables = tomllib.load(file)
    return {
        table: {key: Words(row["en"], row["fr"]) for key, row in rows.items()} for table, rows in tables.items()
    }
