"""Where a licence holds: by the seat of the asker, where the model is used, and where it is offered."""

from collections.abc import Iterable

from registry.licences.terms import Effect, Term, TerritoryTest
from registry.licences.territories import COUNTRIES, countries
from registry.policy import sentences
from registry.policy.circumstances import lies_in, reaches_into
from registry.policy.context import Context
from registry.policy.findings import NOTHING, Findings, together
from registry.policy.holds import Holds, Known, all_of, any_of
from registry.policy.rules.decisions import against, answered, duty
from registry.policy.scene import ANSWERS, Scene
from registry.policy.verdict import ObligationCode, ReasonCode

_MAY_DRIFT = frozenset({TerritoryTest.PLACE_OF_USE, TerritoryTest.MARKET, TerritoryTest.OUTPUTS})


def territory(scene: Scene, term: Term) -> Findings:
    """Judge whether the use reaches into a territory that is left out, or out of the one that is meant."""
    if term.effect is Effect.PERMIT or not term.tests:
        return NOTHING
    left_out = countries(term.territories)
    if term.effect is Effect.REQUIRE:
        left_out = COUNTRIES - left_out
    reached = any_of(_reaches(scene.context, test, left_out) for test in term.tests)
    holds = all_of((scene.applies(term), reached))
    code = ReasonCode.TERRITORY_EXCLUDED
    taken = answered(scene, term) if ANSWERS in holds.members else NOTHING
    return together((against(scene, term, holds, code), taken, _stay(scene, term, holds)))


def _stay(scene: Scene, term: Term, holds: Holds) -> Findings:
    """The duty to stay out of a territory, where use, offers or outputs may drift into it."""
    if holds.known is Known.YES or _MAY_DRIFT.isdisjoint(term.tests) or term.effect is not Effect.FORBID:
        return NOTHING
    text = sentences.obligation(ObligationCode.STAY_IN_TERRITORY)
    text = sentences.filled(text, what=", ".join(term.territories))
    return duty(scene, term, ObligationCode.STAY_IN_TERRITORY, scene.applies(term), text)


def _reaches(context: Context, test: TerritoryTest, territory: Iterable[str]) -> Holds:
    match test:
        case TerritoryTest.SEAT:
            return lies_in("seat", context.seat, territory)
        case TerritoryTest.PLACE_OF_USE:
            return reaches_into("places_of_use", context.places_of_use, territory)
        case TerritoryTest.MARKET | TerritoryTest.OUTPUTS:
            return reaches_into("markets", context.markets, territory)
