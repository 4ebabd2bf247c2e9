"""Models to show pages of: one with everything, one of which every word is hostile, and one of each status."""

from datetime import timedelta

from registry.assessment import licences
from registry.catalogue.packing import packed
from registry.hardware.parameters import ParameterFlag, ParameterSource
from registry.hub.records import Gate, Relation
from registry.licences import grounds
from registry.licences.determination import Status
from registry.licences.evidence import Component, Match, Source
from registry.licences.terms import LicenceClass
from registry.models import (
    Entry,
    Evidence,
    FormerName,
    History,
    HubModel,
    LicenceStack,
    LicenceText,
    Lineage,
    ModelCard,
)
from tests.builders import NOW, a_revision, make_entry

R1 = "deepseek-ai/DeepSeek-R1"
DISTILL = "deepseek-ai/DeepSeek-R1-Distill-Llama-8B"
LLAMA = "LicenseRef-scancode-llama-3.1-license-2024"
SCRIPT = "<script>alert(1)</script>"
TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}"
LURE = "javascript:alert(document.cookie)"


def make_evidence(entry: Entry, source: Source = Source.HUB_TAG, value: str = "mit", **more: object) -> Evidence:
    """Store one statement about the licence of a model."""
    stated = {
        "component": Component.WEIGHTS.value,
        "repo_id": entry.repo_id,
        "revision": a_revision(1),
        "seen_at": NOW - timedelta(days=2),
        "url": f"https://huggingface.co/{entry.repo_id}",
    }
    return Evidence.objects.create(model_id=entry.pk, source=source, value=value, **{**stated, **more})


def make_change(entry: Entry, field: str, old: object, new: object, *, days_ago: int = 1) -> History:
    """Store one observed change."""
    seen = NOW - timedelta(days=days_ago)
    return History.objects.create(
        model_id=entry.pk, field=field, old=old, new=new, revision=a_revision(2), seen_at=seen
    )


def make_edge(child: Entry, parent: str, relation: Relation = Relation.FINETUNE) -> Lineage:
    """Store that one model says it was made from another."""
    return Lineage.objects.create(child_id=child.pk, parent_repo_id=parent, relation=relation.value)


def know_licences() -> None:
    """Write the licences that we know into their table."""
    licences.write(grounds.load())


def a_full_model() -> Entry:
    """Store a model that has something in every part of its page, with relatives; return it."""
    make_entry("meta-llama/Llama-3.1-8B", publisher="meta-llama", params_total=8_030_261_248, gate=Gate.MANUAL)
    entry = make_entry(
        DISTILL,
        publisher="deepseek-ai",
        tags=("safetensors", "license:mit", "region:us"),
        languages=("en", "zh"),
        downloads=1_234_567,
        likes=831,
        params_total=8_030_261_248,
        params_stored=8_030_261_248,
        params_source=ParameterSource.SAFETENSORS_HEADERS,
        params_flags=(ParameterFlag.SOURCES_DISAGREE.value,),
        weights_bytes=16_060_522_496,
        licence_status=Status.CONFIRMED,
    )
    _with_facts(entry)
    _with_layers(entry)
    make_evidence(entry, licence="MIT")
    text = {"path": "LICENSE", "licence": "MIT", "match": Match.EXACT.value, "sha256": "0" * 64}
    make_evidence(entry, Source.LICENCE_FILE, "MIT License, Copyright (c) 2023 DeepSeek", **text)
    make_change(entry, "licence", {"tags": ["other"]}, {"tags": ["mit"]}, days_ago=30)
    make_change(entry, "pipeline", None, "text-generation", days_ago=3)
    make_edge(entry, "meta-llama/Llama-3.1-8B")
    make_edge(entry, "nobody/absent", Relation.MERGE)
    for number in range(8):
        child = make_entry(f"quant/R1-{number}-GGUF", publisher="quant", downloads=1000 - number)
        make_edge(child, DISTILL, Relation.QUANTIZED)
    FormerName.objects.create(model_id=entry.pk, repo_id="deepseek-ai/R1-Llama", until=NOW - timedelta(days=9))
    _keep_text("0" * 64, added=("commercially or on other days",))
    keep_card(entry, "# Distilled\n\n[Terms](LICENSE)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## License\n\nMIT\n")
    return entry


def keep_card(entry: Entry, text: str) -> ModelCard:
    """Store a card that was read."""
    told = {"revision": a_revision(1), "sha256": "c" * 64, "size": len(text), "read_at": NOW}
    return ModelCard.objects.create(model_id=entry.pk, content=packed(text), **told)


def _keep_text(sha256: str, added: tuple[str, ...]) -> None:
    LicenceText.objects.create(
        sha256=sha256, size=1_069, content=packed("…"), match="exact", keys=["MIT"], coverage=1, added=list(added),
        added_words=5, missing_words=0, fingerprints_version="0", first_seen_at=NOW,
    )  # fmt: skip


def _with_facts(entry: Entry) -> None:
    HubModel.objects.filter(pk=entry.pk).update(
        architectures=["LlamaForCausalLM"],
        safetensors_parameters={"BF16": 8_030_261_248},
        licence_files=["LICENSE"],
        problems=[{"field": "cardData.datasets", "reason": "a number where names were expected"}],
    )


def _with_layers(entry: Entry) -> None:
    own = {"licences": ["MIT"], "status": "confirmed", "component": "weights", "relation": "own"}
    above = {"licences": [LLAMA], "status": "stated", "component": "weights", "relation": "finetune"}
    nothing = {"licences": [], "status": "not_examined", "component": "code", "relation": "unstated"}
    stack = LicenceStack.objects.get(pk=entry.stack_id)
    LicenceStack.objects.filter(pk=stack.pk).update(layers=[own, above, nothing])


def a_hostile_model() -> Entry:
    """Store a model that says in every field what should do harm; return it."""
    entry = make_entry(
        'evil/"><img src=x onerror=alert(1)>{{ 7 }}',
        publisher=f'evil"><img src=x onerror=alert(1)>{TURNED}',
        pipeline_tag=SCRIPT,
        library='" onmouseover="alert(1)',
        tags=(SCRIPT, "{{ settings.SECRET_KEY }}", "{% now 'Y' %}", "x" * 5000),
        languages=(f"e{TURNED}n",),
        licence_declared=(SCRIPT,),
        licence_concluded=None,
        licence_keys=(),
        licence_status=Status.UNRESOLVED,
        licence_class=LicenceClass.UNKNOWN,
    )
    HubModel.objects.filter(pk=entry.pk).update(
        licence_name=f"{SCRIPT}{TURNED}",
        licence_link=LURE,
        architectures=[SCRIPT],
        datasets=[SCRIPT],
        quantisation=SCRIPT,
        licence_files=[SCRIPT],
        weight_formats=[SCRIPT],
        safetensors_parameters={SCRIPT: 1},
        problems=[{"field": SCRIPT, "reason": SCRIPT}],
    )
    keep_card(
        entry, f"---\nlicense: [{SCRIPT}]\nlicense: x\n---\n# {SCRIPT}{TURNED}\n[x]({LURE})\n" + "|a" * 5_000
    )
    make_evidence(entry, Source.USE_POLICY_FILE, SCRIPT, path=SCRIPT, unread=SCRIPT)
    make_evidence(entry, value=SCRIPT, url=LURE, path=f"{SCRIPT}{TURNED}", repo_id=SCRIPT)
    make_change(entry, "licence", {SCRIPT: [SCRIPT]}, {"tags": [f"{SCRIPT}{TURNED}"]})
    make_edge(entry, f"{SCRIPT}{TURNED}")
    FormerName.objects.create(model_id=entry.pk, repo_id=f"{SCRIPT}{TURNED}", until=NOW)
    return entry


def a_few_models() -> None:
    """Store a model of each status of a licence, and of some sizes and makers."""
    for number, status in enumerate(Status):
        known = status in (Status.CONFIRMED, Status.STATED, Status.INFERRED)
        make_entry(
            f"maker-{number % 3}/model-{status.value.replace('_', '-')}",
            publisher=f"maker-{number % 3}",
            licence_status=status,
            licence_declared=None if status is Status.MISSING else ("mit",),
            licence_concluded="MIT" if known else None,
            licence_keys=("MIT",) if known else (),
            licence_class=LicenceClass.PERMISSIVE if known else LicenceClass.UNKNOWN,
            params_total=10 ** (8 + number % 4),
            downloads=10**number,
            gate=Gate.AUTO if number % 2 else Gate.OPEN,
        )
