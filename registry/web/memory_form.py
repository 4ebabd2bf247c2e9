"""The form that asks what a model needs: what can be chosen, and what is chosen now. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from registry.assessment.memory import Known
from registry.catalogue.memory_query import MemoryQuery
from registry.hardware.engines import engines
from registry.hardware.weights import Precision
from registry.web import numbers
from registry.web.form import Option
from registry.web.present import plain

_LENGTHS = (2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072, 262_144, 1_048_576)
_SEQUENCES = (1, 2, 4, 8, 16, 32, 64, 128)
_NUMBERS = (1, 2, 4, 8, 16)
_MOST_VARIANTS = 12  # quantisations that are offered; more are asked for by name
_KEYS = ("device", "devices", "engine", "context_length", "sequences", "precision")
_USUAL = {
    Precision.BF16: "BF16",
    Precision.FP8: "FP8",
    Precision.Q8_0: "Q8_0",
    Precision.Q4_K_M: "Q4_K_M",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One choice of the form."""

    key: str
    label: str
    options: tuple[Option, ...]


def fields(known: Known, query: MemoryQuery) -> Iterator[Field]:
    """Yield what can be chosen, each with what is chosen now."""
    unset = MemoryQuery()
    yield Field("devices", gettext("How many"), _options(_NUMBERS, query.devices, unset.devices))
    yield Field(
        "context_length",
        gettext("Tokens of context"),
        _options(_LENGTHS, query.context_length, unset.context_length),
    )
    yield Field("sequences", gettext("Sequences at once"), _options(_SEQUENCES, query.sequences, unset.sequences))
    chosen = query.precision.casefold()
    offered = [
        Option("" if name == unset.precision else name, precision_name(name), "", name.casefold() == chosen)
        for name in precisions(known)
    ]
    if not any(one.on for one in offered):
        offered.append(Option(query.precision, precision_name(query.precision), "", on=True))
    yield Field("precision", gettext("Precision of the weights"), tuple(offered))
    engine = query.engine.key if query.engine else ""
    usual = Option("", gettext("the usual one"), "", not engine)
    named = (Option(one.key, one.profile, "", one.key == engine) for one in engines().values() if one.offered)
    yield Field("engine", gettext("Engine"), (usual, *named))


def _options(usual: Sequence[int], chosen: int, unsaid: int) -> tuple[Option, ...]:
    """What holds where nothing is said is sent as nothing, so that addresses stay short."""
    return tuple(
        Option("" if one == unsaid else str(one), numbers.whole(one), "", one == chosen)
        for one in sorted({*usual, chosen})
    )


def precisions(known: Known) -> tuple[str, ...]:
    """Return the names of what may be loaded: published sets first, then what can be estimated."""
    weights = known.needs.weights
    if weights is None:
        return (Precision.AS_PUBLISHED.value,)
    published = [one.name for one in weights.variants[:_MOST_VARIANTS]]
    if Precision.AS_PUBLISHED.value not in published and published:
        published.insert(0, Precision.AS_PUBLISHED.value)
    names = {name.casefold() for name in published}
    estimated = [one.value for one in _USUAL if one.value not in names and weights.pick(one) is not None]
    return (*published, *estimated) or (Precision.AS_PUBLISHED.value,)


def precision_name(name: str) -> str:
    """Return what people call a precision."""
    if name == Precision.AS_PUBLISHED.value:
        return gettext("as published")
    return next((text for one, text in _USUAL.items() if one.value == name), plain(name))


def others(given: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Return what the address says of other things, which stays in it."""
    return tuple((key, text) for key, texts in given.items() if key not in _KEYS for text in texts)
