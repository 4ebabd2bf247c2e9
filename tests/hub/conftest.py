"""The real client as the oracle: what it makes of the emulated Hub is what it would make of the real one."""

from collections.abc import Iterator
from types import SimpleNamespace

import httpx2
import pytest
from huggingface_hub import HfApi

from tests.hub import EmulatedHub


@pytest.fixture
def api(hub: EmulatedHub) -> HfApi:
    """The client on the small page set, without a token."""
    return HfApi(endpoint=hub.url, token=False)


@pytest.fixture
def empty_api(empty_hub: EmulatedHub) -> HfApi:
    """The client on the empty Hub, without a token."""
    return HfApi(endpoint=empty_hub.url, token=False)


@pytest.fixture
def browser(empty_hub: EmulatedHub) -> Iterator[httpx2.Client]:
    """A bare HTTP client on the empty Hub that follows nothing by itself."""
    with httpx2.Client(base_url=empty_hub.url, timeout=5) as client:
        yield client


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits the client would have made between its tries, in seconds; none is really made."""
    waited: list[float] = []
    monkeypatch.setattr("huggingface_hub.utils._http.time", SimpleNamespace(sleep=waited.append))
    return waited
