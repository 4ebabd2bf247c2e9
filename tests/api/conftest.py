"""What tests of the REST door start from: counts and quotas of no other test."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from registry.api.access import RateLimit
from registry.catalogue import facets


@pytest.fixture(autouse=True)
def _a_door_of_its_own(settings: Settings, servers: None) -> Iterator[None]:
    """Quotas are counted by address and minute, and all tests come from one address."""
    settings.API_RATE_PER_MINUTE = 1_000_000
    cache.clear()
    RateLimit._blind_until = 0
    yield
    facets._kept.forget()
