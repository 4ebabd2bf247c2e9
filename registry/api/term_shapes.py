"""The shapes of what licences say; members have the names of the knowledge files.

Numbers are never rounded. A list is empty where the text names nothing, other members are null there.
"""

from datetime import date

from msgspec import Struct

from registry.licences.documents import Citation, DocumentKind
from registry.licences.terms import (
    Bound,
    Effect,
    Exemption,
    Loss,
    Measured,
    Occasion,
    PastThreshold,
    Population,
    Reach,
    Suit,
    TermKind,
    TerritoryTest,
    TrainedKind,
    Trait,
    Unit,
)
from registry.licences.uses import FieldOfUse, UseCase


class Term(Struct, frozen=True):
    """One thing that a licence says, where it says it, and how well that was read.

    `global_id` names it among the terms of all licences. `effect`: `silent` where the text was read and says
    nothing, `unknown` where we have not read what it says. `en` and `fr` are sentences of ours, `text` holds words
    that the licence prescribes. `applies_to`: the occasions that bring it about, any of them; none means every
    use. `value` is a whole number of `unit`. `ask_en` and `ask_fr`: what a person has to answer where nothing else
    decides; yes means that the term does not stand in the way.
    """

    id: str
    global_id: str
    kind: TermKind
    effect: Effect
    en: str
    fr: str
    source: Citation
    document: DocumentKind
    clause: str | None
    applies_to: tuple[Occasion, ...]
    traits: tuple[Trait, ...]
    exemptions: tuple[Exemption, ...]
    ask_en: str | None
    ask_fr: str | None
    text: str | None
    value: int | None
    unit: Unit | None
    bound: Bound | None
    population: Population | None
    measured: Measured | None
    measured_on: date | None
    past: PastThreshold | None
    tests: tuple[TerritoryTest, ...]
    territories: tuple[str, ...]
    trains: tuple[TrainedKind, ...]
    forbidden_fields: tuple[FieldOfUse, ...]
    review_fields: tuple[FieldOfUse, ...]
    uses: tuple[UseCase, ...]
    reach: Reach | None
    suits: tuple[Suit, ...]
    loses: Loss | None


class TermChange(Struct, frozen=True):
    """A term that both licences have. `members`: what differs; `wording` where the sentences do."""

    id: str
    members: tuple[str, ...]
    before: Term
    after: Term


class Differences(Struct, frozen=True):
    """What came, went and changed; `same` counts the other terms that both have.

    `unclear`: kinds of terms of which we have not read what one of the two says. What a text is silent on is no
    term of it.
    """

    added: tuple[Term, ...]
    dropped: tuple[Term, ...]
    changed: tuple[TermChange, ...]
    same: int
    unclear: tuple[TermKind, ...]


class LicenceComparison(Struct, frozen=True):
    """What one licence says otherwise than another.

    `differences` is null where nothing can be told: the terms of the licences in `not_typed` were not typed yet,
    those of `unreadable` were written by another release.
    """

    before: str
    after: str
    differences: Differences | None
    not_typed: tuple[str, ...]
    unreadable: tuple[str, ...]
    knowledge_version: str
