"""What is known of one model's needs from its files: every answer about memory is computed from this."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from registry.hardware.architecture import Architecture
from registry.hardware.counting import Tally
from registry.hardware.counts import Counts
from registry.hardware.fit import Needs
from registry.hardware.parameters import MOST
from registry.hardware.quantisation import Packing
from registry.hardware.safetensors_header import BITS
from registry.hardware.tensor_roles import Role
from registry.hardware.weight_sets import SetKind, WeightSet
from registry.hardware.weights import Precision, Variant, Weights, WeightsSource


@dataclass(frozen=True, slots=True)
class Measured:
    """A model's counts, weights and architecture. ``base`` is the model that an adapter is loaded on.

    ``problems`` say, for people, what could not be read, and of which file.
    """

    counts: Counts
    weights: Weights
    architecture: Architecture | None
    base: str | None
    problems: tuple[str, ...]

    @property
    def needs(self) -> Needs:
        """Return what `fit` asks for. An adapter alone needs its base: nothing can be said of it."""
        return Needs(None if self.base is not None else self.weights, self.architecture)


def loaded_parameters(counts: Counts, architecture: Architecture | None) -> int | None:
    """Return how many parameters are loaded: towers count, layers that predict several tokens do not.

    A configuration knows nothing of towers: then it is all that is stored, and without that nothing is known.
    """
    if counts.total is None:
        return None
    towers = counts.parameters_of(Role.VISION) + counts.parameters_of(Role.AUDIO)
    if architecture is not None and architecture.multimodal and not towers:
        return counts.stored
    return counts.total + towers


_BUFFERS = Fraction(1, 100)  # of all elements: integers that are no weights
# gpt-oss takes 64.4 to 66.0 GiB in vLLM where its files have 60.8, and 13.47 where they have 12.8.
_GROWTH = {Packing.MXFP4: Fraction(9, 100)}


def as_published(tally: Tally, chosen: WeightSet, packing: Packing = Packing.NONE) -> Variant:
    """Return a set whose headers were all read, to the byte."""
    return Variant(
        Precision.AS_PUBLISHED.value,
        tally.total_bytes - tally.spare_bytes,
        tally.total_bytes,
        exact=True,
        source=WeightsSource.SAFETENSORS_HEADERS,
        files=chosen.files,
        routed=tally.routed_bytes or None,
        on_load=int(tally.total_bytes * _GROWTH.get(packing, 0)),
    )


def quantised(sets: Iterable[WeightSet]) -> tuple[Variant, ...]:
    """Return each GGUF quantisation that is there whole, with the size of all its parts; the largest of a name."""
    found: dict[str, Variant] = {}
    for one in sets:
        if one.kind is not SetKind.GGUF or not one.complete or one.size is None:
            continue
        variant = Variant(one.name, one.size, one.size, exact=True, source=WeightsSource.GGUF, files=one.files)
        if one.name not in found or found[one.name].high < variant.high:
            found[one.name] = variant
    return tuple(sorted(found.values(), key=lambda variant: (variant.high, variant.name)))


def from_listing(elements: Iterable[tuple[str, int]]) -> Variant | None:
    """Return the weights that a listing's elements by type make; None where a type is not known or may be packed.

    The listing does not say which of them an engine leaves out.
    """
    by_type = {dtype.upper(): number for dtype, number in elements}
    total = sum(by_type.values())
    packed = sum(by_type.get(dtype, 0) for dtype in ("I32", "U32", "I16", "U16", "U8", "I8"))
    if not 0 < total <= MOST or not by_type.keys() <= BITS.keys() or packed > _BUFFERS * total:
        return None
    if any(number < 0 for number in by_type.values()):
        return None
    size = sum(BITS[dtype] * number // 8 for dtype, number in by_type.items())
    name = Precision.AS_PUBLISHED.value
    return Variant(name, size * 9 // 10, size, exact=False, source=WeightsSource.LISTING)


def by_size(chosen: WeightSet, name: str = Precision.AS_PUBLISHED.value) -> Variant | None:
    """Return a set of which only the sizes of its files are known; some of that may be no weights."""
    if chosen.size is None or not chosen.complete:
        return None
    return Variant(
        name, chosen.size * 9 // 10, chosen.size, exact=False, source=WeightsSource.FILE_SIZES, files=chosen.files
    )
