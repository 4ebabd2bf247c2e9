"""The words, icons and tones that pages use for the closed lists of the other rooms.

A tone is a colour that never stands alone: every `Word` has its icon and its text.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.hardware.parameters import ParameterFlag, ParameterSource
from registry.hub.records import Gate, Relation
from registry.licences.determination import Status
from registry.licences.documents import Reading
from registry.licences.evidence import Component, Match, Source
from registry.licences.lineage import Trait
from registry.licences.stack import LayerRelation
from registry.licences.terms import LicenceClass
from registry.web.count_words import COUNT_FLAGS

Text = str | Promise  # a promise becomes a string in the reader's language


@dataclass(frozen=True, slots=True)
class Word:
    """A value of a closed list: ``label`` to read, ``meaning`` in a sentence, ``icon`` and ``tone`` beside it."""

    label: Text
    meaning: Text
    icon: str = ""
    tone: str = "quiet"


STATUSES: dict[str, Word] = {
    Status.CONFIRMED: Word(
        _("Confirmed"),
        _("The text was recognised and agrees with what is declared, or a person settled it with a reason."),
        "check-double",
        "good",
    ),
    Status.STATED: Word(
        _("Stated"), _("The licence is declared and identified; its text has not been seen."), "said", "quiet"
    ),
    Status.INFERRED: Word(
        _("Inferred"),
        _("The model declares no licence; this one comes from an ancestor or from a phrase of its card."),
        "branch",
        "care",
    ),
    Status.CONFLICTING: Word(
        _("Conflicting"), _("Sources for the same component name different licences."), "conflict", "bad"
    ),
    Status.UNRESOLVED: Word(
        _("Unresolved"),
        _("Something is declared that names no single licence we know, or only a family of licences."),
        "question",
        "care",
    ),
    Status.MISSING: Word(
        _("Missing"),
        _("Nothing is declared, no licence file is listed, and the card was read."),
        "none",
        "nothing",
    ),
    Status.NOT_EXAMINED: Word(
        _("Not examined yet"),
        _("Nobody has looked yet, or a licence file that is listed has not been read."),
        "clock",
        "waiting",
    ),
}

CLASSES: dict[str, Word] = {
    LicenceClass.PUBLIC_DOMAIN: Word(_("Public domain"), _("Rights are waived or never existed.")),
    LicenceClass.PERMISSIVE: Word(_("Permissive"), _("Use, change and pass on; keep the notices.")),
    LicenceClass.WEAK_COPYLEFT: Word(
        _("Weak copyleft"), _("Changes to the covered part keep its licence; what stands beside does not.")
    ),
    LicenceClass.COPYLEFT: Word(_("Copyleft"), _("What is made from it keeps its licence when passed on.")),
    LicenceClass.USE_RESTRICTED: Word(
        _("Use-restricted"), _("Open to most, with a list of uses that are forbidden and must be passed on.")
    ),
    LicenceClass.COMMUNITY: Word(
        _("Community licence"), _("A publisher’s own terms, often with thresholds, naming duties or territories.")
    ),
    LicenceClass.NON_COMMERCIAL: Word(_("Non-commercial"), _("Commercial use is not covered.")),
    LicenceClass.RESEARCH_ONLY: Word(_("Research only"), _("Use outside research is not covered.")),
    LicenceClass.SOURCE_AVAILABLE: Word(
        _("Source-available"), _("May be read and used within limits that keep it from being open.")
    ),
    LicenceClass.PROPRIETARY: Word(_("Proprietary"), _("All that is not granted in so many words is reserved.")),
    LicenceClass.UNKNOWN: Word(_("Class unknown"), _("We do not know the licence, so neither its class.")),
}

SOURCES: dict[str, Word] = {
    Source.HUB_TAG: Word(_("Licence tag on the Hub"), _("The tag “license:…” of the repository.")),
    Source.CARD_LICENSE: Word(_("Model card, licence"), _("The member “license” of the card’s metadata.")),
    Source.CARD_LICENSE_NAME: Word(
        _("Model card, licence name"), _("The member “license_name” of the card’s metadata.")
    ),
    Source.CARD_LICENSE_LINK: Word(
        _("Model card, licence link"), _("The member “license_link” of the card’s metadata.")
    ),
    Source.LICENCE_FILE: Word(_("Licence file"), _("A licence-like file of the repository.")),
    Source.USE_POLICY_FILE: Word(_("Use policy file"), _("A file of the repository that restricts use.")),
    Source.GATE_PROMPT: Word(_("Gate prompt"), _("What must be accepted before downloading.")),
    Source.CARD_TEXT: Word(_("Model card, text"), _("A phrase of the card’s text.")),
    Source.GGUF_HEADER: Word(_("GGUF header"), _("The metadata inside a weights file.")),
    Source.BASE_MODEL: Word(_("Base model"), _("A model that this one says it was made from.")),
    Source.CURATION: Word(_("Curation"), _("A person looked and wrote down the reason.")),
}

COMPONENTS: dict[str, Text] = {
    Component.WEIGHTS: _("weights"),
    Component.CODE: _("code"),
    Component.DATA: _("data"),
    Component.DOCS: _("documentation"),
}

MATCHES: dict[str, Text] = {
    Match.EXACT: _("the very text"),
    Match.SAME: _("the same text but for layout"),
    Match.VARIANT: _("a variant of the text"),
    Match.RELATED: _("a related text"),
    Match.UNKNOWN: _("a text we do not know"),
}

PARENT_RELATIONS: dict[str, Text] = {
    Relation.FINETUNE: _("fine-tuned from"),
    Relation.ADAPTER: _("adapter for"),
    Relation.MERGE: _("merged from"),
    Relation.QUANTIZED: _("quantised from"),
    Relation.DISTILLED: _("distilled from"),
    Relation.UNSTATED: _("made from (how is not stated)"),
}

CHILD_RELATIONS: dict[str, Text] = {
    Relation.FINETUNE: _("fine-tunes"),
    Relation.ADAPTER: _("adapters"),
    Relation.MERGE: _("merges"),
    Relation.QUANTIZED: _("quantisations"),
    Relation.DISTILLED: _("distillations"),
    Relation.UNSTATED: _("made from it (how is not stated)"),
}

CHILD_KINDS: dict[str, Text] = {
    Relation.FINETUNE: _("fine-tune"),
    Relation.ADAPTER: _("adapter"),
    Relation.MERGE: _("merge"),
    Relation.QUANTIZED: _("quantisation"),
    Relation.DISTILLED: _("distillation"),
    Relation.UNSTATED: _("made from it (how is not stated)"),
}

NOT_HELD = Word(
    _("Not in the registry"),
    _("It is named here, and this registry holds no live model of that name."),
    "none",
    "nothing",
)

LAYER_RELATIONS: dict[str, Text] = {
    LayerRelation.OWN: _("the model’s own"),
    LayerRelation.USE_POLICY: _("its use policy"),
    LayerRelation.FINETUNE: _("a model it was fine-tuned from"),
    LayerRelation.ADAPTER: _("the model it is an adapter for"),
    LayerRelation.MERGE: _("a model it was merged from"),
    LayerRelation.QUANTIZED: _("the model it was quantised from"),
    LayerRelation.DISTILLED: _("a model it was distilled from"),
    LayerRelation.UNSTATED: _("a model it was made from (how is not stated)"),
}

TRAITS: dict[str, Text] = {
    Trait.MULTIMODAL: _("It came with a multimodal model."),
    Trait.TEXT_ONLY: _("It came with a model of text alone."),
    Trait.CYCLE: _("The models it was made from lead back to where they began, so somebody errs."),
    Trait.TOO_DEEP: _("The line of ancestors goes on further than we follow it."),
}

PARAMETER_SOURCES: dict[str, Text] = {
    ParameterSource.SAFETENSORS_HEADERS: _("counted from the headers of the weights files"),
    ParameterSource.GGUF: _("counted from the tensors of a GGUF file"),
    ParameterSource.HUB_TOTAL: _("the Hub’s count of the weights files"),
    ParameterSource.CONFIG: _("worked out from the model’s configuration"),
    ParameterSource.NAME: _("read off the model’s name"),
    ParameterSource.NONE: _("no source gives a count"),
}

PARAMETER_FLAGS: dict[str, Text] = {
    ParameterFlag.PACKED: _(
        "The files hold several weights in one element, so the stored count is below the true one."
    ),
    ParameterFlag.SCALES_COUNTED: _("The scales of eight-bit weights stand among the counted elements."),
    ParameterFlag.ADAPTER: _("The repository holds only what is added to its base model."),
    ParameterFlag.BELOW_NAME: _("The count is far below the size in the model’s name."),
    ParameterFlag.SOURCES_DISAGREE: _("Two sources give counts that do not agree."),
    ParameterFlag.IMPLAUSIBLE: _("A source gives a count that no model has; it is left out."),
    **COUNT_FLAGS,
}

GATES: dict[str, Word] = {
    Gate.OPEN: Word(_("Open"), _("Anyone may download it."), "unlock"),
    Gate.AUTO: Word(_("Gated"), _("Its terms must be accepted before downloading; access is automatic."), "lock"),
    Gate.MANUAL: Word(
        _("Gated, by hand"), _("Its terms must be accepted, and its publisher decides on each request."), "lock"
    ),
    Gate.GATED: Word(
        _("Gated, kind not stated"),
        _("Its terms must be accepted before downloading; the source does not say who decides on that."),
        "lock",
    ),
    Gate.UNKNOWN: Word(_("Gate not stated"), _("The source does not say whether terms must be accepted."), "none"),
}

READINGS: dict[str, Text] = {
    Reading.TEXT_READ: _("the text itself was read"),
    Reading.STANDARD: _("a standard text, known to all"),
    Reading.SECONDARY: _("a summary was read, not the text"),
    Reading.UNVERIFIED: _("not read yet"),
}

HISTORY_FIELDS: dict[str, Text] = {
    "licence": _("Licence"),
    "gating": _("Gating"),
    "base_models": _("Base models"),
    "name": _("Name"),
    "removal": _("Removal"),
    "library": _("Library"),
    "pipeline": _("Task"),
    "parameters": _("Parameters"),
}

LICENCE_PARTS: dict[str, Text] = {
    "tags": pgettext_lazy("where a licence is stated", "tag"),
    "card": pgettext_lazy("where a licence is stated", "card"),
    "name": pgettext_lazy("where a licence is stated", "name"),
    "link": pgettext_lazy("where a licence is stated", "link"),
}

SYNC_STATES: dict[str, Word] = {
    "available": Word(_("Up to date"), _("The catalogue follows the Hub."), "check", "good"),
    "degraded": Word(_("Behind"), _("What the catalogue holds is older than it should be."), "clock", "care"),
    "error": Word(_("Empty"), _("There is nothing to serve, and the Hub cannot be read."), "alert", "bad"),
}

RUN_KINDS: dict[str, Text] = {
    "walk": pgettext_lazy("kind of sync run", "Full walk"),
    "delta": pgettext_lazy("kind of sync run", "What changed"),
    "starter": pgettext_lazy("kind of sync run", "Starter data"),
}

RUN_STATES: dict[str, Word] = {
    "running": Word(pgettext_lazy("sync run", "Running"), _("Pages are being read."), "clock", "waiting"),
    "done": Word(pgettext_lazy("sync run", "Done"), _("Read to its end."), "check", "good"),
    "failed": Word(
        pgettext_lazy("sync run", "Failed"), _("Ended before its end; the next run goes on."), "barred", "bad"
    ),
    "held": Word(
        pgettext_lazy("sync run", "Held"), _("Read to its end; its removals wait for a person."), "eye", "care"
    ),
}


def text_of(words: dict[str, Text], value: str) -> str:
    """Return the word for a value; a value that has none yet is shown as it stands, with blanks."""
    return str(words[value]) if value in words else value.replace("_", " ")


def word_of(words: dict[str, Word], value: str) -> Word:
    """Return the word for a value; a value that has none yet is shown as it stands, with blanks."""
    return words.get(value) or Word(value.replace("_", " "), "")
