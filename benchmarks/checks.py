"""How long it takes to judge a list of models and to keep the answer, in seconds; each list is another one."""

import time
from dataclasses import dataclass

from django.utils import timezone

from registry.catalogue.reading import fetched
from registry.licences import grounds
from registry.policy.context import Context
from registry.policy.ready_made import ready_made
from registry.procurement.check import check
from registry.procurement.request import CheckRequest

SIZES = (100, 1_000, 10_000)
_LISTS = 5


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds for lists of so many models: the middle one of five, the slowest, and the first ever asked."""

    models: int
    middle: float
    slowest: float
    first: float


def measure() -> list[Took]:
    """Check five lists of each size, each in a context of its own, so that no judgement was made before."""
    contexts = [one.context for one in ready_made()]
    return [_took(size, contexts) for size in SIZES]


def _took(size: int, contexts: list[Context]) -> Took:
    found = []
    for number in range(_LISTS):
        request = CheckRequest(_names(size, seed=number), contexts[number % len(contexts)])
        began = time.perf_counter()
        check(request, grounds.load(), timezone.now())
        found.append(time.perf_counter() - began)
    return Took(size, sorted(found)[_LISTS // 2], max(found), found[0])


def _names(size: int, seed: int) -> tuple[str, ...]:
    """Names of models from all over the catalogue, and one in a hundred that it does not hold."""
    held = fetched(
        "SELECT repo_id FROM entry WHERE removed_at IS NULL ORDER BY hashint8(id + %s) LIMIT %s",
        (seed, size - size // 100),
    )
    return (*(name for (name,) in held), *(f"nobody/holds-{seed}-{number}" for number in range(size // 100)))
