"""Lists of models that are judged, and what a registry holds for it."""

from typing import Any

from registry.hub.records import HubRecord, Parent
from registry.licences import grounds
from registry.policy.context import Context
from registry.policy.ready_made import of_slug
from registry.procurement.check import Checked, check
from registry.procurement.request import CheckRequest
from registry.procurement.stored import StoredCheck, StoredResult, all_results, find_check
from tests.builders import NOW, a_hub_id, make_record

GROUNDS = grounds.load()


def context_of(slug: str) -> Context:
    """Return a ready-made context."""
    found = of_slug(slug)
    assert found is not None
    return found.context


SAAS = context_of("commercial-saas-eu")


def a_model(number: int, name: str, licence: str | None, *parents: Parent, **more: Any) -> HubRecord:
    """Return a row of a listing that declares one licence, or none."""
    tags = (licence,) if licence else ()
    return make_record(
        name, hub_id=a_hub_id(number), licence_tags=tags, licence_declared=tags or None, parents=parents, **more
    )


def made(*names: str, context: Context = SAAS, asker_id: int | None = None, **more: str) -> Checked:
    """Check models as a use case, a commercial SaaS in the EU unless said otherwise."""
    return check(CheckRequest(names, context, **more), GROUNDS, NOW, asker_id=asker_id)


def kept(public_id: str) -> StoredCheck:
    """Return a check that is kept."""
    found = find_check(public_id)
    assert found is not None
    return found


def outcomes(check: StoredCheck) -> dict[str, str]:
    """Return the outcome of each name that was asked."""
    return {one.asked: one.verdict.outcome.value for one in all_results(check)}


def result(check: StoredCheck, name: str) -> StoredResult:
    """Return the result of one name."""
    [found] = [one for one in all_results(check) if one.asked == name]
    return found
