"""Answers "may we use these?": a list of models judged in one context, and the answer kept as it was given."""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b, sha256

import msgspec

from registry.assessment import judging
from registry.assessment.provenance import TracedStack, trace_judged
from registry.catalogue.judgeable import Judgeable
from registry.catalogue.names import ModelName, parse_name
from registry.hub.reading import repo_id as readable_on_the_hub
from registry.licences.grounds import Grounds
from registry.policy.verdict import ReasonCode, Verdict
from registry.procurement import keeping, questions
from registry.procurement.keeping import Judged, Made
from registry.procurement.lists import ReadList
from registry.procurement.request import CheckRequest

KEPT_FOR_STRANGERS = timedelta(days=90)

_TO_EXAMINE = frozenset({ReasonCode.NOT_IN_REGISTRY, ReasonCode.REVISION_NOT_EXAMINED, ReasonCode.NOT_EXAMINED})
_COMMIT = 40  # hex digits


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that was made and kept. ``to_examine``: repositories, and revisions, of which too little is held."""

    public_id: str
    to_examine: tuple[tuple[str, str | None], ...]


def check(
    request: CheckRequest,
    grounds: Grounds,
    now: datetime,
    *,
    asker_id: int | None = None,
    given: ReadList | None = None,
) -> Checked:
    """Judge the models of a request and keep the answer, all of it or nothing.

    ``asker_id``: that of the token that asks; what a stranger asks is kept for ninety days. ``given``: the list
    that the names were read from. Nothing is written but the check. Cost: a fixed number of queries, and one for
    each generation of ancestors; about 0.4 ms a model.
    """
    judged = _judged(request, grounds, now)
    numbers = Counter(one.digest for one in judged)
    verdicts = {one.digest: one.verdict for one in judged}
    made = Made(
        public_id=secrets.token_hex(16),
        asked_at=now,
        expires_at=now + KEPT_FOR_STRANGERS if asker_id is None else None,
        asker_id=asker_id,
        request=request,
        knowledge_version=grounds.version,
        judge_version=judged[0].verdict.judge_version,
        questions=questions.gather((verdict, numbers[digest]) for digest, verdict in verdicts.items()),
        digest=_digest(judged),
        given=given,
        judged=judged,
    )
    keeping.keep(made)
    return Checked(made.public_id, tuple(dict.fromkeys(_to_examine(judged))))


def _judged(request: CheckRequest, grounds: Grounds, now: datetime) -> tuple[Judged, ...]:
    """The models of a request, each once, in the order in which they were asked for."""
    found = judging.load(request.names, grounds)
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, (name, model) in enumerate(zip(request.names, found, strict=True)):
        groups.setdefault(_identity(name, model), []).append(place)
    models = [found[places[0]] for places in groups.values()]
    traced = trace_judged([one for one in models if one.layers], grounds)
    verdicts = _verdicts(models, request, grounds, now)
    return tuple(
        Judged(
            position=position,
            asked=request.names[places[0]],
            also_asked=tuple(request.names[place] for place in places[1:]),
            model=model,
            verdict=verdict,
            digest=digest,
            origins=_origins(model, traced),
        )
        for position, (places, model, (digest, verdict)) in enumerate(
            zip(groups.values(), models, verdicts, strict=True)
        )
    )


def _identity(name: str, model: Judgeable) -> tuple[object, ...]:
    """The same for names that mean the same model, at the same revision."""
    if model.facts.held and model.facts.revision_examined:
        return model.id, None
    said = parse_name(name)
    if not isinstance(said, ModelName):
        return "", name
    return model.id or said.repo_id.casefold(), said.revision


def _verdicts(
    models: Iterable[Judgeable], request: CheckRequest, grounds: Grounds, now: datetime
) -> list[tuple[bytes, Verdict]]:
    """The verdict on each model, and the 16 bytes that name it."""
    found = []
    for one in models:
        verdict = judging.verdict_of(one, request.context, grounds, now)
        found.append((blake2b(msgspec.json.encode(verdict), digest_size=16).digest(), verdict))
    return found


def _origins(model: Judgeable, traced: Mapping[int, TracedStack]) -> TracedStack | None:
    return None if model.id is None or not model.facts.revision_examined else traced.get(model.id)


def _digest(judged: Sequence[Judged]) -> str:
    """64 hex digits that are the same for the same verdicts on the same list."""
    digest = sha256()
    for one in judged:
        names = (one.asked, *one.also_asked, one.model.repo_id or "", one.model.revision or "")
        digest.update(msgspec.json.encode((names, one.digest.hex())))
    return digest.hexdigest()


def _to_examine(judged: Iterable[Judged]) -> Iterable[tuple[str, str | None]]:
    """What the Hub could tell more of, as far as it can be a name there."""
    for one in judged:
        if not any(said.code in _TO_EXAMINE for said in one.verdict.reasons):
            continue
        asked = parse_name(one.asked)
        if not isinstance(asked, ModelName):
            continue
        repo_id = one.model.repo_id or asked.repo_id
        revision = asked.revision if asked.revision and len(asked.revision) == _COMMIT else None
        if readable_on_the_hub(repo_id) is not None and not one.model.facts.removed:
            examined = one.model.facts.held and one.model.facts.revision_examined
            yield repo_id, one.model.revision if examined or not revision else revision
