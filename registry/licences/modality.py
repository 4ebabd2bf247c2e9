"""Whether a model takes or gives more than text, by its architecture. Never by its task, which anyone may set."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from registry.licences.curations import Curation, Modality

FILE = Path(__file__).parent / "modality.toml"


def multimodal(architectures: Iterable[str], curations: Iterable[Curation] = ()) -> bool | None:
    """Return what a person found out, else what the architectures tell; None where neither does.

    One architecture that takes or gives more than text is enough; all of them must be known to be text alone.
    """
    curated = [one.multimodal for one in curations if isinstance(one, Modality)]
    if curated:
        return any(curated)
    told = [_known().get(one) for one in architectures]
    if any(told):
        return True
    return False if told and None not in told else None


def multimodal_under(licence: str) -> bool | None:
    """Return what holds of every model that came out under a licence; None where that differs, or is not known."""
    return _known_licences().get(licence)


@cache
def _known() -> dict[str, bool]:
    return {name: row["multimodal"] for row in _rows("modality") for name in row["architectures"]}


@cache
def _known_licences() -> dict[str, bool]:
    return {key: row["multimodal"] for row in _rows("licence") for key in row["licences"]}


def _rows(table: str) -> list[dict[str, Any]]:
    with FILE.open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)[table]
    return rows
