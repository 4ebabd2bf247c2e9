"""Terms are whole, typed and told in two languages; what was not typed or not read never looks like a silence."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from registry.licences import knowledge
from registry.licences.documents import DocumentKind, Reading
from registry.licences.fingerprint_sources import MAP, Source
from registry.licences.knowledge import Licence
from registry.licences.tables import BadKnowledge
from registry.licences.terms import Effect, Term, TermKind, global_id
from registry.licences.territories import COUNTRIES, countries, is_territory

KNOWLEDGE = knowledge.load()
TYPED = tuple(one for one in KNOWLEDGE.licences.values() if one.terms is not None)
CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "terms.toml").read_text()
)
BARE = {
    "families.toml": "",
    "hub_ids.toml": 'ids = ["one"]\nsource = { url = "https://h", seen = "2026-11", reading = "standard" }',
}
HEAD = """
[[licence]]
key = "{key}"
name = "{key}"
class = "permissive"
url = "https://{key}.example/"
source = {{ url = "https://{key}.example/", seen = "2026-11", reading = "{reading}" }}
governing_law = "FR"
"""
WORDED = 'en = "You pay."\nfr = "Vous payez."\n'
REQUIRED = 'id = "indemnity"\neffect = "require"\nclause = "1"\n' + WORDED


def head(key: str = "One-1.0", reading: Reading = Reading.TEXT_READ) -> str:
    return HEAD.format(key=key, reading=reading.value)


def silent(*besides: TermKind, of: str = "One-1.0", table: str = "silent") -> str:
    kinds = [kind.value for kind in TermKind if kind not in {*besides, TermKind.OTHER}]
    return f'\n[[{table}]]\nof = ["{of}"]\nkinds = {kinds}\n'


def read(folder: Path, text: str) -> knowledge.Knowledge:
    for name, content in (BARE | {"makers.toml": text}).items():
        (folder / name).write_text(content)
    return knowledge.read(folder)


def terms(folder: Path, text: str, key: str = "One-1.0") -> dict[str, Term]:
    found = read(folder, text).licences[key].terms
    assert found is not None
    return {term.id: term for term in found}


def term_of(licence: Licence, name: str) -> Term:
    return {term.id: term for term in licence.terms or ()}[name]


def test_every_licence_is_typed_or_listed_as_not_typed_with_a_reason() -> None:
    listed = {row["licence"]: row["reason"] for row in CASES["untyped"]}
    assert {key for key, one in KNOWLEDGE.licences.items() if one.terms is None} == listed.keys()
    assert all(reason.endswith(".") for reason in listed.values())


@pytest.mark.parametrize("one", TYPED, ids=lambda one: one.key)
def test_every_kind_is_answered_silent_or_unknown_and_every_id_names_one_term(one: Licence) -> None:
    assert one.terms is not None
    assert {term.kind for term in one.terms} >= set(TermKind) - {TermKind.OTHER}
    assert len({term.id for term in one.terms}) == len(one.terms)
    assert [term.kind for term in one.terms] == sorted((term.kind for term in one.terms), key=list(TermKind).index)
    assert one.governing_law
    assert one.documents[0].kind is DocumentKind.AGREEMENT
    assert all(term.source.url.startswith("https://") and term.source.seen >= "2026" for term in one.terms)


@pytest.mark.parametrize("case", CASES["says"], ids=lambda case: f"{case['licence']} {case['term']}")
def test_a_licence_says_what_was_read_in_it(case: dict[str, Any]) -> None:
    told = _data(term_of(KNOWLEDGE.licences[case["licence"]], case["term"]))
    expected = _data({name: said for name, said in case.items() if name not in {"licence", "term"}})
    assert {name: told[name] for name in expected} == expected


def _data(value: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


@pytest.mark.shared
def test_prescribed_words_and_limits_stand_in_the_texts(shared: Path) -> None:
    texts = _texts(shared / "data" / "licences")
    looked_up = 0
    for one in TYPED:
        words = texts.get(one.key)
        for term in one.terms or ():
            if words is None or term.source.reading is not Reading.TEXT_READ:
                continue
            for wanted in (term.text, f"{term.value:,}" if term.value else None):
                if wanted is not None:
                    looked_up += 1
                    assert any(_flat(form) in words for form in _forms(wanted)), global_id(one.key, term)
    assert looked_up >= 20


def _texts(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in tomllib.loads(MAP.read_text())["text"]:
        source = msgspec.convert(row, Source)
        for name in source.files:
            path = folder / name
            if path.exists():
                for key in source.keys:
                    found[key] = found.get(key, "") + " " + _flat(path.read_text(errors="replace"))
    return found


def _flat(text: str) -> str:
    return " ".join(text.lower().replace("*", "").split())


def _forms(wanted: str) -> tuple[str, ...]:
    digits = wanted.replace(",", "")
    return (wanted, digits, f"{digits.removesuffix('0' * 6)} million", f"{digits.removesuffix('0' * 9)} billion")


@pytest.mark.parametrize("one", TYPED, ids=lambda one: one.key)
def test_terms_come_back_whole_from_their_data(one: Licence) -> None:
    data = _data(one.as_data())
    assert msgspec.convert(data["terms"], tuple[Term, ...]) == one.terms
    assert data["documents"][0] == {"kind": "agreement"} | data["source"]
    assert data.get("spdx") == (None if one.key.startswith("LicenseRef-") else one.key)
    assert not any(value in (None, []) for term in data["terms"] for value in term.values())
    assert knowledge.licence_of(data) == one


@pytest.mark.parametrize("change", [{"moon": "full"}, {"terms": [{"id": "x"}]}, {"governing_law": ["FR"]}])
def test_data_of_another_release_is_refused_and_never_half_read(change: dict[str, Any]) -> None:
    data = _data(TYPED[0].as_data())
    with pytest.raises(BadKnowledge, match=TYPED[0].key):
        knowledge.licence_of(data | change)
    data["terms"][0]["only_on"] = "mondays"
    with pytest.raises(BadKnowledge, match="not all of it is known"):
        knowledge.licence_of(data)


def test_a_licence_that_nobody_typed_has_no_terms_which_is_not_a_silence(tmp_path: Path) -> None:
    one = read(tmp_path, head()).licences["One-1.0"]
    assert one.terms is None
    assert "terms" not in one.as_data()


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["problem"])
def test_a_table_that_could_not_be_judged_is_refused(tmp_path: Path, case: dict[str, Any]) -> None:
    table: str = case["table"]
    worded = table if {"en", "fr"} & {line.partition(" ")[0] for line in table.splitlines()} else table + WORDED
    begun = f"[[licence.terms]]\n{worded}"
    kinds = [str(row.get("id")).partition(".")[0] for row in tomllib.loads(begun)["licence"]["terms"]]
    answered = [TermKind(kind) for kind in kinds if kind in set(TermKind)]
    with pytest.raises(BadKnowledge) as refused:
        read(tmp_path, head() + begun + silent(*answered))
    assert str(refused.value).startswith("makers.toml: One-1.0")
    assert case["problem"] in str(refused.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (head() + silent(TermKind.INDEMNITY), "['indemnity'] is neither answered nor silent nor unknown"),
        (head() + silent() + silent(), "is answered and silent or unknown, or that twice"),
        (head() + silent() + silent(table="unknown"), "is answered and silent or unknown, or that twice"),
        (head().replace('"FR"', '"XX"') + silent(), "governing_law 'XX' is no code of ISO 3166"),
        (head().replace('governing_law = "FR"', "") + silent(), "governing_law None is no code of ISO 3166"),
        (head(reading=Reading.SECONDARY) + silent(), "effect cannot be “silent” where the text was not read"),
        (head() + silent(of="Two-2.0"), "['Two-2.0'] is neither a licence nor a group of this file"),
        (head() + "[groups]\nboth = ['Three']\n" + silent(of="both"), "['Three'] is neither a licence nor"),
        (head() + "[groups]\n'One-1.0' = ['One-1.0']\n" + silent(), "['One-1.0'] is a licence and a group"),
        (head() + silent() + f"[[terms]]\n{REQUIRED}", "a shared table has no “of”"),
        (head() + silent(TermKind.INDEMNITY) + f"[[terms]]\nof = ['One-1.0']\n{REQUIRED}" * 2, "is given twice"),
        (head() + "documents = [{ kind = 'agreement', url = 'https://h', seen = '2026', reading = 'standard' }]",
         "documents: one of a kind, and the agreement is the source"),
    ],
)  # fmt: skip
def test_a_file_that_leaves_something_open_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(BadKnowledge) as refused:
        read(tmp_path, text)
    assert str(refused.value).startswith("makers.toml: ")
    assert problem in str(refused.value)


def test_what_a_licence_says_itself_goes_before_what_it_shares(tmp_path: Path) -> None:
    shared = f"[groups]\nboth = ['One-1.0', 'Two-2.0']\n[[terms]]\nof = ['both']\n{REQUIRED}"
    silences = silent(TermKind.INDEMNITY, of="both")
    two = head("Two-2.0")
    changed = head() + "[[licence.terms]]\nid = 'indemnity'\nclause = '7'\n" + two + silences + shared
    assert terms(tmp_path, changed)["indemnity"].clause == "7"
    assert terms(tmp_path, changed)["indemnity"].effect is Effect.REQUIRE
    assert terms(tmp_path, changed, "Two-2.0")["indemnity"].clause == "1"

    silenced = head() + "silent = ['indemnity']\n" + two + silences + shared
    assert terms(tmp_path, silenced)["indemnity"].effect is Effect.SILENT
    assert terms(tmp_path, silenced, "Two-2.0")["indemnity"].effect is Effect.REQUIRE

    answered = head() + f"[[licence.terms]]\n{REQUIRED}" + two + silent(of="both") + shared.split("[[terms]]")[0]
    assert terms(tmp_path, answered)["indemnity"].effect is Effect.REQUIRE
    assert terms(tmp_path, answered, "Two-2.0")["indemnity"].effect is Effect.SILENT


def test_a_silence_cites_the_text_that_was_read_and_the_unknown_cites_no_reading(tmp_path: Path) -> None:
    text = head() + "unknown = ['indemnity']\n" + silent()
    told = terms(tmp_path, text)
    assert told["derivatives"].effect is Effect.SILENT
    assert told["derivatives"].source.reading is Reading.TEXT_READ
    assert told["indemnity"].effect is Effect.UNKNOWN
    assert told["indemnity"].source.reading is Reading.UNVERIFIED
    assert told["indemnity"].en != told["derivatives"].en


def test_a_term_is_named_among_those_of_all_licences() -> None:
    licence = KNOWLEDGE.licences["LicenseRef-permis-llama-3"]
    assert global_id(licence.key, term_of(licence, "user_threshold")) == "LicenseRef-permis-llama-3#user_threshold"


def test_unions_stand_for_their_members() -> None:
    assert len(COUNTRIES) == 249
    assert len(countries(["EU"])) == 27
    assert countries(["EEA"]) - countries(["EU"]) == {"IS", "LI", "NO"}
    assert countries(["EU", "FR", "GB"]) == countries(["EU"]) | {"GB"}
    assert countries(["EEA"]) < COUNTRIES
    assert not is_territory("UK")
