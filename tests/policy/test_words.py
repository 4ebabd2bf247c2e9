"""Everything that a verdict may have to say has its words, in both languages."""

import re
import tomllib
from dataclasses import fields

import pytest

from registry.licences import knowledge, modality
from registry.policy import sentences
from registry.policy.context import Context, TrainedModel
from registry.policy.ready_made import FILE, of_slug, ready_made
from registry.policy.rules.sharing import FILE as COMPATIBLE
from registry.policy.verdict import AssumptionCode, ObligationCode, ReasonCode, Words

KNOWLEDGE = knowledge.load()
_WIDE = re.compile(r" [:;?!»]|« ")  # narrow no-break spaces go there in French
SLUGS = [
    "internal-prototype",
    "commercial-saas-eu",
    "commercial-saas-us",
    "on-device-product",
    "redistribute-weights",
    "academic-research",
    "public-sector-eu",
    "train-on-outputs",
]


def _tables() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(sentences.FILE.read_text(encoding="utf-8"))


def test_every_reason_has_a_remedy() -> None:
    assert set(_tables()["remedy"]) == set(ReasonCode)


def test_every_assumption_has_a_sentence() -> None:
    assert set(_tables()["assumption"]) == set(AssumptionCode)


def test_every_sentence_is_of_a_code_that_there_is() -> None:
    known = {*ReasonCode, *ObligationCode}
    for table in ("reason", "obligation"):
        for key in _tables()[table]:
            assert (
                key in known
                or any(key.startswith(f"{code}_") for code in known)
                or key
                in {
                    "STALE",
                    "TERMS_NOT_TYPED",
                    "BASE_MODEL_TOO_DEEP",
                    "POLICY_CANNOT_TELL",
                    "STAY_IN_RESEARCH",
                }
            ), key


def test_every_member_of_a_context_that_terms_turn_on_has_a_question() -> None:
    told = {field.name for field in fields(Context)} - {
        "trained_model",
        "employees",
        "minimum_status",
        "policy",
    }
    told |= {f"trained_model.{field.name}" for field in fields(TrainedModel)}
    assert told <= set(_tables()["question"])


@pytest.mark.parametrize("table", ["reason", "remedy", "obligation", "assumption", "question"])
def test_sentences_are_written_alike(table: str) -> None:
    for key, row in _tables()[table].items():
        assert set(row) == {"en", "fr"}, key
        assert row["en"] != row["fr"], key
        for words in row.values():
            assert words.endswith(("?", "{what}") if table == "question" else (".", "{what}")), key
            assert "'" not in words, key
        assert not _WIDE.search(row["fr"]), key
        assert sorted(re.findall(r"\{\w+\}", row["en"])) == sorted(re.findall(r"\{\w+\}", row["fr"])), key


def test_the_disclaimer_tells_what_was_not_judged() -> None:
    assert "Not legal advice" in sentences.DISCLAIMER.said("en")
    assert sentences.DISCLAIMER.said("fr") != sentences.DISCLAIMER.said("en")
    assert sentences.DISCLAIMER.said("de") == sentences.DISCLAIMER.en


def test_there_are_eight_contexts_to_begin_with_and_each_says_everything() -> None:
    assert [one.slug for one in ready_made()] == SLUGS
    for one in ready_made():
        left_out = {field.name for field in fields(Context) if getattr(one.context, field.name) is None}
        assert left_out == set(), one.slug
        trained = one.context.trained_model
        assert trained is not None
        assert all(getattr(trained, field.name) is not None for field in fields(TrainedModel)), one.slug


def test_each_of_them_is_explained_in_three_sentences_of_both_languages() -> None:
    for one in ready_made():
        assert len(one.about) == 3
        for words in (one.name, *one.about):
            assert isinstance(words, Words)
            assert words.en != words.fr
            assert not _WIDE.search(words.fr), words.fr
        assert all(words.en.endswith(".") and words.fr.endswith(".") for words in one.about)
    assert tomllib.loads(FILE.read_text(encoding="utf-8")).keys() == {"context"}


def test_a_context_is_found_by_its_slug() -> None:
    found = of_slug("academic-research")
    assert found is not None
    assert found.name.fr == "Recherche universitaire"
    assert of_slug("no-such-context") is None


def test_compatible_licences_are_licences_and_have_a_source() -> None:
    rows = tomllib.loads(COMPATIBLE.read_text(encoding="utf-8"))["compatible"]
    for row in rows:
        assert {row["licence"], *row["takes"]} <= KNOWLEDGE.licences.keys()
        assert row["source"].startswith("https://")
        assert row["dated"]


def test_licences_whose_models_are_all_multimodal_are_licences() -> None:
    rows = tomllib.loads(modality.FILE.read_text(encoding="utf-8"))["licence"]
    assert {key for row in rows for key in row["licences"]} <= KNOWLEDGE.licences.keys()
    assert modality.multimodal_under("LicenseRef-scancode-llama-4-cla-2025") is True
    assert modality.multimodal_under("MIT") is None
