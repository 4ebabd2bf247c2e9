"""How many parameters a model has, in four numbers with the evidence for each, and what made a number doubtful."""

from dataclasses import dataclass
from enum import StrEnum

from registry.hardware.parameters import ParameterSource
from registry.hardware.tensor_roles import Role


class CountFlag(StrEnum):
    """What a reader should know of a count."""

    UNPACKED = "unpacked"  # several weights in one element, taken apart as the configuration says
    PACKING_UNKNOWN = "packing_unknown"  # packed in a way that we cannot take apart: no total
    SCALES_LEFT_OUT = "scales_left_out"
    DUPLICATE_LEFT_OUT = "duplicate_left_out"  # a table that is stored twice
    MTP_LEFT_OUT = "mtp_left_out"  # layers that predict several tokens
    TOWERS_APART = "towers_apart"  # parts that see or hear are counted apart
    LAYERS_BEYOND_CONFIG = "layers_beyond_config"
    EXPERTS_UNKNOWN = "experts_unknown"  # how many experts a token meets is not stated
    SOURCES_DISAGREE = "sources_disagree"  # by more than a hundredth
    STATED_TOTAL_WRONG = "stated_total_wrong"  # what a file says of itself is not what it holds
    BELOW_NAME = "below_name"  # far below the size in the name: not published
    ADAPTER = "adapter"
    ROUTER_BIASES_APART = "router_biases_apart"  # corrected while training; buffers, not parameters
    EXTRAS_COUNTED = "extras_counted"  # the total may hold what should be counted apart
    INCOMPLETE = "incomplete"  # not every file could be read: no total
    SEVERAL_SETS = "several_sets"  # the repository holds the weights more than once; one set was counted


@dataclass(frozen=True, slots=True)
class Extra:
    """Parameters that are stored and are not of the main model."""

    role: Role
    parameters: int


@dataclass(frozen=True, slots=True)
class CountEvidence:
    """What one source says: a total, and where it says so."""

    source: ParameterSource
    total: int | None
    stored: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The four numbers; None is "not known".

    ``stored``: what the files hold, unpacked, without scales; the sum of ``total`` and all ``extras``.
    ``total``: the main model, each weight once.
    ``active``: what one token meets, with both tables; ``active_without_embedding``: without the table that is
    only looked up (a tied table is the head as well and stays).
    """

    stored: int | None
    total: int | None
    active: int | None
    active_without_embedding: int | None
    extras: tuple[Extra, ...]
    source: ParameterSource
    flags: tuple[CountFlag, ...]
    evidence: tuple[CountEvidence, ...]

    def parameters_of(self, role: Role) -> int:
        """Return how many parameters an extra has."""
        return sum(extra.parameters for extra in self.extras if extra.role is role)


UNKNOWN = Counts(None, None, None, None, (), ParameterSource.NONE, (), ())
