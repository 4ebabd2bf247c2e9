"""Rows as a listing sends them, for the tests of their reading."""

from registry.hub.records import HubRecord, parse

HUB_ID = "66bfbb1a43a701a837a745ac"
REVISION = "575db8b7a51b6f85eb06eee540738584589f131c"


def a_row(**members: object) -> dict[str, object]:
    """Return a bare sound row; members given are added, or replace what it has."""
    return {"_id": HUB_ID, "id": "org/Name"} | members


def read(**members: object) -> HubRecord:
    """Return the record of `a_row`, which must be readable."""
    record = parse(a_row(**members))
    assert isinstance(record, HubRecord), record
    return record


def complaints(record: HubRecord) -> dict[str, str]:
    """Return field and reason of all that could not be read."""
    return {problem.field: problem.reason for problem in record.problems}
