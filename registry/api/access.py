"""Who asks, and how often they may."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from registry.models import ApiToken
from registry.teams.access import verify

if TYPE_CHECKING:  # the framework reads its settings, and by them this module, before it has the class
    from rest_framework.views import APIView

WINDOW_SECONDS = 60
_BLIND_SECONDS = 5.0  # how long a cache that failed is not asked again


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer permis_…`. A wrong token is an error also where no token is needed."""

    def authenticate(self, request: Request) -> tuple[None, ApiToken] | None:
        """Return the token that the request carries, None if it carries none."""
        scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
        if not scheme:
            return None
        found = verify(token.strip(), timezone.now()) if scheme.lower() == "bearer" else None
        if found is None:
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
        user = request._request.user  # noqa: SLF001 - `request.user` would call this very method
        return (user, None) if user.is_authenticated else None


class MayRead(BasePermission):
    """Reading is open; with PERMIS_PUBLIC=false it takes a token, or a person who has signed in."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Tell whether the request may read."""
        return settings.PERMIS_PUBLIC or request.auth is not None or request.user is not None


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of a window: requests, and seconds until it is full again; ``left`` below 0 is refused."""

    limit: int
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The quota in the headers that the HTTP working group drafts for it."""
        return {
            "RateLimit-Policy": f'"default";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"default";r={max(self.left, 0)};t={self.seconds}',
        }


class RateLimit(BaseThrottle):
    """So many requests a minute by token or address, counted in the cache. Without a cache, reading goes on."""

    _blind_until = 0.0

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Count the request, and tell whether it is within the limit."""
        quota = self._count(request)
        request.META["permis.quota"] = quota  # the answer's headers are made from it
        self._quota = quota
        return quota is None or quota.left >= 0

    def wait(self) -> float | None:
        """Return the seconds until the next window."""
        return self._quota.seconds if self._quota else None

    def _count(self, request: Request) -> Quota | None:
        now = time.time()
        window, passed = divmod(int(now), WINDOW_SECONDS)
        who = f"token-{request.auth.pk}" if request.auth else f"address-{self.get_ident(request)}"
        number = self._add_one(f"rate:{window}:{who}"[:200].replace(" ", ""))
        limit = settings.API_RATE_PER_MINUTE
        return None if number is None else Quota(limit, limit - number, WINDOW_SECONDS - passed)

    def _add_one(self, key: str) -> int | None:
        if time.monotonic() < RateLimit._blind_until:
            return None
        try:
            cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
            number: int = cache.incr(key)
        except (RedisError, OSError, ValueError):
            RateLimit._blind_until = time.monotonic() + _BLIND_SECONDS
            return None
        return number


def quota_of(request: Request) -> Quota | None:
    """Return what is left to whoever sent the request; None where nothing was counted."""
    found: Quota | None = request.META.get("permis.quota")
    return found
