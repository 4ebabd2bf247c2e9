"""A context as a phrase of the sentence above a list: for whom, for what, seated where."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue.in_context import InContext
from registry.catalogue.parameters import Choice
from registry.catalogue.verdict_words import OUTCOMES, REASONS
from registry.catalogue.wording import Text, either
from registry.licences.uses import Organisation, Purpose
from registry.policy.context import Context, Deployment
from registry.policy.house import NO_RULES
from registry.policy.verdict import Outcome, ReasonCode

_ALLOWED = frozenset({Outcome.ALLOWED, Outcome.ALLOWED_WITH_OBLIGATIONS})
_USES: Mapping[Purpose | None, Text] = {
    Purpose.PRODUCT: gettext_lazy("a commercial product"),
    Purpose.INTERNAL: gettext_lazy("internal use"),
    Purpose.RESEARCH: gettext_lazy("research"),
    Purpose.PERSONAL: gettext_lazy("personal use"),
    None: gettext_lazy("a use whose purpose is not said"),
}
_PRODUCTS: Mapping[tuple[Deployment, ...], Text] = {
    (Deployment.HOSTED_SERVICE,): gettext_lazy("a commercial hosted service"),
    (Deployment.ON_DEVICE,): gettext_lazy("a commercial product on users’ devices"),
    (Deployment.REDISTRIBUTION,): gettext_lazy("redistribution of the weights"),
    (Deployment.INTERNAL,): gettext_lazy("commercial use inside the organisation"),
}
_WHO: Mapping[Organisation, Text] = {
    Organisation.COMPANY: gettext_lazy("by a company"),
    Organisation.INDIVIDUAL: gettext_lazy("by an individual"),
    Organisation.NONPROFIT: gettext_lazy("by a non-profit organisation"),
    Organisation.ACADEMIC: gettext_lazy("by a university or school"),
    Organisation.PUBLIC_BODY: gettext_lazy("by a public body"),
}


def in_words(context: Context) -> str:
    """Return a context in short: "a commercial hosted service, by a company, seated in FR"."""
    return ", ".join(_parts(context))


def wanted(within: InContext, outcomes: frozenset[Outcome], reasons: frozenset[ReasonCode]) -> str:
    """Return which verdicts are asked for, in which context, as a phrase."""
    use = in_words(within.context)
    if outcomes == _ALLOWED and not reasons:
        return _("allowed for %s") % use
    told = {"use": use, "verdict": _labels(OUTCOMES, outcomes), "reason": _labels(REASONS, reasons)}
    if outcomes == frozenset(Outcome):
        if reasons:
            return _("judged for %(use)s, because of: %(reason)s") % told
        return _("judged for %(use)s") % told
    if reasons:
        return _("with the verdict “%(verdict)s” for %(use)s, because of: %(reason)s") % told
    return _("with the verdict “%(verdict)s” for %(use)s") % told


def _labels(choices: Iterable[Choice], asked: Iterable[str]) -> str:
    wanted_ones = set(asked)
    return either([str(one.label) for one in choices if one.value in wanted_ones])


def _parts(context: Context) -> Iterable[str]:
    use = _PRODUCTS.get(context.deployment or ()) if context.purpose is Purpose.PRODUCT else None
    yield str(use or _USES[context.purpose])
    if context.organisation:
        yield str(_WHO[context.organisation])
    if context.seat:
        yield _("seated in %s") % context.seat
    if context.policy != NO_RULES:
        yield _("with house rules")
