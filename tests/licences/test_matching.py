"""A text is a licence only if nothing that counts was added, lost or moved; everything else is for a person."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.licences.documents import DocumentKind
from registry.licences.evidence import Match
from registry.licences.guards import LEGAL
from registry.licences.matching import Recognition, recognise
from registry.licences.words import MAX_CHARACTERS, read
from tests.licences.test_words import HOSTILE
from tests.licences.wombats import AGREEMENT, LONG, OTHER, POLICY, SHORT, SIBLING, fingerprints

PRINTS = fingerprints()
TEXTS = {"Wombat-1.0": SHORT, "Teapot-1.0": OTHER, "Menagerie-1.0": LONG}
FILLER = "The burrow smells of grass and rain."
CARD = "---\nlicense: other\nbase_model: x/y-7B\n---\n# License\n\n{}\n"
CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent.parent / "cases" / "matching.toml").read_text()
)


def seen(text: str | bytes) -> Recognition:
    return recognise(text, PRINTS)


@settings(deadline=None)
@given(HOSTILE | st.binary())
def test_anything_is_answered(text: str | bytes) -> None:
    assert seen(text).match is Match.UNKNOWN


@given(
    st.lists(st.sampled_from([*SHORT.split(), *OTHER.split(), "\n\n", "5", "must"]), max_size=200).map(" ".join)
)
def test_a_heap_of_a_licences_words_is_no_licence(text: str) -> None:
    assert not seen(text).accepted


@pytest.mark.parametrize("key", TEXTS)
def test_a_licence_is_recognised(key: str) -> None:
    assert seen(TEXTS[key]) == Recognition(Match.EXACT, (key,), (AGREEMENT,), coverage=1.0, likeness=1.0)


@settings(max_examples=50, deadline=None)
@given(
    key=st.sampled_from(sorted(TEXTS)),
    width=st.integers(1, 200),
    fold=st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase]),
    quotes=st.sampled_from(["“”", '""', "**", "``", "__"]),
    end=st.sampled_from(["\n", "\r\n", "\r", "\n> "]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    notice=st.sampled_from(["", "Copyright (c) 2024 Jane Doe and friends\n\n", "© 2019 Wombats, Inc.\n\n"]),
)
def test_form_never_changes_the_answer(
    key: str, width: int, fold: type[str], quotes: str, end: str, encoding: str, notice: str
) -> None:
    marked = re.sub(r"\b(wombat|teapot|basket)\b", rf"{quotes[0]}\1{quotes[1]}", TEXTS[key])
    paragraphs = ("\n".join(wrapped(one, width)) for one in marked.split("\n\n"))
    text = (notice + fold("\n\n".join(paragraphs))).replace("\n", end)
    assert seen(text.encode(encoding)).match is Match.EXACT
    assert seen(text).keys == (key,)


def wrapped(paragraph: str, width: int) -> list[str]:
    words = paragraph.split()
    return [" ".join(words[at : at + width]) for at in range(0, len(words), width)]


@settings(max_examples=300, deadline=None)
@given(
    key=st.sampled_from(sorted(TEXTS)),
    word=st.sampled_from(
        [*LEGAL, *FILLER.split(), *LONG.split(), "zebra", "a", "5", "$", "§", "仅", "non-commercial"]
    ),
    place=st.floats(0, 1),
    edit=st.sampled_from(["replaced", "removed", "inserted"]),
)
def test_any_word_replaced_removed_or_inserted_is_another_text(
    key: str, word: str, place: float, edit: str
) -> None:
    words = TEXTS[key].split(" ")
    at = min(round(place * len(words)), len(words) - 1)
    new = {"replaced": [word], "removed": [], "inserted": [word, words[at]]}[edit]
    changed = " ".join([*words[:at], *new, *words[at + 1 :]])
    is_same = re.findall(r"\w+|[$§]", changed.lower()) == re.findall(r"\w+|[$§]", TEXTS[key].lower())
    found = seen(changed)
    assert found.accepted is is_same
    assert is_same or (found.match is Match.VARIANT and (found.added or found.missing_words))


@settings(max_examples=100, deadline=None)
@given(key=st.sampled_from(sorted(TEXTS)), source=st.floats(0, 0.99), target=st.floats(0, 1))
def test_no_word_may_be_moved(key: str, source: float, target: float) -> None:
    words = TEXTS[key].split(" ")
    word = words.pop(round(source * (len(words) - 1)))
    to = round(target * len(words))
    moved = " ".join([*words[:to], word, *words[to:]])
    assert seen(moved).accepted is (read(moved) == read(TEXTS[key]))


@settings(max_examples=100, deadline=None)
@given(
    key=st.sampled_from(sorted(TEXTS)),
    line=st.lists(st.sampled_from([*sorted(LEGAL), *FILLER.split(), "zebra", "weights"]), min_size=1, max_size=9),
    before=st.booleans(),
)
def test_no_line_beside_a_licence_is_overlooked(key: str, line: list[str], before: bool) -> None:
    beside = " ".join(line)
    found = seen(f"{beside}\n\n{TEXTS[key]}" if before else f"{TEXTS[key]}\n\n{beside}")
    assert (found.match, found.key, found.further_terms) == (Match.VARIANT, key, True)
    assert found.added == (beside.lower().replace(".", ""),)


def test_a_variant_names_what_was_added_and_what_is_missing() -> None:
    found = seen(SIBLING)
    assert (found.match, found.key, found.accepted) == (Match.VARIANT, "Wombat-1.0", False)
    assert found.added == ("18", "900")
    assert found.missing_words == 2
    assert found.missing_weighty == ("16", "700")
    assert not found.further_terms
    assert 0.9 < found.coverage < 1


def test_what_stands_there_more_often_was_added() -> None:
    paragraph = SHORT.split("\n\n")[1]
    found = seen(SHORT.replace(paragraph, f"{paragraph}\n\n{paragraph}"))
    assert (found.match, found.missing_words) == (Match.VARIANT, 0)
    assert "may feed it walk it and show it to guests" in " ".join(found.added)


def test_a_sibling_that_is_known_is_told_apart() -> None:
    both = fingerprints((("Wombat-1.0",), AGREEMENT, SHORT), (("Wombat-2.0",), AGREEMENT, SIBLING))
    assert recognise(SHORT, both).keys == ("Wombat-1.0",)
    assert recognise(SIBLING, both).keys == ("Wombat-2.0",)
    assert recognise(CARD.format(SIBLING), both).keys == ("Wombat-2.0",)


def test_a_part_is_a_variant_and_less_is_related_or_unknown() -> None:
    assert seen(LONG[: len(LONG) * 6 // 10]).match is Match.VARIANT
    assert seen(LONG[: len(LONG) * 4 // 10]).match is Match.RELATED
    assert seen(LONG[: len(LONG) // 20]).match is Match.UNKNOWN
    assert seen(LONG[: len(LONG) // 20]) == Recognition(Match.UNKNOWN)


def test_a_card_around_a_licence_is_borne_while_it_is_data_and_a_heading() -> None:
    found = seen(CARD.format(SHORT))
    assert (found.match, found.added) == (Match.SAME, ("license",))
    for other in (
        CARD.replace("license: other", "note: you shall pay"),
        CARD.replace("# License", "# Burrow"),
        CARD.replace("# License", f"{FILLER}\n\n# License"),
        CARD + FILLER,
    ):
        assert (seen(other.format(SHORT)).match, seen(other.format(SHORT)).further_terms) == (Match.VARIANT, True)


@pytest.mark.parametrize("line", [line for case in CASES["beside"] for line in case["lines"]])
def test_whatever_stands_beside_a_licence_and_is_no_heading_is_further_terms(line: str) -> None:
    for text in (f"{SHORT}\n\n{line}", f"{line}\n\n{SHORT}"):
        found = seen(text)
        assert (found.match, found.key, found.further_terms) == (Match.VARIANT, "Wombat-1.0", True)
        assert found.added


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("walk it", "~~walk it~~"),
        ("walk it", "<del>walk it</del>"),
        ("walk it", "<!-- walk it -->"),
        ("walk it", '<span style="display:none">walk it</span>'),
        ("walk it", "[walk it](https://evil.example/rules)"),
        ("walk it", '<a href="https://evil.example/rules">walk it</a>'),
        ("walk it", "walk\u20e0 it"),
        ("walk it", "wa\u0336lk it"),
        ("walk it", "\u202ewalk it\u202c"),
        ("walk it", "walk it\x08\x08"),
        ("walk it", "walk (1) it"),
        ("walk it", "walk iii. it"),
        ("walk it", "walk it [^1]"),
        ("1. The wombat", "9. The wombat"),
        ("The Wombat Licence", "<title>The Wombat Licence</title>"),
    ],
)
def test_what_changes_what_a_reader_sees_is_another_text(old: str, new: str) -> None:
    assert old in SHORT
    found = seen(SHORT.replace(old, new, 1))
    assert found.match is Match.VARIANT
    assert found.added


@pytest.mark.parametrize(
    "form", ["<!-- {} -->", "[//]: # ({})", "<template>{}</template>", "<title>{}</title>", "![{}](x)"]
)
def test_a_licence_that_nobody_sees_is_none(form: str) -> None:
    assert not seen(form.format(SHORT)).accepted
    assert not seen(form.format(" ".join(SHORT.split()))).accepted


def test_a_licence_on_one_line_is_that_licence() -> None:
    assert seen(" ".join(SHORT.split())).match is Match.EXACT
    assert seen("Licence: " + " ".join(LONG.split())).match is Match.SAME


def test_names_of_holders_are_told_beside_the_answer() -> None:
    found = seen(f"Copyright (c) 2024 Jane Doe\n\n{SHORT}")
    assert (found.match, found.notices) == (Match.EXACT, ("Copyright (c) 2024 Jane Doe",))
    assert seen(f"Copyright (c) 2024 Jane Doe\n\n{SIBLING}").notices == found.notices


def test_a_licences_own_name_above_it_is_no_further_term_and_anothers_is() -> None:
    assert seen(f"SPDX-License-Identifier: Wombat-1.0\n\n{SHORT}").match is Match.SAME
    assert seen(f"# Wombat Licence 1.0\n\n{SHORT}").match is Match.SAME
    assert not seen(f"Teapot-1.0\n\n{SHORT}").accepted
    assert not seen(f"Not the Wombat Licence 1.0\n\n{SHORT}").accepted
    assert not seen("Wombat Licence 1.0\n\n" * 14 + SHORT).accepted


def test_several_licences_in_one_text_are_none_of_them() -> None:
    for text in (f"{SHORT}\n\n{OTHER}", f"{OTHER}\n\n{SHORT}"):
        found = seen(text)
        assert not found.accepted
        assert {*found.keys, *found.also} == {"Wombat-1.0", "Teapot-1.0"}
        assert found.added == ()


def test_a_licence_with_its_use_policy_behind_it_is_that_licence() -> None:
    found = seen(f"{SHORT}\n\n### Acceptable Use Policy\n\n{POLICY}")
    assert (found.match, found.key) == (Match.SAME, "Wombat-1.0")
    assert found.kinds == (AGREEMENT, DocumentKind.USE_POLICY)
    assert seen(POLICY).kinds == (DocumentKind.USE_POLICY,)
    assert not seen(f"{OTHER}\n\n{POLICY}").accepted
    assert not seen(f"{SHORT}\n\n{POLICY}\n\nGuests pay.").accepted


def test_a_licence_twice_is_that_licence() -> None:
    assert seen(f"{SHORT}\n\n{SHORT}").match is Match.SAME


def test_a_document_of_several_licences_names_them_all() -> None:
    shared = fingerprints(
        (("Wombat-1.0", "Wombat-2.0"), DocumentKind.USE_POLICY, POLICY), (("Wombat-2.0",), AGREEMENT, SIBLING)
    )
    assert recognise(POLICY, shared).keys == ("Wombat-1.0", "Wombat-2.0")
    assert recognise(POLICY, shared).key is None
    assert recognise(f"{SIBLING}\n\n{POLICY}", shared).key == "Wombat-2.0"


def test_two_licences_that_are_equally_near_are_neither() -> None:
    both = fingerprints((("A-1.0",), AGREEMENT, SHORT), (("B-1.0",), AGREEMENT, f"Licence\n\n{SHORT}"))
    assert recognise(SHORT, both).keys == ("A-1.0",)
    assert recognise(f"Licence\n\n{SHORT}", both).keys == ("B-1.0",)
    assert recognise(f"Licence\n\nLicence\n\n{SHORT}", both).match is Match.VARIANT


def test_sentences_may_not_change_places_even_if_every_run_of_words_stays() -> None:
    first, second = "Who digs may feed the wombat.", "Who digs may not wake the numbat."
    known = fingerprints((("A-1.0",), AGREEMENT, f"{SHORT} {first} {second} Who digs is tired."))
    turned = f"{SHORT} {second} {first} Who digs is tired."
    found = recognise(turned, known)
    assert (found.match, found.coverage, found.likeness) == (Match.VARIANT, 1.0, 1.0)
    assert not recognise(f"Licence\n\n{turned}", known).accepted


def test_a_text_that_was_not_read_to_its_end_is_never_accepted() -> None:
    found = seen(SHORT + "\n" * MAX_CHARACTERS + "You shall pay.")
    assert (found.match, found.truncated) == (Match.VARIANT, True)
    assert seen(SHORT.encode() + b"\n" * 50_000_000).truncated


def test_many_copies_end_in_an_answer() -> None:
    found = seen(f"{SHORT}\n\n" * 500)
    assert (found.match, found.key) == (Match.VARIANT, "Wombat-1.0")


def test_many_licences_in_one_text_end_in_an_answer() -> None:
    """A text that holds every document would be taken apart in a million ways, were each tried with each."""
    texts = [SHORT.replace("wombat", f"beast{number}").replace("Wombat", "Beast") for number in range(60)]
    known = fingerprints(*(((f"Beast-{number}",), AGREEMENT, text) for number, text in enumerate(texts)))
    found = recognise("\n\n".join(texts), known)
    assert (found.match, len(found.also)) == (Match.VARIANT, 59)
