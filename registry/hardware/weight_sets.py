"""Which files of a repository are one set of weights: the same weights are often there several times.

A set is chosen, never added to another: shards of one pattern, the files that an index names, the parts of one
GGUF quantisation. Files in the folders of original checkpoints and of other formats are not what an engine loads.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

INDEX = "model.safetensors.index.json"


class SetKind(StrEnum):
    """The format of a set, in the order in which one is chosen."""

    SAFETENSORS = "safetensors"
    GGUF = "gguf"
    PICKLE = "pickle"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a repository. ``size`` is in bytes; None: not known."""

    path: str
    size: int | None


@dataclass(frozen=True, slots=True)
class WeightSet:
    """One set. ``name`` tells sets of a kind apart: a GGUF quantisation, a variant, or the stem of its files.

    ``complete``: every shard that the names promise is there. ``size`` is the sum of all files; None: not known.
    """

    kind: SetKind
    name: str
    files: tuple[str, ...]
    size: int | None
    complete: bool


_SHARD = re.compile(r"^(?P<stem>.+?)-(?P<index>\d{5,6})-of-(?P<count>\d{5,6})(?P<end>\.[a-z]+)$")
_LEFT_OUT = re.compile(
    r"(?:^|/)(?:original|consolidated|onnx|openvino|coreml|flax|tf|checkpoint-\d+|runs|eagle|mtp|draft)[^/]*/"
    r"|(?:^|/)(?:consolidated|optimizer|scheduler|training_args|rng_state|adapter_model\.bin)"
    r"|mmproj|imatrix",
    re.IGNORECASE,
)
_QUANTISATION = re.compile(
    r"(?<![a-z0-9])((?:ud[-_])?(?:iq[1-4]_(?:xxs|xs|s|m|nl)|q[2-8]_k(?:_(?:xxs|xs|s|m|l|xl))?|q[2-8]_[01]"
    r"|tq[12]_0|mxfp4(?:_moe)?|bf16|f16|fp16|f32))(?![a-z0-9])",
    re.IGNORECASE,
)
_ENDINGS = {".safetensors": SetKind.SAFETENSORS, ".gguf": SetKind.GGUF, ".bin": SetKind.PICKLE}
_MOST_FILES = 20_000
_PREFERRED = ("model", "pytorch_model", "diffusion_pytorch_model", "adapter_model")


def find(files: Iterable[File]) -> tuple[WeightSet, ...]:
    """Return the sets, the one that an engine would load first. Cost: linear; 20,000 files are looked at."""
    shards: dict[_Key, list[File]] = defaultdict(list)
    for file in islice(files, _MOST_FILES):
        key = _key(file.path)
        if key is not None:
            shards[key].append(file)
    sets = [_set(key, found) for key, found in shards.items()]
    order = list(SetKind)
    return tuple(sorted(sets, key=lambda one: (order.index(one.kind), _rank(one), one.name)))


def named_by(index: Mapping[str, object], sets: Iterable[WeightSet]) -> WeightSet | None:
    """Return the set whose files the `weight_map` of an index names; None where they are not there."""
    weight_map = index.get("weight_map")
    if not isinstance(weight_map, Mapping):
        return None
    named = {value for value in weight_map.values() if isinstance(value, str)}
    return next((one for one in sets if named and named <= {path.rpartition("/")[2] for path in one.files}), None)


def stated_total(index: Mapping[str, object]) -> int | None:
    """Return the number of parameters that an index claims for itself; it can be anything."""
    metadata = index.get("metadata")
    stated = metadata.get("total_parameters") if isinstance(metadata, Mapping) else None
    return stated if type(stated) is int and 0 < stated < 2**63 else None


def stated_bytes(index: Mapping[str, object]) -> int | None:
    """Return the bytes that an index claims for its weights."""
    metadata = index.get("metadata")
    stated = metadata.get("total_size") if isinstance(metadata, Mapping) else None
    if type(stated) is float and stated.is_integer():
        stated = int(stated)
    return stated if type(stated) is int and 0 < stated < 2**63 else None


def quantisation_of(path: str) -> str | None:
    """Return the GGUF quantisation that a path names, in capitals: that of the file, else that of its folder."""
    for part in reversed(path.split("/")):
        found = _QUANTISATION.findall(part)
        if found:
            return str(found[-1]).upper().replace("UD_", "UD-").replace("FP16", "F16")
    return None


@dataclass(frozen=True, slots=True)
class _Key:
    """What the files of a set have in common: format, stem, and how many shards there are (0: it is no shard)."""

    kind: SetKind
    stem: str
    shards: int


def _key(path: str) -> _Key | None:
    ending = next((ending for ending in _ENDINGS if path.endswith(ending)), None)
    if ending is None or _LEFT_OUT.search(path):
        return None
    kind = _ENDINGS[ending]
    if kind is SetKind.PICKLE and not path.rpartition("/")[2].startswith(("pytorch_model", "model")):
        return None
    shard = _SHARD.match(path)
    return _Key(kind, shard["stem"], int(shard["count"])) if shard else _Key(kind, path[: -len(ending)], 0)


def _set(key: _Key, files: list[File]) -> WeightSet:
    paths = tuple(sorted(file.path for file in files))
    sizes = [file.size for file in files]
    total = None if None in sizes else sum(size for size in sizes if size is not None)
    quantisation = quantisation_of(paths[0]) if key.kind is SetKind.GGUF else None
    return WeightSet(key.kind, quantisation or key.stem, paths, total, not key.shards or len(paths) == key.shards)


def _rank(one: WeightSet) -> tuple[bool, bool, int, int]:
    """At the root first, whole first, by its usual name first, then the one of fewest files."""
    base = one.name.rpartition("/")[2]
    usual = _PREFERRED.index(base) if base in _PREFERRED else len(_PREFERRED)
    return "/" in one.name, not one.complete, usual, len(one.files)
