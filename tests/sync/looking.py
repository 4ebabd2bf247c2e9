"""Repositories of an emulated Hub looked into as a worker does."""

from datetime import datetime

from registry.hub.files import Described, HubFiles
from registry.models import Entry, Evidence, Examination
from registry.sync import deepen, queue
from registry.sync.deepen import Examined
from registry.sync.queue import Claim, Priority
from tests.builders import NOW
from tests.hub import EmulatedHub
from tests.sync.saving import save


def walked(hub: EmulatedHub, *repo_ids: str) -> None:
    """Let a listing have told of these models, as the Hub describes them now."""
    with HubFiles(hub.url) as files:
        for repo_id in repo_ids:
            described = files.model(repo_id)
            assert isinstance(described, Described), described
            save(described.record)


def claim(repo_id: str, moment: datetime = NOW) -> Claim:
    """Wish a model to be examined, though it was before, and take the wish up."""
    held = Entry.objects.filter(repo_id=repo_id, removed_at=None).values_list("revision", flat=True).first()
    queue.ask(repo_id, held, Priority.USER, moment, anew=True)
    wish = Examination.objects.get(repo_id=repo_id, revision=held)
    claimed = queue.claim(moment, examination=wish.pk)
    assert claimed, wish.state
    return claimed


def examine(hub: EmulatedHub, repo_id: str, moment: datetime = NOW, *, token: str | None = None) -> Examined:
    """Look into a model, though it was examined before."""
    return go_on(hub, claim(repo_id, moment), moment, token=token)


def go_on(hub: EmulatedHub, claimed: Claim, moment: datetime = NOW, *, token: str | None = None) -> Examined:
    """Look into a model that was taken up."""
    with HubFiles(hub.url, token, timeout=2) as files:
        return deepen.examine(claimed, files, lambda: moment)


def read(repo_id: str) -> dict[tuple[str, str | None], Evidence]:
    """Return what was read of a model, or could not be, by source and path."""
    held = Evidence.objects.filter(model__repo_id=repo_id, model__removed_at=None).order_by("id")
    return {(one.source, one.path): one for one in held if one.match or one.unread or one.source == "card_text"}


def concluded(repo_id: str) -> tuple[str, str | None]:
    """Return status and licence of a model."""
    found = Entry.objects.get(repo_id=repo_id, removed_at=None)
    return found.licence_status, found.licence_concluded
