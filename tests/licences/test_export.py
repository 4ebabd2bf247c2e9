"""The export holds all of the knowledge, says how to cite it, and is the same bytes for the same knowledge."""

import json
from typing import Any

import msgspec
import pytest

from registry.licences import export, knowledge, spelling
from registry.licences.knowledge import Family, HubList, Licence, licence_of
from registry.licences.terms import global_id

KNOWLEDGE = knowledge.load()


@pytest.fixture(scope="module")
def exported() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(export.encode(KNOWLEDGE))
    return found


def read_back(data: dict[str, Any]) -> Licence:
    """Read a licence as whoever is given the file would: without what is there to cite by."""
    if data["terms"] is None:
        return licence_of({name: said for name, said in data.items() if name != "terms"})
    terms = [{name: said for name, said in term.items() if name != "global_id"} for term in data["terms"]]
    return licence_of(data | {"terms": terms})


def test_every_licence_comes_back_as_it_was(exported: dict[str, Any]) -> None:
    assert [read_back(data) for data in exported["licences"]] == [*KNOWLEDGE.licences.values()]


def test_names_families_and_the_list_of_the_hub_come_back_as_they_were(exported: dict[str, Any]) -> None:
    families = [msgspec.convert(row, Family) for row in exported["families"]]
    by_name = {spelling.fold(name): one for one in families for name in (one.name, *one.names)}
    assert by_name == KNOWLEDGE.families
    assert {alias: tuple(keys) for alias, keys in exported["aliases"].items()} == KNOWLEDGE.by_alias
    assert frozenset(exported["open_ended"]) == KNOWLEDGE.open_ended
    assert msgspec.convert(exported["hub_list"], HubList) == KNOWLEDGE.hub_list


def test_what_nobody_typed_is_null_and_never_left_out(exported: dict[str, Any]) -> None:
    for data in exported["licences"]:
        assert (data["terms"] is None) == (KNOWLEDGE.licences[data["key"]].terms is None)
        assert data["terms"] != []


def test_each_term_can_be_cited(exported: dict[str, Any]) -> None:
    cited = [term["global_id"] for data in exported["licences"] for term in data["terms"] or ()]
    assert cited == [global_id(one.key, term) for one in KNOWLEDGE.licences.values() for term in one.terms or ()]
    assert len(set(cited)) == len(cited) > 1000


def test_the_document_says_what_it_is_and_whose(exported: dict[str, Any]) -> None:
    assert exported["knowledge_version"] == KNOWLEDGE.version
    assert exported["as_of"] == max(one.source.seen for one in KNOWLEDGE.licences.values())
    assert exported["hub_list"]["source"]["seen"] == KNOWLEDGE.hub_list.source.seen
    for part in (
        KNOWLEDGE.version,
        exported["as_of"],
        "the Permis authors",
        "Apache-2.0",
        "ScanCode",
        "CC-BY-4.0",
    ):
        assert part in exported["attribution"]
    assert "no legal advice" in exported["note"]


def test_the_same_knowledge_gives_the_same_bytes(exported: dict[str, Any]) -> None:
    again = knowledge.read(knowledge.FOLDER)
    assert again is not KNOWLEDGE
    assert export.encode(again) == export.encode(KNOWLEDGE)
    assert [data["key"] for data in exported["licences"]] == sorted(data["key"] for data in exported["licences"])
    assert [*exported["aliases"]] == sorted(exported["aliases"])
