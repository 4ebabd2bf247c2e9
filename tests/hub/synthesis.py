"""Plausible files for a row that only names them, so that every listed file can also be fetched."""

import json
from collections.abc import Mapping

from tests.hub.content import File, file_of, safetensors, tensors
from tests.hub.encoding import Row

_DEFAULT_PATHS = (".gitattributes", "README.md")


def files_of(row: Row, given: Mapping[str, File]) -> dict[str, File]:
    """All files of a row by path: those given, and something fitting for every other sibling it names."""
    siblings = row.get("siblings")
    listed = siblings if isinstance(siblings, list) else [{"rfilename": path} for path in _DEFAULT_PATHS]
    paths = [item["rfilename"] for item in listed if isinstance(item, dict) and "rfilename" in item]
    return {path: given.get(path) or _made_up(path, row, paths) for path in sorted({*paths, *given})}


def _made_up(path: str, row: Row, paths: list[str]) -> File:
    if path == "README.md":
        return file_of(path, readme(row))
    if path == "config.json":
        return file_of(path, json.dumps(row.get("config") or {}))
    if path.endswith(".safetensors"):
        return _weights(path, row, paths)
    if path.endswith(".safetensors.index.json"):
        return _index(row, paths)
    return file_of(path, f"{path} of {row['id']}\n")


def readme(row: Row) -> str:
    """A model card: the row's card data as front matter (JSON is YAML too), then a title."""
    card = row.get("cardData")
    front = "" if card is None else f"---\n{card if isinstance(card, str) else json.dumps(card)}\n---\n"
    return f"{front}# {row['id']}\n"


def _parameters(row: Row) -> dict[str, int]:
    counts = (row.get("safetensors") or {}).get("parameters") or {}
    return {dtype: count for dtype, count in counts.items() if isinstance(count, int)}


def _shards(paths: list[str]) -> list[str]:
    return sorted(path for path in paths if path.endswith(".safetensors"))


def _weights(path: str, row: Row, paths: list[str]) -> File:
    """The first weight file holds all parameters, the others an empty header: totals stay true."""
    first = _shards(paths)[:1] == [path]
    return safetensors(tensors(_parameters(row) if first else {}))


def _index(row: Row, paths: list[str]) -> File:
    header = tensors(_parameters(row))
    shard = next(iter(_shards(paths)), "model-00001-of-00001.safetensors")
    weight_map = {name: shard for name in header if name != "__metadata__"}
    total = sum(_parameters(row).values())
    return file_of("index.json", json.dumps({"metadata": {"total_size": total}, "weight_map": weight_map}))
