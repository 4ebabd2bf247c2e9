"""What a question of memory is about: devices under an engine, and what the model is to do on them."""

from dataclasses import dataclass

from registry.hardware.devices import Device
from registry.hardware.engines import Engine
from registry.hardware.kv_cache import CachePrecision
from registry.hardware.weights import Precision


@dataclass(frozen=True, slots=True)
class Machine:
    """Devices under an engine: what the question is about."""

    device: Device
    devices: int
    engine: Engine

    @property
    def units(self) -> int:
        """How many accelerators that is."""
        return self.device.units * self.devices

    @property
    def usable_bytes(self) -> int:
        """What the engine takes of all of them."""
        return self.engine.usable(self.device, self.devices)

    @property
    def fitting_bytes(self) -> int:
        """How much of it may be needed at most for a fit."""
        return int(self.usable_bytes * (1 - self.engine.kept_free(self.device)))


@dataclass(frozen=True, slots=True)
class Work:
    """What the model is to do: so many sequences at once, of so many tokens, in these precisions."""

    context_length: int
    sequences: int = 1
    precision: Precision | str = Precision.AS_PUBLISHED
    cache_precision: CachePrecision = CachePrecision.BF16
