"""The starter catalogue: dated facts of real models that come with the project, for a start without the Hub.

They are rows in the shape of the Hub's listing, read by the one reader of such rows. What the Hub itself says
of a model, or said before it went away, is never overwritten by them.
"""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

import msgspec

from registry.hub.records import HubRecord, Unreadable, parse

FILE = Path(__file__).parent / "starter" / "models.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the same witnesses said as of one moment."""

    as_of: datetime
    told_by: tuple[str, ...]
    records: tuple[HubRecord | Unreadable, ...]


@dataclass(frozen=True, slots=True)
class Starter:
    """The catalogue as shipped; ``digest`` is 16 hex digits of its content, ``facts`` oldest first."""

    digest: str
    facts: tuple[Facts, ...]

    @property
    def since(self) -> datetime:
        """When the oldest of its facts were recorded."""
        return self.facts[0].as_of

    @property
    def until(self) -> datetime:
        """When the most recent of its facts were recorded."""
        return self.facts[-1].as_of


class _Dated(msgspec.Struct):
    as_of: datetime = msgspec.field(name="_as_of")
    told_by: tuple[str, ...] = msgspec.field(name="_source", default=())


def digest() -> str:
    """Name the shipped file by its content. Cost: about a millisecond."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:16]


def read() -> Starter:
    """Read the shipped file. Cost: about half a second."""
    content = FILE.read_bytes()
    lines = gzip.decompress(content).splitlines()
    dated = ((_witnessed(line), line) for line in lines)
    return Starter(
        digest=hashlib.sha256(content).hexdigest()[:16],
        facts=tuple(
            Facts(as_of, told_by, tuple(_read(line) for _, line in group))
            for (as_of, told_by), group in groupby(sorted(dated), key=lambda pair: pair[0])
        ),
    )


def _read(line: bytes) -> HubRecord | Unreadable:
    return parse(msgspec.json.decode(line), needs_hub_id=False)


def _witnessed(line: bytes) -> tuple[datetime, tuple[str, ...]]:
    """When a row was recorded, and by whom."""
    dated = msgspec.json.decode(line, type=_Dated)
    return dated.as_of, dated.told_by
