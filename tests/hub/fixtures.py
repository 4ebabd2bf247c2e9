"""Fixtures around the emulated Hub, for every test of the suite."""

from collections.abc import Iterator

import pytest

from tests.hub import PAGES, EmulatedHub


@pytest.fixture
def hub() -> Iterator[EmulatedHub]:
    """A fresh Hub that holds the project's own small page set."""
    with EmulatedHub.from_jsonl([PAGES]) as hub:
        yield hub


@pytest.fixture
def empty_hub() -> Iterator[EmulatedHub]:
    """A fresh Hub that holds nothing."""
    with EmulatedHub() as hub:
        yield hub
