"""What every page shows around its content."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from registry.sync.freshness import Freshness, freshness
from registry.web import numbers
from registry.web.preferences import theme_of


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the navigation."""

    url: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class FreshLine:
    """How fresh the data is: words for the navigation, and a ``notice`` where it is not as it should be."""

    text: str
    exact: str
    notice: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The finished values of the frame; to a ``stranger`` of a closed registry it shows the way in alone."""

    stranger: bool
    theme: str
    places: tuple[Place, ...]
    fresh: FreshLine
    at_sync: bool
    signed_in: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the frame, made when a template first asks for it. Cost then: two queries every five seconds."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> Frame:
    # Where everybody may read nobody needs to sign in, and no page asks the database who it is.
    signed_in = not settings.PERMIS_PUBLIC and request.user.is_authenticated
    stranger = not settings.PERMIS_PUBLIC and not signed_in
    return Frame(
        stranger=stranger,
        theme=theme_of(request),
        places=(
            _place(request, reverse("search"), gettext("Models")),
            _place(request, reverse("check"), gettext("Check a list")),
            _place(request, reverse("licences"), gettext("Licences")),
            _place(request, reverse("devices"), gettext("Machines")),
        ),
        fresh=FreshLine("", "", "") if stranger else _fresh_line(freshness(timezone.now())),
        at_sync=request.path == reverse("sync"),
        signed_in=signed_in,
    )


def _place(request: HttpRequest, url: str, label: str) -> Place:
    return Place(url, label, request.path == url or (url != "/" and request.path.startswith(url + "/")))


def _fresh_line(fresh: Freshness) -> FreshLine:
    if fresh.as_of is None:
        return FreshLine(gettext("Sync"), "", fresh.sentence)
    exact = numbers.exactly(fresh.as_of)
    notice = "" if fresh.state == "available" else fresh.sentence
    if fresh.source == "starter":
        return FreshLine(gettext("Sync"), exact, notice)
    return FreshLine(gettext("Sync: %s") % numbers.ago(fresh.as_of, timezone.now()), exact, notice)
