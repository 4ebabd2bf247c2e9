"""What was measured of a model as finished values: what is stored beside it, what each source says. Pure."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from registry.assessment.measurements import Measurement
from registry.web import numbers
from registry.web.facts import number
from registry.web.hardware_words import ROLES
from registry.web.numbers import Moment
from registry.web.present import plain
from registry.web.values import Line, Value
from registry.web.words import PARAMETER_SOURCES, text_of

_SHORT_REVISION = 10


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of the number of parameters."""

    source: str
    note: str
    total: Value
    stored: Value


@dataclass(frozen=True, slots=True)
class Measured:
    """The part of the page. ``recorded`` names whose record it is; empty: it was read here."""

    extras: tuple[Line, ...]
    said: tuple[Said, ...]
    revision: str
    recorded: str
    seen: Moment


def measured(held: Measurement, now: datetime) -> Measured:
    """Return what was measured beside the numbers of the search row."""
    counts = held.measured.counts
    extras = [Line(text_of(ROLES, one.role), number(one.parameters)) for one in counts.extras]
    if counts.active_without_embedding is not None:
        label = gettext("Active without the input table")
        extras.insert(0, Line(label, number(counts.active_without_embedding)))
    none = Value(("–",))
    return Measured(
        extras=tuple(extras),
        said=tuple(
            Said(
                source=text_of(PARAMETER_SOURCES, one.source),
                note=plain(one.note),
                total=number(one.total, none),
                stored=number(one.stored, none),
            )
            for one in counts.evidence
        ),
        revision=(held.revision or "")[:_SHORT_REVISION],
        recorded=plain(held.told_by or ""),
        seen=numbers.dated(held.seen_at, now),
    )
