"""The members of a context as parameters of a search: what each is called, how it is given, what it takes.

How they are read and written is `registry.policy.context_parameters`; here is what form, schema and chips need.
"""

from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry.catalogue.parameters import Choice, Kind, Parameter
from registry.catalogue.wording import Text
from registry.licences.uses import FieldOfUse, Organisation, Purpose
from registry.policy.context import Deployment, Derivation, MinimumStatus, TrainedModelKind
from registry.policy.context_reading import LARGEST, OLDEST_DAYS
from registry.policy.ready_made import ready_made
from registry.policy.verdict import Words

_FLAGS = (Choice("true", _("yes")), Choice("false", _("no")))
_ORGANISATIONS = (
    Choice(Organisation.COMPANY, _("company")),
    Choice(Organisation.INDIVIDUAL, _("individual")),
    Choice(Organisation.NONPROFIT, _("non-profit organisation")),
    Choice(Organisation.ACADEMIC, _("university or school")),
    Choice(Organisation.PUBLIC_BODY, _("public body")),
)
_PURPOSES = (
    Choice(Purpose.PRODUCT, _("product or service")),
    Choice(Purpose.INTERNAL, _("internal use")),
    Choice(Purpose.RESEARCH, _("research")),
    Choice(Purpose.PERSONAL, _("personal use")),
)
_DEPLOYMENTS = (
    Choice(Deployment.INTERNAL, _("inside the organisation")),
    Choice(Deployment.HOSTED_SERVICE, _("as a hosted service")),
    Choice(Deployment.ON_DEVICE, _("on users’ devices")),
    Choice(Deployment.REDISTRIBUTION, _("passed on to others")),
)
_DERIVATIONS = (
    Choice(Derivation.FINETUNE, _("fine-tuning it")),
    Choice(Derivation.QUANTIZE, _("quantising it")),
    Choice(Derivation.MERGE, _("merging it")),
    Choice(Derivation.DISTILL, _("distilling it")),
    Choice(Derivation.TRAIN_ON_OUTPUTS, _("training another model on its outputs")),
)
_STATUSES = (
    Choice(MinimumStatus.STATED, _("a licence that is stated is enough")),
    Choice(MinimumStatus.CONFIRMED, _("confirmed by its text")),
)
_TRAINED = (
    Choice(TrainedModelKind.LLM, _("language model")),
    Choice(TrainedModelKind.GENERATIVE, _("another generative model")),
    Choice(TrainedModelKind.OTHER, _("another model")),
)
_FIELDS = (
    Choice(FieldOfUse.MEDICAL, _("medicine")),
    Choice(FieldOfUse.LEGAL, _("legal advice")),
    Choice(FieldOfUse.FINANCIAL_ADVICE, _("financial advice")),
    Choice(FieldOfUse.BIOMETRIC, _("biometrics")),
    Choice(FieldOfUse.LAW_ENFORCEMENT, _("law enforcement")),
    Choice(FieldOfUse.JUSTICE, _("justice")),
    Choice(FieldOfUse.IMMIGRATION_ASYLUM, _("immigration and asylum")),
    Choice(FieldOfUse.SURVEILLANCE, _("surveillance")),
    Choice(FieldOfUse.MILITARY, _("military uses")),
    Choice(FieldOfUse.WEAPONS, _("weapons")),
    Choice(FieldOfUse.NUCLEAR, _("nuclear uses")),
    Choice(FieldOfUse.CRITICAL_INFRASTRUCTURE, _("critical infrastructure")),
    Choice(FieldOfUse.AUTOMATED_DECISION, _("automated decisions")),
    Choice(FieldOfUse.EMPLOYMENT, _("employment")),
    Choice(FieldOfUse.INSURANCE, _("insurance")),
    Choice(FieldOfUse.EDUCATION_SCORING, _("scoring in education")),
    Choice(FieldOfUse.POLITICAL, _("politics")),
    Choice(FieldOfUse.IMPERSONATION, _("impersonation")),
    Choice(FieldOfUse.MINORS, _("minors")),
    Choice(FieldOfUse.ADULT_CONTENT, _("adult content")),
)


def _said(words: Words) -> str:
    return words.said(get_language() or "en")


_lazily = lazy(_said, str)

CONTEXT = Parameter(
    key="context",
    kind=Kind.CHOICE,
    label=_("Context"),
    help=_(
        "A ready-made context by its name. Members that are given beside it go before what it says. "
        "Answers to single terms are given as answers.<id of the term>=true or false."
    ),
    choices=tuple(Choice(one.slug, _lazily(one.name)) for one in ready_made()),
)


def _choice(key: str, label: Text, help_: Text, choices: tuple[Choice, ...]) -> Parameter:
    return Parameter(key=key, kind=Kind.CHOICE, label=label, help=help_, choices=choices)


def _list(key: str, label: Text, help_: Text, choices: tuple[Choice, ...] = ()) -> Parameter:
    return Parameter(key=key, kind=Kind.LIST, label=label, help=help_, choices=choices)


def _number(key: str, label: Text, help_: Text, high: int = LARGEST) -> Parameter:
    return Parameter(key=key, kind=Kind.INTEGER, label=label, help=help_, low=0, high=high)


def _flag(key: str, label: Text, help_: Text) -> Parameter:
    return Parameter(key=key, kind=Kind.FLAG, label=label, help=help_, choices=_FLAGS)


def _text(key: str, label: Text, help_: Text) -> Parameter:
    return Parameter(key=key, kind=Kind.TEXT, label=label, help=help_)


MEMBERS: tuple[Parameter, ...] = (
    _choice("organisation", _("Who uses it"), _("What kind of organisation uses the model."), _ORGANISATIONS),
    _choice("purpose", _("What for"), _("What the use is for."), _PURPOSES),
    _flag("production", _("In production"), _("Whether it serves real work, and is no trial.")),
    _list("deployment", _("How people get at it"), _("How the model is deployed."), _DEPLOYMENTS),
    _text("seat", _("Seat"), _("Principal place of business or domicile: an ISO 3166-1 code such as FR, or EU.")),
    _list(
        "places_of_use", _("Places of use"), _("Where the model runs or staff use it: ISO 3166-1 codes, EU, EEA.")
    ),
    _list("markets", _("Markets"), _("Where the product or its outputs are offered: ISO 3166-1 codes, EU, EEA.")),
    _number(
        "product_monthly_active_users",
        _("Monthly users of the product"),
        _("People in a month, as a whole number."),
    ),
    _number(
        "group_monthly_active_users",
        _("Monthly users of the group"),
        _("People in a month, of everything that the group offers; a group is all under common control."),
    ),
    _number(
        "product_annual_revenue_usd",
        _("Yearly revenue of the product"),
        _("US dollars in a year, as a whole number."),
    ),
    _number(
        "group_annual_revenue_usd", _("Yearly revenue of the group"), _("US dollars in a year, as a whole number.")
    ),
    _number("employees", _("Employees"), _("How many people the organisation employs.")),
    _list("derivation", _("What is made from it"), _("What is made from the model or its outputs."), _DERIVATIONS),
    _flag(
        "publishes_derivatives",
        _("Changed weights are published"),
        _("Whether modified weights are given to others."),
    ),
    _choice(
        "trained_model.kind", _("Trained model, kind"), _("What kind of model is trained on outputs."), _TRAINED
    ),
    _flag(
        "trained_model.foundational",
        _("Trained model, for others to build on"),
        _("Whether the model that is trained on outputs is one that others build on."),
    ),
    _text(
        "trained_model.base",
        _("Trained model, its base"),
        _("What the trained model is made from: licensed_model, none, or the key of a licence."),
    ),
    _flag(
        "trained_model.competes",
        _("Trained model, competes"),
        _("Whether it competes with models of the licensor."),
    ),
    _list("fields_of_use", _("Fields of use"), _("What the use is about."), _FIELDS),
    _choice(
        "minimum_status",
        _("How sure the licence must be"),
        _("Weaker ones come out as to be reviewed."),
        _STATUSES,
    ),
    _list("policy.deny_publishers", _("House rule: publishers denied"), _("Names of publishers on the Hub.")),
    _list("policy.deny_licences", _("House rule: licences denied"), _("Keys of licences.")),
    _list("policy.deny_families", _("House rule: families denied"), _("Families of licences, such as llama.")),
    _list(
        "policy.approve_publishers",
        _("House rule: publishers approved"),
        _("Names of publishers on the Hub; models of others need a review."),
    ),
    _list(
        "policy.approve_licences",
        _("House rule: licences approved"),
        _("Keys of licences; models under others need a review."),
    ),
    _list(
        "policy.approve_families",
        _("House rule: families approved"),
        _("Families of licences; models under others need a review."),
    ),
    _flag("policy.refuse_gated", _("House rule: nothing gated"), _("Whether models behind a gate are refused.")),
    _flag("policy.refuse_removed", _("House rule: nothing removed"), _("Whether removed models are refused.")),
    _flag(
        "policy.refuse_unknown_lineage",
        _("House rule: no unknown lineage"),
        _("Whether models are refused that were made from one of which nothing is known."),
    ),
    _flag(
        "policy.refuse_pickle_only",
        _("House rule: no formats that run code"),
        _("Whether models are refused whose weights are there only in formats that can run code."),
    ),
    _number(
        "policy.maximum_age_days",
        _("House rule: maximum age"),
        _("Days since the last commit."),
        OLDEST_DAYS,
    ),
    _flag(
        "policy.unknown_is_forbidden",
        _("House rule: unknown is forbidden"),
        _("Whether what cannot be told counts as forbidden."),
    ),
)
MEMBER_BY_KEY: Mapping[str, Parameter] = {one.key: one for one in MEMBERS}
