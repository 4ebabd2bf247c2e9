"""The shape of a context, as it is given and told. What is not said is left out; null says nothing too."""

from typing import Annotated

from msgspec import Meta, Struct

from registry.licences.uses import FieldOfUse, Organisation, Purpose
from registry.policy.context import Deployment, Derivation, MinimumStatus, TrainedModelKind
from registry.policy.context_reading import LARGEST, OLDEST_DAYS

Territory = Annotated[str, Meta(description="A country of ISO 3166-1 alpha-2, EU or EEA.", pattern="^[A-Z]{2,3}$")]
Number = Annotated[int, Meta(ge=0, le=LARGEST)]
Days = Annotated[int, Meta(ge=0, le=OLDEST_DAYS)]


class TrainedModel(Struct, frozen=True, omit_defaults=True):
    """The model that is trained with the model or its outputs.

    `base`: `licensed_model`, `none`, or the key of the licence that its base is under.
    """

    kind: TrainedModelKind | None = None
    foundational: bool | None = None
    base: str | None = None
    competes: bool | None = None


class House(Struct, frozen=True, omit_defaults=True):
    """A team's own rules on top of licences. Families are named as the registry names those of licences."""

    deny_publishers: tuple[str, ...] = ()
    deny_licences: tuple[str, ...] = ()
    deny_families: tuple[str, ...] = ()
    approve_publishers: tuple[str, ...] = ()
    approve_licences: tuple[str, ...] = ()
    approve_families: tuple[str, ...] = ()
    refuse_gated: bool = False
    refuse_removed: bool = False
    refuse_unknown_lineage: bool = False
    refuse_pickle_only: bool = False
    maximum_age_days: Days | None = None
    unknown_is_forbidden: bool = False


class Context(Struct, frozen=True, omit_defaults=True):
    """Who uses a model, for what, where, how. Everything may be left out, and nothing has a default.

    Users are people in a month, revenues US dollars in a year. A group is the licensee and every entity under more
    than half common control. `seat`: principal place of business, an individual's domicile; `places_of_use`: where
    the model runs or staff uses it; `markets`: where the product or its outputs are offered. An empty list says
    "none of them". `answers`: whether the question of a term, named by its id, is answered with yes.
    """

    organisation: Organisation | None = None
    purpose: Purpose | None = None
    production: bool | None = None
    deployment: tuple[Deployment, ...] | None = None
    seat: Territory | None = None
    places_of_use: tuple[Territory, ...] | None = None
    markets: tuple[Territory, ...] | None = None
    product_monthly_active_users: Number | None = None
    group_monthly_active_users: Number | None = None
    product_annual_revenue_usd: Number | None = None
    group_annual_revenue_usd: Number | None = None
    employees: Number | None = None
    derivation: tuple[Derivation, ...] | None = None
    publishes_derivatives: bool | None = None
    trained_model: TrainedModel | None = None
    fields_of_use: tuple[FieldOfUse, ...] | None = None
    minimum_status: MinimumStatus | None = None
    answers: dict[str, bool] = {}
    policy: House | None = None


class ReadyContext(Struct, frozen=True):
    """A ready-made context: its name, three sentences about it, and what it says, which is every member."""

    slug: str
    name: str
    about: tuple[str, ...]
    context: Context


class ContextDetail(ReadyContext, frozen=True):
    """One ready-made context by its name."""
