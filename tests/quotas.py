"""Quotas between tests: counted by address and minute, and all tests come from one address."""

from django.core.cache import cache

from registry.teams.quota import look_again

NOWHERE = {"default": {"BACKEND": "registry.teams.quota.CountingCache", "LOCATION": "redis://127.0.0.1:1/0"}}
"""A CACHES that nobody answers."""


def begin_anew() -> None:
    """Forget what was counted, and that the cache failed."""
    cache.clear()
    look_again()
