"""What changed, in the words of people: no JSON, no keys of ours, nothing lost."""

from typing import Any

import pytest

from registry.web.past import said
from tests.web.rows import SCRIPT, TURNED


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("licence", None, ""),
        ("licence", {"tags": ["mit"], "card": ["mit"]}, "mit"),
        (
            "licence",
            {"tags": ["other"], "name": "llama3", "card": ["other"]},
            "tag: other; name: llama3; card: other",
        ),
        ("licence", {"tags": ["mit", "apache-2.0"]}, "mit, apache-2.0"),
        ("licence", {}, ""),
        ("gating", "manual", "Gated, by hand"),
        ("gating", "gated", "Gated, kind not stated"),
        ("gating", "open", "Open"),
        ("base_models", ["finetune:org/a", "merge:org/b"], "fine-tuned from org/a, merged from org/b"),
        ("base_models", ["unheard_of:org/a"], "unheard of org/a"),
        ("base_models", [], ""),
        ("name", "org/old", "org/old"),
        ("removal", None, "on the Hub"),
        ("removal", "2026-11-14T09:30:00+00:00", "noticed to be gone on 14 November 2026"),
        ("removal", "yesterday", "yesterday"),
        ("removal", 7, "7"),
        ("parameters", 8_030_261_248, "8.0 B"),
        ("parameters", True, "True"),
        ("library", "", ""),
        ("library", 0, "0"),
        ("pipeline", {SCRIPT: [TURNED], "b": None}, f"{SCRIPT}: ⌈U+202E⌉; b: –"),
    ],
)
def test_a_value_is_said_in_words(field: str, value: Any, text: str) -> None:
    assert said(field, value) == text
