"""What others recorded of models and licences, as the measurements read it."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]


def json_lines(file: Path) -> list[Row]:
    """Return the objects of a packed file of JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
