"""How a configuration says its weights are packed: how many weights one stored element holds.

Where a method is not one that we can unpack, or its groups differ in bits, the answer is "not known", never 1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from registry.hardware.config_fields import ConfigFields


class Packing(StrEnum):
    """A way to put several weights into one stored element."""

    NONE = "none"
    CONTAINER = "container"  # GPTQ, AWQ: `qweight`, as many as the bits allow
    COMPRESSED = "compressed"  # compressed-tensors: `weight_packed`
    BITSANDBYTES = "bitsandbytes"  # two in a byte of `weight`
    MXFP4 = "mxfp4"  # two in a byte of `…_blocks`
    NVFP4 = "nvfp4"  # two in a byte of `weight`, beside `weight_scale` and `weight_scale_2`
    MLX = "mlx"  # as many in 32 bits of `weight`, beside `scales` and `biases`
    EXPERTS_FP4 = "experts_fp4"  # two in a byte of routed experts alone
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quantisation:
    """How weights are stored. ``bits`` are those of one weight; ``by_module`` those of modules that differ, None
    for a module that is not packed."""

    method: str | None
    packing: Packing
    bits: Fraction | None = None
    by_module: Mapping[str, int | None] = field(default_factory=dict)

    def bits_of(self, module: str) -> Fraction | None:
        """Return the bits of a weight of one module; None where that is not known."""
        if module in self.by_module:
            bits = self.by_module[module]
            return None if bits is None else Fraction(bits)
        return self.bits


UNQUANTISED = Quantisation(None, Packing.NONE)
_MOST_MODULES = 20_000
_CONTAINERS = frozenset({"gptq", "awq", "gptq_marlin", "awq_marlin", "auto-round", "intel/auto-round"})
_WHOLE = frozenset({"fp8", "fbgemm_fp8", "quark_fp8", "eetq"})


def read_quantisation(config: object, separate: object = None) -> Quantisation:
    """Read `quantization_config`, MLX's `quantization`, or the ``separate`` `hf_quant_config.json` of ModelOpt.

    Any JSON in, a value out. A multimodal model may state it with its language model.
    """
    stated = ConfigFields(config if isinstance(config, Mapping) else {})
    parts = [stated, *filter(None, (stated.part("text_config"), stated.part("language_config")))]
    expert_fp4 = any(part.word("expert_dtype") == "fp4" for part in parts)
    for part in parts:
        quantisation = part.part("quantization_config")
        if quantisation is not None and quantisation.word("quant_method") is not None:
            found = _of_method(quantisation)
            fp4 = expert_fp4 and found.packing is Packing.NONE
            return Quantisation(found.method, Packing.EXPERTS_FP4, Fraction(4)) if fp4 else found
    for part in parts:
        mlx = part.part("quantization", "quantization_config")
        if mlx is not None and mlx.members.get("group_size") is not None:
            return _mlx(mlx)
    return _of_producer(separate)


def _of_method(stated: ConfigFields) -> Quantisation:
    method = (stated.word("quant_method") or "").lower()
    if method in _CONTAINERS:
        bits = stated.whole("bits", "w_bit", most=8, least=2)
        return _packed(method, Packing.CONTAINER, bits)
    if method == "bitsandbytes":
        four = stated.members.get("load_in_4bit") is True or stated.members.get("_load_in_4bit") is True
        return _packed(method, Packing.BITSANDBYTES, 4) if four else Quantisation(method, Packing.NONE)
    if method == "mxfp4":
        return _packed(method, Packing.MXFP4, 4)
    if method in ("compressed-tensors", "compressed_tensors"):
        return _compressed(method, stated)
    if method in ("modelopt", "modelopt_fp4"):
        return _modelopt(method, stated.word("quant_algo") or _algorithm_of_groups(stated))
    if method in _WHOLE:
        return Quantisation(method, Packing.NONE)
    return Quantisation(method or None, Packing.UNKNOWN)


def _packed(method: str, packing: Packing, bits: int | None) -> Quantisation:
    if bits is None:
        return Quantisation(method, Packing.UNKNOWN)
    return Quantisation(method, packing, Fraction(bits))


def _compressed(method: str, stated: ConfigFields) -> Quantisation:
    formats = {stated.word("format") or ""}
    bits: set[int | None] = set()
    for group in _groups(stated):
        formats.add(group.word("format") or stated.word("format") or "")
        weights = group.part("weights")
        bits.add(weights.whole("num_bits", most=16, least=1) if weights else None)
    formats.discard("")
    if any(name.endswith("pack-quantized") or name == "pack_quantized" for name in formats):
        # Groups that differ are told apart by patterns, which are the author's: they are not run.
        only = next(iter(bits)) if len(bits) == 1 else None
        return _packed(method, Packing.COMPRESSED, only)
    known = {"float-quantized", "int-quantized", "naive-quantized", "dense"}
    return Quantisation(method, Packing.NONE if formats and formats <= known else Packing.UNKNOWN)


def _groups(stated: ConfigFields) -> Iterator[ConfigFields]:
    groups = stated.part("config_groups")
    for name in list(groups.members if groups else {})[:100]:
        group = groups.part(name) if groups else None
        if group is not None:
            yield group


def _algorithm_of_groups(stated: ConfigFields) -> str | None:
    """ModelOpt may state its groups alone: floating point of four bits is NVFP4."""
    weights = [part for group in _groups(stated) if (part := group.part("weights"))]
    bits = {part.whole("num_bits", most=16, least=1) for part in weights}
    if bits == {4}:
        return "NVFP4"
    return "FP8" if bits == {8} else None


def _of_producer(separate: object) -> Quantisation:
    written = ConfigFields(separate if isinstance(separate, Mapping) else {})
    quantisation = written.part("quantization")
    if quantisation is None:
        return UNQUANTISED
    return _modelopt("modelopt", quantisation.word("quant_algo"))


def _modelopt(method: str, algorithm: str | None) -> Quantisation:
    stated = (algorithm or "").upper()
    if stated in ("NVFP4", "NVFP4_AWQ", "W4A8_NVFP4_FP8", "MIXED_PRECISION", "NVFP4_W4A4"):
        # A tensor says itself whether it is packed: it is of bytes, with a scale beside it.
        return Quantisation(method, Packing.NVFP4, Fraction(4))
    return Quantisation(method, Packing.NONE if stated.startswith("FP8") else Packing.UNKNOWN)


def _mlx(stated: ConfigFields) -> Quantisation:
    by_module: dict[str, int | None] = {}
    for name, value in list(stated.members.items())[:_MOST_MODULES]:
        if value is False:
            by_module[name] = None
        elif isinstance(value, Mapping):
            by_module[name] = ConfigFields(value).whole("bits", most=16, least=1)
    bits = stated.whole("bits", most=16, least=1)
    return Quantisation("mlx", Packing.MLX if bits else Packing.UNKNOWN, Fraction(bits or 0) or None, by_module)
