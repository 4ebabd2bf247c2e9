"""The knowledge is whole: every name of the Hub's leads somewhere, every entry says where it comes from."""

import csv
from pathlib import Path

import pytest

from registry.licences import knowledge, names, spelling
from registry.licences.knowledge import FamilyKind, Licence
from registry.licences.tables import BadKnowledge

KNOWLEDGE = knowledge.load()
BARE = {
    "families.toml": "",
    "hub_ids.toml": 'ids = ["one"]\nsource = { url = "https://h", seen = "2026-11", reading = "standard" }',
}
ONE = """
[[licence]]
key = "One-1.0"
name = "The One"
class = "permissive"
hub_ids = ["one"]
url = "https://one.example/"
source = { url = "https://one.example/", seen = "2026-11", reading = "standard" }
"""


def read(folder: Path, **files: str) -> knowledge.Knowledge:
    written = BARE | {name.replace("__", ".") + ".toml": text for name, text in files.items()}
    for name, text in written.items():
        (folder / name).write_text(text)
    return knowledge.read(folder)


def test_every_identifier_of_the_hubs_leads_somewhere() -> None:
    assert len(KNOWLEDGE.hub_list.ids) == 83
    for hub_id in KNOWLEDGE.hub_list.ids:
        assert not isinstance(names.resolve(hub_id, KNOWLEDGE), names.Unrecognised), hub_id


def test_no_entry_claims_an_identifier_that_the_hub_does_not_have() -> None:
    claimed = {hub_id for one in KNOWLEDGE.licences.values() for hub_id in one.hub_ids}
    families = {family.name for family in KNOWLEDGE.families.values()}
    assert claimed | families == set(KNOWLEDGE.hub_list.ids)


@pytest.mark.shared
def test_the_identifiers_are_those_of_the_recorded_list(shared: Path) -> None:
    with (shared / "facts" / "hf_licences.csv").open() as lines:
        recorded = list(csv.DictReader(lines))
    assert [row["hf_id"] for row in recorded] == list(KNOWLEDGE.hub_list.ids)
    for row in recorded:
        meaning = names.resolve(row["hf_id"], KNOWLEDGE)
        if isinstance(meaning, names.Licensed) and not row["spdx_id"].startswith("LicenseRef-"):
            assert meaning.key == row["spdx_id"]


@pytest.mark.parametrize("one", KNOWLEDGE.licences.values(), ids=lambda one: one.key)
def test_every_licence_is_told_whole(one: Licence) -> None:
    assert one.name
    assert one.source.url.startswith("https://")
    assert one.url.startswith(("https://", "http://"))
    assert one.source.seen >= "2026"
    if one.key.startswith("LicenseRef-scancode-"):
        assert one.scancode == one.key.removeprefix("LicenseRef-scancode-")
    for alias in one.spellings:
        folded = spelling.fold(alias)
        assert folded is not None
        assert one.key in KNOWLEDGE.by_alias[folded]


def test_families_and_non_answers_are_never_licences() -> None:
    kinds = {family.name: family.kind for family in KNOWLEDGE.families.values()}
    assert kinds == dict.fromkeys(
        ("openrail", "cc", "bsd", "gpl", "lgpl", "gfdl"), FamilyKind.FAMILY
    ) | dict.fromkeys(("unknown", "other"), FamilyKind.NON_ANSWER)
    assert not KNOWLEDGE.families.keys() & KNOWLEDGE.by_alias.keys()


def test_names_of_several_texts_are_exactly_those_that_are_known_to_be() -> None:
    several = {alias for alias, keys in KNOWLEDGE.by_alias.items() if len(keys) > 1 and "/" not in alias}
    assert several == {
        "gemma", "gemma-terms-of-use", "grok2-community", "grok-2", "openrail++", "modified-mit", "exaone",
        "falcon-llm-license",
        "tencent-hunyuan-community", "flux-1-dev-non-commercial-license",
        "fair-noncommercial-research-license", "fair-noncommercial-research",
    }  # fmt: skip


def test_the_version_is_of_the_content(tmp_path: Path) -> None:
    first = read(tmp_path, makers=ONE).version
    assert read(tmp_path, makers=ONE).version == first
    assert read(tmp_path, makers=ONE.replace("The One", "The 1")).version != first
    assert len(first) == 16


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"makers": ONE.replace("permissive", "nice")}, "makers.toml: One-1.0"),
        ({"makers": ONE.replace("class =", "klass =")}, "klass"),
        ({"makers": ONE.replace("One-1.0", "One 1.0")}, "no valid form"),
        ({"makers": ONE.replace("2026-11", "lately")}, "no valid form"),
        ({"makers": ONE.replace("One-1.0", "LicenseRef-mine")}, "no valid form"),
        ({"makers": ONE + ONE}, "described twice"),
        ({"makers": ONE + ONE.replace("One-1.0", "Two")}, "shared by one file exactly if it names several"),
        ({"makers": 'shared = ["one"]\n' + ONE}, "shared by one file exactly if it names several"),
        ({"makers": ONE, "others": ONE.replace("One-1.0", "Two")}, "shared by one file exactly"),
        ({"makers": 'open_ended = ["two"]\n' + ONE}, "names no licence"),
        ({"makers": "licence = 1"}, "makers.toml"),
        ({"makers": "= ="}, "makers.toml"),
    ],
)
def test_knowledge_that_contradicts_itself_is_refused(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    with pytest.raises(BadKnowledge, match=problem):
        read(tmp_path, **files)


def test_a_name_may_be_shared_within_a_file_that_says_so(tmp_path: Path) -> None:
    shared = 'shared = ["one", "the one", "https://one.example/"]\n'
    both = read(tmp_path, makers=shared + ONE + ONE.replace("One-1.0", "Two-2.0"))
    assert names.resolve("one", both) == names.SharedName(("One-1.0", "Two-2.0"), complete=True)
