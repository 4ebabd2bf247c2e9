"""Does a model run on a machine? What it needs as a range, what the machine gives, and which of them decides.

``fits`` is said only where the most that may be needed is there; what is not known is never taken for little.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from registry.hardware import kv_cache
from registry.hardware.architecture import Architecture, CacheBasis
from registry.hardware.devices import Form, devices
from registry.hardware.engines import (
    Engine,
    Range,
    constant_overhead,
    is_measured_on,
    runs_on,
    usual,
)
from registry.hardware.held import held_bytes
from registry.hardware.kv_cache import LayerCache
from registry.hardware.limiting import LimitCode, Limiting, gib
from registry.hardware.machine import Machine, Work
from registry.hardware.weights import Variant, Weights


class Verdict(StrEnum):
    """Whether it runs. ``tight``: it may, with little or nothing to spare."""

    FITS = "fits"
    TIGHT = "tight"
    DOES_NOT_FIT = "does_not_fit"
    UNKNOWN = "unknown"


class FitFlag(StrEnum):
    """What a reader should know of an answer."""

    ESTIMATED_WEIGHTS = "estimated_weights"
    CACHE_UPPER_BOUND = "cache_upper_bound"
    CACHE_UNKNOWN = "cache_unknown"
    OVERHEAD_ASSUMED = "overhead_assumed"  # measured on other hardware
    CONTEXT_BEYOND_MODEL = "context_beyond_model"
    SHARED_MEMORY = "shared_memory"  # the rest of the machine needs it too


@dataclass(frozen=True, slots=True)
class Needs:
    """What is known of a model as far as memory goes; None is "not known"."""

    weights: Weights | None
    architecture: Architecture | None


@dataclass(frozen=True, slots=True)
class Fit:
    """The answer with every number on the way; bytes are of all devices together, None is "not known".

    ``kv_bytes`` and ``state_bytes`` are what the model keeps once; ``held`` is what the devices hold of it, whole
    blocks, copies and slack included. ``need`` is weights, what they grow by on loading, held and overhead.
    """

    verdict: Verdict
    machine: Machine
    work: Work
    variant: Variant | None
    weights_bytes: int | None
    kv_bytes_per_token: int | None
    kv_bytes: int | None
    state_bytes: int | None
    held: Range | None
    overhead: Range | None
    need: Range | None
    usable_bytes: int
    limiting: Limiting
    layers: tuple[LayerCache, ...]
    flags: tuple[FitFlag, ...]

    @property
    def headroom(self) -> Range | None:
        """What is left of what is usable, from least to most; negative where it is not enough."""
        if self.need is None:
            return None
        return Range(self.usable_bytes - self.need.high, self.usable_bytes - self.need.low)


def fit(needs: Needs, machine: Machine, work: Work) -> Fit:
    """Say whether a model fits. Raises `ValueError` for no devices, sequences or context. Cost: about 0.1 ms."""
    if machine.devices < 1 or work.context_length < 1 or work.sequences < 1:
        raise ValueError("devices, context length and sequences are at least 1")
    architecture = needs.architecture
    variant = needs.weights.pick(work.precision) if needs.weights else None
    cache = held = overhead = need = None
    if architecture and (architecture.layers or architecture.cache_basis is not CacheBasis.UNKNOWN):
        cache = _cache(architecture, machine.engine, work)
        held = held_bytes(architecture.layers, machine, work)
    if variant and architecture:
        overhead = _overhead(architecture, variant, held, machine)
    if variant and held and overhead and architecture and architecture.cache_basis is not CacheBasis.UNKNOWN:
        need = Range(variant.low, variant.high + variant.on_load) + held + overhead
    verdict, limiting = _judge(variant, need, architecture, machine)
    return Fit(
        verdict=verdict,
        machine=machine,
        work=work,
        variant=variant,
        weights_bytes=variant.high if variant else None,
        kv_bytes_per_token=cache.bytes_per_token if cache else None,
        kv_bytes=cache.kv_bytes if cache else None,
        state_bytes=cache.state_bytes if cache else None,
        held=held,
        overhead=overhead,
        need=need,
        usable_bytes=machine.usable_bytes,
        limiting=limiting,
        layers=cache.parts if cache else (),
        flags=tuple(_flags(variant, architecture, machine, work)),
    )


def _cache(architecture: Architecture, engine: Engine, work: Work) -> kv_cache.Cache:
    return kv_cache.compute(
        architecture.layers,
        work.context_length,
        work.sequences,
        work.cache_precision,
        spare_tap=engine.spare_tap,
        tap_bytes=engine.tap_bytes,
    )


def _overhead(architecture: Architecture, variant: Variant, held: Range | None, machine: Machine) -> Range:
    found = constant_overhead(machine.engine, architecture, machine.device, machine.units)
    share = machine.engine.proportional
    if share:
        rest = held or Range(0, 0)
        found += Range(0, int((variant.high + rest.high) * share) + 1)
    if not machine.engine.tensor_parallel and machine.units > 1:
        # A layer is not parted: on every device but one, up to a layer's worth of memory stays empty.
        layers = architecture.layer_count or 20
        found += Range(0, -(-variant.high // layers) * (machine.units - 1))
    return found


def _judge(
    variant: Variant | None, need: Range | None, architecture: Architecture | None, machine: Machine
) -> tuple[Verdict, Limiting]:
    told = _told(machine)
    if not runs_on(machine.engine, machine.device):
        return Verdict.DOES_NOT_FIT, Limiting(LimitCode.NO_ENGINE, told)
    if variant is None:
        return Verdict.UNKNOWN, Limiting(LimitCode.WEIGHTS_UNKNOWN, told)
    told = {**told, "weights": gib(variant.high if variant.exact else variant.low)}
    if variant.low > machine.usable_bytes:
        return Verdict.DOES_NOT_FIT, Limiting(LimitCode.WEIGHTS, told)
    if need is None:
        return Verdict.UNKNOWN, Limiting(LimitCode.CACHE_UNKNOWN, told)
    told = {**told, "low": gib(need.low), "high": gib(need.high)}
    if need.low > machine.usable_bytes:
        return Verdict.DOES_NOT_FIT, Limiting(LimitCode.NEED, told)
    unparted = _unparted(architecture, machine)
    if unparted is not None:
        return unparted
    if need.high > machine.fitting_bytes:
        return Verdict.TIGHT, Limiting(LimitCode.CLOSE, told)
    return Verdict.FITS, Limiting(LimitCode.ROOM, told)


def _unparted(architecture: Architecture | None, machine: Machine) -> tuple[Verdict, Limiting] | None:
    """The verdict where the devices cannot part the model, or nobody knows whether they can."""
    if not machine.engine.tensor_parallel or machine.units == 1 or architecture is None:
        return None
    heads, words = architecture.attention_heads, architecture.vocabulary
    told = {**_told(machine), "heads": str(heads), "words": str(words)}
    if heads is None or words is None:
        return Verdict.UNKNOWN, Limiting(LimitCode.HEADS_UNKNOWN, told)
    if heads % machine.units or words % machine.units:
        return Verdict.DOES_NOT_FIT, Limiting(LimitCode.HEADS, told)
    return None


def _told(machine: Machine) -> dict[str, str]:
    device, engine = machine.device, machine.engine
    whole = device.usable_bytes * machine.units
    return {
        "machine": device.name if machine.devices == 1 else f"{machine.devices}× {device.name}",
        "engine": engine.profile.partition(" (")[0],
        "units": str(machine.units),
        "usable": gib(machine.usable_bytes),
        "share": f"{engine.utilisation:.2f}",
        "whole": gib(whole),
    }


def _flags(
    variant: Variant | None, architecture: Architecture | None, machine: Machine, work: Work
) -> Iterable[FitFlag]:
    if variant and not variant.exact:
        yield FitFlag.ESTIMATED_WEIGHTS
    if architecture is None or architecture.cache_basis is CacheBasis.UNKNOWN:
        yield FitFlag.CACHE_UNKNOWN
    elif architecture.cache_basis is CacheBasis.UPPER_BOUND:
        yield FitFlag.CACHE_UPPER_BOUND
    if not is_measured_on(machine.engine, machine.device):
        yield FitFlag.OVERHEAD_ASSUMED
    longest = architecture.context_length if architecture else None
    if longest is not None and work.context_length > longest:
        yield FitFlag.CONTEXT_BEYOND_MODEL
    if machine.device.shared:
        yield FitFlag.SHARED_MEMORY


_COUNTS = (1, 2, 4, 8, 16)


def smallest_that_fits(needs: Needs, work: Work) -> Machine | None:
    """Return the listed machine with the least memory on which a model fits, each device under its usual engine.

    None where nothing listed is enough, or nothing can be said. Cost: about 1 ms; machines whose memory is less
    than the weights are passed over.
    """
    variant = needs.weights.pick(work.precision) if needs.weights else None
    if variant is None or needs.architecture is None or needs.architecture.cache_basis is CacheBasis.UNKNOWN:
        return None
    enough = (machine for least, machine in _listed() if least >= variant.high)
    return next((machine for machine in enough if fit(needs, machine, work).verdict is Verdict.FITS), None)


@cache
def _listed() -> tuple[tuple[int, Machine], ...]:
    """Up to sixteen of every device, one of those that share their memory, by what may be needed of them at most;
    machines of the cloud are their accelerators again.
    """
    machines = [
        Machine(device, count, usual(device))
        for device in devices().values()
        if device.form is not Form.CLOUD
        for count in (_COUNTS if not device.shared else (1,))
    ]
    machines.sort(key=lambda machine: (machine.usable_bytes, machine.devices, machine.device.slug))
    return tuple((machine.fitting_bytes, machine) for machine in machines)
