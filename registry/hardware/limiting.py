"""What decides whether a model fits, as a code with its values, and the sentence that says so.

The sentences are kept here in both languages, because every number of them is computed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class LimitCode(StrEnum):
    """What decides."""

    WEIGHTS = "weights"  # the weights alone are more than is usable
    NEED = "need"  # weights, cache and overhead together are more
    CLOSE = "close"  # they may be more, or little is left free
    ROOM = "room"  # nothing limits: what is left over
    WEIGHTS_UNKNOWN = "weights_unknown"
    CACHE_UNKNOWN = "cache_unknown"
    HEADS = "heads"  # the devices cannot part the heads or the vocabulary evenly
    HEADS_UNKNOWN = "heads_unknown"
    NO_ENGINE = "no_engine"  # the engine does not run on the device


@dataclass(frozen=True, slots=True)
class Limiting:
    """What decides, with the values that its sentence names."""

    code: LimitCode
    values: Mapping[str, str]

    def sentence(self, language: str = "en") -> str:
        """Return the sentence in ``fr``, or in English for any other language."""
        words = _FRENCH if language.startswith("fr") else _ENGLISH
        values = {name: _written(value, language) for name, value in self.values.items()}
        return words[self.code].format_map(values)


_ENGLISH = {
    LimitCode.WEIGHTS: "Weights {weights} GiB > {usable} GiB usable ({share} × {whole}) on {machine}",
    LimitCode.NEED: "Needs at least {low} GiB > {usable} GiB usable ({share} × {whole}) on {machine}",
    LimitCode.CLOSE: "Needs {low} to {high} GiB of {usable} GiB usable ({share} × {whole}) on {machine}: close",
    LimitCode.ROOM: "Needs at most {high} GiB of {usable} GiB usable ({share} × {whole}) on {machine}",
    LimitCode.WEIGHTS_UNKNOWN: "How large the weights are in this precision is not known",
    LimitCode.CACHE_UNKNOWN: "What this architecture keeps for each token is not known",
    LimitCode.HEADS: "{engine} cannot part {heads} attention heads and {words} words evenly over {units} devices",
    LimitCode.HEADS_UNKNOWN: "Whether {engine} can part the model over {units} devices is not known",
    LimitCode.NO_ENGINE: "{engine} does not run on {machine}",
}
_FRENCH = {
    LimitCode.WEIGHTS: "Poids {weights} Gio > {usable} Gio utilisables ({share} × {whole}) sur {machine}",
    LimitCode.NEED: "Il faut au moins {low} Gio > {usable} Gio utilisables ({share} × {whole}) sur {machine}",
    LimitCode.CLOSE: "Il faut de {low} à {high} Gio sur {usable} Gio utilisables ({share} × {whole}), juste, "
    "sur {machine}",
    LimitCode.ROOM: "Il faut au plus {high} Gio sur {usable} Gio utilisables ({share} × {whole}) sur {machine}",
    LimitCode.WEIGHTS_UNKNOWN: "La taille des poids dans cette précision n’est pas connue",
    LimitCode.CACHE_UNKNOWN: "Ce que cette architecture garde pour chaque jeton n’est pas connu",
    LimitCode.HEADS: "{engine} ne peut pas répartir également {heads} têtes d’attention et {words} mots "
    "sur {units} appareils",
    LimitCode.HEADS_UNKNOWN: "On ne sait pas si {engine} peut répartir le modèle sur {units} appareils",
    LimitCode.NO_ENGINE: "{engine} ne fonctionne pas sur {machine}",
}


def gib(number: int) -> str:
    """Return bytes in GiB with one digit, as the sentences have them."""
    return f"{number / 2**30:.1f}"


def _written(value: str, language: str) -> str:
    """A number with the language's own decimal mark."""
    is_number = value.replace(".", "", 1).isdigit()
    return value.replace(".", ",") if is_number and language.startswith("fr") else value
