"""From what is held about one model to the shape of its answer."""

from collections.abc import Mapping

from msgspec import structs

from registry.api import answers, shapes, verdicts
from registry.api.measured_shapes import Measurement
from registry.api.model_shapes import Model
from registry.assessment.one_model import Judgement
from registry.assessment.provenance import TracedStack
from registry.catalogue import model as found
from registry.catalogue.family import Family, Kin
from registry.catalogue.names import purl_of
from registry.catalogue.texts import CardSeen, TextSeen
from registry.catalogue.witnesses import Topic
from registry.hub.records import Relation
from registry.licences.determination import Status
from registry.licences.terms import LicenceClass
from registry.policy.verdict import Verdict

_MEANING: Mapping[Status, str] = {
    Status.CONFIRMED: "The licence text was recognised and agrees with what is declared, or a person curated it.",
    Status.STATED: "A licence is declared and identified; its text was not seen.",
    Status.INFERRED: "The model declares no licence; this one was taken from an ancestor or a phrase of the card.",
    Status.CONFLICTING: "Sources for the same component name different licences.",
    Status.UNRESOLVED: "Something is declared that cannot be identified, or only a family of licences.",
    Status.MISSING: "Nothing is declared, no licence file is listed, and the card was read.",
    Status.NOT_EXAMINED: "It was not looked yet, or a listed licence file was not read.",
}


def model(
    asked: str, one: found.Model, judgement: Judgement, verdict: Verdict | None, measured: Measurement | None
) -> Model:
    """Return one model with everything that is held about it, and the verdict on it where there is one."""
    stack = judgement.stack
    revision = one.result.revision
    told = verdicts.verdict(asked, one.result.repo_id, revision, verdict, stack) if verdict else None
    return Model(
        **structs.asdict(answers.facts(one.result)),
        verdict=told,
        hub_id=one.hub_id,
        purl=purl_of(one.result.repo_id, revision),
        evidence=_all_evidence(one, stack),
        determination=_determination(one),
        stack=answers.layers(stack),
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


def _determination(one: found.Model) -> shapes.Determination:
    status = Status(one.result.licence_status)
    return shapes.Determination(
        status=status,
        meaning=_MEANING[status],
        concluded=one.result.licence_concluded,
        class_=LicenceClass(one.result.licence_class),
        knowledge_version=one.knowledge_version,
        assessed_at=one.assessed_at,
        stale=one.result.stale,
    )


def _all_evidence(one: found.Model, stack: TracedStack) -> tuple[shapes.Evidence, ...]:
    texts = {text.sha256: _text(text) for text in one.texts}
    return tuple(
        answers.statement_of(statement, texts.get(statement.sha256 or "") if statement.match else None)
        for statement in stack.evidence
    )


def _text(text: TextSeen) -> shapes.EvidenceText:
    return shapes.EvidenceText(text.size, text.added, text.added_words, text.missing_words, text.first_seen_at)


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


def _lineage(family: Family) -> shapes.Lineage:
    return shapes.Lineage(
        parents=tuple(map(_relative, family.parents)),
        children=shapes.Children(
            count=answers.count(family.children),
            by_relation=dict(family.children_by_relation),
            first=tuple(map(_relative, family.first_children)),
        ),
    )


def _relative(kin: Kin) -> shapes.Relative:
    return shapes.Relative(kin.repo_id, Relation(kin.relation), answers.entry(kin.result) if kin.result else None)
