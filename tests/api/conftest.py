"""What tests of the REST door start from: counts and quotas of no other test."""

from collections.abc import Iterator

import pytest

from registry.catalogue import facets
from tests.quotas import begin_anew


@pytest.fixture(autouse=True)
def _a_door_of_its_own(servers: None) -> Iterator[None]:
    begin_anew()
    yield
    facets.forget()
