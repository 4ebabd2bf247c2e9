"""The words for what licences say: kinds, effects and the closed lists of their terms.

What a kind is called is no verdict: *Permitted* only says what one term says, and other terms may limit it.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.licences.documents import DocumentKind
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
from registry.licences.uses import FieldOfUse, Organisation, Purpose, Ruling
from registry.web.words import Text, Word

KINDS: dict[str, Text] = {
    TermKind.COMMERCIAL_USE: _("Commercial use"),
    TermKind.COMMERCIAL_DEFINITION: _("What counts as commercial"),
    TermKind.RESEARCH_ONLY: _("Research only"),
    TermKind.REDISTRIBUTION: _("Passing on the model"),
    TermKind.DERIVATIVES: _("Changing the model"),
    TermKind.DERIVATIVE_SHARING: _("Passing on changed models"),
    TermKind.OUTPUTS_USE: _("Using outputs"),
    TermKind.OUTPUTS_OWNERSHIP: _("Whose the outputs are"),
    TermKind.OUTPUTS_TRAINING: _("Training other models on outputs"),
    TermKind.PATENT_GRANT: _("Patent licence"),
    TermKind.TRADEMARK: _("Trademarks"),
    TermKind.KEEP_NOTICES: _("Keeping notices"),
    TermKind.SHIP_LICENCE: _("Passing on the licence"),
    TermKind.NOTICE_TEXT: _("A given notice"),
    TermKind.STATE_CHANGES: _("Stating changes"),
    TermKind.ATTRIBUTION: _("Naming the source"),
    TermKind.DISPLAY_TEXT: _("Showing given words"),
    TermKind.NAME_PREFIX: _("Names of derived models"),
    TermKind.SHARE_ALIKE: _("Same licence for what is made from it"),
    TermKind.DISCLOSE_SOURCE: _("Giving the source"),
    TermKind.PASS_DOWN: _("Passing on the restrictions"),
    TermKind.USE_POLICY: _("Use policy"),
    TermKind.REGISTRATION: _("Registration"),
    TermKind.LATEST_VERSION: _("Using the latest version"),
    TermKind.CONTENT_FILTER: _("Content filters"),
    TermKind.OUTPUT_LABELLING: _("Labelling outputs"),
    TermKind.LAWFUL_USE: _("Lawful use"),
    TermKind.TRADE_LAW: _("Trade law"),
    TermKind.INDEMNITY: _("Answering for claims"),
    TermKind.STOP_AND_DELETE: _("Stopping and deleting at the end"),
    TermKind.USER_THRESHOLD: _("Limit of users"),
    TermKind.REVENUE_THRESHOLD: _("Limit of revenue"),
    TermKind.TERRITORY: _("Territory"),
    TermKind.USE_RESTRICTIONS: _("Fields of use"),
    TermKind.COMPETING_USE: _("Competing products"),
    TermKind.GUARDRAIL_BYPASS: _("Getting round protections"),
    TermKind.LITIGATION_TERMINATION: _("Suing ends it"),
    TermKind.HOSTED_DISTRIBUTION: _("A hosted service as distribution"),
    TermKind.DISTILLATION_DERIVATIVE: _("A model trained on outputs as a derivative"),
    TermKind.REVOCABILITY: _("Ending the licence"),
    TermKind.LICENSOR_MAY_AMEND: _("Changing the licence"),
    TermKind.LIVE_USE_POLICY: _("Changing the use policy for present users"),
    TermKind.REMOTE_RESTRICTION: _("Restricting use from afar"),
    TermKind.OTHER: _("Anything else"),
}

EFFECTS: dict[str, Word] = {
    Effect.PERMIT: Word(_("Permitted"), _("This term permits it; other terms may set limits.")),
    Effect.FORBID: Word(_("Forbidden"), _("The text forbids or withholds it."), "barred", "bad"),
    Effect.REQUIRE: Word(_("Required"), _("The text asks for it."), "eye", "care"),
    Effect.CONDITION: Word(_("On a condition"), _("It is allowed where a condition holds."), "eye", "care"),
    Effect.SILENT: Word(_("Says nothing"), _("The text was read and says nothing of it."), "none", "nothing"),
    Effect.UNKNOWN: Word(_("Not read"), _("We have not read what the text says of it."), "clock", "waiting"),
}

_MAKER = {
    Effect.PERMIT: Word(_("The maker may"), _("The text gives the maker this power."), "eye", "care"),
    Effect.FORBID: Word(_("The maker may not"), _("The text denies the maker this power.")),
    Effect.CONDITION: Word(
        _("The maker may, on a condition"), _("The text gives the maker this power in some cases."), "eye", "care"
    ),
}
_COUNTS = {
    Effect.REQUIRE: Word(_("Counts"), _("The text says that it counts as that."), "eye", "care"),
    Effect.PERMIT: Word(_("Does not count"), _("The text says that it does not count as that.")),
}
_DUTY = {Effect.PERMIT: Word(_("Not asked"), _("The text says that it does not ask for this."))}
_LIMIT = {Effect.CONDITION: Word(_("Limited"), _("The licence covers it up to a limit."), "eye", "care")}

MAKERS_POWERS = frozenset(
    (
        TermKind.REVOCABILITY,
        TermKind.LICENSOR_MAY_AMEND,
        TermKind.LIVE_USE_POLICY,
        TermKind.REMOTE_RESTRICTION,
    )
)
COUNTING = frozenset(
    (TermKind.COMMERCIAL_DEFINITION, TermKind.HOSTED_DISTRIBUTION, TermKind.DISTILLATION_DERIVATIVE)
)
_DUTIES = (
    TermKind.KEEP_NOTICES,
    TermKind.SHIP_LICENCE,
    TermKind.NOTICE_TEXT,
    TermKind.STATE_CHANGES,
    TermKind.ATTRIBUTION,
    TermKind.DISPLAY_TEXT,
    TermKind.NAME_PREFIX,
    TermKind.SHARE_ALIKE,
    TermKind.DISCLOSE_SOURCE,
    TermKind.PASS_DOWN,
    TermKind.REGISTRATION,
    TermKind.LATEST_VERSION,
    TermKind.CONTENT_FILTER,
)
_OF_THEIR_OWN: Mapping[TermKind, Mapping[Effect, Word]] = {
    **dict.fromkeys(MAKERS_POWERS, _MAKER),
    **dict.fromkeys(COUNTING, _COUNTS),
    **dict.fromkeys(_DUTIES, _DUTY),
    TermKind.COMMERCIAL_DEFINITION: {
        Effect.CONDITION: Word(_("Defined"), _("The text has words of its own for it."))
    },
    TermKind.USER_THRESHOLD: _LIMIT,
    TermKind.REVENUE_THRESHOLD: _LIMIT,
    TermKind.LITIGATION_TERMINATION: {
        Effect.CONDITION: Word(_("Ends by suing"), _("Rights are lost by suing."), "eye", "care")
    },
    TermKind.OUTPUTS_OWNERSHIP: {
        Effect.PERMIT: Word(_("Not the maker’s"), _("The maker claims no right in outputs.")),
        Effect.FORBID: Word(_("The maker’s"), _("The maker owns the outputs."), "barred", "bad"),
    },
    TermKind.TERRITORY: {
        Effect.PERMIT: Word(_("Worldwide"), _("The text says that it holds everywhere.")),
        Effect.FORBID: Word(_("Places excluded"), _("The text leaves places out."), "barred", "bad"),
        Effect.REQUIRE: Word(_("Only in some places"), _("The text holds in these places alone."), "eye", "care"),
    },
}


def effect_word(kind: TermKind, effect: Effect) -> Word:
    """Return what an effect is called for a kind: a power that is permitted is the maker’s, not the reader’s."""
    return _OF_THEIR_OWN.get(kind, {}).get(effect) or EFFECTS[effect]


DOCUMENTS: dict[str, Text] = {
    DocumentKind.AGREEMENT: _("Licence text"),
    DocumentKind.USE_POLICY: _("Use policy"),
    DocumentKind.NOTICE: _("Notice"),
    DocumentKind.GATE_PROMPT: _("Gate prompt"),
}

OCCASIONS: dict[str, Text] = {
    Occasion.COMMERCIAL_USE: _("commercial use"),
    Occasion.REDISTRIBUTION: _("passing on the model"),
    Occasion.DERIVATIVES: _("passing on a changed model"),
    Occasion.HOSTED_SERVICE: _("a hosted service"),
    Occasion.HOSTED_DERIVATIVES: _("a hosted service with a changed model"),
    Occasion.PRODUCT: _("a product or service with the model in it"),
    Occasion.TRAINED_MODELS: _("passing on another model that it helped to make"),
    Occasion.OUTPUTS: _("passing on outputs"),
    Occasion.PUBLICATION: _("writing about results"),
    Occasion.WARRANTY: _("offering support or a warranty"),
}

TRAITS: dict[str, Text] = {Trait.MULTIMODAL: _("multimodal models")}

EXEMPTIONS: dict[str, Text] = {
    Exemption.OWN_DERIVATIVES: _("the model itself and what derives from it"),
    Exemption.INTEGRATED_PRODUCT: _("who receives the model inside an end-user product"),
    Exemption.END_USERS: _("who uses a product that has it in it"),
    Exemption.NON_COMMERCIAL: _("non-commercial use"),
    Exemption.RESEARCH: _("research"),
    Exemption.PERSONAL: _("personal use"),
    Exemption.ACADEMIC: _("universities and schools"),
    Exemption.NONPROFIT: _("non-profit organisations"),
}

UNITS: dict[str, Text] = {
    Unit.MONTHLY_ACTIVE_USERS: _("%s monthly active users"),
    Unit.MONTHLY_UNIQUE_USERS: _("%s monthly unique users"),
    Unit.DAILY_ACTIVE_USERS: _("%s daily active users"),
    Unit.MONTHLY_VISITS: _("%s monthly visits"),
    Unit.USD_PER_YEAR: _("%s US dollars a year"),
    Unit.USD_PER_MONTH: _("%s US dollars a month"),
    Unit.USD_RECURRING_PER_YEAR: _("%s US dollars of recurring revenue a year"),
}

BOUNDS: dict[str, Text] = {Bound.OVER: _("over %s"), Bound.AT_LEAST: _("from %s on")}

POPULATIONS: dict[str, Text] = {
    Population.PRODUCT: _("of the product"),
    Population.LICENSEE: _("of the licensee"),
    Population.GROUP: _("of the licensee and its affiliates"),
}

MEASURED: dict[str, Text] = {
    Measured.RELEASE_DATE: _("on the day this version came out"),
    Measured.ONGOING: _("all the time"),
}

PAST_THRESHOLDS: dict[str, Text] = {
    PastThreshold.ENDS: _("the licence ends"),
    PastThreshold.ASK_MAKER: _("another licence has to be asked of the maker"),
    PastThreshold.DISPLAY_ONLY: _("given words have to be shown"),
    PastThreshold.REGISTER: _("one has to register"),
}

TERRITORY_TESTS: dict[str, Text] = {
    TerritoryTest.SEAT: _("the seat or domicile of the licensee"),
    TerritoryTest.PLACE_OF_USE: _("the place of use"),
    TerritoryTest.MARKET: _("the market"),
    TerritoryTest.OUTPUTS: _("where outputs are used"),
}

TRAINED: dict[str, Text] = {
    TrainedKind.ANY: _("any model"),
    TrainedKind.LLM: _("large language models"),
    TrainedKind.GENERATIVE: _("generative models"),
    TrainedKind.FOUNDATIONAL: _("foundation models"),
    TrainedKind.COMPETING: _("models that compete with the maker’s"),
}

FIELDS_OF_USE: dict[str, Text] = {
    FieldOfUse.MEDICAL: _("medicine"),
    FieldOfUse.LEGAL: _("legal advice"),
    FieldOfUse.FINANCIAL_ADVICE: _("financial advice"),
    FieldOfUse.BIOMETRIC: _("biometrics"),
    FieldOfUse.LAW_ENFORCEMENT: _("law enforcement"),
    FieldOfUse.JUSTICE: _("justice"),
    FieldOfUse.IMMIGRATION_ASYLUM: _("immigration and asylum"),
    FieldOfUse.SURVEILLANCE: _("surveillance"),
    FieldOfUse.MILITARY: _("military uses"),
    FieldOfUse.WEAPONS: _("weapons"),
    FieldOfUse.NUCLEAR: _("nuclear uses"),
    FieldOfUse.CRITICAL_INFRASTRUCTURE: _("critical infrastructure"),
    FieldOfUse.AUTOMATED_DECISION: _("automated decisions"),
    FieldOfUse.EMPLOYMENT: _("employment"),
    FieldOfUse.INSURANCE: _("insurance"),
    FieldOfUse.EDUCATION_SCORING: _("scoring in education"),
    FieldOfUse.POLITICAL: _("politics"),
    FieldOfUse.IMPERSONATION: _("impersonation"),
    FieldOfUse.MINORS: _("minors"),
    FieldOfUse.ADULT_CONTENT: _("adult content"),
}

RULINGS: dict[str, Text] = {
    Ruling.PERMIT: _("Not commercial"),
    Ruling.REVIEW: _("A person decides"),
    Ruling.FORBID: _("Commercial"),
}

PURPOSES: dict[str, Text] = {
    Purpose.PRODUCT: _("for a product"),
    Purpose.INTERNAL: _("for internal use"),
    Purpose.RESEARCH: _("for research"),
    Purpose.PERSONAL: _("for personal use"),
}

ORGANISATIONS: dict[str, Text] = {
    Organisation.COMPANY: _("by a company"),
    Organisation.INDIVIDUAL: _("by an individual"),
    Organisation.NONPROFIT: _("by a non-profit organisation"),
    Organisation.ACADEMIC: _("by a university or school"),
    Organisation.PUBLIC_BODY: _("by a public body"),
}

REACHES: dict[str, Text] = {
    Reach.WHOLE_WORK: _("every whole that has it in it"),
    Reach.DERIVATIVES: _("changed works"),
    Reach.CHANGED_FILES: _("changed files"),
    Reach.LIBRARY: _("the library itself"),
    Reach.SOURCE_FORM: _("what is passed on as source"),
}

SUITS: dict[str, Text] = {
    Suit.PATENT: _("patents"),
    Suit.COPYRIGHT: _("copyright"),
    Suit.ANY_RIGHT: _("any right"),
}

LOSSES: dict[str, Text] = {
    Loss.PATENT_LICENCE: _("the patent licence"),
    Loss.ALL_RIGHTS: _("all rights"),
}

LAWS: dict[str, Text] = {
    "licensor_seat": _("that of the maker’s seat"),
    "licensee_seat": _("that of the licensee’s seat"),
    "silent": _("the text says nothing of it"),
    "unknown": _("not read"),
}

MEMBERS: dict[str, Text] = {
    "kind": pgettext_lazy("member of a term", "kind"),
    "effect": pgettext_lazy("member of a term", "effect"),
    "wording": pgettext_lazy("member of a term", "our sentence"),
    "applies_to": pgettext_lazy("member of a term", "when"),
    "traits": pgettext_lazy("member of a term", "models meant"),
    "exemptions": pgettext_lazy("member of a term", "who is spared"),
    "text": pgettext_lazy("member of a term", "prescribed words"),
    "value": pgettext_lazy("member of a term", "number"),
    "unit": pgettext_lazy("member of a term", "unit"),
    "bound": pgettext_lazy("member of a term", "bound"),
    "population": pgettext_lazy("member of a term", "who is counted"),
    "measured": pgettext_lazy("member of a term", "when it is counted"),
    "measured_on": pgettext_lazy("member of a term", "day of counting"),
    "past": pgettext_lazy("member of a term", "past the limit"),
    "tests": pgettext_lazy("member of a term", "what lies there"),
    "territories": pgettext_lazy("member of a term", "places"),
    "trains": pgettext_lazy("member of a term", "trained models"),
    "forbidden_fields": pgettext_lazy("member of a term", "forbidden fields"),
    "review_fields": pgettext_lazy("member of a term", "fields to look at"),
    "uses": pgettext_lazy("member of a term", "uses"),
    "reach": pgettext_lazy("member of a term", "reach"),
    "suits": pgettext_lazy("member of a term", "suits"),
    "loses": pgettext_lazy("member of a term", "what is lost"),
}
