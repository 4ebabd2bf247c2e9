"""The shapes of what a model needs: its sizes as measured, the answer to a question of memory, the devices."""

from typing import Literal

from msgspec import Struct

from registry.api.measured_shapes import Range, Variant
from registry.api.plain_shapes import Link, Natural, Time
from registry.api.shapes import Count
from registry.hardware.devices import Confidence, Form, Platform, UsableBasis
from registry.hardware.fit import FitFlag, Verdict
from registry.hardware.layers import LayerKind
from registry.hardware.limiting import LimitCode


class MemoryLayers(Struct, frozen=True):
    """Layers that are alike, all of them together. `window`: how many tokens they keep at most; null: all."""

    kind: LayerKind
    count: Natural
    window: int | None
    bytes_per_token: Natural
    kv_bytes: Natural
    state_bytes: Natural
    formula: str


class SmallestMachine(Struct, frozen=True):
    """So many of a device."""

    device: str
    devices: Natural


class MemoryEvidence(Struct, frozen=True):
    """What a number rests on, and where that was read. `recorded_by`: whose record it is; null: read here."""

    of: Literal["weights", "architecture", "engine", "device"]
    source: str
    repo_id: str | None
    revision: str | None
    paths: tuple[str, ...]
    recorded_by: str | None
    seen_at: Time | None
    url: str | None


class MemoryAnswer(Struct, frozen=True):
    """What a model needs, with every number on the way, and whether it fits. Bytes are of all devices together.

    `kv_bytes` and `state_bytes` are what the model keeps; `held_bytes` is what the devices hold of it, whole
    blocks, copies and slack included; need = weights + held + overhead. Null is not known, or depends on a device
    where none was named. `smallest_that_fits`: the listed machine with the least memory that is surely enough.
    """

    repo_id: str
    model_revision: str | None
    device: str | None
    devices: Natural
    engine: str
    engine_profile: str
    precision: str
    context_length: Natural
    sequences: Natural
    weights_bytes: int | None
    weights: Variant | None
    kv_bytes_per_token: int | None
    kv_bytes: int | None
    state_bytes: int | None
    held_bytes: Range | None
    overhead_bytes: Range | None
    need_bytes: Range | None
    usable_bytes: int | None
    headroom_bytes: Range | None
    fit: Verdict
    limiting: str
    limiting_code: LimitCode | None
    smallest_that_fits: SmallestMachine | None
    layers: tuple[MemoryLayers, ...]
    flags: tuple[FitFlag, ...]
    problems: tuple[str, ...]
    evidence: tuple[MemoryEvidence, ...]


class Figure(Struct, frozen=True):
    """A figure with where it is from, when that was read, and how sure it is."""

    value: float
    source: str
    dated: str
    confidence: Confidence


class UsableFigure(Figure, frozen=True, kw_only=True):
    """What a program can get of a unit, in GiB, and on what that rests."""

    basis: UsableBasis


class Device(Struct, frozen=True):
    """A machine or an accelerator; figures are of one of its `units`. Null: nobody checked it."""

    slug: str
    name: str
    form: Form
    platform: Platform
    units: Natural
    accelerator: str | None
    engine: str
    memory_gb: Figure
    usable_gib: UsableFigure
    bandwidth_gb_s: Figure | None
    bf16_tflops: Figure | None


class DevicePage(Struct, frozen=True):
    """All devices, ordered by slug."""

    results: tuple[Device, ...]
    next: Link | None
    count: Count
