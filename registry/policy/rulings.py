"""Whether a use is commercial, or no research: by a licence's own definition, where it speaks of it, else by ours.

What was left out is tried out: every value that it could have. So a question is asked exactly where it matters.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from registry.licences.uses import Organisation, Purpose, Ruling, UseCase
from registry.policy.context import Context
from registry.policy.holds import Holds, Known

_MEMBERS = ("purpose", "organisation", "production", "product_annual_revenue_usd")
_NOT_COMPANIES = frozenset(Organisation) - {Organisation.COMPANY}


@dataclass(frozen=True, slots=True)
class Use:
    """One use with nothing left out. ``revenue``: whether it brings in money."""

    purpose: Purpose
    organisation: Organisation
    production: bool
    revenue: bool


@dataclass(frozen=True, slots=True)
class Rulings:
    """What may come of a use: every ruling that some value of what was left out leads to, and the members of that.

    ``members`` are those left out that matter where there are several rulings, else those that decided.
    """

    possible: frozenset[Ruling]
    members: tuple[str, ...]

    @property
    def holds(self) -> Holds:
        """Whether the use is of the kind that the rulings speak against."""
        match sorted(self.possible):
            case [Ruling.FORBID]:
                return Holds(Known.YES, self.members)
            case [Ruling.PERMIT]:
                return Holds(Known.NO, self.members)
            case [Ruling.REVIEW]:
                return Holds(Known.OPEN, self.members)
            case _:
                return Holds(Known.UNSAID, self.members)


@lru_cache(maxsize=4096)
def commercial(context: Context, uses: tuple[UseCase, ...]) -> Rulings:
    """Tell whether a use is commercial: forbid says that it is, permit that it is not."""
    return _over_all(context, lambda use: _first_fitting(use, uses) or _commercial(use))


@lru_cache(maxsize=4096)
def beyond_research(context: Context, uses: tuple[UseCase, ...]) -> Rulings:
    """Tell whether a use is none that a licence for research alone allows."""
    return _over_all(context, lambda use: _first_fitting(use, uses) or _beyond_research(use))


def _commercial(use: Use) -> Ruling:
    """What we hold to be commercial where a licence does not say."""
    match use.purpose:
        case Purpose.PRODUCT:
            return Ruling.FORBID
        case Purpose.INTERNAL:
            return Ruling.REVIEW
        case Purpose.RESEARCH:
            return Ruling.PERMIT if use.organisation in _NOT_COMPANIES else Ruling.REVIEW
        case Purpose.PERSONAL:
            return Ruling.PERMIT


def _beyond_research(use: Use) -> Ruling:
    match use.purpose:
        case Purpose.PRODUCT | Purpose.PERSONAL:
            return Ruling.FORBID
        case Purpose.INTERNAL:
            return Ruling.REVIEW
        case Purpose.RESEARCH:
            return Ruling.PERMIT


def _first_fitting(use: Use, uses: tuple[UseCase, ...]) -> Ruling | None:
    for case in uses:
        if (
            (not case.purposes or use.purpose in case.purposes)
            and (not case.organisations or use.organisation in case.organisations)
            and case.production in (None, use.production)
            and case.revenue in (None, use.revenue)
        ):
            return case.ruling
    return None


def _over_all(context: Context, ruling: Callable[[Use], Ruling]) -> Rulings:
    ruled = {use: ruling(use) for use in _uses(context)}
    possible = frozenset(ruled.values())
    if len(possible) == 1:
        said = (context.purpose, context.organisation, context.production, context.product_annual_revenue_usd)
        return Rulings(possible, tuple(name for name, one in zip(_MEMBERS, said, strict=True) if one is not None))
    return Rulings(possible, tuple(_mattering(ruled)))


def _uses(context: Context) -> Iterator[Use]:
    """Every use that the context may mean."""
    revenue = context.product_annual_revenue_usd
    for purpose, organisation, production, earns in product(
        (context.purpose,) if context.purpose is not None else tuple(Purpose),
        (context.organisation,) if context.organisation is not None else tuple(Organisation),
        (context.production,) if context.production is not None else (False, True),
        (revenue > 0,) if revenue is not None else (False, True),
    ):
        yield Use(purpose, organisation, production, earns)


def _mattering(ruled: dict[Use, Ruling]) -> Iterator[str]:
    """Name the members by which two uses with different rulings differ alone."""
    for place, member in enumerate(_MEMBERS):
        seen: dict[tuple[object, ...], Ruling] = {}
        for use, ruling in ruled.items():
            values = (use.purpose, use.organisation, use.production, use.revenue)
            others = values[:place] + values[place + 1 :]
            if seen.setdefault(others, ruling) is not ruling:
                yield member
                break
