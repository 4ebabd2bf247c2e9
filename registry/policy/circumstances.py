"""What a context says about each circumstance that terms turn on, where something may have been left out."""

from collections.abc import Iterable, Set
from functools import lru_cache

from registry.licences.territories import countries
from registry.licences.uses import FieldOfUse, Organisation, Purpose
from registry.policy.context import Context, Deployment, Derivation
from registry.policy.holds import NO, Holds, any_of, told, unsaid

CHANGES = frozenset({Derivation.FINETUNE, Derivation.QUANTIZE, Derivation.MERGE})
TRAINING = frozenset({Derivation.DISTILL, Derivation.TRAIN_ON_OUTPUTS})
_PASSING_ON = frozenset({Deployment.REDISTRIBUTION, Deployment.ON_DEVICE})


def purpose_is(context: Context, *purposes: Purpose) -> Holds:
    """Tell whether the use serves one of these purposes."""
    if context.purpose is None:
        return unsaid("purpose")
    return told("purpose", yes=context.purpose in purposes)


def organisation_is(context: Context, *organisations: Organisation) -> Holds:
    """Tell whether the user is one of these."""
    if context.organisation is None:
        return unsaid("organisation")
    return told("organisation", yes=context.organisation in organisations)


def is_deployed(context: Context, kinds: Set[Deployment]) -> Holds:
    """Tell whether people get at the model in one of these ways."""
    if context.deployment is None:
        return unsaid("deployment")
    return told("deployment", yes=not kinds.isdisjoint(context.deployment))


def is_derived(context: Context, kinds: Set[Derivation]) -> Holds:
    """Tell whether one of these is made from the model."""
    if context.derivation is None:
        return unsaid("derivation")
    return told("derivation", yes=not kinds.isdisjoint(context.derivation))


def is_hosted(context: Context) -> Holds:
    """Tell whether others reach the model over a network."""
    return is_deployed(context, frozenset({Deployment.HOSTED_SERVICE}))


def passes_on(context: Context) -> Holds:
    """Tell whether weights leave the house."""
    return is_deployed(context, _PASSING_ON)


def publishes_changes(context: Context) -> Holds:
    """Tell whether changed weights are published."""
    if context.publishes_derivatives is None:
        return unsaid("publishes_derivatives")
    return told("publishes_derivatives", yes=context.publishes_derivatives)


def changes(context: Context) -> Holds:
    """Tell whether changed models are made; who publishes some, makes some."""
    if context.publishes_derivatives:
        return told("publishes_derivatives", yes=True)
    return is_derived(context, CHANGES)


def trains(context: Context) -> Holds:
    """Tell whether other models learn from what the model says."""
    return is_derived(context, TRAINING)


def gives_outputs(context: Context) -> Holds:
    """Tell whether outputs reach others: by a product, a service, a copy, or as something that is offered."""
    offered = unsaid("markets") if context.markets is None else told("markets", yes=bool(context.markets))
    reached = is_deployed(context, _PASSING_ON | {Deployment.HOSTED_SERVICE})
    return any_of((purpose_is(context, Purpose.PRODUCT), reached, offered))


def lies_in(member: str, place: str | None, territory: Iterable[str]) -> Holds:
    """Tell whether a place, which may be any of a union, lies in a territory."""
    if place is None:
        return unsaid(member)
    meant, inside = countries((place,)), countries(territory)
    if meant <= inside:
        return told(member, yes=True)
    return unsaid(member) if meant & inside else told(member, yes=False)


def reaches_into(member: str, places: tuple[str, ...] | None, territory: Iterable[str]) -> Holds:
    """Tell whether one of several places lies in a territory; of a union all of its members are meant."""
    if places is None:
        return unsaid(member)
    return told(member, yes=bool(countries(places) & countries(territory)))


def is_about(context: Context, fields: Iterable[FieldOfUse]) -> Holds:
    """Tell whether the use is about one of these fields."""
    asked = frozenset(fields)
    if not asked:
        return NO
    if context.fields_of_use is None:
        return unsaid("fields_of_use")
    return told("fields_of_use", yes=not asked.isdisjoint(context.fields_of_use))


def trained_member(context: Context, name: str) -> tuple[object, str]:
    """Return what is said of the trained model, None where nothing is, and the member's name."""
    trained = context.trained_model
    return (None if trained is None else getattr(trained, name)), f"trained_model.{name}"


@lru_cache(maxsize=4096)
def said(context: Context, members: tuple[str, ...]) -> str:
    """Write what members of a context say: ``purpose: product; seat: FR``. The same in every language.

    Answers are left out: those are told as assumptions.
    """
    from_members = ((member, _value(context, member)) for member in members if member != "answers")
    return "; ".join(f"{member}: {value}" for member, value in from_members if value is not None)


def _value(context: Context, member: str) -> str | None:
    outer, _, inner = member.partition(".")
    value = getattr(context, outer, None)
    if inner and value is not None:
        value = getattr(value, inner)
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(value) or "none"
        case _:
            return str(value)
