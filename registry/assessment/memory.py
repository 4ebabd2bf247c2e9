"""What a model needs, and whether it fits: one answer for every door, from what was measured or listed."""

from dataclasses import dataclass, replace
from functools import lru_cache

from registry.assessment import facts
from registry.assessment.measurements import Measurement, held_of, needs_by_listing
from registry.catalogue.memory_query import MemoryQuery
from registry.catalogue.reading import fetched
from registry.hardware.devices import device
from registry.hardware.engines import engines
from registry.hardware.fit import Fit, Needs, fit, smallest_that_fits
from registry.hardware.machine import Machine, Work
from registry.hardware.weights import Precision, with_adapter

_ANY = "h100-80gb-sxm"  # where no device is named, what does not depend on one is computed with this one
KEPT = 2_048  # answers to which machine is enough; each takes some milliseconds to find


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a model's needs. ``base``: what an adapter is loaded on, and what was measured of that.

    ``held`` None: nobody measured it; then estimates come from the listing’s count, and the cache is not known.
    """

    needs: Needs
    held: Measurement | None
    base: tuple[str, Measurement | None] | None

    def has(self, precision: str) -> bool:
        """Whether a precision is one of the usual ones, or one that the model is published in."""
        offered = self.needs.weights.variants if self.needs.weights else ()
        names = {*(one.value for one in Precision), *(one.name.casefold() for one in offered)}
        return precision.casefold() in names


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. Without a machine only what does not depend on one is meant."""

    query: MemoryQuery
    machine: Machine | None
    fit: Fit
    smallest: Machine | None


def known_of(model_id: int) -> Known:
    """Return what is known of a model. Cost: one query; one more where nobody measured it, two for an adapter."""
    held = held_of([model_id]).get(model_id)
    if held is None:
        (one,) = facts.load([model_id])
        return Known(needs_by_listing(one), None, None)
    name = held.measured.base
    if not name:
        return Known(held.measured.needs, held, None)
    base = _measured_by_name(name)
    return Known(_with_base(held, base), held, (name, base))


def answer(known: Known, query: MemoryQuery) -> Answer:
    """Answer a question of a model. Cost: no query; 0.1 ms, and some milliseconds for a question that is new."""
    machine = query.machine
    return Answer(
        query, machine, fit(known.needs, machine or _any(query), query.work), smallest(known.needs, query)
    )


def smallest(needs: Needs, query: MemoryQuery) -> Machine | None:
    """Return the machine with the least memory on which the model fits for the work that is asked."""
    return _smallest(needs, query.work)


@lru_cache(maxsize=KEPT)
def _smallest(needs: Needs, work: Work) -> Machine | None:
    return smallest_that_fits(needs, work)


def _any(query: MemoryQuery) -> Machine:
    found = device(_ANY)
    if found is None:
        raise LookupError(f"{_ANY} is among the devices no more")
    return Machine(found, 1, query.engine or engines()["vllm"])


def _with_base(held: Measurement, base: Measurement | None) -> Needs:
    adapter = held.measured.weights.pick(Precision.AS_PUBLISHED)
    if base is None or adapter is None or base.measured.base is not None:
        return Needs(None, None)
    needs = base.measured.needs
    weights = with_adapter(needs.weights, adapter) if needs.weights else None
    return replace(needs, weights=weights)


def _measured_by_name(name: str) -> Measurement | None:
    found = fetched(
        "SELECT id FROM hub_model WHERE lower(repo_id) = lower(%s) AND removed_at IS NULL LIMIT 1", (name[:200],)
    )
    return held_of([found[0][0]]).get(found[0][0]) if found else None
