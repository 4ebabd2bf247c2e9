"""The condition under which a model surely fits a machine, in SQL over what is stored of its needs.

It is the formula of `hardware.bounds`, whose names it keeps: it may leave out a model that fits, and never lets in
one of which `/memory` says anything else than that it fits.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.catalogue.hardware_parameters import CONTEXT_LENGTH
from registry.catalogue.parameters import Value
from registry.hardware.bounds import Terms, terms
from registry.hardware.devices import device
from registry.hardware.engines import engines, usual
from registry.hardware.machine import Machine
from registry.hardware.weights import Precision

GIB = 2**30
_ANY = "h100-80gb-sxm"  # a device on which the constants of both engines were measured


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a search asks about hardware; None: it does not."""

    machine: Machine | None
    most_bytes: int | None
    precision: Precision
    context_length: int | None

    @property
    def tokens(self) -> int:
        return self.context_length or CONTEXT_LENGTH


def fitting(values: Mapping[str, Value]) -> tuple[str, tuple[object, ...]] | None:
    """Return the condition and its parameters; None where nothing is asked about hardware."""
    asked = _asked(values)
    pieces: list[tuple[str, tuple[object, ...]]] = []
    if "precision" in values:
        pieces.append((f"entry_need.{asked.precision.value} IS NOT NULL", ()))
    if asked.context_length is not None:
        # A model that does not state how long a context it takes is known by its memory alone.
        alone = asked.machine is None and asked.most_bytes is None
        stated = "entry_need.context_length" if alone else "coalesce(entry_need.context_length, 2147483648)"
        pieces.append((f"{stated} >= %s", (asked.context_length,)))
    if asked.machine is not None:
        pieces.append(_within(terms(asked.machine), asked, asked.most_bytes))
    elif asked.most_bytes is not None:
        pieces += [_within(one, asked, asked.most_bytes) for one in _anywhere()]
    if not pieces:
        return None
    return " AND ".join(sql for sql, _ in pieces), tuple(one for _, given in pieces for one in given)


def _asked(values: Mapping[str, Value]) -> _Asked:
    named, number, most = values.get("device"), values.get("devices", 1), values.get("memory_max_gib")
    length = values.get("context_length")
    found = device(str(named)) if named is not None else None
    return _Asked(
        machine=Machine(found, int(str(number)), usual(found)) if found else None,
        most_bytes=None if most is None else int(str(most)) * GIB,
        precision=Precision(str(values.get("precision", Precision.AS_PUBLISHED.value))),
        context_length=None if length is None else int(str(length)),
    )


def _anywhere() -> tuple[Terms, ...]:
    """One accelerator under either engine: what is enough for both is enough."""
    found = device(_ANY)
    if found is None:
        raise LookupError(f"{_ANY} is among the devices no more")
    told = (terms(Machine(found, 1, engines()[name])) for name in ("vllm", "llama.cpp"))
    return tuple(one for one in told if one is not None)


def _within(machine: Terms | None, asked: _Asked, most_bytes: int | None) -> tuple[str, tuple[object, ...]]:
    if machine is None:  # nothing runs there
        return "false", ()
    limit = _limit(machine, asked, most_bytes)
    need, tokens = most_needed(machine, asked.precision, asked.tokens)
    # The weights alone: what an index can leave most models out by.
    pieces = [f"entry_need.{asked.precision.value} <= %s", f"{need} <= %s"]
    given: tuple[object, ...] = (limit, *tokens, limit)
    if machine.parts_layers and machine.units > 1:
        pieces.append("entry_need.parts > 0 AND entry_need.parts %% %s = 0")
        given = (*given, machine.units)
    return " AND ".join(pieces), given


def _limit(machine: Terms, asked: _Asked, most_bytes: int | None) -> int:
    if asked.machine is None:
        return most_bytes or 0
    return machine.fitting_bytes if most_bytes is None else min(machine.fitting_bytes, most_bytes)


def most_needed(machine: Terms, precision: Precision, tokens: int) -> tuple[str, tuple[object, ...]]:
    """Return the most bytes that all units need together, and the parameters of that expression."""
    weights = f"entry_need.{precision.value}"
    block = "entry_need.block_tokens" if machine.parts_layers else str(machine.engine_block)
    kept = (
        f"(entry_need.token_bytes * (%s + {block}) + entry_need.window_token_bytes"
        f" * least(%s + {block}, entry_need.window_tokens + {machine.window_slack} + 2 * {block}))"
    )
    units, each = machine.units, "vllm_bytes" if machine.vllm else "llama_cpp_bytes"
    if machine.parts_layers and units > 1:
        # Beyond 64 bits for numbers that somebody made up; what is left over in the division is rounded up.
        kept = (
            f"(CASE entry_need.parted_heads WHEN 0 THEN {kept}::numeric * {units} ELSE ceil({kept}::numeric"
            f" * ((entry_need.parted_heads + {units - 1}) / {units} * {units}) / entry_need.parted_heads) END)"
        )
    spare = "" if machine.parts_layers else f" + {units - 1} * (({weights} - 1) / entry_need.layers + 1)"
    own = f"{units} * (entry_need.{each} + {machine.machine_bytes})"
    need = f"({weights}{spare} + {kept} + entry_need.state_bytes + {own})"
    return need, (tokens,) * need.count("%s")
