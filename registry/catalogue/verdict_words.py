"""What outcomes and reasons are called where lists are filtered by them."""

from django.utils.translation import gettext_lazy as _

from registry.catalogue.parameters import Choice
from registry.policy.verdict import Outcome, ReasonCode

OUTCOMES = (
    Choice(Outcome.ALLOWED, _("Allowed")),
    Choice(Outcome.ALLOWED_WITH_OBLIGATIONS, _("Allowed, if…")),
    Choice(Outcome.REVIEW_REQUIRED, _("Needs review")),
    Choice(Outcome.FORBIDDEN, _("Not allowed")),
    Choice(Outcome.UNKNOWN, _("Unknown")),
)
REASONS = (
    Choice(ReasonCode.NO_LICENCE, _("no licence")),
    Choice(ReasonCode.NOT_EXAMINED, _("not examined")),
    Choice(ReasonCode.LICENCE_UNRESOLVED, _("licence not resolved")),
    Choice(ReasonCode.CONFLICTING_EVIDENCE, _("conflicting evidence")),
    Choice(ReasonCode.TERMS_NOT_READ, _("terms not read yet")),
    Choice(ReasonCode.NON_COMMERCIAL, _("non-commercial")),
    Choice(ReasonCode.RESEARCH_ONLY, _("research only")),
    Choice(ReasonCode.NO_DERIVATIVES, _("no derivatives")),
    Choice(ReasonCode.NO_REDISTRIBUTION, _("no redistribution")),
    Choice(ReasonCode.USERS_OVER_LIMIT, _("too many users")),
    Choice(ReasonCode.REVENUE_OVER_LIMIT, _("too much revenue")),
    Choice(ReasonCode.TERRITORY_EXCLUDED, _("territory excluded")),
    Choice(ReasonCode.OUTPUTS_RESTRICTED, _("outputs restricted")),
    Choice(ReasonCode.OUTPUT_TRAINING_FORBIDDEN, _("no training on outputs")),
    Choice(ReasonCode.FIELD_OF_USE_RESTRICTED, _("field of use restricted")),
    Choice(ReasonCode.COMPETING_USE, _("competing use")),
    Choice(ReasonCode.SHARE_ALIKE, _("share-alike")),
    Choice(ReasonCode.REGISTRATION_REQUIRED, _("registration required")),
    Choice(ReasonCode.FURTHER_TERM, _("a term for a person to read")),
    Choice(ReasonCode.BASE_MODEL_UNKNOWN, _("base model unknown")),
    Choice(ReasonCode.BASE_MODEL_RESTRICTS, _("base model restricts")),
    Choice(ReasonCode.UPSTREAM_BREACH, _("breach upstream")),
    Choice(ReasonCode.LINEAGE_CYCLE, _("lineage in a circle")),
    Choice(ReasonCode.GATED_ACCEPTANCE, _("behind a gate")),
    Choice(ReasonCode.MODEL_REMOVED, _("removed from the Hub")),
    Choice(ReasonCode.MISSING_CONTEXT, _("a question is open")),
    Choice(ReasonCode.STATUS_TOO_WEAK, _("not sure enough")),
    Choice(ReasonCode.POLICY_DENIES, _("denied by house rules")),
    Choice(ReasonCode.POLICY_NOT_APPROVED, _("not approved by house rules")),
    Choice(ReasonCode.POLICY_UNKNOWN_FORBIDDEN, _("unknown, forbidden by house rules")),
)
# Of one model only; a search finds the first two under LICENCE_UNRESOLVED, and never the others.
REASONS_OF_ONE = (
    Choice(ReasonCode.FAMILY_TAG_ONLY, _("only a family of licences is named")),
    Choice(ReasonCode.VARIANT_TEXT, _("a variant of a licence text")),
    Choice(ReasonCode.NOT_IN_REGISTRY, _("not in the registry")),
    Choice(ReasonCode.REVISION_NOT_EXAMINED, _("not examined at this revision")),
)
