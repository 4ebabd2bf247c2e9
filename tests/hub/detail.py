"""`GET /api/models/{id}` and `/revision/{rev}`: one model, with what only this answer shows."""

from tests.hub.data import Data
from tests.hub.encoding import Row
from tests.hub.projection import BadQuery, Query, detailed_fields, truthy
from tests.hub.repo import Repo
from tests.hub.wire import Reply, json_reply

CLEAN_SCAN: Row = {"scansDone": True, "filesWithIssues": []}


def answer(query: Query, data: Data, repo: Repo) -> Reply:
    """One model's answer, cut to what is asked for."""
    try:
        fields = detailed_fields(query)
    except BadQuery as refusal:
        return json_reply(400, {"error": str(refusal)})
    row = data.row(repo)
    row.setdefault("modelId", repo.name)
    if "childrenModelCount" in fields:
        row.setdefault("childrenModelCount", {"adapter": 0, "merge": 0, "quantized": 0, "finetune": 0})
    if isinstance(row.get("inferenceProviderMapping"), list):
        row["inferenceProviderMapping"] = _by_provider(row["inferenceProviderMapping"])
    scan = row.pop("securityRepoStatus", CLEAN_SCAN)
    if truthy(query, "securityStatus"):
        row["securityRepoStatus"] = scan
    return json_reply(200, {name: row[name] for name in row if name in fields})


def _by_provider(mapping: list[object]) -> dict[str, object]:
    """Listings give a list, this answer an object keyed by provider."""
    items = (item for item in mapping if isinstance(item, dict) and "provider" in item)
    return {item["provider"]: {key: item[key] for key in item if key != "provider"} for item in items}
