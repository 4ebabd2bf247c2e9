"""What licences say, as typed terms. Classes are for browsing: only terms decide what is allowed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.licences.documents import Citation, DocumentKind
from registry.licences.uses import FieldOfUse, UseCase


class LicenceClass(StrEnum):
    """A shelf to browse by."""

    PUBLIC_DOMAIN = "public_domain"
    PERMISSIVE = "permissive"
    WEAK_COPYLEFT = "weak_copyleft"
    COPYLEFT = "copyleft"
    USE_RESTRICTED = "use_restricted"
    COMMUNITY = "community"
    NON_COMMERCIAL = "non_commercial"
    RESEARCH_ONLY = "research_only"
    SOURCE_AVAILABLE = "source_available"
    PROPRIETARY = "proprietary"
    UNKNOWN = "unknown"


class TermKind(StrEnum):
    """What a term speaks of. Every typed licence answers each of them, or is silent on it; `OTHER` apart."""

    # What may be done.
    COMMERCIAL_USE = "commercial_use"
    COMMERCIAL_DEFINITION = "commercial_definition"  # which uses its own words count in and out
    RESEARCH_ONLY = "research_only"  # required: no use but research
    REDISTRIBUTION = "redistribution"  # passing on the model as it is
    DERIVATIVES = "derivatives"  # making changed models
    DERIVATIVE_SHARING = "derivative_sharing"  # passing them on
    OUTPUTS_USE = "outputs_use"  # any use of outputs but training
    OUTPUTS_OWNERSHIP = "outputs_ownership"  # permitted: the maker claims none; forbidden: the maker owns them
    OUTPUTS_TRAINING = "outputs_training"  # outputs improve other models
    PATENT_GRANT = "patent_grant"
    TRADEMARK = "trademark"

    # What has to be done.
    KEEP_NOTICES = "keep_notices"
    SHIP_LICENCE = "ship_licence"
    NOTICE_TEXT = "notice_text"  # a given line in a given file
    STATE_CHANGES = "state_changes"
    ATTRIBUTION = "attribution"  # naming maker and source, in our own words
    DISPLAY_TEXT = "display_text"  # showing given words to people
    NAME_PREFIX = "name_prefix"
    SHARE_ALIKE = "share_alike"
    DISCLOSE_SOURCE = "disclose_source"
    PASS_DOWN = "pass_down"  # noqa: S105 - no password: restrictions of use go into the contracts with recipients
    USE_POLICY = "use_policy"
    REGISTRATION = "registration"
    LATEST_VERSION = "latest_version"
    CONTENT_FILTER = "content_filter"
    OUTPUT_LABELLING = "output_labelling"  # telling that a machine made it; forbidden: passing it off as human
    LAWFUL_USE = "lawful_use"
    TRADE_LAW = "trade_law"
    INDEMNITY = "indemnity"
    STOP_AND_DELETE = "stop_and_delete"  # once the licence has ended

    # Where it ends.
    USER_THRESHOLD = "user_threshold"
    REVENUE_THRESHOLD = "revenue_threshold"
    TERRITORY = "territory"
    USE_RESTRICTIONS = "use_restrictions"
    COMPETING_USE = "competing_use"  # products that compete with the maker's
    GUARDRAIL_BYPASS = "guardrail_bypass"
    LITIGATION_TERMINATION = "litigation_termination"  # suing ends it, for patents or for more

    # What counts as what: required where it does, permitted where the text says that it does not.
    HOSTED_DISTRIBUTION = "hosted_distribution"  # a hosted service distributes
    DISTILLATION_DERIVATIVE = "distillation_derivative"  # a model trained on outputs derives from it

    # What the maker may do: permitted, forbidden, or under a condition.
    REVOCABILITY = "revocability"
    LICENSOR_MAY_AMEND = "licensor_may_amend"
    LIVE_USE_POLICY = "live_use_policy"  # a changed policy binds those who already use the model
    REMOTE_RESTRICTION = "remote_restriction"  # the maker may hinder a use from afar

    OTHER = "other"  # material and none of the above; a person has to read it


class Effect(StrEnum):
    """What a term does. Silent: the text was read and says nothing. Unknown: we have not read what it says."""

    PERMIT = "permit"
    FORBID = "forbid"
    REQUIRE = "require"
    CONDITION = "condition"
    SILENT = "silent"
    UNKNOWN = "unknown"


class Unit(StrEnum):
    """What a threshold counts. Monthly visits count calls, the others people."""

    MONTHLY_ACTIVE_USERS = "monthly_active_users"
    MONTHLY_UNIQUE_USERS = "monthly_unique_users"
    DAILY_ACTIVE_USERS = "daily_active_users"
    MONTHLY_VISITS = "monthly_visits"
    USD_PER_YEAR = "usd_per_year"
    USD_PER_MONTH = "usd_per_month"
    USD_RECURRING_PER_YEAR = "usd_recurring_per_year"

    @property
    def is_money(self) -> bool:
        """Whether it counts US dollars."""
        return self.value.startswith("usd_")


class Bound(StrEnum):
    """Whether a threshold is passed above its value, or when its value is reached."""

    OVER = "over"
    AT_LEAST = "at_least"


class Population(StrEnum):
    """Whose users or revenue count: one product's, all of the licensee's, or those of affiliates too."""

    PRODUCT = "product"
    LICENSEE = "licensee"
    GROUP = "group"


class Measured(StrEnum):
    """When they count: on the day the version came out, or all the time."""

    RELEASE_DATE = "release_date"
    ONGOING = "ongoing"


class PastThreshold(StrEnum):
    """What happens past a threshold."""

    ENDS = "ends"
    ASK_MAKER = "ask_maker"
    DISPLAY_ONLY = "display_only"
    REGISTER = "register"


class TerritoryTest(StrEnum):
    """What has to lie in a territory: seat or domicile of the licensee, place of use, market, or outputs."""

    SEAT = "seat"
    PLACE_OF_USE = "place_of_use"
    MARKET = "market"
    OUTPUTS = "outputs"


class Occasion(StrEnum):
    """When a term applies. A term that names no occasion applies to every use."""

    COMMERCIAL_USE = "commercial_use"
    REDISTRIBUTION = "redistribution"  # passing on the model itself
    DERIVATIVES = "derivatives"  # passing on a changed model
    HOSTED_SERVICE = "hosted_service"
    HOSTED_DERIVATIVES = "hosted_derivatives"  # letting others use a changed model over a network
    PRODUCT = "product"  # offering a product or service that has the model in it
    TRAINED_MODELS = "trained_models"  # passing on or hosting another model that it or its outputs helped to make
    OUTPUTS = "outputs"  # passing on outputs
    PUBLICATION = "publication"  # writing about results
    WARRANTY = "warranty"  # offering support or a warranty for it


class Trait(StrEnum):
    """A trait of models that a term is limited to."""

    MULTIMODAL = "multimodal"


class TrainedKind(StrEnum):
    """The kinds of trained models that a term on outputs speaks of; competing: with models of the maker."""

    ANY = "any"
    LLM = "llm"
    GENERATIVE = "generative"
    FOUNDATIONAL = "foundational"
    COMPETING = "competing"


class Exemption(StrEnum):
    """Whom or what a term spares."""

    OWN_DERIVATIVES = "own_derivatives"  # the licensed model and what derives from it
    INTEGRATED_PRODUCT = "integrated_product"  # who receives the model inside an end-user product
    END_USERS = "end_users"  # who uses a product that has it in it
    NON_COMMERCIAL = "non_commercial"
    RESEARCH = "research"
    PERSONAL = "personal"
    ACADEMIC = "academic"
    NONPROFIT = "nonprofit"


class Reach(StrEnum):
    """How far share-alike goes: every whole that has the work in it, changed works, changed files, and so on."""

    WHOLE_WORK = "whole_work"
    DERIVATIVES = "derivatives"
    CHANGED_FILES = "changed_files"
    LIBRARY = "library"
    SOURCE_FORM = "source_form"


class Suit(StrEnum):
    """What a suit is about that costs the licence."""

    PATENT = "patent"
    COPYRIGHT = "copyright"
    ANY_RIGHT = "any_right"


class Loss(StrEnum):
    """What is lost by such a suit, or by getting round a guardrail."""

    PATENT_LICENCE = "patent_licence"
    ALL_RIGHTS = "all_rights"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a licence says, with where it says it and how well we read that.

    ``id`` is unique in its licence and never reused for another meaning: the kind, and a further word where a
    licence has several terms of one kind (``territory.multimodal``). ``en`` and ``fr`` are one sentence of ours.
    ``text`` holds words that the licence prescribes. ``value`` is a whole number of ``unit``, never rounded.
    ``applies_to``: any of them suffices. ``traits``: all of them are needed. ``trains``: any of them is meant.
    ``ask_en`` and ``ask_fr``: the question to a person where no typed member can decide; *yes* means that the term
    does not stand in the way. What a kind may and must have stands in `registry.licences.term_rules`.
    """

    id: str
    kind: TermKind
    effect: Effect
    en: str
    fr: str
    source: Citation
    document: DocumentKind = DocumentKind.AGREEMENT
    clause: str | None = None

    applies_to: tuple[Occasion, ...] = ()
    traits: tuple[Trait, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    ask_en: str | None = None
    ask_fr: str | None = None

    text: str | None = None
    value: int | None = None
    unit: Unit | None = None
    bound: Bound | None = None
    population: Population | None = None
    measured: Measured | None = None
    measured_on: date | None = None
    past: PastThreshold | None = None
    tests: tuple[TerritoryTest, ...] = ()
    territories: tuple[str, ...] = ()  # ISO 3166-1 alpha-2, EU, EEA
    trains: tuple[TrainedKind, ...] = ()
    forbidden_fields: tuple[FieldOfUse, ...] = ()
    review_fields: tuple[FieldOfUse, ...] = ()
    uses: tuple[UseCase, ...] = ()
    reach: Reach | None = None
    suits: tuple[Suit, ...] = ()
    loses: Loss | None = None


def global_id(licence_key: str, term: Term) -> str:
    """Name a term among those of all licences; a member ``answers`` of a question uses it."""
    return f"{licence_key}#{term.id}"
