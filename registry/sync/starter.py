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
    """What the sources said as of one moment."""

    as_of: datetime
    records: tuple[HubRecord | Unreadable, ...]


@dataclass(frozen=True, slots=True)
class Starter:
    """The catalogue as shipped; ``digest`` is 16 hex digits of its content, ``facts`` oldest first."""

    digest: str
    facts: tuple[Facts, ...]

    @property
    def as_of(self) -> datetime:
        """When the most recent of its sources spoke."""
        return self.facts[-1].as_of


class _Dated(msgspec.Struct):
    as_of: datetime = msgspec.field(name="_as_of")


def digest() -> str:
    """Name the shipped file by its content. Cost: about a millisecond."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:16]


def read() -> Starter:
    """Read the shipped file. Cost: about half a second."""
    content = FILE.read_bytes()
    lines = gzip.decompress(content).splitlines()
    dated = ((msgspec.json.decode(line, type=_Dated).as_of, line) for line in lines)
    return Starter(
        digest=hashlib.sha256(content).hexdigest()[:16],
        facts=tuple(
            Facts(as_of, tuple(parse(msgspec.json.decode(line), needs_hub_id=False) for _, line in group))
            for as_of, group in groupby(sorted(dated), key=lambda pair: pair[0])
        ),
    )
