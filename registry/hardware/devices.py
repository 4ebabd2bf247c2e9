"""The machines that a model may run on, with what each figure rests on; read once from `devices/*.toml`.

A figure that nobody checked is not here: compute is given only where it was. Memory is what a program can get,
not what is written on the box.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

FOLDER = Path(__file__).with_name("devices")
GIB = 2**30


class Form(StrEnum):
    """What kind of machine a device is."""

    DATACENTRE = "datacentre"
    WORKSTATION = "workstation"
    CONSUMER = "consumer"
    LAPTOP = "laptop"  # the graphics processor of one
    LAPTOP_CPU = "laptop_cpu"
    CPU = "cpu"
    UNIFIED = "unified"
    EDGE = "edge"
    CLOUD = "cloud"


class Platform(StrEnum):
    """What programs run on it."""

    CUDA = "cuda"
    ROCM = "rocm"
    METAL = "metal"
    XPU = "xpu"
    GAUDI = "gaudi"
    TPU = "tpu"
    NEURON = "neuron"
    CPU = "cpu"


class Confidence(StrEnum):
    """How sure a figure is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class UsableBasis(StrEnum):
    """On what the usable memory rests; `devices/sources.toml` explains each."""

    VISIBLE = "visible"
    MEASURED = "measured"
    SHARE = "share"
    ECC = "ecc"
    DECIMAL = "decimal"


class BadDevices(ValueError):
    """A file of devices contradicts itself, another file or the format; the message names the device."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from, and when they were read there."""

    title: str
    dated: date


@dataclass(frozen=True, slots=True)
class Memory:
    """What a unit is sold with, in GB."""

    gb: float
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Usable:
    """What a program can get of one unit, in GiB."""

    gib: float
    basis: UsableBasis
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """Of the memory of one unit, in GB/s."""

    gb_s: float
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Compute:
    """Of one unit, in TFLOPS without sparsity; None is "not checked"."""

    source: str
    confidence: Confidence
    bf16_tflops: float | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A machine, or an accelerator that goes into one. Figures are of one of its ``units``.

    ``accelerator`` is the slug of what stands in a cloud machine, whose list of them is ``units_source``.
    """

    slug: str
    name: str
    form: Form
    platform: Platform
    units: int
    memory: Memory
    usable: Usable
    bandwidth: Bandwidth | None
    compute: Compute | None
    accelerator: str | None
    units_source: str | None

    @property
    def usable_bytes(self) -> int:
        """What a program can get of one unit, in bytes."""
        return int(self.usable.gib * GIB)

    @property
    def shared(self) -> bool:
        """Whether the rest of the machine needs the memory too."""
        return self.form in (Form.UNIFIED, Form.EDGE, Form.CPU, Form.LAPTOP_CPU)


@dataclass(frozen=True, slots=True)
class _Row:
    slug: str
    name: str
    form: Form
    platform: Platform | None = None
    units: int = 1
    memory: Memory | None = None
    usable: Usable | None = None
    bandwidth: Bandwidth | None = None
    compute: Compute | None = None
    accelerator: str | None = None
    source: str | None = None
    confidence: Confidence | None = None


@cache
def sources() -> Mapping[str, Source]:
    """Return the sources by key."""
    table = tomllib.loads((FOLDER / "sources.toml").read_text())
    return msgspec.convert(table["sources"], dict[str, Source])


@cache
def devices() -> Mapping[str, Device]:
    """Return every device by its slug, ordered by slug. Raises `BadDevices`. Cost: about 10 ms, once."""
    rows = {row.slug: row for row in _rows()}
    return {slug: _device(rows[slug], rows) for slug in sorted(rows)}


def device(slug: str) -> Device | None:
    """Return one device."""
    return devices().get(slug)


def _rows() -> Iterator[_Row]:
    seen: set[str] = set()
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text())
        for written in table.get("device", ()):
            row = _row({**table["unless_stated"], **written}, path.name)
            if row.slug in seen:
                raise BadDevices(f"{path.name}: {row.slug} is there twice")
            seen.add(row.slug)
            yield row


def _row(members: dict[str, Any], place: str) -> _Row:
    unknown = members.keys() - _Row.__dataclass_fields__.keys()
    if unknown:
        raise BadDevices(f"{place}: {sorted(unknown)} is not a member of a device")
    try:
        return msgspec.convert(members, _Row)
    except msgspec.ValidationError as error:
        raise BadDevices(f"{place}, {members.get('slug')}: {error}") from error


def _device(row: _Row, rows: Mapping[str, _Row]) -> Device:
    figures = rows.get(row.accelerator, row) if row.accelerator else row
    if figures.memory is None or figures.usable is None or figures.platform is None:
        raise BadDevices(f"{row.slug}: its memory or platform is not stated")
    named = (figures.memory, figures.usable, figures.bandwidth, figures.compute)
    for source in (row.source, *(figure.source for figure in named if figure)):
        if source is not None and source not in sources():
            raise BadDevices(f"{row.slug}: {source} is no source")
    if not 0 < figures.usable.gib * GIB <= figures.memory.gb * GIB:
        raise BadDevices(f"{row.slug}: more is usable than there is")
    return Device(
        slug=row.slug,
        name=row.name,
        form=row.form,
        platform=figures.platform,
        units=row.units,
        memory=figures.memory,
        usable=figures.usable,
        bandwidth=figures.bandwidth,
        compute=figures.compute,
        accelerator=row.accelerator,
        units_source=row.source,
    )
