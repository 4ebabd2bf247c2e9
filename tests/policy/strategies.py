"""Contexts and stacks of every kind, for properties."""

from dataclasses import fields, replace
from typing import Any

from hypothesis import strategies as st

from registry.licences import knowledge
from registry.licences.determination import Status
from registry.licences.evidence import Component
from registry.licences.stack import Layer, LayerRelation
from registry.licences.terms import TermKind
from registry.licences.uses import FieldOfUse, Organisation, Purpose
from registry.policy.context import (
    Context,
    Deployment,
    Derivation,
    MinimumStatus,
    TrainedModel,
    TrainedModelKind,
)
from registry.policy.house import House

KNOWLEDGE = knowledge.load()
KEYS = sorted(KNOWLEDGE.licences)
_ANSWERABLE = sorted(
    f"{key}#{term.id}"
    for key, one in KNOWLEDGE.licences.items()
    for term in one.terms or ()
    if term.ask_en is not None or term.kind in (TermKind.USER_THRESHOLD, TermKind.TERRITORY)
)

PLACES = ("FR", "DE", "NO", "GB", "KR", "US", "EU", "EEA")
FIGURES = (0, 1, 900_000, 1_000_000, 1_000_001, 99_000_000, 100_000_001, 700_000_001, 10_000_000_000)


def _some(values: Any) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(sorted(values)), unique=True, max_size=3).map(lambda one: tuple(sorted(one)))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "organisation": st.sampled_from(Organisation),
    "purpose": st.sampled_from(Purpose),
    "production": st.booleans(),
    "deployment": _some(Deployment),
    "seat": st.sampled_from(PLACES),
    "places_of_use": _some(PLACES),
    "markets": _some(PLACES),
    "product_monthly_active_users": st.sampled_from(FIGURES),
    "group_monthly_active_users": st.sampled_from(FIGURES),
    "product_annual_revenue_usd": st.sampled_from(FIGURES),
    "group_annual_revenue_usd": st.sampled_from(FIGURES),
    "derivation": _some(Derivation),
    "publishes_derivatives": st.booleans(),
    "fields_of_use": _some(FieldOfUse),
}
"""Members that tell facts; each of them may be left out."""

trained_models = st.builds(
    TrainedModel,
    kind=st.none() | st.sampled_from(TrainedModelKind),
    foundational=st.none() | st.booleans(),
    base=st.none() | st.sampled_from(("none", "licensed_model", *KEYS[:3])),
    competes=st.none() | st.booleans(),
)
houses = st.builds(
    House,
    deny_licences=st.sampled_from(((), ("MIT",))),
    deny_families=st.sampled_from(((), ("llama",))),
    approve_licences=st.sampled_from(((), ("Apache-2.0",))),
    deny_publishers=st.sampled_from(((), ("acme",))),
    approve_publishers=st.sampled_from(((), ("acme",))),
    refuse_gated=st.booleans(),
    refuse_removed=st.booleans(),
    refuse_pickle_only=st.booleans(),
    refuse_unknown_lineage=st.booleans(),
    unknown_is_forbidden=st.booleans(),
    maximum_age_days=st.none() | st.integers(0, 1000),
)
answers = st.dictionaries(st.sampled_from(_ANSWERABLE), st.booleans(), max_size=3).map(
    lambda one: tuple(sorted(one.items()))
)
contexts: st.SearchStrategy[Context] = st.builds(
    Context,
    **{name: st.none() | values for name, values in VALUES.items()},
    trained_model=st.none() | trained_models,
    minimum_status=st.none() | st.sampled_from(MinimumStatus),
    answers=answers,
)
full_contexts: st.SearchStrategy[Context] = st.builds(Context, **VALUES, trained_model=trained_models)


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    """Draw one layer: of any status, relation and component, with a choice or with candidates or with neither."""
    keys = tuple(sorted(draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=3))))
    status = draw(st.sampled_from(Status))
    layer = Layer(
        licences=keys,
        status=status,
        component=draw(st.sampled_from((Component.WEIGHTS, Component.WEIGHTS, Component.CODE, Component.DATA))),
        relation=draw(st.sampled_from(LayerRelation)),
        traits=draw(st.sampled_from(((), ("multimodal",), ("text_only",), ("lineage_cycle",)))),
    )
    joined = draw(st.sampled_from(("all", "choice", "open"))) if len(keys) > 1 else "all"
    if joined == "choice":
        return replace(layer, choices=tuple((key,) for key in keys))
    return replace(layer, candidates=keys) if joined == "open" else layer


stacks = st.lists(layers(), max_size=4).map(tuple)

TOLD = tuple(field.name for field in fields(Context) if field.name in {*VALUES, "trained_model", "answers"})
