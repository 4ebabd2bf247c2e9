"""The bytes of the one set of weights that would be loaded: as published to the byte, otherwise an estimate.

An estimate is a range that says what it is. Two sets of the same weights in one repository are never added up.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction


class Precision(StrEnum):
    """In what the weights are loaded."""

    AS_PUBLISHED = "as_published"
    BF16 = "bf16"
    FP8 = "fp8"
    Q8_0 = "q8_0"
    Q4_K_M = "q4_k_m"


class WeightsSource(StrEnum):
    """On what a number of bytes rests, best first."""

    SAFETENSORS_HEADERS = "safetensors_headers"
    GGUF = "gguf"
    LISTING = "listing"
    FILE_SIZES = "file_sizes"
    ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True)
class Variant:
    """One set of weights that can be loaded. ``name`` is `as_published`, a precision, or a GGUF quantisation.

    ``low`` and ``high`` are bytes; where ``exact`` they differ only by what an engine may leave out (layers that
    predict several tokens, a second copy of a tied table). ``routed`` are the bytes of routed experts; None is
    "not known". ``on_load`` is what an engine may add to them when it lays them out anew.
    """

    name: str
    low: int
    high: int
    exact: bool
    source: WeightsSource
    files: tuple[str, ...] = ()
    routed: int | None = None
    on_load: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that a repository offers to load, and how many parameters there are to estimate the rest from."""

    variants: tuple[Variant, ...]
    parameters: int | None  # of everything that is loaded, towers included; None: no estimate can be made
    table_parameters: int = 0  # of the input table and the head, which eight-bit formats leave as they are
    adapter: Variant | None = None  # what is loaded on top

    def pick(self, precision: Precision | str) -> Variant | None:
        """Return the set that is loaded in this precision: a published one before an estimate; None: not known.

        As published, where several quantisations are offered, is the largest of them.
        """
        found = self._published(precision)
        if found is None and self.parameters is not None and precision in _BITS:
            found = estimate(self.parameters, Precision(precision), self.table_parameters)
        return None if found is None else _plus(found, self.adapter)

    def _published(self, precision: str) -> Variant | None:
        for variant in self.variants:
            if variant.name.casefold() == precision.casefold():
                return variant
        if precision == Precision.AS_PUBLISHED:
            return max(self.variants, key=lambda variant: (variant.high, variant.name), default=None)
        return None


# Bits per weight, from and to. GGUF: quantised files of eight models of 1.7 to 671 thousand million parameters and
# the table of llama.cpp for Llama 3.1 8B; small models are mostly vocabulary, which is kept in more bits.
_BITS: dict[str, tuple[Fraction, Fraction]] = {
    Precision.BF16: (Fraction(16), Fraction(1601, 100)),
    Precision.FP8: (Fraction(8), Fraction(802, 100)),
    Precision.Q8_0: (Fraction(85, 10), Fraction(86, 10)),
    Precision.Q4_K_M: (Fraction(48, 10), Fraction(52, 10)),
}
_SMALL = (
    (1_000_000_000, Fraction(86, 10)),
    (4_000_000_000, Fraction(56, 10)),
)


def estimate(parameters: int, precision: Precision, table_parameters: int = 0) -> Variant:
    """Estimate the bytes of so many parameters in another precision than the published one."""
    low, high = _BITS[precision]
    if precision is Precision.Q4_K_M:
        high = next((bits for below, bits in _SMALL if parameters < below), high)
    wide = 8 * min(table_parameters, parameters) if precision is Precision.FP8 else 0
    least = int(parameters * low) // 8
    most = -(-(int(parameters * high) + wide) // 8) + (1 if high.denominator > 1 else 0)
    return Variant(precision.value, least, most, exact=False, source=WeightsSource.ESTIMATE)


def with_adapter(base: Weights, adapter: Variant) -> Weights:
    """Return what an adapter needs: its base, in whatever precision, and itself."""
    return replace(base, adapter=adapter)


def _plus(variant: Variant, adapter: Variant | None) -> Variant:
    if adapter is None:
        return variant
    return replace(
        variant,
        low=variant.low + adapter.low,
        high=variant.high + adapter.high,
        exact=variant.exact and adapter.exact,
        files=(*variant.files, *adapter.files),
    )


def of_components(components: Iterable[Variant]) -> Variant | None:
    """Return what a pipeline needs: from its largest component, where the others wait outside, to all."""
    each = tuple(components)
    if not each:
        return None
    return Variant(
        Precision.AS_PUBLISHED.value,
        max(one.low for one in each),
        sum(one.high for one in each),
        exact=all(one.exact for one in each),
        source=each[0].source,
        files=tuple(file for one in each for file in one.files),
    )
