"""Rows of the shared real data, for tests that carry the mark `shared`."""

import gzip
import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def json_lines(file: Path) -> list[Row]:
    """Return the objects of a file of JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def hub_rows(shared: Path, *, removed: bool = False) -> list[Row]:
    """Return the real models that were on the Hub on 2026-08-22; those that went away since too, if asked."""
    rows = json_lines(shared / "data" / "hub" / "models_2026-08-22.jsonl.gz")
    return [row for row in rows if removed or not row.get("_removed_at")]
