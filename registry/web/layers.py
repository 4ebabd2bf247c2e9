"""The layers of a licence stack as finished values: what binds, how its licences go together, whence it comes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from registry.assessment.provenance import TracedLayer
from registry.licences.stack import Layer
from registry.web.present import licence_name, licence_url, model_url, plain
from registry.web.values import Linked
from registry.web.words import COMPONENTS, LAYER_RELATIONS, STATUSES, TRAITS, Word, text_of, word_of


@dataclass(frozen=True, slots=True)
class LayerLine:
    """One layer of the stack; ``ways`` holds one empty way where it names no licence that we know.

    ``ways``: of complying, each the licences that apply together. ``together``: they do; else each of a way may be
    the one that applies. ``step`` is how far in it is drawn, at most three; ``evidence`` are the numbers of pieces
    of evidence.
    """

    ways: tuple[tuple[Linked, ...], ...]
    together: bool
    status: Word
    component: str
    relation: str
    origin: str
    url: str
    far: str
    step: int
    notes: tuple[str, ...]
    evidence: tuple[int, ...]


def key_link(key: str) -> Linked:
    """Return a licence's name and where its page is."""
    return Linked(licence_name(key), licence_url(key))


def layer_line(traced: TracedLayer) -> LayerLine:
    """Return the finished values of one layer."""
    layer, depth, origin = traced.layer, traced.depth or 0, traced.from_repo_id or ""
    away = ngettext("%d generation up", "%d generations up", depth) % depth
    return LayerLine(
        ways=tuple(tuple(map(key_link, way)) for way in layer.ways),
        together=not layer.candidates,
        status=word_of(STATUSES, layer.status),
        component=text_of(COMPONENTS, layer.component),
        relation=text_of(LAYER_RELATIONS, layer.relation),
        origin=plain(origin),
        url=model_url(origin) if traced.held and depth else "",
        far=away if depth > 1 else "",
        step=min(depth, 3),
        notes=(*_going_together(layer), *(text_of(TRAITS, trait) for trait in layer.traits)),
        evidence=tuple(place + 1 for place in traced.evidence),
    )


def _going_together(layer: Layer) -> Iterable[str]:
    """Say how several licences of one layer go together."""
    if layer.choices:
        yield gettext("Whoever uses the model may choose between them.")
    if layer.candidates:
        if set(layer.candidates) == set(layer.licences):
            yield gettext("One of these applies, and it is not settled which; each of them is judged.")
        else:
            names = ", ".join(map(licence_name, layer.candidates))
            yield gettext("It is not settled which of these applies, so each is judged: %s") % names
    elif not layer.choices and len(layer.licences) > 1:
        yield gettext("All of these apply together.")
