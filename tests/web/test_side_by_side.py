"""Two licences side by side, chosen by a form that needs no script."""

from dataclasses import fields

import pytest

from registry.licences import knowledge
from registry.licences.terms import Term, TermKind
from registry.models import Licence
from registry.web.term_words import KINDS, MEMBERS
from tests.web.asking import Seen, see
from tests.web.rows import LLAMA, SCRIPT, TURNED, know_licences

pytestmark = pytest.mark.django_db
LLAMA_3 = "LicenseRef-permis-llama-3"
GEMMA = "LicenseRef-scancode-gemma-tou-2025-03-24"
HEALTH = "LicenseRef-permis-health-ai-developer-foundations-2024-11-15"
LICENCES = knowledge.load().licences


@pytest.fixture(autouse=True)
def _knowledge(db: None) -> None:
    know_licences()


def compared(a: str, b: str) -> Seen:
    page = see(f"/licences/compare?a={a}&b={b}")
    assert page.status == 200
    return page


def chosen(page: Seen) -> list[str]:
    return [one["value"] for one in page.all("option") if "selected" in one.attributes]


def part(page: Seen, name: str) -> str:
    return page.one("section", aria_labelledby=f"{name}-title").text


def test_what_changed_from_one_version_to_the_next_stands_side_by_side() -> None:
    page = compared(LLAMA_3, LLAMA)
    changed = part(page, "changed")
    was, now = LICENCES[LLAMA_3].terms or (), LICENCES[LLAMA].terms or ()
    for terms in (was, now):
        [training] = [term for term in terms if term.kind is TermKind.OUTPUTS_TRAINING]
        assert training.en in changed
    assert "Built with Meta Llama 3" in changed
    assert "What differs – effect, who is spared, trained models, our sentence" in changed
    assert "Changed 5 Added 0 Dropped 0" in part(page, "differences")
    assert page.links["The other way round"] == f"/licences/compare?a={LLAMA}&b={LLAMA_3}"
    assert page.links["JSON"] == f"/api/v1/licences/{LLAMA_3}/compare?with={LLAMA}"
    assert see(page.links["JSON"]).status == 200


def test_what_came_stands_apart_from_what_went() -> None:
    there, back = compared(LLAMA_3, GEMMA), compared(GEMMA, LLAMA_3)
    added = part(there, "added").removeprefix("Added")
    assert added == part(back, "dropped").removeprefix("Dropped")
    assert added != part(there, "dropped").removeprefix("Dropped")


def test_what_was_not_read_of_one_is_unclear_and_neither_came_nor_went() -> None:
    page = compared(GEMMA, HEALTH)
    assert str(KINDS[TermKind.REVOCABILITY]) in part(page, "unclear")
    assert "they may differ" in part(page, "unclear")


def test_what_nobody_typed_is_said_and_not_compared() -> None:
    row = Licence.objects.get(key="MIT")
    row.knowledge = {name: said for name, said in row.knowledge.items() if name != "terms"}
    row.save()
    page = compared("MIT", LLAMA)
    assert f"{row.name}: not described yet" in page.text
    assert "Nothing can be said of what differs." in page.text
    assert not page.all("section", aria_labelledby="added-title")


def test_a_licence_does_not_differ_from_itself() -> None:
    assert "Changed 0 Added 0 Dropped 0" in part(compared(LLAMA, LLAMA), "differences")


def test_two_licences_are_chosen_in_a_form() -> None:
    page = see("/licences/compare")
    assert page.status == 200
    [form] = [one for one in page.all("form") if one["action"] == "/licences/compare"]
    assert form["method"] == ""
    assert [one["name"] for one in page.all("select")] == ["a", "b"]
    assert {one["value"] for one in page.all("option")} == {"", *LICENCES}
    assert chosen(page) == []
    assert chosen(see(f"/licences/compare?a={LLAMA}")) == [LLAMA]
    assert chosen(see(f"/licences/compare?a={LLAMA}&b=")) == [LLAMA]
    assert chosen(compared(LLAMA_3, LLAMA)) == [LLAMA_3, LLAMA]
    assert chosen(compared("llama3", "llama3.1")) == [LLAMA_3, LLAMA]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("a=nothing&b=MIT", 404),
        ("a=MIT&b=nothing", 404),
        ("a=nothing", 404),
        ("a=gemma&b=MIT", 404),
        ("a=%00&b=MIT", 404),
        ("a=%ff&b=MIT", 404),
        ("a=%3Cscript%3Ealert(1)%3C/script%3E&b=MIT", 404),
        ("a=" + "x" * 3000, 404),
        ("a=MIT&a=MIT", 400),
        ("a=MIT&b=MIT&c=MIT", 400),
    ],
)
def test_what_names_no_two_licences_is_refused_with_the_form(query: str, status: int) -> None:
    page = see(f"/licences/compare?{query}")
    assert page.status == status
    assert page.one("p", class_="error").text
    assert len(page.all("select")) == 2
    assert SCRIPT not in page.html


def test_hostile_words_are_words() -> None:
    for key in ("MIT", LLAMA):
        row = Licence.objects.get(key=key)
        row.knowledge |= {"terms": [term | {"en": f"{SCRIPT}{TURNED}{key}"} for term in row.knowledge["terms"]]}
        Licence.objects.filter(key=key).update(name=f"{SCRIPT}{TURNED}{key}", knowledge=row.knowledge)
    for page in (see("/licences/MIT"), compared("MIT", LLAMA)):
        assert SCRIPT in page.text
        assert SCRIPT not in page.html
        assert TURNED not in page.html


def test_each_member_that_can_differ_has_a_name() -> None:
    provenance = {"id", "en", "fr", "ask_en", "ask_fr", "source", "document", "clause"}
    assert set(MEMBERS) == {member.name for member in fields(Term)} - provenance | {"wording"}
