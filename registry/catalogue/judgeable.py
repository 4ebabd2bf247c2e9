"""What is judged of models, as their rows hold it: the licence stack, and facts that are no licence terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from registry.catalogue.reading import fetched
from registry.licences.determination import Why
from registry.licences.evidence import Source
from registry.licences.stack import Layer, from_json
from registry.policy.model_facts import Gate, ModelFacts


@dataclass(frozen=True, slots=True)
class Judgeable:
    """One model as it is judged. ``layers`` are those of its stack; ``facts`` say whether there is one to judge.

    ``id``, ``repo_id`` and ``revision`` are those that the registry holds, None where it has no such model, or no
    stated revision. ``afresh``: concluded for this very question, because what is stored no longer counts.
    """

    id: int | None
    repo_id: str | None
    revision: str | None
    layers: tuple[Layer, ...]
    facts: ModelFacts
    afresh: bool = False


NOT_HELD = Judgeable(None, None, None, (), ModelFacts(held=False))

# Evidence of a prompt that was read goes when the prompt becomes another one.
_ROWS = f"""SELECT entry.id, entry.repo_id, entry.revision, licence_stack.layers, entry.stale,
        entry.removed_at IS NOT NULL, entry.gate, entry.publisher, entry.last_modified, entry.pickle_only,
        own_licence.own #>> '{{determination,why}}',
        EXISTS (SELECT FROM evidence WHERE model_id = entry.id AND source = '{Source.GATE_PROMPT.value}'
            AND match IS NOT NULL)
    FROM entry JOIN licence_stack ON licence_stack.id = entry.stack_id
    LEFT JOIN own_licence ON own_licence.id = entry.own_id
    WHERE entry.id = ANY(%s)"""  # noqa: S608 - one of our own words


def by_ids(model_ids: Sequence[int]) -> Mapping[int, Judgeable]:
    """Return what is stored of these models, of those that have a search row. Cost: one query."""
    if not model_ids:
        return {}
    return {row[0]: _judgeable(*row) for row in fetched(_ROWS, [list(model_ids)])}


def _judgeable(
    model_id: int,
    repo_id: str,
    revision: str | None,
    layers: str,
    stale: bool,  # noqa: FBT001 - a column
    removed: bool,  # noqa: FBT001 - a column
    gate: str,
    publisher: str | None,
    last_modified: datetime | None,
    pickle_only: bool | None,  # noqa: FBT001 - a column
    why: str | None,
    prompt_read: bool,  # noqa: FBT001 - a column
) -> Judgeable:
    facts = ModelFacts(
        stale=stale,
        removed=removed,
        gate=Gate(gate),
        prompt_read=prompt_read,
        publisher=publisher,
        last_modified=last_modified,
        pickle_only=pickle_only,
        why=Why(why) if why else None,
    )
    return Judgeable(model_id, repo_id, revision, layers_of(layers), facts)


@lru_cache(maxsize=16_384)  # millions of models share a few thousand stacks
def layers_of(stored: Any) -> tuple[Layer, ...]:
    """Return the layers of a stack as it is stored."""
    return from_json(orjson.loads(stored))
