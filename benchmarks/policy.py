"""``python -m benchmarks.policy``: how fast stacks are judged that nobody judged before.

Synthetic stacks, all distinct, of up to five layers, over every licence that is known, most of them such as the
Hub has a tag for: harder than those of real models, which share a few licences. Judged in each ready-made context,
with nothing kept from one to the next. The figures are of this machine and this hour; times are of the processor.
"""

import argparse
import platform
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence

from registry.licences import knowledge
from registry.licences.determination import Status
from registry.licences.evidence import Component
from registry.licences.stack import Layer, LayerRelation, digest
from registry.licences.terms import TermKind
from registry.policy import judge as judging
from registry.policy import layer as layering
from registry.policy.context import Context
from registry.policy.judge import judge
from registry.policy.ready_made import ready_made

SECONDS_AT_MOST = 1.0
_SEED = 7
_MOST_LAYERS = 5
_STATUSES = (
    *(Status.STATED,) * 10,
    *(Status.CONFIRMED,) * 6,
    Status.INFERRED,
    Status.CONFLICTING,
    Status.MISSING,
    Status.NOT_EXAMINED,
    Status.UNRESOLVED,
)
_EDGES = tuple(one for one in LayerRelation if one not in (LayerRelation.OWN, LayerRelation.USE_POLICY))
_NAMELESS = (Status.MISSING, Status.NOT_EXAMINED, Status.UNRESOLVED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code says whether the goal is met in every context."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.policy", description=main.__doc__)
    options.add_argument("--stacks", type=int, default=5_000, help="distinct stacks (5000)")
    known = knowledge.load()
    stacks = _stacks(options.parse_args(arguments).stacks, known)
    _say(f"{len(stacks)} distinct stacks, {sum(map(len, stacks)) / len(stacks):.1f} layers each")
    _say(f"Python {platform.python_version()}, {platform.machine()}, seconds at most {SECONDS_AT_MOST}\n")
    _say(f"{'context':<22}{'cold s':>8}{'again s':>9}  outcomes")
    slowest = 0.0
    for one in ready_made():
        _forget()
        cold, outcomes = _judged(stacks, one.context, known)
        again, _ = _judged(stacks, one.context, known)
        slowest = max(slowest, cold)
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        _say(f"{one.slug:<22}{cold:8.2f}{again:9.2f}  {counts}")
    return int(slowest > SECONDS_AT_MOST)


def _stacks(count: int, known: knowledge.Knowledge) -> list[tuple[Layer, ...]]:
    """Draw stacks until there are so many that none is the same as another."""
    dice = random.Random(_SEED)  # noqa: S311 - a seed makes every run draw the same stacks; it guards nothing
    turning = {
        key
        for key, one in known.licences.items()
        if any(term.kind is TermKind.TERRITORY and term.traits for term in one.terms or ())
    }
    tagged = [key for key, one in known.licences.items() if one.hub_ids]
    keys = sorted(known.licences) + tagged * 3  # a tag of the Hub is what most models have
    found: dict[bytes, tuple[Layer, ...]] = {}
    while len(found) < count:
        edges = dice.choices(_EDGES, k=dice.randrange(_MOST_LAYERS))
        stack = tuple(_layer(dice, relation, keys, turning) for relation in (LayerRelation.OWN, *edges))
        found[digest(stack)] = stack
    return list(found.values())


def _layer(dice: random.Random, relation: LayerRelation, keys: Sequence[str], turning: set[str]) -> Layer:
    status = dice.choice(_STATUSES)
    count = 0 if status in _NAMELESS else 1 + (dice.random() < 0.1)
    named = tuple(sorted(set(dice.sample(keys, count))))
    traits = dice.choice((("multimodal",), ("text_only",), ())) if turning & set(named) else ()
    return Layer(named, status, Component.WEIGHTS, relation, traits)


def _forget() -> None:
    """Forget what was found out about licences and layers, so that the next judgement is the first."""
    for kept in (judging._named, layering.judge_layer, layering._placed, layering._of_licence):  # noqa: SLF001 - caches of the judge, which only a measurement has to empty
        kept.cache_clear()


def _judged(
    stacks: Sequence[tuple[Layer, ...]], context: Context, known: knowledge.Knowledge
) -> tuple[float, Counter[str]]:
    """Judge all of them; return the seconds it took, and how many came out how."""
    began = time.process_time()
    outcomes = Counter(judge(stack, context, known).outcome.value for stack in stacks)
    return time.process_time() - began, outcomes


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
