"""Licence stacks: everything that binds a model, as a value that many models share.

Repository ids, depth and evidence are provenance: they are attached after judging and never part of a stack.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from registry.licences.determination import Status
from registry.licences.evidence import Component


class LayerRelation(StrEnum):
    """Through what a layer binds a model; ``unstated`` where a parent is named and not how it was used."""

    OWN = "own"
    FINETUNE = "finetune"
    ADAPTER = "adapter"
    MERGE = "merge"
    QUANTIZED = "quantized"
    DISTILLED = "distilled"
    UNSTATED = "unstated"
    USE_POLICY = "use_policy"


@dataclass(frozen=True, slots=True)
class Layer:
    """One binding layer. ``licences`` are all that it names; how they go together, the last two members say.

    ``choices``: the ways of complying between which whoever uses the model may choose, each the licences that
    then apply together; empty where there is no choice. ``candidates``: those of the licences between which the
    evidence leaves open which applies; nobody may choose, so each is judged. All others apply together.
    """

    licences: tuple[str, ...]
    status: Status
    component: Component
    relation: LayerRelation
    traits: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
    candidates: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """The ways of complying, one where there is no choice: the best counts, and of it the worst licence.

        A way holds no licence exactly where the layer names none.
        """
        return self.choices or (self.licences,)


def to_json(layers: Iterable[Layer]) -> list[dict[str, object]]:
    """Write layers as data in their one order: sorted, each once, members sorted."""
    rows = {_text(row): row for row in map(_row, layers)}
    return [rows[text] for text in sorted(rows)]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Layer, ...]:
    """Read layers as `to_json` writes them."""
    return tuple(
        Layer(
            licences=tuple(row["licences"]),
            status=Status(row["status"]),
            component=Component(row["component"]),
            relation=LayerRelation(row["relation"]),
            traits=tuple(row.get("traits", ())),
            choices=tuple(map(tuple, row.get("choices", ()))),
            candidates=tuple(row.get("candidates", ())),
        )
        for row in rows
    )


def as_stored(layer: Layer) -> tuple[str, Layer]:
    """Return the text by which stacks sort a layer, and the layer as one that was read back."""
    row = _row(layer)
    return _text(row), from_json((row,))[0]


def digest(layers: Iterable[Layer]) -> bytes:
    """Name a stack by 16 bytes that neither the order nor a repetition of its layers changes."""
    return blake2b(json.dumps(to_json(layers), sort_keys=True).encode(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Beneath:
    """What binds a model besides its own licence, through what it was made from.

    ``licences``: those that its own layers do not name, sorted. ``settled``: whether all of it is known for sure.
    """

    licences: tuple[str, ...]
    settled: bool


def beneath(layers: Iterable[Layer]) -> Beneath | None:
    """Sum up the layers that are not the model's own; None where there are none."""
    held = tuple(layers)
    own = {key for layer in held if layer.relation is LayerRelation.OWN for key in layer.licences}
    others = [layer for layer in held if layer.relation is not LayerRelation.OWN]
    if not others:
        return None
    named = {key for layer in others for key in layer.licences}
    return Beneath(
        licences=tuple(sorted(named - own)),
        settled=all(layer.status in (Status.CONFIRMED, Status.STATED) and not layer.traits for layer in others),
    )


def _row(layer: Layer) -> dict[str, object]:
    """Write one layer. What most layers have none of is left out, and their digests say nothing of it."""
    row: dict[str, object] = {
        "licences": sorted(set(layer.licences)),
        "status": layer.status.value,
        "component": layer.component.value,
        "relation": layer.relation.value,
        "traits": sorted(set(layer.traits)),
    }
    if choices := sorted({tuple(sorted(set(way))) for way in layer.choices}):
        row["choices"] = [list(way) for way in choices]
    if candidates := sorted(set(layer.candidates)):
        row["candidates"] = candidates
    return row


def _text(row: dict[str, object]) -> str:
    return json.dumps(row, sort_keys=True)
