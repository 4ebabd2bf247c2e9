"""Who asks, and how often they may."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.throttling import BaseThrottle


class TokenAuthentication(BaseAuthentication):
    """Bearer tokens."""


class MayRead(BasePermission):
    """Reading is open unless PERMIS_PUBLIC is false."""


class RateLimit(BaseThrottle):
    """Requests a minute."""
