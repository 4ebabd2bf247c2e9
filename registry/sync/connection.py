"""Connections to the Hub with our settings: the token goes to the endpoint it was given for, and to no other."""

from collections.abc import Callable
from threading import Event

from django.conf import settings

from registry.hub.client import HubClient
from registry.hub.files import HubFiles
from registry.hub.links import origin
from registry.hub.wire import Patience
from registry.sync.ahead import interruptible

FOREGROUND = Patience(pause=900)  # a person waits, and sees why
BACKGROUND = Patience(pause=60, total=60, tries=4)  # a worker has other things to do


def connect(patience: Patience, stop: Event) -> Callable[[str], HubClient]:
    """Return what makes a connection to an endpoint; its waits end when asked to stop."""

    def client(endpoint: str) -> HubClient:
        return HubClient(endpoint, token_for(endpoint), patience=patience, sleep=interruptible(stop))

    return client


def connect_files() -> HubFiles:
    """Return a connection for single models and files of the Hub that the settings name.

    It is so impatient that a model with all its files is read, or given up, within an examination's lease.
    """
    return HubFiles(settings.HF_ENDPOINT, token_for(settings.HF_ENDPOINT), timeout=10, total=14)


def token_for(endpoint: str) -> str | None:
    """Return HF_TOKEN where the endpoint is on the host of HF_ENDPOINT."""
    token: str | None = settings.HF_TOKEN
    try:
        return token if origin(endpoint) == origin(settings.HF_ENDPOINT) else None
    except ValueError:
        return None
