"""A mixture of experts parted between an accelerator and the memory of the machine that it stands in.

The accelerator holds what every token meets, the cache and the engine's own; the machine holds the routed experts,
of which a token meets a few. It runs, at the pace of the machine's memory.
"""

from dataclasses import dataclass

from registry.hardware.engines import Range
from registry.hardware.fit import Needs, Verdict, fit
from registry.hardware.machine import Machine, Work


@dataclass(frozen=True, slots=True)
class Offload:
    """``on_device`` is what the accelerators need together, ``in_memory`` the bytes of experts beside them."""

    verdict: Verdict
    on_device: Range
    in_memory: int


def fit_offloaded(needs: Needs, machine: Machine, memory_bytes: int, work: Work) -> Offload | None:
    """Say whether a mixture runs with its routed experts in ``memory_bytes`` of the machine.

    None where it is no mixture, where the bytes of its experts are not known, or where the engine parts layers
    over devices, which is not done with experts elsewhere.
    """
    whole = fit(needs, machine, work)
    if whole.variant is None or not whole.variant.routed or whole.need is None or machine.engine.tensor_parallel:
        return None
    routed = whole.variant.routed
    on_device = Range(whole.need.low - routed, whole.need.high - routed)
    if on_device.low > machine.usable_bytes or routed > memory_bytes:
        return Offload(Verdict.DOES_NOT_FIT, on_device, routed)
    fits = on_device.high <= machine.fitting_bytes and routed <= 0.9 * memory_bytes
    return Offload(Verdict.FITS if fits else Verdict.TIGHT, on_device, routed)
