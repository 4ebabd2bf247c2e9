"""What licences say, as tools get it: typed, whole, and never taken for nothing."""

from dataclasses import fields
from typing import Any

import msgspec
import pytest

from registry.api import term_shapes
from registry.licences import knowledge
from registry.licences.terms import Term
from registry.models import Licence
from tests.api.asking import ask, pointers, refused
from tests.web.rows import LLAMA, know_licences

pytestmark = pytest.mark.django_db
LLAMA_3 = "LicenseRef-permis-llama-3"
LLAMA_1 = "LicenseRef-scancode-llama-license-2023"
TYPED = knowledge.load().licences[LLAMA]
UNTYPED = next((key for key, one in knowledge.load().licences.items() if one.terms is None), None)


@pytest.fixture
def untyped() -> str:
    """The key of a licence whose terms nobody has typed, made so if all are."""
    key = UNTYPED or "MIT"
    row = Licence.objects.get(key=key)
    row.knowledge = {name: said for name, said in row.knowledge.items() if name != "terms"}
    row.save()
    return key


@pytest.fixture(autouse=True)
def _knowledge(db: None) -> None:
    know_licences()


def _term(body: dict[str, Any], name: str) -> dict[str, Any]:
    terms: dict[str, dict[str, Any]] = {one["id"]: one for one in body["terms"]}
    return terms[name]


def test_every_member_of_a_term_is_told() -> None:
    told = set(term_shapes.Term.__struct_fields__)
    assert told == {member.name for member in fields(Term)} | {"global_id"}


def test_a_licence_says_all_of_its_terms_with_clause_source_and_both_languages() -> None:
    body = ask(f"/api/v1/licences/{LLAMA}").body
    assert (body["terms_state"], body["governing_law"], body["spdx"]) == ("typed", "US-CA", None)
    assert [one["id"] for one in body["terms"]] == [one.id for one in TYPED.terms or ()]
    limit = _term(body, "user_threshold")
    assert limit["global_id"] == f"{LLAMA}#user_threshold"
    assert (limit["effect"], limit["value"], limit["unit"]) == ("condition", 700_000_000, "monthly_active_users")
    assert (limit["population"], limit["measured"], limit["past"]) == ("group", "release_date", "ask_maker")
    assert (limit["measured_on"], limit["clause"], limit["document"]) == ("2024-07-23", "2", "agreement")
    assert limit["source"] == {"url": TYPED.source.url, "seen": TYPED.source.seen, "reading": "text-read"}
    assert limit["en"] != limit["fr"]
    assert (limit["text"], limit["territories"]) == (None, [])


def test_what_is_told_comes_back_as_what_we_know() -> None:
    body = ask(f"/api/v1/licences/{LLAMA}").body
    assert msgspec.convert(body["terms"], tuple[Term, ...]) == TYPED.terms
    assert [one["kind"] for one in body["documents"]] == [one.kind.value for one in TYPED.documents]


def test_a_licence_of_the_spdx_list_has_its_identifier_and_its_own_word_for_commerce_where_it_has_one() -> None:
    assert ask("/api/v1/licences/MIT").body["spdx"] == "MIT"
    assert ask("/api/v1/licences/MIT").body["commercial_definition"] is None
    defined = ask(f"/api/v1/licences/{LLAMA_1}").body["commercial_definition"]
    assert defined[0] == {
        "ruling": "forbid",
        "purposes": [],
        "organisations": [],
        "production": True,
        "revenue": None,
    }


def test_a_licence_that_nobody_typed_has_null_and_not_no_terms(untyped: str) -> None:
    body = ask(f"/api/v1/licences/{untyped}").body
    assert (body["terms"], body["terms_state"], body["commercial_definition"]) == (None, "not_typed", None)
    assert body["documents"][0]["kind"] == "agreement"


def test_what_another_release_wrote_is_unreadable_and_not_left_out() -> None:
    row = Licence.objects.get(key="MIT")
    row.knowledge["terms"][0]["only_on"] = "mondays"
    row.save()
    body = ask("/api/v1/licences/MIT").body
    assert (body["terms"], body["terms_state"]) == (None, "unreadable")
    compared = ask("/api/v1/licences/MIT/compare?with=Apache-2.0").body
    assert (compared["differences"], compared["unreadable"]) == (None, ["MIT"])


def test_the_list_stays_light() -> None:
    body = ask("/api/v1/licences?page_size=100").body
    assert "terms" not in body["results"][0]
    assert "documents" not in body["results"][0]


def test_a_licence_leads_to_the_texts_before_and_after_it() -> None:
    body = ask(f"/api/v1/licences/{LLAMA}").body
    assert (body["predecessor"], body["successor"]) == (LLAMA_3, "LicenseRef-scancode-llama-3.2-license-2024")
    assert ask("/api/v1/licences/MIT").body["predecessor"] is None


def test_two_licences_are_compared_term_by_term() -> None:
    body = ask(f"/api/v1/licences/{LLAMA_3}/compare?with={LLAMA}").body
    assert (body["before"], body["after"], body["not_typed"]) == (LLAMA_3, LLAMA, [])
    changed = {one["id"]: one for one in body["differences"]["changed"]}
    training = changed["outputs_training"]
    assert (training["before"]["effect"], training["after"]["effect"]) == ("forbid", "permit")
    assert "effect" in training["members"]
    assert training["before"]["global_id"] == f"{LLAMA_3}#outputs_training"
    assert body["differences"]["same"] > 10


def test_what_nobody_typed_is_not_compared(untyped: str) -> None:
    body = ask(f"/api/v1/licences/{untyped}/compare?with={LLAMA}").body
    assert (body["differences"], body["not_typed"], body["unreadable"]) == (None, [untyped], [])


def test_what_is_no_licence_cannot_be_compared() -> None:
    assert refused(f"/api/v1/licences/nothing/compare?with={LLAMA}").status == 404
    for query in ("", "?with=nothing", "?with=", f"?with={LLAMA}&with=MIT", "?with=%00"):
        answer = refused(f"/api/v1/licences/MIT/compare{query}")
        assert (answer.status, pointers(answer)) == (400, ["?with"]), query
