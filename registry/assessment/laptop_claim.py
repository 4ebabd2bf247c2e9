"""A claim answered from the registry: that DeepSeek-R1, with its 671 billion parameters, runs on standard laptops.

Nothing of the answer is written here, only what is asked: which model, which machines, which distillations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.assessment.measurements import Measurement, held_of
from registry.catalogue.reading import fetched
from registry.hardware.counts import Counts
from registry.hardware.devices import device
from registry.hardware.engines import usual
from registry.hardware.fit import Fit, Verdict, fit
from registry.hardware.machine import Machine, Work
from registry.hardware.weights import Precision

MODEL = "deepseek-ai/DeepSeek-R1"
DISTILLATIONS = tuple(
    f"deepseek-ai/DeepSeek-R1-Distill-{size}"
    for size in ("Qwen-1.5B", "Qwen-7B", "Llama-8B", "Qwen-14B", "Qwen-32B", "Llama-70B")
)
QUANTISED = ("unsloth/DeepSeek-R1-GGUF",)  # where quantisations of it are published
LAPTOP = "laptop-16gb"
_RACKS = (("h100-80gb-sxm", 8), ("h200-141gb", 8))
_TOKENS = 8_192


class Standing(StrEnum):
    """What the registry has to say of a claim."""

    CONTRADICTED = "contradicted"
    BORNE_OUT = "borne_out"
    NOT_ANSWERED = "not_answered"  # not enough is held


@dataclass(frozen=True, slots=True)
class Tried:
    """A model on a machine, in one set of weights: whether it fits, with every number."""

    repo_id: str
    precision: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class LaptopClaim:
    """The answer. ``held``: what was measured of the model; None: nothing is held.

    ``on_laptop``: each published set, the smallest first; ``on_racks``: as published on what serves it;
    ``distilled``: the distillations in four bits on the same laptop, which are other models.
    """

    standing: Standing
    held: Measurement | None
    on_laptop: tuple[Tried, ...]
    on_racks: tuple[Tried, ...]
    distilled: tuple[Tried, ...]

    @property
    def counts(self) -> Counts | None:
        """Return how many parameters the model has."""
        return self.held.measured.counts if self.held else None


def laptop_claim() -> LaptopClaim:
    """Answer the claim from what is held now. Cost: two queries, less than ten milliseconds."""
    held = _held((MODEL, *QUANTISED, *DISTILLATIONS))
    model = held.get(MODEL)
    if model is None:
        return LaptopClaim(Standing.NOT_ANSWERED, None, (), (), ())
    laptop = _machine(LAPTOP)
    on_laptop = sorted(
        (
            _tried(name, held[name], laptop, variant.name)
            for name in (MODEL, *QUANTISED)
            if name in held
            for variant in held[name].measured.weights.variants
        ),
        key=lambda one: one.fit.weights_bytes or 0,
    )
    return LaptopClaim(
        standing=_standing(on_laptop),
        held=model,
        on_laptop=tuple(on_laptop),
        on_racks=tuple(
            _tried(MODEL, model, _machine(slug, number), Precision.AS_PUBLISHED) for slug, number in _RACKS
        ),
        distilled=tuple(
            _tried(name, held[name], laptop, Precision.Q4_K_M) for name in DISTILLATIONS if name in held
        ),
    )


def _standing(tried: Sequence[Tried]) -> Standing:
    verdicts = {one.fit.verdict for one in tried}
    if verdicts & {Verdict.FITS, Verdict.TIGHT}:
        return Standing.BORNE_OUT
    return Standing.CONTRADICTED if verdicts == {Verdict.DOES_NOT_FIT} else Standing.NOT_ANSWERED


def _tried(repo_id: str, held: Measurement, machine: Machine, precision: str) -> Tried:
    return Tried(repo_id, precision, fit(held.measured.needs, machine, Work(_TOKENS, precision=precision)))


def _machine(slug: str, number: int = 1) -> Machine:
    found = device(slug)
    if found is None:
        raise LookupError(f"{slug} is among the devices no more")
    return Machine(found, number, usual(found))


def _held(names: tuple[str, ...]) -> Mapping[str, Measurement]:
    asked = "SELECT id, repo_id FROM entry WHERE repo_id = ANY(%s) AND removed_at IS NULL"
    found = dict(fetched(asked, (list(names),)))
    return {found[model_id]: one for model_id, one in held_of(found).items()}
