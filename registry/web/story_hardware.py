"""The claim of a laptop as finished values, for the story that tells it. Pure."""

from dataclasses import dataclass

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.assessment.laptop_claim import LaptopClaim, Standing, Tried
from registry.hardware.weights import Precision
from registry.web import numbers
from registry.web.facts import number
from registry.web.hardware_words import FITS
from registry.web.machines import called
from registry.web.memory_form import precision_name
from registry.web.present import model_url, plain
from registry.web.values import NOT_EXAMINED, Line, Value
from registry.web.words import Word, word_of

_STANDINGS: dict[str, Word] = {
    Standing.CONTRADICTED: Word(
        pgettext_lazy("a claim", "Contradicted"), _("What is known of the model says otherwise."), "barred", "bad"
    ),
    Standing.BORNE_OUT: Word(
        pgettext_lazy("a claim", "Borne out"), _("What is known of the model says so too."), "check", "good"
    ),
    Standing.NOT_ANSWERED: Word(
        pgettext_lazy("a claim", "Not answered"),
        _("The registry does not hold enough to say."),
        "question",
        "nothing",
    ),
}


@dataclass(frozen=True, slots=True)
class TriedLine:
    """A model on a machine: what is tried, with its page, what comes of it, and why."""

    what: str
    url: str
    machine: str
    verdict: Word
    sentence: str


@dataclass(frozen=True, slots=True)
class LaptopStory:
    """The claim with its answer; the lists are empty where the registry holds nothing."""

    claim: str
    standing: Word
    figures: tuple[Line, ...]
    on_laptop: tuple[TriedLine, ...]
    on_racks: tuple[TriedLine, ...]
    distilled: tuple[TriedLine, ...]
    recorded: str


def laptop_story(claim: LaptopClaim) -> LaptopStory:
    """Return the claim as a page shows it."""
    return LaptopStory(
        claim=gettext("“A model with 671 billion parameters can run on standard laptops.”"),
        standing=word_of(_STANDINGS, claim.standing),
        figures=_figures(claim),
        on_laptop=tuple(map(_line, claim.on_laptop)),
        on_racks=tuple(map(_line, claim.on_racks)),
        distilled=tuple(map(_line, claim.distilled)),
        recorded=plain(claim.held.told_by or "") if claim.held else "",
    )


def _figures(claim: LaptopClaim) -> tuple[Line, ...]:
    counts = claim.counts
    if claim.held is None or counts is None:
        return ()
    published = claim.held.measured.weights.pick(Precision.AS_PUBLISHED)
    token = claim.on_laptop[0].fit.kv_bytes_per_token if claim.on_laptop else None
    return (
        Line(gettext("In total"), number(counts.total)),
        Line(gettext("Active for each token"), number(counts.active)),
        Line(gettext("Stored elements"), number(counts.stored)),
        Line(gettext("Weights"), _bytes(published.high if published else None)),
        Line(gettext("Cache for each token"), _bytes(token)),
    )


def _bytes(size: int | None) -> Value:
    if size is None:
        return NOT_EXAMINED
    figure = numbers.size(size)
    return Value((figure.text,), figure.exact)


def _line(one: Tried) -> TriedLine:
    machine = one.fit.machine
    asked = f"device={machine.device.slug}&devices={machine.devices}&precision={one.precision}"
    name = plain(one.repo_id.rpartition("/")[2])
    return TriedLine(
        what=gettext("%(model)s, %(precision)s") % {"model": name, "precision": precision_name(one.precision)},
        url=f"{model_url(one.repo_id)}?{asked}#memory",
        machine=called(machine),
        verdict=word_of(FITS, one.fit.verdict),
        sentence=one.fit.limiting.sentence(get_language() or "en") + ".",
    )
