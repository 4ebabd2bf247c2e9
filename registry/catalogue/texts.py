"""What was read in a model's repository, as its page and its address show it."""

from dataclasses import dataclass
from datetime import datetime

from registry.catalogue.packing import unpacked
from registry.hub import card
from registry.hub.card import Card


@dataclass(frozen=True, slots=True)
class TextSeen:
    """What a text that is evidence has of its own: the words that the licence it is compared with does not have.

    ``size`` is in bytes; ``missing_words`` counts the licence's words that the text does not have.
    """

    sha256: str
    size: int
    added: tuple[str, ...]
    added_words: int
    missing_words: int
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A model's README as it was read at a revision; ``size`` is in bytes."""

    revision: str
    sha256: str
    size: int
    read_at: datetime
    card: Card


def card_seen(
    revision: str | None, sha256: str, size: int, read_at: datetime, content: bytes | memoryview
) -> CardSeen | None:
    """Return a stored card, read anew; None where none is stored. About 5 ms for an ordinary one."""
    if revision is None:
        return None
    return CardSeen(revision, sha256, size, read_at, card.read(unpacked(content)))
