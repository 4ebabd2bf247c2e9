"""What models of the starter catalogue need: measured by others and shipped with the project, with its source."""

import hashlib
from datetime import UTC, datetime

from registry.assessment import facts, measurements
from registry.assessment.assess import assess
from registry.assessment.measurements import Measurement
from registry.catalogue import entries
from registry.hardware import seeds
from registry.licences import grounds
from registry.models import HubModel


def keep(now: datetime) -> int:
    """Store what is shipped of the models that are known from the starter alone; return of how many.

    What the Hub says of a model is at a revision, and nothing that is shipped is. Cost: some milliseconds a model.
    """
    known = HubModel.objects.filter(source="starter", removed_at=None, revision=None, repo_id__in=seeds.seeds())
    entries.take_turn()
    models = facts.load(list(known.values_list("pk", flat=True)))
    told = {one.id: found for one in models if (found := _shipped(one)) is not None}
    assess([one for one in models if one.id in told], grounds.load(), now, None, told)
    return len(told)


def digest() -> str:
    """Name what is shipped by its content. Cost: less than a millisecond."""
    files = sorted(path for path in seeds.FOLDER.iterdir() if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _shipped(one: facts.ModelFacts) -> Measurement | None:
    name = one.statement.repo_id
    measured = seeds.measured(name, measurements.listed(one))
    if measured is None:
        return None
    seed = seeds.seeds()[name]
    source = seeds.source_of(seed)
    if source is not None:
        return Measurement(measured, None, source.title, _midnight(source.dated.isoformat()))
    shipped = seeds.configs()[name]
    return Measurement(measured, None, shipped.source, _midnight(shipped.dated))


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
