"""What every conclusion rests on besides the facts of a model: the knowledge of licences and the curations."""

import hashlib
from dataclasses import dataclass
from functools import cache

from registry.licences import curations, knowledge
from registry.licences.curations import Curations
from registry.licences.knowledge import Knowledge


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """Both, with the one version that answers carry: a change of either is other knowledge."""

    knowledge: Knowledge
    curations: Curations

    @property
    def version(self) -> str:
        """16 hex digits that differ when anything differs that we know."""
        both = f"{self.knowledge.version} {self.curations.version}"
        return hashlib.sha256(both.encode()).hexdigest()[:16]


@cache
def load() -> Grounds:
    """Read the grounds of this release, once in a process. Raises `BadKnowledge` or `BadCuration`."""
    known = knowledge.load()
    return Grounds(known, curations.load(known))
