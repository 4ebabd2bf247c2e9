"""What every address of the REST door does alike: names its parameters, speaks English, says how long it keeps."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from registry.api.access import MayRead, count, quota_headers
from registry.api.problems import INVALID_PARAMETERS, InputError, Refused
from registry.api.render import JSON, to_json
from registry.catalogue.in_context import InContext, is_of_context, read_context
from registry.catalogue.parameters import Fault, Parameter, read
from registry.catalogue.query import CURSOR, PAGE_SIZE, SIZE, InvalidQuery, ParameterError

_Kept = TypeVar("_Kept", bound=HttpResponseBase)


class Resource(APIView):
    """One address that is read. ``parameters`` are the query parameters it knows; any other is an error."""

    # Said here too, because views of other packages open themselves to all.
    permission_classes: Sequence[type[BasePermission]] = (MayRead,)
    parameters: ClassVar[frozenset[str]] = frozenset()
    judges: ClassVar[bool] = False  # whether it knows those that say a context too
    max_age: ClassVar[int] = 60  # seconds for which an answer may be kept
    weight: ClassVar[int] = 1  # how many ordinary requests one of these costs; 0 is never counted
    http_method_names: Sequence[str] = ("get", "head")  # OPTIONS would tell nothing that the schema does not

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in English, whatever language a browser prefers: the same bytes for everyone."""
        with translation.override("en"):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse the impatient, strangers, and parameters that nothing would read, in that order."""
        if self.weight:
            count(request, self.weight)
        super().initial(request, *args, **kwargs)
        unknown = [key for key in request.query_params if not self.knows(key)]
        if unknown:
            raise refused(ParameterError("?" + key[:60], "is not a parameter") for key in unknown)

    def knows(self, key: str) -> bool:
        """Tell whether a query parameter of this name is read here."""
        return key in self.parameters or (self.judges and is_of_context(key))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add what is left of the quota."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in quota_headers(self.request).items():
            answer.headers[name] = value
        return answer

    def answer(self, value: object, *, tagged: bool = True) -> HttpResponse:
        """Return the value as JSON; 304 if the asker has the same bytes already, unless it is not ``tagged``."""
        return self.bytes_of(to_json(value), JSON) if tagged else self.kept(HttpResponse(to_json(value), JSON))

    def bytes_of(self, body: bytes, media_type: str) -> HttpResponse:
        """Return the bytes with a mark of them; 304 if the asker has the same ones already."""
        etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
        given = parse_etags(self.request.headers.get("If-None-Match", ""))
        if given == ["*"] or etag in (one.removeprefix("W/") for one in given):
            response = HttpResponse(status=304)
            del response.headers["Content-Type"]
        else:
            response = HttpResponse(body, media_type)
        response.headers["ETag"] = etag
        return self.kept(response)

    def moved_to(self, address: str) -> HttpResponse:
        """Lead to another address of ours, for as long as an answer may be kept."""
        response = self.kept(HttpResponse(status=308, headers={"Location": address}))
        del response.headers["Content-Type"]
        return response

    def kept(self, response: _Kept) -> _Kept:
        """Say how long the answer may be kept, and by whom: a closed registry's only by who asked."""
        whose = "public" if settings.PERMIS_PUBLIC else "private"
        response.headers["Cache-Control"] = f"{whose}, max-age={self.max_age}" if self.max_age else "no-store"
        patch_vary_headers(response, ("Accept",))
        return response

    def given(self) -> Mapping[str, Sequence[str]]:
        """Return the query parameters, each with all its values."""
        return dict(self.request.query_params.lists())

    def paging(self) -> tuple[str | None, int]:
        """Return cursor and page size as given. Raises Refused."""
        cursor, size = self.value(CURSOR), self.value(SIZE)
        return None if cursor is None else str(cursor), size if isinstance(size, int) else PAGE_SIZE

    def within(self) -> InContext | None:
        """Return the context that is given, None where none is. Raises Refused."""
        within = read_context(self.given())
        if isinstance(within, tuple):
            raise refused(ParameterError(one.pointer, one.detail) for one in within)
        return within

    def value(self, parameter: Parameter) -> object:
        """Return what the request says for one parameter, None where it says nothing. Raises Refused."""
        value = read(parameter, self.given().get(parameter.key, ()))
        if isinstance(value, Fault):
            raise refused([ParameterError("?" + parameter.key, value.detail)])
        return value

    def following(self, cursor: str | None) -> str | None:
        """Return the address of the next page: this one, with another cursor."""
        if cursor is None:
            return None
        query = self.request.query_params.copy()
        query[CURSOR.key] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")


def refused(errors: Any) -> Refused:
    """Return the problem of parameters that cannot be meant."""
    told = [InputError(error.pointer, str(error.detail)) for error in errors]
    said = "; ".join(f"{error.pointer[1:]} {error.detail}" for error in told[:3])
    return Refused(INVALID_PARAMETERS, said if said.endswith("?") else said + ".", told)


def refused_query(query: InvalidQuery) -> Refused:
    """Return the problem of a search that cannot be meant."""
    return refused(query.errors)
