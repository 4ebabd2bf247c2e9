"""Models that can be answered for without the Hub: facts shipped with the project, each with source and date."""

import gzip
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec

from registry.hardware import architecture as architectures
from registry.hardware.config_count import ConfigCount, count_from_config
from registry.hardware.counts import CountEvidence, CountFlag, Counts, Extra
from registry.hardware.devices import Source
from registry.hardware.measured import Measured, loaded_parameters
from registry.hardware.parameters import Parameters, ParameterSource
from registry.hardware.precedence import Sources, settle
from registry.hardware.safetensors_header import BITS
from registry.hardware.tensor_roles import Role
from registry.hardware.weights import Precision, Variant, Weights, WeightsSource

FOLDER = Path(__file__).with_name("seeds")
CONFIGS = FOLDER / "configs.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Published:
    """A quantisation that somebody publishes; ``rounded`` to three digits by the source."""

    name: str
    bytes: int
    source: str
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Seed:
    """What is known of one model; `seeds/systems.toml` explains the members."""

    repo_id: str
    source: str
    config: Mapping[str, object] | None = None
    config_of: str | None = None
    elements: Mapping[str, int] = field(default_factory=dict)
    scales: int = 0
    routed: int | None = None
    apart: Mapping[Role, int] = field(default_factory=dict)
    published: tuple[Published, ...] = ()
    repository_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class SeedConfig:
    """A shipped configuration: the members that are read, and where and when it was published."""

    repo_id: str
    config: Mapping[str, object]
    separate: Mapping[str, object] | None
    source: str
    dated: str


@dataclass(frozen=True, slots=True)
class _Systems:
    sources: Mapping[str, Source]
    model: tuple[Seed, ...]


@cache
def configs() -> Mapping[str, SeedConfig]:
    """Return the shipped configurations by model. Cost: about 5 ms, once."""
    rows = gzip.decompress(CONFIGS.read_bytes()).splitlines()
    return {row.repo_id: row for row in (msgspec.convert(json.loads(row), SeedConfig) for row in rows)}


@cache
def seeds() -> Mapping[str, Seed]:
    """Return what is known of each model: some have facts of their own, others a configuration alone."""
    listed = {seed.repo_id: seed for seed in _systems().model}
    alone = {name: Seed(name, row.source) for name, row in configs().items() if name not in listed}
    return {**listed, **alone}


def source_of(seed: Seed) -> Source | None:
    """Return where a seed's facts are from; None: from a configuration alone, which names its own source."""
    return _systems().sources.get(seed.source)


def measured(repo_id: str, listing: Parameters | None = None) -> Measured | None:
    """Return what is known of a model as if it had been measured; None for one that is not shipped.

    ``listing`` is what the Hub's listing lets us claim.
    """
    seed = seeds().get(repo_id)
    if seed is None:
        return None
    config = _config(seed)
    architecture = None if config is None else architectures.read(config)
    counted = None if architecture is None else count_from_config(config, architecture)
    counts = settle(
        Sources(
            name=repo_id,
            headers=_stored(seed, counted, architecture),
            listing=listing,
            architecture=architecture,
            config=counted,
        )
    )
    weights = Weights(
        variants=tuple(_variants(seed)),
        parameters=loaded_parameters(counts, architecture),
        table_parameters=0 if counted is None else counted.embedding + counted.head,
    )
    return Measured(counts, weights, architecture, None, architecture.problems if architecture else ())


def _config(seed: Seed) -> Mapping[str, object] | None:
    if seed.config is not None:
        return seed.config
    shipped = configs().get(seed.config_of or seed.repo_id)
    return None if shipped is None else shipped.config


def _stored(
    seed: Seed, counted: ConfigCount | None, architecture: architectures.Architecture | None
) -> Counts | None:
    """The counts that the elements by type make, with what is known to stand apart."""
    if not seed.elements:
        return None
    stored = sum(seed.elements.values()) - seed.scales
    total = stored - sum(seed.apart.values())
    extras = tuple(Extra(role, number) for role, number in sorted(seed.apart.items()))
    agrees = counted is not None and counted.total == total
    flags = [
        flag
        for flag, holds in ((CountFlag.SCALES_LEFT_OUT, seed.scales), (CountFlag.MTP_LEFT_OUT, extras))
        if holds
    ]
    note = f"elements by type: {_title(seed)}"
    return Counts(
        stored=stored,
        total=total,
        active=counted.active(architecture) if counted and architecture and agrees else None,
        active_without_embedding=(
            counted.active_without_embedding(architecture) if counted and architecture and agrees else None
        ),
        extras=extras,
        source=ParameterSource.SAFETENSORS_HEADERS if seed.apart else ParameterSource.HUB_TOTAL,
        flags=tuple(flags),
        evidence=(CountEvidence(ParameterSource.HUB_TOTAL, total, stored, note),),
    )


def _title(seed: Seed) -> str:
    source = source_of(seed)
    return seed.source if source is None else f"{source.title}, {source.dated.isoformat()}"


def _variants(seed: Seed) -> list[Variant]:
    found = []
    if seed.elements:
        size = sum(BITS[dtype] // 8 * number for dtype, number in seed.elements.items())
        spare = 2 * seed.apart.get(Role.DUPLICATE, 0) + seed.apart.get(Role.MTP, 0)
        name = Precision.AS_PUBLISHED.value
        source = WeightsSource.SAFETENSORS_HEADERS
        found.append(Variant(name, size - spare, size, exact=True, source=source, routed=seed.routed))
    for one in seed.published:
        slack = one.bytes // 200 if one.rounded else one.bytes // 1000
        low, high = one.bytes - slack, one.bytes + (slack if one.rounded else 0)
        found.append(Variant(one.name, low, high, exact=False, source=WeightsSource.FILE_SIZES))
    return found


@cache
def _systems() -> _Systems:
    return msgspec.convert(tomllib.loads((FOLDER / "systems.toml").read_text()), _Systems)
