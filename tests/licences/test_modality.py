"""Modality comes from what a model is built as; what nobody told stays unknown."""

import tomllib
from datetime import date

import pytest

from registry.licences.curations import Modality
from registry.licences.modality import FILE, multimodal

LLAMA, MLLAMA = "LlamaForCausalLM", "MllamaForConditionalGeneration"


@pytest.mark.parametrize(
    ("architectures", "told"),
    [
        ((), None),
        ((LLAMA,), False),
        ((MLLAMA,), True),
        ((LLAMA, MLLAMA), True),
        (("NeverHeardOfIt",), None),
        ((LLAMA, "NeverHeardOfIt"), None),
        ((MLLAMA, "NeverHeardOfIt"), True),
        (("Llama4ForCausalLM",), None),
    ],
)
def test_architectures_tell(architectures: tuple[str, ...], told: bool | None) -> None:
    assert multimodal(architectures) is told


def test_what_a_person_found_out_counts_more() -> None:
    curation = Modality(
        id="one",
        repositories=("org/model",),
        reason="It sees.",
        reason_fr="Il voit.",
        source="https://huggingface.co/org/model",
        dated=date(2026, 11, 24),
        multimodal=True,
    )
    assert multimodal((LLAMA,), (curation,)) is True


def test_every_architecture_is_told_once_with_a_source_and_a_day() -> None:
    rows = tomllib.loads(FILE.read_text())["modality"]
    named = [name for row in rows for name in row["architectures"]]
    assert len(named) == len(set(named))
    for row in rows:
        assert row["source"].startswith("https://")
        assert isinstance(row["dated"], date)
        assert isinstance(row["multimodal"], bool)
