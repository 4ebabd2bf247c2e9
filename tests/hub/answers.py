"""From a route to its answer: redirects of former names, refusals, then the route's own work."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.hub import detail, files, listing, routes, tags, tree
from tests.hub.access import Access, missing, opened
from tests.hub.data import Data
from tests.hub.repo import Repo
from tests.hub.routes import Routed
from tests.hub.wire import Reply, Request, json_reply


@dataclass(frozen=True, slots=True)
class Hub:
    """What an answer is made from; `elsewhere` is the address of the second origin."""

    data: Data
    access: Access
    elsewhere: str
    page_limit: int


RepoAnswer = Callable[[Hub, Request, Routed, Repo], Reply]


def answer(hub: Hub, request: Request, routed: Routed, rewind: int) -> Reply:
    """The Hub's answer to a request whose token is known. `rewind`: see `listing.answer`."""
    if routed.route == routes.MODELS:
        return listing.answer(request, hub.data, hub.page_limit, rewind)
    if routed.route == routes.WHOAMI:
        return _whoami(hub, request)
    if routed.route == routes.TAGS:
        return tags.answer(request.query, hub.data.rows())
    if routed.route == routes.LFS:
        return files.large(hub.data, request, routed.rest)
    if routed.route not in _REPO_ANSWERS:
        return json_reply(404, {"error": "Sorry, we can't find the page you are looking for."})
    return _of_repo(hub, request, routed)


def _of_repo(hub: Hub, request: Request, routed: Routed) -> Reply:
    new_name = hub.data.next_name(routed.repo_id)
    if new_name is not None:
        return _moved(request, routed, new_name)
    repo = opened(hub.data, hub.access, routed.repo_id, hub.access.owner(request))
    if isinstance(repo, Reply):
        return repo
    return _REPO_ANSWERS[routed.route](hub, request, routed, repo)


def _moved(request: Request, routed: Routed, new_name: str) -> Reply:
    """One step of a rename; a chain of renames is a chain of redirects."""
    query = f"?{urlencode(request.query)}" if request.query else ""
    location = routed.renamed(new_name) + query
    body = f"Temporary Redirect. Redirecting to {location}".encode()
    return Reply(307, (("Location", location),), body, "text/plain")


def _whoami(hub: Hub, request: Request) -> Reply:
    owner = hub.access.owner(request)
    if owner is None:
        return missing(None)
    return json_reply(200, {"type": "user", "id": "0" * 24, "name": owner, "fullname": owner, "orgs": []})


def _resolve(hub: Hub, request: Request, routed: Routed, repo: Repo) -> Reply:
    return files.resolve(hub.data, hub.access, hub.elsewhere, request, repo, routed.rest)


_REPO_ANSWERS: dict[str, RepoAnswer] = {
    routes.MODEL: lambda hub, request, routed, repo: detail.answer(request.query, hub.data, repo, routed.rest),
    routes.RESOLVE: _resolve,
    routes.RESOLVE_CACHE: lambda hub, request, routed, repo: files.cached(hub.data, request, repo, routed.rest),
    "tree": lambda hub, request, routed, repo: tree.tree(request, hub.data.revisions(repo), routed.rest),
    "paths-info": lambda hub, request, routed, repo: tree.paths_info(
        request, hub.data.revisions(repo), routed.rest
    ),
    "treesize": lambda hub, request, routed, repo: tree.treesize(hub.data.revisions(repo), routed.rest),
    "commits": lambda hub, request, routed, repo: tree.commits(request, hub.data.revisions(repo), routed.rest),
    "refs": lambda hub, request, routed, repo: tree.refs(request, hub.data.revisions(repo)),
    "scan": lambda hub, request, routed, repo: json_reply(200, detail.scan(hub.data.row(repo))),
    "safetensors-metadata": lambda hub, request, routed, repo: files.safetensors_metadata(
        hub.data, repo, routed.rest
    ),
}
