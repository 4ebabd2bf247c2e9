"""A tensor as a header describes it: name, type, shape and the bytes it takes; nothing of its content is read."""

from dataclasses import dataclass
from math import prod

LARGEST_HEADER = 25_000_000  # bytes; the limit that readers of the format keep to
MOST_TENSORS = 200_000  # in one file


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of a file. ``size`` is in bytes."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    size: int

    @property
    def elements(self) -> int:
        """How many numbers it holds, as stored."""
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class Unsound:
    """A header that cannot be believed, and why; nothing of it counts."""

    reason: str
