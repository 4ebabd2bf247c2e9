"""Models of which it is known what they need, as an examination stores them."""

import msgspec

from registry.assessment.measurements import held_of
from registry.catalogue import needs
from registry.hardware.architecture import Architecture, CacheBasis, Experts
from registry.hardware.counts import UNKNOWN
from registry.hardware.layers import LayerKind, Layers
from registry.hardware.measured import Measured
from registry.hardware.weights import Variant, Weights, WeightsSource
from registry.models import Entry, Measurement
from tests.builders import NOW, make_entry

GIB = 2**30


def an_architecture(
    *layers: Layers,
    heads: int | None = 32,
    words: int | None = 32_000,
    longest: int | None = 131_072,
    basis: CacheBasis = CacheBasis.EXACT,
    experts: Experts | None = None,
) -> Architecture:
    """Return what a configuration says: 32 layers that keep 8 heads of 128, unless said otherwise."""
    kept = layers or (Layers(LayerKind.FULL, 32, token_elements=2_048, key_value_heads=8),)
    return Architecture(
        model_type="llama",
        class_name="LlamaForCausalLM",
        cache_basis=basis,
        layers=kept,
        layer_count=sum(one.count for one in kept),
        hidden_size=4_096,
        vocabulary=words,
        attention_heads=heads,
        head_size=128,
        context_length=longest,
        dtype="bfloat16",
        tied=False,
        experts=experts,
        mtp_layers=0,
        multimodal=False,
        problems=(),
    )


def a_measurement(
    weights_bytes: int | None = 14 * GIB,
    architecture: Architecture | None = None,
    *,
    parameters: int | None = None,
    quantisations: tuple[tuple[str, int], ...] = (),
    base: str | None = None,
) -> Measured:
    """Return what was measured of a model of 7 B parameters in BF16, unless said otherwise."""
    variants = [] if weights_bytes is None else [a_variant("as_published", weights_bytes)]
    variants += [a_variant(name, size, WeightsSource.GGUF) for name, size in quantisations]
    return Measured(
        counts=UNKNOWN,
        weights=Weights(tuple(variants), parameters),
        architecture=architecture or an_architecture(),
        base=base,
        problems=(),
    )


def a_variant(name: str, size: int, source: WeightsSource = WeightsSource.SAFETENSORS_HEADERS) -> Variant:
    """Return weights that are known to the byte."""
    return Variant(name, size, size, exact=True, source=source, files=(f"{name}.file",))


def measure(entry: Entry, measured: Measured) -> Entry:
    """Store what was measured of a model, as an examination does."""
    content = msgspec.to_builtins(measured)
    Measurement.objects.create(model_id=entry.pk, revision=entry.revision, seen_at=NOW, content=content)
    row = needs.need_row(entry.pk, held_of([entry.pk])[entry.pk].measured.needs)
    needs.write([row] if row else [], [entry.pk])
    return entry


def make_measured(repo_id: str | None = None, measured: Measured | None = None, **facts: int) -> Entry:
    """Store a model with what it needs."""
    found = measured or a_measurement()
    published = found.weights.pick("as_published")
    size = {"weights_bytes": published.high} if published else {}
    return measure(make_entry(repo_id, **size, **facts), found)  # type: ignore[arg-type]  # counters and sizes alone
