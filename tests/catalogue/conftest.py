"""What tests of the catalogue start from."""

from collections.abc import Iterator

import pytest

from registry.catalogue import facets


@pytest.fixture(autouse=True)
def _counts_of_no_other_test() -> Iterator[None]:
    """A process keeps its counts for a minute; a test's rows are gone before."""
    yield
    facets.forget()
