"""What an engine needs beside weights and cache, by version, from `engines.toml`; ranges in bytes.

Measured where it was measured: elsewhere the range is wider and says that it is assumed.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from registry.hardware.architecture import Architecture
from registry.hardware.devices import GIB, Device, Form, Platform

TABLE = Path(__file__).with_name("engines.toml")
_MOST_WORDS = (
    300_000  # what a vocabulary that is not stated is taken to have at most; the largest known has 262,144
)
_ROTARY_BYTES = 2


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high`` bytes."""

    low: int
    high: int

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.high + other.high)

    def times(self, number: int) -> "Range":
        """Return the range of so many."""
        return Range(self.low * number, self.high * number)


@dataclass(frozen=True, slots=True)
class Span:
    """From ``low`` to ``high``, in the unit that the file names."""

    low: float
    high: float

    def bytes(self, factor: int = 1) -> Range:
        """Return it in bytes, where it is in GiB."""
        return Range(int(self.low * factor * GIB), int(self.high * factor * GIB) + 1)


@dataclass(frozen=True, slots=True)
class Activation:
    """The peak while tokens are worked on, in GiB: by the words of the vocabulary, at least, for experts."""

    per_word: Span
    least: Span
    experts: Span
    by_type: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What libraries and driver take of each of up to so many devices; ``accelerated`` only where there is one."""

    devices: int
    gib: Span
    accelerated: Span = Span(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine in one version; `engines.toml` explains the members. Not ``offered``: for old logs."""

    key: str
    profile: str
    dated: date
    source: str
    platforms: tuple[Platform, ...]
    measured_on: tuple[Platform, ...]
    utilisation: float
    margin: float
    tensor_parallel: bool
    block_tokens: int
    window_slack_tokens: int
    tap_bytes: int
    spare_tap: bool
    rotary_table: bool
    proportional: float
    assumed_high: float
    activation: Activation
    runtime: tuple[Runtime, ...]
    offered: bool = True

    def usable(self, device: Device, devices: int) -> int:
        """Return what the engine takes of so many devices, in bytes."""
        return int(device.usable_bytes * self.utilisation) * device.units * devices

    def kept_free(self, device: Device) -> float:
        """Return the share of it that is left free before a fit counts as one."""
        return self.margin if device.shared else 0.0


@cache
def engines() -> Mapping[str, Engine]:
    """Return the engines by key."""
    table = tomllib.loads(TABLE.read_text())
    return {engine.key: engine for engine in msgspec.convert(table["engine"], tuple[Engine, ...])}


def usual(device: Device) -> Engine:
    """Return the engine that a device is asked about where none is named."""
    served = device.form in (Form.DATACENTRE, Form.WORKSTATION, Form.CLOUD)
    vllm = engines()["vllm"]
    return vllm if served and device.platform in vllm.platforms else engines()["llama.cpp"]


def runs_on(engine: Engine, device: Device) -> bool:
    """Whether there is such an engine for the device at all."""
    return device.platform in engine.platforms


def is_measured_on(engine: Engine, device: Device) -> bool:
    """Whether the figures were taken on a device of this kind; elsewhere they are assumed."""
    return device.platform in engine.measured_on


def constant_overhead(engine: Engine, architecture: Architecture, device: Device, units: int) -> Range:
    """Return what the engine needs of all units together beside weights, cache and its share of them."""
    return (model_overhead(engine, architecture) + machine_overhead(engine, device, units)).times(units)


def model_overhead(engine: Engine, architecture: Architecture) -> Range:
    """Return the part of it that a model makes, on each unit: what is worked on, and a table of rotations."""
    table = rotary_bytes(architecture) if engine.rotary_table else 0
    return _activation(engine, architecture) + Range(0, table)


def machine_overhead(engine: Engine, device: Device, units: int) -> Range:
    """Return the part of it that is the same for every model, on each unit: libraries, and what is assumed."""
    assumed = 0 if is_measured_on(engine, device) else int(engine.assumed_high * GIB)
    return _runtime(engine, device, units) + Range(0, assumed)


def rotary_bytes(architecture: Architecture) -> int:
    """Return the most that a table of the rotary embedding takes: a row for every place of the context."""
    return (architecture.context_length or 0) * (architecture.head_size or 0) * _ROTARY_BYTES


def _activation(engine: Engine, architecture: Architecture) -> Range:
    by_type = engine.activation.by_type.get(architecture.model_type or "")
    if by_type is not None:
        return by_type.bytes()
    known = architecture.vocabulary
    found = engine.activation.least.bytes()
    per_word = engine.activation.per_word
    found += Range(per_word.bytes(known or 0).low, per_word.bytes(_MOST_WORDS if known is None else known).high)
    experts = engine.activation.experts.bytes()
    return found + experts if architecture.experts else found


def _runtime(engine: Engine, device: Device, units: int) -> Range:
    row = next((row for row in engine.runtime if units <= row.devices), engine.runtime[-1])
    found = row.gib.bytes()
    return found if device.platform is Platform.CPU else found + row.accelerated.bytes()
