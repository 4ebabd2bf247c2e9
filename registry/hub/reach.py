"""Whether there is a Hub at an address, asked in one request."""

from dataclasses import dataclass

from registry.hub.client import HubClient
from registry.hub.errors import Busy, HubError
from registry.hub.links import walk_link
from registry.hub.wire import Patience

_QUICK = Patience(connect=5, read=8, total=10, pause=0, tries=1, largest=10 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether the Hub answers with models, and a sentence that says so, or why not and what to do."""

    reachable: bool
    sentence: str


def reach(endpoint: str, token: str | None = None) -> Reach:
    """Ask the Hub for one model. A Hub that asks for patience is there. Takes at most about ten seconds."""
    try:
        with HubClient(endpoint, token, patience=_QUICK) as client:
            client.page(walk_link(client.endpoint, 1))
    except Busy as busy:
        later = f"try again in {busy.seconds:.0f} s"
        return Reach(reachable=True, sentence=f"The Hub at {endpoint} is there, but asks for patience: {later}.")
    except HubError as error:
        return Reach(reachable=False, sentence=str(error))
    return Reach(reachable=True, sentence=f"The Hub at {endpoint} can be reached.")
