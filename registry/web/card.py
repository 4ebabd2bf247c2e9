"""The card of a model as finished values. Pure; the clock comes in."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from registry.catalogue.model import Model
from registry.catalogue.names import page_of
from registry.web import markdown, numbers
from registry.web.numbers import Figure, Moment
from registry.web.present import plain
from registry.web.values import Line, Value


@dataclass(frozen=True, slots=True)
class CardLines:
    """A card: its text as harmless HTML, whether that is cut, and what of its header could not be read."""

    html: SafeString
    is_cut: bool
    url: str
    revision: str
    size: Figure
    read: Moment
    problems: tuple[Line, ...]


def card_lines(model: Model, now: datetime) -> CardLines | None:
    """Return the card of a model; None where none was read."""
    seen = model.card
    if seen is None:
        return None
    base = markdown.base_of(page_of(model.result.repo_id), seen.revision)
    return CardLines(
        html=markdown.html_of(seen.card.body, base),
        is_cut=len(seen.card.body) > markdown.LONGEST,
        url=f"{base}README.md",
        revision=seen.revision[:10],
        size=numbers.size(seen.size),
        read=numbers.dated(seen.read_at, now),
        problems=tuple(Line(plain(one.field), Value((plain(one.reason),))) for one in seen.card.problems),
    )
