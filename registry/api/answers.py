"""From what the catalogue found to the shapes of the answers."""

from collections.abc import Iterator

from msgspec import convert, structs

from registry.api import context_shapes, shapes
from registry.assessment.provenance import TracedLayer, TracedStack
from registry.catalogue.in_context import InContext
from registry.catalogue.names import page_of
from registry.catalogue.results import Count, Page, Result
from registry.hardware.parameters import ParameterSource
from registry.hub.records import Gate
from registry.licences import grounds
from registry.licences.curations import reason_of
from registry.licences.determination import Status
from registry.licences.evidence import Evidence as Statement
from registry.licences.expressions import written
from registry.licences.stack import Layer
from registry.licences.terms import LicenceClass
from registry.policy.context import to_json
from registry.policy.judge import JUDGE_VERSION
from registry.policy.sentences import DISCLAIMER
from registry.policy.verdict import ReasonCode, Verdict

_GATED = {Gate.OPEN: False, Gate.AUTO: True, Gate.MANUAL: True, Gate.GATED: True, Gate.UNKNOWN: None}


def page(found: Page, within: InContext | None, following: str | None) -> shapes.ModelPage:
    """Return one page of a search, with the verdicts on its models where it was made in a context."""
    results = tuple(entry(one, found.verdicts.get(one.id)) for one in found.results)
    if within is None:
        return shapes.ModelPage(results, following, count(found.count))
    return shapes.ModelPage(
        results,
        following,
        count(found.count),
        context=convert(to_json(within.context), context_shapes.Context),
        knowledge_version=grounds.load().version,
        judge_version=JUDGE_VERSION,
        disclaimer=DISCLAIMER.en,
    )


def reasons(verdict: Verdict) -> tuple[ReasonCode, ...]:
    """Return the codes of a verdict's reasons, each once, from the worst on."""
    return tuple(dict.fromkeys(reason.code for reason in verdict.reasons))


def entry(result: Result, verdict: Verdict | None = None) -> shapes.Entry:
    """Return one model as lists show it."""
    judged = shapes.EntryVerdict(verdict.outcome, reasons(verdict)) if verdict else None
    return shapes.Entry(**structs.asdict(facts(result)), verdict=judged)


def facts(result: Result) -> shapes.EntryFacts:
    """Return what lists show of one model, without a judgement."""
    gate = Gate(result.gate)
    return shapes.EntryFacts(
        repo_id=result.repo_id,
        url=page_of(result.repo_id),
        revision=result.revision,
        publisher=result.publisher,
        pipeline_tag=result.pipeline_tag,
        library=result.library,
        tags=result.tags,
        languages=result.languages,
        gated=_GATED[gate],
        gate=gate,
        removed_at=result.removed_at,
        downloads=result.downloads,
        likes=result.likes,
        created_at=result.created_at,
        last_modified=result.last_modified,
        synced_at=result.synced_at,
        source="starter" if result.source == "starter" else "hub",
        licence=_licence(result),
        parameters=_parameters(result),
        memory=shapes.Memory(result.weights_bytes, result.weights_source),
    )


def count(number: Count) -> shapes.Count:
    """Return how many there are."""
    return shapes.Count(number.value, number.exact, number.counted_at)


def layers(stack: TracedStack) -> tuple[shapes.Layer, ...]:
    """Return what binds a model, a row for each licence of each layer."""
    return tuple(layer for place, traced in enumerate(stack.layers) for layer in _layers(place, traced))


def evidence(stack: TracedStack) -> tuple[shapes.Evidence, ...]:
    """Return what a stack rests on, without what the texts hold."""
    return tuple(statement_of(statement, None) for statement in stack.evidence)


def _licence(result: Result) -> shapes.EntryLicence:
    return shapes.EntryLicence(
        declared=result.licence_declared,
        concluded=result.licence_concluded,
        status=Status(result.licence_status),
        class_=LicenceClass(result.licence_class),
        ancestors=shapes.Ancestors(result.beneath.licences, result.beneath.settled) if result.beneath else None,
    )


def _parameters(result: Result) -> shapes.Parameters:
    return shapes.Parameters(
        total=result.params_total,
        active=result.params_active,
        stored=result.params_stored,
        source=ParameterSource(result.params_source),
        flags=result.params_flags,
    )


def statement_of(statement: Statement, text: shapes.EvidenceText | None) -> shapes.Evidence:
    """Return one piece of evidence, with what the text that was read holds where that is told."""
    return shapes.Evidence(
        source=statement.source,
        component=statement.component,
        value=statement.value,
        licence=statement.licence,
        match=statement.match,
        repo_id=statement.repo_id,
        revision=statement.revision,
        path=statement.path,
        sha256=statement.sha256,
        seen_at=statement.seen_at,
        url=statement.url,
        unread=statement.unread,
        text=text,
        reason=reason_of(statement, grounds.load().curations),
    )


def _layers(place: int, traced: TracedLayer) -> Iterator[shapes.Layer]:
    """Yield the layer once for each licence it names; once, with null, where it names none."""
    layer = traced.layer
    settled = layer.licences and not layer.candidates
    for licence in layer.licences or (None,):
        yield shapes.Layer(
            licence=licence,
            status=layer.status,
            component=layer.component,
            from_=traced.from_repo_id,
            relation=layer.relation.value,
            depth=traced.depth,
            evidence=traced.evidence,
            traits=layer.traits,
            layer=place,
            applies=_applies(licence, layer),
            expression=written(layer.ways) if settled else None,
        )


def _applies(licence: str | None, layer: Layer) -> shapes.Applies:
    if licence in layer.candidates:
        return shapes.Applies.OPEN
    if any(licence not in way for way in layer.choices):
        return shapes.Applies.IF_CHOSEN
    return shapes.Applies.ALWAYS
