"""How many parameters a model has, by which source, and why a count is not one.

A listing gives counts of stored elements. They are the parameters only where one element is one weight:
four-bit formats pack several into one, adapters store what they add, and some totals are plain wrong.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeGuard


class ParameterSource(StrEnum):
    """Where a count comes from, best first; ``none``: no source gives one."""

    SAFETENSORS_HEADERS = "safetensors_headers"
    GGUF = "gguf"
    HUB_TOTAL = "hub_total"
    CONFIG = "config"
    NAME = "name"
    NONE = "none"


class ParameterFlag(StrEnum):
    """Why a count needs a second look."""

    PACKED = "packed"  # several weights in one element; a total is given only where the name bears it out
    SCALES_COUNTED = "scales_counted"  # eight-bit weights, whose scales stand among the elements
    ADAPTER = "adapter"  # the repository holds what is added to a parent
    BELOW_NAME = "below_name"  # far below the size in the name
    SOURCES_DISAGREE = "sources_disagree"  # two counts of the same model differ by more than a tenth
    IMPLAUSIBLE = "implausible"  # more than any model has


@dataclass(frozen=True, slots=True)
class Parameters:
    """Counts of elements; None is "not known". ``stored`` is what the files hold, ``total`` what the model has."""

    total: int | None
    active: int | None
    stored: int | None
    source: ParameterSource
    flags: tuple[ParameterFlag, ...]


MOST = 10**14  # elements; fifty times the largest model published by 2026

_FAR_BELOW = 0.65  # of the size in the name; mixtures of experts reach 0.77, four-bit packing at most 0.6
_AGREES = (0.9, 1.3)
_NOTABLE = 0.05  # share of all elements; buffers and indexes stay below
_DISAGREE = 0.1

_PACKING_TYPES = frozenset({"I32", "U32", "U8", "I16", "U16"})
_SCALED_METHODS = frozenset({"fp8", "fbgemm_fp8"})
_PACKING_WORDS = re.compile(
    r"(?<![a-z0-9])(?:gptq|awq|bnb|bitsandbytes|exl[23]|aqlm|hqq|auto-?round|quip|[nm]x?v?fp4|fp4|nf4|int[2-4]"
    r"|[2-6]-?bits?|w[2-4]a(?:8|16))(?![a-z0-9])"
)
_MLX_WORDS = re.compile(r"(?=.*(?<![a-z0-9])mlx(?![a-z0-9])).*(?<![a-z0-9])8-?bits?(?![a-z0-9])")
_SCALED_WORD = re.compile(r"(?<![a-z0-9])fp8(?![a-z0-9])")
_SIZE = re.compile(r"(?<![a-z0-9._])(?:(\d{1,2})x)?(\d{1,4}(?:[._]\d{1,3})?)([bm])(?![a-z0-9])(?!-?tok)")
_UNITS = {"b": 10**9, "m": 10**6}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One count of the listing: as stored, and as a total where it can be one."""

    stored: int
    total: int | None
    source: ParameterSource
    flags: frozenset[ParameterFlag]


def count(
    *,
    name: str,
    safetensors_total: int | None,
    safetensors_parameters: Iterable[tuple[str, int]] = (),
    gguf_total: int | None = None,
    quantisation: str | None = None,
    tags: Iterable[str] = (),
    adapter: bool = False,
) -> Parameters:
    """Say how many parameters a listing lets us claim. ``name`` is a repository id or its last part.

    ``safetensors_parameters`` are (dtype, elements), ``quantisation`` the method that the config names,
    ``adapter`` whether the repository is one. A number that cannot be right is flagged and left out.
    """
    implausible = any(total is not None and total > MOST for total in (safetensors_total, gguf_total))
    flags = {ParameterFlag.IMPLAUSIBLE} if implausible else set()
    readings = []
    if _plausible(safetensors_total):
        packing = _packing(name, safetensors_total, dict(safetensors_parameters), quantisation, tags)
        readings.append(_weighed(safetensors_total, name, ParameterSource.HUB_TOTAL, packing))
    if _plausible(gguf_total):
        readings.append(_weighed(gguf_total, name, ParameterSource.GGUF, frozenset()))
    if not readings:
        return Parameters(None, None, None, ParameterSource.NONE, tuple(sorted(flags)))
    best = next((one for one in readings if one.total is not None), readings[0])
    flags |= best.flags
    if any(_disagree(best.total, one.total) for one in readings):
        flags.add(ParameterFlag.SOURCES_DISAGREE)
    if adapter:
        flags = flags - {ParameterFlag.BELOW_NAME} | {ParameterFlag.ADAPTER}
    total = None if adapter else best.total
    return Parameters(total, None, readings[0].stored, best.source, tuple(sorted(flags)))


def sizes_in(name: str) -> tuple[int, ...]:
    """The parameter counts that a model's name states, ascending: ``8x7B`` is 56 000 million, ``A3B`` none."""
    last = name.rsplit("/", 1)[-1].lower()
    found = {
        int(int(times or 1) * float(number.replace("_", ".")) * _UNITS[unit])
        for times, number, unit in _SIZE.findall(last)
    }
    return tuple(sorted(found - {0}))


def _plausible(total: int | None) -> TypeGuard[int]:
    return total is not None and 0 < total <= MOST


def _weighed(stored: int, name: str, source: ParameterSource, packing: frozenset[ParameterFlag]) -> _Reading:
    sizes = sizes_in(name)
    if ParameterFlag.PACKED in packing:
        borne_out = any(_AGREES[0] * size <= stored <= _AGREES[1] * size for size in sizes)
        return _Reading(stored, stored if borne_out else None, source, packing)
    if sizes and stored < _FAR_BELOW * sizes[0]:
        return _Reading(stored, None, source, packing | {ParameterFlag.BELOW_NAME})
    return _Reading(stored, stored, source, packing)


def _packing(
    name: str, stored: int, by_type: Mapping[str, int], quantisation: str | None, tags: Iterable[str]
) -> frozenset[ParameterFlag]:
    """Whether elements hold several weights: by their types, else by the method, else by name and tags."""
    if by_type:
        return _packing_of_types(stored, by_type, quantisation)
    if quantisation is not None:
        scaled = quantisation.lower() in _SCALED_METHODS
        return frozenset({ParameterFlag.SCALES_COUNTED if scaled else ParameterFlag.PACKED})
    words = " ".join((name.rsplit("/", 1)[-1].lower(), *(tag.lower() for tag in tags)))
    # MLX packs eight-bit weights too, four to an element.
    if _PACKING_WORDS.search(words) or _MLX_WORDS.match(words):
        return frozenset({ParameterFlag.PACKED})
    return frozenset({ParameterFlag.SCALES_COUNTED}) if _SCALED_WORD.search(words) else frozenset()


def _packing_of_types(
    stored: int, by_type: Mapping[str, int], quantisation: str | None
) -> frozenset[ParameterFlag]:
    types = {kind.upper() for kind, elements in by_type.items() if elements > _NOTABLE * stored}
    # Eight-bit integers are one weight each, except where an FP8 config keeps four-bit experts in them.
    if types & _PACKING_TYPES or ("I8" in types and quantisation != "bitsandbytes"):
        return frozenset({ParameterFlag.PACKED})
    if any(kind.startswith("F8") for kind in types):
        return frozenset({ParameterFlag.SCALES_COUNTED})
    return frozenset()


def _disagree(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and abs(one - other) > _DISAGREE * one
