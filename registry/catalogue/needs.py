"""What a search tells memory by: the most that a model needs, as rows beside those of the entries."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from django.db import connection

from registry.catalogue.copy import fill
from registry.hardware.bounds import Bound, bound
from registry.hardware.fit import Needs
from registry.hardware.weights import Precision
from registry.models.entry_need import MOST_CONSTANT, MOST_TOKEN, MOST_TOKENS, MOST_WEIGHTS


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One row, its columns under their own names; weights are None in a precision in which they are not known."""

    id: int
    as_published: int | None
    bf16: int | None
    fp8: int | None
    q8_0: int | None
    q4_k_m: int | None
    token_bytes: int
    window_token_bytes: int
    window_tokens: int
    state_bytes: int
    block_tokens: int
    parted_heads: int
    parts: int
    layers: int
    vllm_bytes: int
    llama_cpp_bytes: int
    context_length: int | None


_COLUMNS = tuple(field.name for field in fields(NeedRow))
_values = attrgetter(*_COLUMNS)
_UNSTATED_LAYERS = 20  # how many a model is taken to have where that is not stated; `hardware.fit` does too


def need_row(model_id: int, needs: Needs) -> NeedRow | None:
    """Return what a search is to know of a model; None where nothing can be said, or only what no model needs."""
    bounds = {precision: bound(needs, precision) for precision in Precision}
    known = {one: _within(found) for one, found in bounds.items() if found is not None}
    first = next((found for found in known.values() if found is not None), None)
    architecture = needs.architecture
    if first is None or architecture is None:
        return None
    weights = {one.value: found.weights_bytes for one, found in known.items() if found is not None}
    return NeedRow(
        id=model_id,
        **{precision.value: weights.get(precision.value) for precision in Precision},
        token_bytes=first.token_bytes,
        window_token_bytes=first.window_token_bytes,
        window_tokens=first.window_tokens,
        state_bytes=first.state_bytes,
        block_tokens=first.block_tokens,
        parted_heads=first.parted_heads,
        parts=first.parts,
        layers=architecture.layer_count or _UNSTATED_LAYERS,
        vllm_bytes=first.vllm_bytes,
        llama_cpp_bytes=first.llama_cpp_bytes,
        context_length=architecture.context_length,
    )


def bound_of(row: NeedRow, precision: Precision) -> Bound | None:
    """Return what is stored for one precision, as the formula of `hardware.bounds` takes it."""
    weights = getattr(row, precision.value)
    if weights is None:
        return None
    members = {field.name: getattr(row, field.name, 0) for field in fields(Bound)}
    return replace(Bound(**members), weights_bytes=weights, layer_bytes=-(-weights // row.layers))


def write(rows: Sequence[NeedRow], known: Sequence[int]) -> None:
    """Let these rows be all there is of the ``known`` models and the new ones among them.

    Cost: a DELETE where any are known, a COPY where there are rows. The entries are written before.
    """
    with connection.cursor() as cursor:
        if known:
            cursor.execute("DELETE FROM entry_need WHERE id = ANY(%s)", [list(known)])
        if rows:
            fill(cursor, "entry_need", _COLUMNS, map(_values, rows))


def _within(found: Bound) -> Bound | None:
    """Leave out numbers that no model has, and that a condition could not be computed from."""
    sound = (
        0 < found.weights_bytes <= MOST_WEIGHTS
        and max(found.token_bytes, found.window_token_bytes) <= MOST_TOKEN
        and max(found.window_tokens, found.block_tokens, found.parted_heads, found.parts) <= MOST_TOKENS
        and max(found.state_bytes, found.vllm_bytes, found.llama_cpp_bytes) <= MOST_CONSTANT
    )
    return found if sound else None
