"""From what the catalogue found to the shapes of the answers."""

from collections.abc import Iterator, Mapping

from msgspec import structs

from registry.api import finding_shapes, shapes
from registry.api.measured_shapes import Measurement
from registry.assessment.provenance import TracedLayer, TracedStack
from registry.catalogue import model as found
from registry.catalogue.family import Family, Kin
from registry.catalogue.in_context import InContext
from registry.catalogue.names import page_of, purl_of
from registry.catalogue.results import Count, Page, Result
from registry.catalogue.texts import CardSeen, TextSeen
from registry.catalogue.witnesses import Topic
from registry.hardware.parameters import ParameterSource
from registry.hub.records import Gate, Relation
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
from registry.sync.queue import Standing

_MEANING: Mapping[Status, str] = {
    Status.CONFIRMED: "The licence text was recognised and agrees with what is declared, or a person curated it.",
    Status.STATED: "A licence is declared and identified; its text was not seen.",
    Status.INFERRED: "The model declares no licence; this one was taken from an ancestor or a phrase of the card.",
    Status.CONFLICTING: "Sources for the same component name different licences.",
    Status.UNRESOLVED: "Something is declared that cannot be identified, or only a family of licences.",
    Status.MISSING: "Nothing is declared, no licence file is listed, and the card was read.",
    Status.NOT_EXAMINED: "It was not looked yet, or a listed licence file was not read.",
}
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
        context=to_json(within.context),
        knowledge_version=grounds.load().version,
        judge_version=JUDGE_VERSION,
        disclaimer=DISCLAIMER.en,
    )


def reasons(verdict: Verdict) -> tuple[ReasonCode, ...]:
    """Return the codes of a verdict's reasons, each once, from the worst on."""
    return tuple(dict.fromkeys(reason.code for reason in verdict.reasons))


def entry(result: Result, verdict: Verdict | None = None) -> shapes.Entry:
    """Return one model as lists show it."""
    gate = Gate(result.gate)
    return shapes.Entry(
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
        verdict=shapes.EntryVerdict(verdict.outcome, reasons(verdict)) if verdict else None,
    )


def count(number: Count) -> shapes.Count:
    """Return how many there are."""
    return shapes.Count(number.value, number.exact, number.counted_at)


def model(
    one: found.Model, stack: TracedStack, standing: Standing | None, measured: Measurement | None
) -> shapes.Model:
    """Return one model with all that is held about it, whence what binds it comes, and who looks into it."""
    return shapes.Model(
        **structs.asdict(entry(one.result)),
        hub_id=one.hub_id,
        purl=purl_of(one.result.repo_id, one.result.revision),
        evidence=_all_evidence(one, stack),
        determination=_determination(one),
        examination=finding_shapes.Examination(standing.state, standing.error) if standing else None,
        stack=layers(stack),
        lineage=_lineage(one.family),
        card=_card(one.card) if one.card else None,
        former_names=tuple(shapes.FormerName(former.repo_id, former.until) for former in one.former_names),
        private=one.private,
        disabled=one.disabled,
        licence_name=one.licence_name,
        licence_link=one.licence_link,
        gate_prompt=one.gate_prompt,
        licence_files=one.licence_files,
        weight_formats=one.weight_formats,
        datasets=one.datasets if one.datasets or one.was_asked(Topic.DATASETS) else None,
        architectures=one.architectures if one.configuration_read else None,
        model_type=one.model_type,
        quantisation=one.quantisation,
        elements_by_type=dict(one.safetensors_parameters),
        unreadable=tuple(shapes.Unreadable(field, reason) for field, reason in one.problems),
        as_of=one.as_of,
        recorded_by=tuple(shapes.Witness(witness.name, witness.url) for witness in one.witnesses),
        first_seen_at=one.first_seen_at,
        changed_at=one.changed_at,
        measurement=measured,
    )


def layers(stack: TracedStack) -> tuple[finding_shapes.Layer, ...]:
    """Return what binds a model, a row for each licence of each layer."""
    return tuple(layer for place, traced in enumerate(stack.layers) for layer in _layers(place, traced))


def evidence(stack: TracedStack) -> tuple[finding_shapes.Evidence, ...]:
    """Return what a stack rests on, without what the texts hold."""
    return tuple(_evidence(statement, None) for statement in stack.evidence)


def _licence(result: Result) -> shapes.EntryLicence:
    beneath = result.beneath
    return shapes.EntryLicence(
        declared=result.licence_declared,
        concluded=result.licence_concluded,
        status=Status(result.licence_status),
        class_=LicenceClass(result.licence_class),
        ancestors=shapes.Ancestors(beneath.licences, beneath.settled) if beneath and beneath.ancestors else None,
        use_policy=beneath is not None and beneath.use_policy,
    )


def _parameters(result: Result) -> shapes.Parameters:
    return shapes.Parameters(
        total=result.params_total,
        active=result.params_active,
        stored=result.params_stored,
        source=ParameterSource(result.params_source),
        flags=result.params_flags,
    )


def _determination(one: found.Model) -> finding_shapes.Determination:
    status = Status(one.result.licence_status)
    return finding_shapes.Determination(
        status=status,
        meaning=_MEANING[status],
        concluded=one.result.licence_concluded,
        class_=LicenceClass(one.result.licence_class),
        knowledge_version=one.knowledge_version,
        assessed_at=one.assessed_at,
        stale=one.result.stale,
    )


def _all_evidence(one: found.Model, stack: TracedStack) -> tuple[finding_shapes.Evidence, ...]:
    texts = {text.sha256: _text(text) for text in one.texts}
    return tuple(
        _evidence(statement, texts.get(statement.sha256 or "") if statement.match else None)
        for statement in stack.evidence
    )


def _text(text: TextSeen) -> finding_shapes.EvidenceText:
    return finding_shapes.EvidenceText(
        text.size, text.added, text.added_words, text.missing_words, text.first_seen_at
    )


def _card(seen: CardSeen) -> shapes.Card:
    card = seen.card
    return shapes.Card(
        revision=seen.revision,
        sha256=seen.sha256,
        size_bytes=seen.size,
        read_at=seen.read_at,
        licence=card.licence,
        licence_name=card.licence_name,
        licence_link=card.licence_link,
        base_models=tuple(dict.fromkeys(parent.repo_id for parent in card.parents)),
        gate_prompt=card.gate_prompt,
        licence_section=card.licence_section,
        unreadable=tuple(shapes.Unreadable(one.field, one.reason) for one in card.problems),
    )


def _evidence(statement: Statement, text: finding_shapes.EvidenceText | None) -> finding_shapes.Evidence:
    return finding_shapes.Evidence(
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


def _layers(place: int, traced: TracedLayer) -> Iterator[finding_shapes.Layer]:
    """Yield the layer once for each licence it names; once, with null, where it names none."""
    layer = traced.layer
    settled = layer.licences and not layer.candidates
    for licence in layer.licences or (None,):
        yield finding_shapes.Layer(
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


def _applies(licence: str | None, layer: Layer) -> finding_shapes.Applies:
    if licence in layer.candidates:
        return finding_shapes.Applies.OPEN
    if any(licence not in way for way in layer.choices):
        return finding_shapes.Applies.IF_CHOSEN
    return finding_shapes.Applies.ALWAYS


def _lineage(family: Family) -> shapes.Lineage:
    return shapes.Lineage(
        parents=tuple(map(_relative, family.parents)),
        children=shapes.Children(
            count=count(family.children),
            by_relation=dict(family.children_by_relation),
            first=tuple(map(_relative, family.first_children)),
        ),
    )


def _relative(kin: Kin) -> shapes.Relative:
    return shapes.Relative(kin.repo_id, Relation(kin.relation), entry(kin.result) if kin.result else None)
