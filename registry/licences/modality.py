"""Whether a model takes or gives more than text, by its architecture. Never by its task, which anyone may set."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

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


@cache
def _known() -> dict[str, bool]:
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["modality"]
    return {name: row["multimodal"] for row in rows for name in row["architectures"]}
