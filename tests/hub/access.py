"""Who is asking, and what the Hub shows or refuses them."""

from dataclasses import dataclass, field

from tests.hub.data import Data
from tests.hub.encoding import Row
from tests.hub.repo import Repo
from tests.hub.wire import Reply, Request, json_reply

READER_TOKEN = "hf_emulated_reader"


@dataclass(slots=True)
class Access:
    """The tokens the Hub knows, and which of their owners may see private or gated repositories."""

    owners: dict[str, str] = field(default_factory=lambda: {READER_TOKEN: "reader"})
    _granted: set[tuple[str, str]] = field(default_factory=set)

    def accept(self, token: str, owner: str) -> None:
        """Let a token stand for an owner from now on."""
        self.owners[token] = owner

    def grant(self, owner: str, repo_id: str) -> None:
        """Let an owner into a private repository, or past a gate."""
        self._granted.add((owner, repo_id))

    def granted(self, owner: str | None, repo_id: str) -> bool:
        """Whether an owner was let in."""
        return owner is not None and (owner, repo_id) in self._granted

    def owner(self, request: Request) -> str | None:
        """Whose token came with a request; None without one. Check `knows` first."""
        return None if request.token is None else self.owners.get(request.token)

    def knows(self, request: Request) -> bool:
        """Whether a request carries no token, or one the Hub knows."""
        return request.token is None or request.token in self.owners


def bad_token() -> Reply:
    """What a token nobody knows gets, wherever it is sent."""
    return _refused(401, "Invalid credentials in Authorization header")


def missing(owner: str | None) -> Reply:
    """What a repository that is not there (or not for these eyes) answers: a stranger cannot tell which."""
    if owner is None:
        return _refused(401, "Invalid username or password.")
    return _refused(404, "Repository not found", "RepoNotFound")


def disabled() -> Reply:
    """What a repository that was taken down answers: this very sentence, and no code."""
    return _refused(403, "Access to this resource is disabled.")


def gated(owner: str | None, repo_id: str) -> Reply:
    """What the files of a gated repository answer to those not let in."""
    if owner is None:
        return _refused(401, f"Access to model {repo_id} is restricted. You must log in.", "GatedRepo")
    return _refused(403, f"Access to model {repo_id} is restricted and you are not in the list.", "GatedRepo")


def no_revision(revision: str) -> Reply:
    """What an unknown branch, tag or commit answers."""
    return _refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")


def no_entry(path: str) -> Reply:
    """What an unknown file answers."""
    return _refused(404, f"Entry not found: {path}", "EntryNotFound")


def opened(data: Data, access: Access, repo_id: str, owner: str | None) -> Repo | Reply:
    """The repository of a name, or the refusal (former names are for the caller: they redirect)."""
    repo = data.find(repo_id)
    if repo is None:
        return missing(owner)
    row: Row = data.row(repo)
    if row.get("private") and not access.granted(owner, repo_id):
        return missing(owner)
    if row.get("disabled"):
        return disabled()
    return repo


def _refused(status: int, message: str, code: str | None = None) -> Reply:
    headers = [("X-Error-Message", message)]
    if code:
        headers.insert(0, ("X-Error-Code", code))
    return json_reply(status, {"error": message}, tuple(headers))
