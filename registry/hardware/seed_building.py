"""Builds `seeds/configs.jsonl.gz`: of published configurations, the members that are read here and no others."""

import gzip
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from math import isfinite
from pathlib import Path

from registry.hardware.architecture import is_tower

_MEMBERS = tomllib.loads((Path(__file__).with_name("seeds") / "kept.toml").read_text())
_KEPT = frozenset(_MEMBERS["kept"])


@dataclass(frozen=True, slots=True)
class ShippedConfig:
    """What is kept of one model's configuration, with where it was published."""

    repo_id: str
    config: Mapping[str, object]
    separate: Mapping[str, object] | None
    source: str
    dated: str


def kept(value: object) -> object:
    """Return what is kept of a configuration."""
    if isinstance(value, dict):
        return {key: {} if is_tower(key) else kept(one) for key, one in value.items() if _is_kept(key)}
    if isinstance(value, list):
        return [kept(one) for one in value]
    # JSON has no infinity; a configuration that does is read as if it said nothing.
    return None if isinstance(value, float) and not isfinite(value) else value


def published(folder: Path, dated: str) -> Iterator[ShippedConfig]:
    """Yield the configurations of a folder of `{owner}--{name}_config.json`, as aiconfigurator publishes them."""
    for path in sorted(folder.glob("*_config.json")):
        if path.name.endswith("_hf_quant_config.json"):
            continue
        name = path.name.removesuffix("_config.json")
        beside = folder / f"{name}_hf_quant_config.json"
        yield ShippedConfig(
            name.replace("--", "/"),
            _object(kept(json.loads(path.read_text()))),
            _object(kept(json.loads(beside.read_text()))) if beside.exists() else None,
            "ai-dynamo/aiconfigurator, commit 095f58a51 (Apache-2.0)",
            dated,
        )


def transcribed(path: Path, dated: str) -> Iterator[ShippedConfig]:
    """Yield the configurations of one file of them by name; what is said to be cut off is no configuration."""
    for name, config in sorted(json.loads(path.read_text()).items()):
        if isinstance(config, dict):
            yield ShippedConfig(name, _object(kept(config)), None, "pages of the model on huggingface.co", dated)


def pack(configs: list[ShippedConfig]) -> bytes:
    """Return the file; the same configurations make the same bytes."""
    rows = [
        {
            "repo_id": one.repo_id,
            "config": one.config,
            "separate": one.separate,
            "source": one.source,
            "dated": one.dated,
        }
        for one in sorted(configs, key=lambda one: one.repo_id)
    ]
    written = "".join(json.dumps(row, sort_keys=True, separators=(",", ":")) + "\n" for row in rows)
    target = BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", mtime=0, filename="") as packed:
        packed.write(written.encode())
    return target.getvalue()


def _is_kept(key: str) -> bool:
    return key in _KEPT or is_tower(key) or key.startswith("group_")


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
