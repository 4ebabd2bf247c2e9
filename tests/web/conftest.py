"""What tests of the pages start from: counts and a freshness of no other test."""

from collections.abc import Iterator

import pytest

from registry.catalogue import facets
from registry.sync.freshness import forget
from tests.quotas import begin_anew


@pytest.fixture(autouse=True)
def _pages_of_their_own(servers: None) -> Iterator[None]:
    """A process keeps its counts for a minute and its freshness for seconds; a test's rows are gone before."""
    forget()
    begin_anew()
    yield
    facets.forget()
    forget()
