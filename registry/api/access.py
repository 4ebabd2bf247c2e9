"""Who asks, and how often they may."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from registry.models import ApiToken
from registry.teams.access import verify
from registry.teams.asker import address_of
from registry.teams.quota import WINDOW_SECONDS, Charge, Quota, spend

if TYPE_CHECKING:  # the framework reads its settings, and by them this module, before it has the class
    from rest_framework.views import APIView


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer permis_…`. A wrong token is an error also where no token is needed."""

    def authenticate(self, request: Request) -> tuple[None, ApiToken] | None:
        """Return the token that the request carries, None if it carries none."""
        scheme, token = _given(request)
        if not scheme:
            return None
        found = verify(token, timezone.now()) if scheme == "bearer" else None
        if found is None:
            spend(Charge(_guesses(_address(request)), settings.API_RATE_PER_MINUTE))
            raise AuthenticationFailed("It is unknown or revoked. Tokens are made by: manage.py token create NAME")
        return None, found

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401."""
        return 'Bearer realm="permis"'


class SignedIn(BaseAuthentication):
    """A person who has signed in on the pages, where that opens something: reading in a closed registry.

    Only reading, because a browser sends its cookie also with a request that another site made up.
    """

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, None] | None:
        """Return who has signed in, None if nobody has or it does not matter."""
        if settings.PERMIS_PUBLIC or request.method not in SAFE_METHODS:
            return None
        user = request._request.user  # noqa: SLF001 - DRF's `request.user` would authenticate, which is this very method
        return (user, None) if user.is_authenticated else None


class MayRead(BasePermission):
    """Reading is open; with PERMIS_PUBLIC=false it takes a token, or a person who has signed in."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Tell whether the request may read."""
        return settings.PERMIS_PUBLIC or request.auth is not None or request.user is not None


def count(request: Request, weight: int) -> None:
    """Count a request before anything is looked up for it. Raises Throttled beyond the limit.

    By token, or by address where none is sent. Wrong tokens are counted by address too, lest each new guess begin
    with a quota of its own. Without a cache, reading goes on. Cost: one round trip to the cache.
    """
    limit = settings.API_RATE_PER_MINUTE
    address = _address(request)
    if "Authorization" not in request.headers:
        charges = [Charge(f"api to {address}", limit, weight)]
    else:
        charges = [
            Charge(f"api by {_given(request)[1]}", limit, weight),
            Charge(_guesses(address), limit, weight=0),
        ]
    spent = spend(*charges)
    if spent is None:
        return
    quota, *guesses = spent
    request.META["permis.quota"] = quota  # the answer's headers are made from it
    waits = [quota.seconds] * (quota.left < 0) + [one.seconds for one in guesses if one.left <= 0]
    if waits:
        raise Throttled(wait=max(waits))


def quota_headers(request: Request) -> dict[str, str]:
    """Return what is left to whoever sent the request, in the headers that the HTTP working group drafts for it;
    none where nothing was counted.
    """
    quota: Quota | None = request.META.get("permis.quota")
    if quota is None:
        return {}
    return {
        "RateLimit-Policy": f'"default";q={quota.limit};w={WINDOW_SECONDS}',
        "RateLimit": f'"default";r={max(quota.left, 0)};t={quota.seconds}',
    }


def _given(request: Request) -> tuple[str, str]:
    """Scheme and token, however they are written; empty where there is none."""
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    return scheme.lower(), token.strip()


def _address(request: Request) -> str:
    return address_of(request._request)  # noqa: SLF001 - DRF wraps Django's HttpRequest and gives it under this name alone


def _guesses(address: str) -> str:
    return f"wrong tokens from {address}"
