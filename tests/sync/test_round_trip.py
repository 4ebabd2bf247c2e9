"""What is written is what is read back: every fact of every row, however hostile its texts."""

import random
from dataclasses import fields

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from registry.hub.records import COUNTERS, HubRecord, digest, parse
from registry.models import Entry, EntryWords, Evidence, HubModel
from tests.builders import a_hub_id
from tests.hub_room.test_records import WHOLE
from tests.sync.saving import save, undone

pytestmark = pytest.mark.django_db

HOSTILE = (
    '"', "\\", "{", "}", ",", "{}", '"}', '\\"', "NULL", "\\N", "\\.", "\t", "\n", "\r\n", "\x00", "\x0b", "\x7f",
    "\ud800", "\udfff", "\u202e", "\u2028", "é", "😀", "'; DROP TABLE entry; --", "%s", "%", "$1", "<script>", " ",
    "",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), max_size=6).map("".join)
LISTS = st.lists(TEXTS, max_size=5)
WORST = "".join(HOSTILE)

# Where a record's fact stands under another name, or in another form, than in the table.
_AS_STORED = {
    "publisher": lambda record: record.publisher,
    "gate": lambda record: record.gate.value,
    "parents": lambda record: sorted({f"{one.relation.value}:{one.repo_id}" for one in record.parents}),
    "safetensors_parameters": lambda record: dict(record.safetensors_parameters),
    "gguf": lambda record: msgspec.to_builtins(record.gguf),
    "problems": lambda record: [msgspec.to_builtins(problem) for problem in record.problems],
}
_FACTS = tuple(field.name for field in fields(HubRecord) if field.name not in COUNTERS)


def _told(record: HubRecord) -> dict[str, object]:
    """The facts of a record as a table holds them."""
    return {
        name: _AS_STORED.get(name, lambda one, name=name: _listed(getattr(one, name)))(record) for name in _FACTS
    }


def _held(model: HubModel) -> dict[str, object]:
    """The facts of a stored model under the names of a record."""
    elsewhere = {"parents": model.base_models, "publisher": model.publisher and model.publisher.name}
    return {name: elsewhere.get(name, getattr(model, name, None)) for name in _FACTS}


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _row(texts: list[str], one: str, other: str) -> dict[str, object]:
    return {
        **WHOLE,
        "pipeline_tag": one,
        "library_name": other,
        "tags": [*texts, f"license:{one}", f"base_model:merge:{other}"],
        "cardData": {
            "license": texts, "license_name": one, "license_link": other, "language": texts[::-1],
            "datasets": texts, "extra_gated_prompt": f"{one}\n{other}", "base_model": texts,
        },
        "config": {"architectures": texts, "model_type": one, "quantization_config": {"quant_method": other}},
        "safetensors": {"parameters": {one: 2**63 - 1, other: 1}, "total": 2**63 - 1},
        "gguf": {"total": 2**63 - 1, "architecture": one, "context_length": "not a number"},
        "siblings": [{"rfilename": f"LICENSE-{text}"} for text in texts] + [{"rfilename": f"{one}.safetensors"}],
        one: other,
    }  # fmt: skip


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(LISTS, TEXTS, TEXTS)
@example([WORST, *HOSTILE], WORST, WORST)
@example(['a","b', "\\", '\\"', "NULL", "null", "{a,b}"], "\\N", "\\.")
def test_every_fact_is_read_back_as_it_was_written(texts: list[str], one: str, other: str) -> None:
    record = parse(_row(texts, one, other) | {"_id": a_hub_id(1)})
    bystander = parse({"_id": a_hub_id(2), "id": "org/bystander", "tags": ["plain"]})
    assert isinstance(record, HubRecord)
    assert isinstance(bystander, HubRecord)
    with undone():
        save(record, bystander)
        model = HubModel.objects.select_related("publisher").get(hub_id=record.hub_id)
        entry = Entry.objects.get(pk=model.pk)
        assert _held(model) == _told(record)
        assert bytes(model.facts_digest) == digest(record)
        assert (entry.entrywords.tags, entry.entrywords.languages) == (list(record.tags), list(record.languages))
        assert (entry.pipeline_tag, entry.library, entry.publisher) == (record.pipeline_tag, record.library, "org")
        assert entry.entrywords.tag_words == " ".join(record.tags)
        assert EntryWords.objects.get(name="org/bystander").tags == ["plain"]
        assert save(record, bystander).changed == 0


def test_the_longest_texts_find_room() -> None:
    """An entry of an index has room for 2.7 kB, and letters at random do not compress."""
    chance = random.Random(7)
    texts = ["".join(chr(chance.randrange(0x20000, 0x2A000)) for _ in range(5_000)) for _ in range(3)]
    row = _row(texts, texts[0], texts[1]) | {"_id": a_hub_id(1), "id": f"{'o' * 96}/{'n' * 96}"}
    record = parse(row | {"siblings": [{"rfilename": f"LICENSE-{texts[2][:292]}"}]})
    assert isinstance(record, HubRecord)
    save(record)
    assert _held(HubModel.objects.get()) == _told(record)
    assert {len(one) for one in Evidence.objects.values_list("value", flat=True)} >= {300, 500}
