"""The shapes of the answers, once: they are encoded as they stand, and the schema is made from them.

A new member is an addition; a member that is renamed or taken away needs a new version of the interface.
"""

from typing import Any, Literal

from msgspec import Struct

from registry.api.context_shapes import Context, ReadyContext
from registry.api.plain_shapes import Link, Natural, Time
from registry.api.term_shapes import Term
from registry.catalogue.history import Field
from registry.catalogue.licences import TermsState
from registry.hardware.parameters import ParameterSource
from registry.hub.records import Gate, Relation
from registry.licences.determination import Status
from registry.licences.documents import LegalDocument
from registry.licences.terms import LicenceClass
from registry.licences.uses import UseCase
from registry.policy.verdict import Outcome, ReasonCode

_CLASS = {"class_": "class"}


class Count(Struct, frozen=True):
    """How many there are. Not exact: there are at least so many; with `counted_at`, there were so many then."""

    value: Natural
    exact: bool
    counted_at: Time | None = None


class Ancestors(Struct, frozen=True):
    """What binds the model besides, through what it was made from. `settled`: whether all of it is known for sure.

    `licences`: keys that the model's own licence does not name.
    """

    licences: tuple[str, ...]
    settled: bool


class EntryLicence(Struct, frozen=True, rename=_CLASS):
    """The model's own licence in short. `concluded` is an SPDX expression, null where none could be concluded.

    `ancestors` is null where the model names none that binds it; else read it too: both bind. `use_policy`:
    whether a use policy binds besides, which is not the one of the licence.
    """

    declared: tuple[str, ...] | None
    concluded: str | None
    status: Status
    class_: LicenceClass
    ancestors: Ancestors | None
    use_policy: bool


class Parameters(Struct, frozen=True):
    """How many parameters, by which source; `stored` counts elements as they lie in the files."""

    total: int | None
    active: int | None
    stored: int | None
    source: ParameterSource
    flags: tuple[str, ...]


class Memory(Struct, frozen=True):
    """The size of the weights that would be loaded, in bytes."""

    weights_bytes: int | None
    source: str | None


class EntryVerdict(Struct, frozen=True):
    """Whether a context allows the model, and the codes of the reasons, from the worst on."""

    outcome: Outcome
    reasons: tuple[ReasonCode, ...]


class EntryFacts(Struct, frozen=True):
    """What lists show of one model, without a judgement. `gated` is null where the source does not say.

    `gate` says which gate: `gated` where there is one and the source does not say how it opens.
    """

    repo_id: str
    url: Link
    revision: str | None
    publisher: str | None
    pipeline_tag: str | None
    library: str | None
    tags: tuple[str, ...]
    languages: tuple[str, ...]
    gated: bool | None
    gate: Gate
    removed_at: Time | None
    downloads: Natural | None
    likes: Natural | None
    created_at: Time | None
    last_modified: Time | None
    synced_at: Time
    source: Literal["hub", "starter"]
    licence: EntryLicence
    parameters: Parameters
    memory: Memory


class Entry(EntryFacts, frozen=True):
    """One model as lists show it; `verdict` is null where no context was given."""

    verdict: EntryVerdict | None


class Relative(Struct, frozen=True):
    """A parent or a child; `model` is null where the registry has no live model of that name."""

    repo_id: str
    relation: Relation
    model: Entry | None


class Children(Struct, frozen=True):
    """The live models made from this one; `first` are the most downloaded."""

    count: Count
    by_relation: dict[str, int]
    first: tuple[Relative, ...]


class Lineage(Struct, frozen=True):
    """What the model was made from, as it says, and what was made from it."""

    parents: tuple[Relative, ...]
    children: Children


class FormerName(Struct, frozen=True):
    """A name that the model had until then."""

    repo_id: str
    until: Time


class Unreadable(Struct, frozen=True):
    """A field that could not be read, and why."""

    field: str
    reason: str


class Card(Struct, frozen=True):
    """The model's README as it was read: what its header states, and its passages on licences as Markdown."""

    revision: str
    sha256: str
    size_bytes: Natural
    read_at: Time
    licence: tuple[str, ...] | None
    licence_name: str | None
    licence_link: str | None
    base_models: tuple[str, ...]
    gate_prompt: str | None
    licence_section: str | None
    unreadable: tuple[Unreadable, ...]


class Witness(Struct, frozen=True):
    """Who recorded facts of the starter catalogue, and where that is found."""

    name: str
    url: Link


class ModelPage(Struct, frozen=True):
    """One page of models; `next` is the address of the next one.

    Where they were judged: in which `context`, with which knowledge, by which judge, and what was not judged; all
    null where none was given. Each was judged at its `revision`.
    """

    results: tuple[Entry, ...]
    next: Link | None
    count: Count
    context: Context | None = None
    knowledge_version: str | None = None
    judge_version: int | None = None
    disclaimer: str | None = None


class ContextPage(Struct, frozen=True):
    """All ready-made contexts, in the order in which they are offered."""

    results: tuple[ReadyContext, ...]
    next: None
    count: Count


class Change(Struct, frozen=True):
    """One observed change. `old` and `new` are what the field held: a text, a list, a number or null."""

    field: Field
    old: Any
    new: Any
    revision: str | None
    seen_at: Time


class HistoryPage(Struct, frozen=True):
    """One page of what changed, the newest first."""

    repo_id: str
    results: tuple[Change, ...]
    next: Link | None
    count: Count


class Licence(Struct, frozen=True, rename=_CLASS):
    """One dated licence text. `models`: how many live models were concluded to be under it, as last counted."""

    key: str
    name: str
    class_: LicenceClass
    hub_ids: tuple[str, ...]
    aliases: tuple[str, ...]
    url: str | None
    models: Natural
    knowledge_version: str


class LicenceDetail(Licence, frozen=True, kw_only=True):
    """One licence with its typed terms, its documents and the other dated texts of its line.

    `terms` is null where nobody has typed them yet, which is neither a permission nor a silence; `terms_state`
    says so. `documents` and `governing_law` (ISO 3166, or `licensor_seat`, `licensee_seat`, `silent`, `unknown`)
    are null where they are not written down. `commercial_definition`: what the text's own words count as
    commercial, in order, the first that fits decides; null where it has no such words, or where they are not
    typed. `predecessor` and `successor`: the keys of the texts before and after it in its line.
    """

    family: str | None
    maker: str | None
    version: str | None
    dated: str | None
    note: str | None
    source: dict[str, Any] | None
    terms: tuple[Term, ...] | None
    documents: tuple[LegalDocument, ...] | None
    versions: tuple[str, ...]
    terms_state: TermsState
    governing_law: str | None
    commercial_definition: tuple[UseCase, ...] | None
    spdx: str | None
    scancode: str | None
    predecessor: str | None
    successor: str | None


class LicencePage(Struct, frozen=True):
    """One page of licences, by key."""

    results: tuple[Licence, ...]
    next: Link | None
    count: Count


class Choice(Struct, frozen=True):
    """One value that a parameter takes. `models` is null where it is not a property of models."""

    value: str
    label: str
    models: Natural | None


class Filter(Struct, frozen=True):
    """One search parameter. `choices` is null where any value goes; where `open`, others go too."""

    key: str
    type: Literal["words", "choice", "choices", "tags", "flag", "integer", "datetime", "cursor", "list", "text"]
    label: str
    help: str
    repeatable: bool
    combines: Literal["or", "and"] | None
    choices: tuple[Choice, ...] | None
    open: bool
    minimum: int | None
    maximum: int | None
    default: str | int | bool | None


class FilterPage(Struct, frozen=True):
    """Every search parameter, made from the list that the search itself uses."""

    results: tuple[Filter, ...]
    next: None
    count: Count
    counted_at: Time | None
