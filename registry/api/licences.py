"""`/api/v1/licences`: what the registry knows about licences."""

from dataclasses import fields
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from msgspec import structs
from rest_framework.request import Request

from registry.api import answers, shapes
from registry.api.problems import UNKNOWN_LICENCE, Refused
from registry.api.schema import KEY, OTHER_KEY, documented, parameter
from registry.api.term_shapes import Differences, LicenceComparison, Term, TermChange
from registry.api.view import Resource, refused
from registry.catalogue import licence_names
from registry.catalogue.cursors import BadCursor
from registry.catalogue.licences import (
    LicenceDetail,
    LicenceSummary,
    NotComparable,
    compare_licences,
    find_licence,
    list_licences,
)
from registry.catalogue.query import CURSOR, SIZE, ParameterError
from registry.licences import terms
from registry.licences.comparison import Comparison
from registry.licences.terms import Effect, LicenceClass, TermKind
from registry.licences.uses import UseCase


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


class LicenceDifferences(Resource):
    """Two licences side by side."""

    parameters = frozenset({OTHER_KEY.name})

    @documented("licence_compare", LicenceComparison, KEY, OTHER_KEY, refusals=(404,), tag="licences")
    def get(self, request: Request, key: str) -> HttpResponse:
        """Tell what another licence, given by its key as `with`, says otherwise than this one."""
        before, given = find_licence(key), request.query_params.getlist(OTHER_KEY.name)
        if before is None:
            raise _unknown(key)
        if len(given) != 1:
            raise refused([ParameterError("?with", "must name one licence by its key")])
        after = find_licence(given[0])
        if after is None:
            raise refused([ParameterError("?with", f"“{given[0][:100]}” is the key of no licence")])
        return self.answer(_comparison(before, after))


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


def _detail(found: LicenceDetail) -> shapes.LicenceDetail:
    known: dict[str, Any] = dict(found.knowledge)
    typed, key = found.typed, found.summary.key
    said = typed.terms if typed else None
    return shapes.LicenceDetail(
        **structs.asdict(_summary(found.summary)),
        family=known.get("family"),
        maker=known.get("maker"),
        version=known.get("version"),
        dated=known.get("dated"),
        note=known.get("note"),
        source=known.get("source"),
        terms=None if said is None else tuple(_term(key, term) for term in said),
        documents=typed.documents if typed else None,
        versions=found.versions,
        terms_state=found.state,
        governing_law=typed.governing_law if typed else None,
        commercial_definition=_commercial_definition(said or ()),
        spdx=typed.spdx if typed else None,
        scancode=known.get("scancode"),
        predecessor=found.neighbours.before,
        successor=found.neighbours.after,
    )


def _commercial_definition(said: tuple[terms.Term, ...]) -> tuple[UseCase, ...] | None:
    defined = [
        one for one in said if one.kind is TermKind.COMMERCIAL_DEFINITION and one.effect is Effect.CONDITION
    ]
    return defined[0].uses if defined else None


def _term(key: str, term: terms.Term) -> Term:
    members = {member.name: getattr(term, member.name) for member in fields(term)}
    return Term(global_id=terms.global_id(key, term), **members)


def _comparison(before: LicenceDetail, after: LicenceDetail) -> LicenceComparison:
    found = compare_licences(before, after)
    keys = before.summary.key, after.summary.key
    untold = found if isinstance(found, NotComparable) else NotComparable((), ())
    return LicenceComparison(
        *keys,
        None if isinstance(found, NotComparable) else _differences(found, *keys),
        untold.not_typed,
        untold.unreadable,
        after.summary.knowledge_version,
    )


def _differences(found: Comparison, before: str, after: str) -> Differences:
    return Differences(
        added=tuple(_term(after, term) for term in found.added),
        dropped=tuple(_term(before, term) for term in found.dropped),
        changed=tuple(
            TermChange(one.after.id, one.members, _term(before, one.before), _term(after, one.after))
            for one in found.changed
        ),
        same=found.same,
        unclear=found.unclear,
    )
