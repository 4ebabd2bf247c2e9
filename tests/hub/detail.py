"""`GET /api/models/{id}` and `/revision/{rev}`: one model, with what only this answer shows."""

from tests.hub.access import no_revision
from tests.hub.data import Data
from tests.hub.encoding import Row
from tests.hub.projection import BadQuery, Query, detailed_fields, truthy
from tests.hub.repo import Repo
from tests.hub.tree import sibling
from tests.hub.wire import Reply, json_reply

_CLEAN: Row = {"scansDone": True, "filesWithIssues": []}


def answer(query: Query, data: Data, repo: Repo, revision: tuple[str, ...]) -> Reply:
    """One model's answer, cut to what is asked for; `revision` is empty or holds the one asked for."""
    try:
        fields = detailed_fields(query)
    except BadQuery as refusal:
        return json_reply(400, {"error": str(refusal)})
    row = data.row(repo)
    if revision:
        commit = data.revisions(repo).at(revision[0])
        if commit is None:
            return no_revision(revision[0])
        row["sha"] = commit.sha
    row.setdefault("modelId", repo.name)
    if truthy(query, "blobs"):
        shown = data.revisions(repo).at(row["sha"]) or data.revisions(repo).head
        row["siblings"] = [sibling(path, file) for path, file in shown.files.items()]
    _shape(row, security=truthy(query, "securityStatus"))
    return json_reply(200, {name: row[name] for name in row if name in fields})


def scan(row: Row) -> Row:
    """What the scanners say of a repository: what its row says, or that all is well."""
    found: Row = row.get("securityRepoStatus", _CLEAN)
    return found


def _shape(row: Row, *, security: bool) -> None:
    """Give a row the forms that differ from the listing's."""
    row.setdefault("childrenModelCount", {"adapter": 0, "merge": 0, "quantized": 0, "finetune": 0})
    mapping = row.get("inferenceProviderMapping")
    if isinstance(mapping, list):
        row["inferenceProviderMapping"] = _by_provider(mapping)
    status = scan(row)
    row.pop("securityRepoStatus", None)
    if security:
        row["securityRepoStatus"] = status


def _by_provider(mapping: list[object]) -> dict[str, object]:
    """Listings give a list, this answer an object keyed by provider."""
    items = (item for item in mapping if isinstance(item, dict) and "provider" in item)
    return {item["provider"]: {key: item[key] for key in item if key != "provider"} for item in items}
