"""`/api/v1/licences`: what the registry knows about licences."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from msgspec import structs
from rest_framework.request import Request

from registry.api import answers, shapes
from registry.api.problems import UNKNOWN_LICENCE, Refused
from registry.api.schema import KEY, documented, parameter
from registry.api.view import Resource, refused
from registry.catalogue import licence_names
from registry.catalogue.cursors import BadCursor
from registry.catalogue.licences import LicenceDetail, LicenceSummary, find_licence, list_licences
from registry.catalogue.query import CURSOR, SIZE, ParameterError
from registry.licences.terms import LicenceClass


class Licences(Resource):
    """All licences."""

    parameters = frozenset({CURSOR.key, SIZE.key})

    @documented("licences", shapes.LicencePage, parameter(CURSOR), parameter(SIZE), tag="licences")
    def get(self, request: Request) -> HttpResponse:
        """List the licences by key, with how many models are under each."""
        page = list_licences(*self.paging())
        if isinstance(page, BadCursor):
            raise refused([ParameterError("?cursor", "is not a cursor of this list")])
        results = tuple(map(_summary, page.licences))
        return self.answer(shapes.LicencePage(results, self.following(page.cursor), answers.count(page.count)))


class Licence(Resource):
    """One licence."""

    @documented("licence", shapes.LicenceDetail, KEY, refusals=(404,), moves=True, tag="licences")
    def get(self, request: Request, key: str) -> HttpResponse:
        """Tell what the registry knows about one licence. Another name of it leads to its key."""
        found = find_licence(key)
        if found is not None:
            return self.answer(_detail(found))
        meant = licence_names.key_of(key)
        if meant is None or find_licence(meant) is None:
            raise _unknown(key)
        return self.moved_to(f"/api/v1/licences/{quote(meant, safe='')}")


def _unknown(key: str) -> Refused:
    said = f"“{key[:100]}” is the key of no licence."
    if meant := licence_names.texts_of(key) or licence_names.meant_by(key):
        said += f" Did you mean: {', '.join(meant)}?"
    return Refused(UNKNOWN_LICENCE, f"{said} /api/v1/licences lists them.")


def _summary(licence: LicenceSummary) -> shapes.Licence:
    return shapes.Licence(
        key=licence.key,
        name=licence.name,
        class_=LicenceClass(licence.licence_class),
        hub_ids=licence.hub_ids,
        aliases=licence.aliases,
        url=licence.url,
        models=licence.models,
        knowledge_version=licence.knowledge_version,
    )


def _listed(known: Mapping[str, Any], member: str) -> tuple[Any, ...] | None:
    """Return a list of the knowledge; None where nobody has written it down yet."""
    return tuple(known[member]) if known.get(member) else None


def _detail(found: LicenceDetail) -> shapes.LicenceDetail:
    known: dict[str, Any] = dict(found.knowledge)
    return shapes.LicenceDetail(
        **structs.asdict(_summary(found.summary)),
        family=known.get("family"),
        maker=known.get("maker"),
        version=known.get("version"),
        dated=known.get("dated"),
        note=known.get("note"),
        source=known.get("source"),
        terms=_listed(known, "terms"),
        documents=_listed(known, "documents"),
        versions=found.versions,
    )
