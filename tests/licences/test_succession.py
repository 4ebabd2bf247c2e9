"""A line of versions is in order, and what is no version of it stands apart."""

import pytest

from registry.licences import knowledge
from registry.licences.succession import Neighbours, neighbours

LICENCES = knowledge.load().licences
LINES = [
    (
        "LicenseRef-scancode-llama-2-license-2023",
        "LicenseRef-permis-llama-3",
        "LicenseRef-scancode-llama-3.1-license-2024",
        "LicenseRef-scancode-llama-3.2-license-2024",
        "LicenseRef-scancode-llama-3.3-license-2024",
        "LicenseRef-scancode-llama-4-cla-2025",
    ),
    ("LicenseRef-scancode-gemma-tou-2024-04-01", "LicenseRef-scancode-gemma-tou-2025-03-24"),
    ("LicenseRef-scancode-exaone-ai-model-1.1-nc", "LicenseRef-permis-exaone-1.2-nc"),
    ("CC-BY-2.0", "CC-BY-2.5", "CC-BY-3.0", "CC-BY-4.0"),
]
ALONE = [
    "MIT",
    "LicenseRef-permis-mistral-research-0.1",
    "LicenseRef-permis-health-ai-developer-foundations-2024-11-15",
    "LicenseRef-scancode-llama-license-2023",
    "LicenseRef-permis-krea-2-community",
    "LicenseRef-permis-nobody-knows-this",
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_versions_follow_each_other(line: tuple[str, ...]) -> None:
    found = [neighbours(key, LICENCES.values()) for key in line]
    assert [one.before for one in found] == [None, *line[:-1]]
    assert [one.after for one in found] == [*line[1:], None]


@pytest.mark.parametrize("key", ALONE)
def test_what_is_no_version_of_another_text_has_no_neighbours(key: str) -> None:
    assert neighbours(key, LICENCES.values()) == Neighbours()


def test_neighbours_know_each_other() -> None:
    for key in LICENCES:
        after = neighbours(key, LICENCES.values()).after
        assert after is None or neighbours(after, LICENCES.values()).before == key
