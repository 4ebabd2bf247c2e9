"""The shapes of what is found out about one model's licence: evidence, conclusion, what binds, and who looks."""

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from registry.api.plain_shapes import Natural, Time
from registry.licences.determination import Status
from registry.licences.evidence import Component, Match, Source
from registry.licences.terms import LicenceClass

_CLASS = {"class_": "class"}
_FROM = {"from_": "from"}


class EvidenceText(Struct, frozen=True):
    """A text that was read: the words that the licence nearest to it does not have, and how many it lacks."""

    size_bytes: Natural
    added: tuple[str, ...]
    added_words: Natural
    missing_words: Natural
    first_seen_at: Time


class Evidence(Struct, frozen=True):
    """What one source says about a licence, and where. `repo_id`: the model, or one that it was made from.

    `unread` says why a text could not be read; it is null where it was, or where nobody tried yet. `reason` is why
    a person concluded so, where the source is a curation.
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
    seen_at: Time
    url: str
    unread: str | None
    text: EvidenceText | None
    reason: str | None


class Determination(Struct, frozen=True, rename=_CLASS):
    """What is concluded from the model's own evidence. `stale`: an ancestor or our knowledge changed since."""

    status: Status
    meaning: str
    concluded: str | None
    class_: LicenceClass
    knowledge_version: str
    assessed_at: Time
    stale: bool


class Applies(StrEnum):
    """Whether a licence applies for sure, if it is chosen, or if it is the one that is meant."""

    ALWAYS = "always"
    IF_CHOSEN = "if_chosen"
    OPEN = "open"


class Layer(Struct, frozen=True, rename=_FROM):
    """One licence of a layer that binds, from how many generations away; `evidence` are places in the model's.

    `layer` is the same number for all licences of one layer, and `expression` says how they go together, null
    where none is named or it is not settled which is meant. `applies`: `always`; `if_chosen` where whoever uses
    the model may choose another way; `open` where the evidence leaves open which of those marked so applies.
    `from` and `depth` are null where nothing that is held today accounts for a layer that was judged.
    """

    licence: str | None
    status: Status
    component: Component
    from_: str | None
    relation: str
    depth: int | None
    evidence: tuple[int, ...]
    traits: tuple[str, ...]
    layer: int
    applies: Applies
    expression: str | None


class Examination(Struct, frozen=True):
    """How the reading of the repository stands: `queued` and `running` are being examined, ask again later.

    `error`: why it failed or waits, or what could not be read.
    """

    state: Literal["queued", "running", "done", "failed"]
    error: str | None
