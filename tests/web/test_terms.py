"""What a licence says, on its page: everything, under what it does, and no silence that looks like a yes."""

from enum import StrEnum

import pytest
from django.test import Client

from registry.licences import documents, knowledge, terms, uses
from registry.licences.terms import Effect, Term, TermKind
from registry.models import Licence
from registry.web import term_words
from registry.web.term_words import KINDS, effect_word
from registry.web.terms import TermSheet, term_sheet
from tests.web.asking import Seen, see
from tests.web.rows import LLAMA, SCRIPT, know_licences

pytestmark = pytest.mark.django_db
LICENCES = knowledge.load().licences
TYPED = tuple(one for one in LICENCES.values() if one.terms is not None)
HEALTH = "LicenseRef-permis-health-ai-developer-foundations-2024-11-15"
EXAONE = "LicenseRef-permis-exaone-1.2-nc"
UNTOLD = (Effect.SILENT, Effect.UNKNOWN)
GROUPS = ("permitted", "conditions", "limits", "forbidden", "counting", "maker", "unknown", "silent")


@pytest.fixture(autouse=True)
def _knowledge(db: None) -> None:
    know_licences()


def row(page: Seen, term: str) -> str:
    """The text of the row of a term."""
    return page.id(term).text


def untype(key: str) -> None:
    """Make the licence one whose terms nobody has typed."""
    one = Licence.objects.get(key=key)
    one.knowledge = {name: said for name, said in one.knowledge.items() if name != "terms"}
    one.save()


def sheet(key: str) -> TermSheet:
    found = term_sheet(LICENCES[key], "en")
    assert found is not None
    return found


def test_a_term_is_told_with_its_sentence_clause_source_and_how_well_it_was_read() -> None:
    page = see(f"/licences/{LLAMA}")
    limit = row(page, "user_threshold")
    for words in (
        "Limit of users",
        "over 700,000,000 monthly active users",
        "of the licensee and its affiliates, on the day this version came out (2024-07-23)",
        "another licence has to be asked of the maker",
        "Licence text, 2",
        "the text itself was read, 2026-11",
    ):
        assert words in limit
    assert page.links["Licence text, 2"] == LICENCES[LLAMA].source.url
    assert "“Built with Llama”" in row(page, "display_text") or "Built with Llama" in row(page, "display_text")
    assert "When passing on the model" in row(page, "ship_licence")


def test_places_are_told_with_what_has_to_lie_there_and_the_models_that_are_meant() -> None:
    page = see("/licences/LicenseRef-scancode-llama-4-cla-2025")
    [excluded] = [one for one in page.all("tr") if "Places excluded" in one.text]
    for words in ("Where the European Union", "What lies there", "Only for multimodal models", "Use policy, "):
        assert words in excluded.text


@pytest.mark.parametrize("key", [one.key for one in TYPED])
def test_every_term_stands_on_the_page_once_and_under_what_it_does(key: str) -> None:
    found = sheet(key)
    said = LICENCES[key].terms or ()
    told = [line.id for group in found.groups for line in group.lines]
    assert sorted(told) == sorted(term.id for term in said if term.effect not in UNTOLD)
    assert [one for one, _ in found.silent] == [term.id for term in said if term.effect is Effect.SILENT]
    assert [one for one, _ in found.unread] == [term.id for term in said if term.effect is Effect.UNKNOWN]
    by_id = {term.id: term for term in said}
    for group in found.groups:
        for line in group.lines:
            _stands_rightly(group.key, by_id[line.id])


def _stands_rightly(group: str, term: Term) -> None:
    """Nothing that forbids, asks or limits stands among what is permitted, nor does a power of the maker's."""
    powers = TermKind.REVOCABILITY, TermKind.LICENSOR_MAY_AMEND, TermKind.LIVE_USE_POLICY
    assert (group == "permitted") <= (term.effect is Effect.PERMIT)
    assert (group == "forbidden") <= (term.effect is Effect.FORBID)
    assert (term.kind in powers) <= (group == "maker")
    if term.kind in (TermKind.USER_THRESHOLD, TermKind.REVENUE_THRESHOLD):
        assert group == "limits"


def test_a_power_of_the_makers_is_not_called_permitted() -> None:
    assert "The maker may " in row(see(f"/licences/{EXAONE}"), "revocability") + " "
    assert str(effect_word(TermKind.REVOCABILITY, Effect.PERMIT).label) == "The maker may"
    assert str(effect_word(TermKind.KEEP_NOTICES, Effect.PERMIT).label) == "Not asked"


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (term_words.KINDS, terms.TermKind),
        (term_words.EFFECTS, terms.Effect),
        (term_words.OCCASIONS, terms.Occasion),
        (term_words.TRAITS, terms.Trait),
        (term_words.EXEMPTIONS, terms.Exemption),
        (term_words.UNITS, terms.Unit),
        (term_words.BOUNDS, terms.Bound),
        (term_words.POPULATIONS, terms.Population),
        (term_words.MEASURED, terms.Measured),
        (term_words.PAST_THRESHOLDS, terms.PastThreshold),
        (term_words.TERRITORY_TESTS, terms.TerritoryTest),
        (term_words.TRAINED, terms.TrainedKind),
        (term_words.REACHES, terms.Reach),
        (term_words.SUITS, terms.Suit),
        (term_words.LOSSES, terms.Loss),
        (term_words.DOCUMENTS, documents.DocumentKind),
        (term_words.FIELDS_OF_USE, uses.FieldOfUse),
        (term_words.RULINGS, uses.Ruling),
        (term_words.PURPOSES, uses.Purpose),
        (term_words.ORGANISATIONS, uses.Organisation),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_every_value_of_a_closed_list_has_its_word(words: dict[str, object], values: type[StrEnum]) -> None:
    assert set(words) == set(values)


def test_what_was_not_read_stands_apart_from_what_the_text_does_not_say() -> None:
    page = see(f"/licences/{HEALTH}")
    unread = page.one("section", aria_labelledby="unknown-title").text
    assert "nobody has read it" in unread
    assert str(KINDS[TermKind.REVOCABILITY]) in unread
    both = see(f"/licences/{LLAMA}")
    assert (
        "says nothing of these; that is no permission" in both.one("section", aria_labelledby="silent-title").text
    )
    assert not both.all("section", aria_labelledby="unknown-title")


def test_at_a_glance_the_strictest_answer_is_given_and_a_limit_is_never_left_out() -> None:
    answers = {answer.kind: answer for answer in sheet(LLAMA).answers}
    assert str(answers["Commercial use"].word.label) == "Permitted"
    assert answers["Commercial use"].detail == "within the limits below"
    assert answers["Limit of users"].detail == "over 700,000,000 monthly active users"
    four = {answer.kind: answer for answer in sheet("LicenseRef-scancode-llama-4-cla-2025").answers}
    assert str(four["Territory"].word.label) == "Places excluded"
    assert four["Territory"].detail == "the European Union (multimodal models)"
    assert {one.kind: one.detail for one in sheet("MIT").answers}["Commercial use"] == ""
    summary = {answer.kind: answer for answer in sheet(HEALTH).answers}["Commercial use"]
    assert (summary.detail, summary.doubtful) == ("its limits were not all read", True)


@pytest.mark.parametrize("key", [one.key for one in TYPED])
def test_no_answer_at_a_glance_is_milder_than_a_term_of_its_kind(key: str) -> None:
    said = LICENCES[key].terms or ()
    for answer in sheet(key).answers:
        [kind] = [kind for kind in TermKind if KINDS[kind] == answer.kind]
        effects = {term.effect for term in said if term.kind is kind}
        if answer.word == effect_word(kind, Effect.PERMIT):
            assert effects == {Effect.PERMIT}


def test_every_link_at_a_glance_leads_to_something_on_the_page() -> None:
    for key in (LLAMA, EXAONE, HEALTH, "MIT"):
        page = see(f"/licences/{key}")
        ids = [one["id"] for one in page.elements if one["id"]]
        inside = [one["href"][1:] for one in page.all("a") if one["href"].startswith("#")]
        assert len(inside) > 8
        assert set(inside) <= set(ids)
        assert len(set(ids)) == len(ids)


def test_sentences_are_in_the_language_of_the_page() -> None:
    said = {term.id: term for term in LICENCES[LLAMA].terms or ()}
    page = see(f"/licences/{LLAMA}", Client(headers={"accept-language": "fr"}))
    limit = row(page, "user_threshold")
    assert said["user_threshold"].fr in limit
    assert said["user_threshold"].en not in page.text
    assert "plus de 700 000 000 utilisateurs actifs" in limit
    assert "Seuil d’utilisateurs" in limit


def test_the_papers_and_the_law_of_a_licence_are_told() -> None:
    page = see(f"/licences/{LLAMA}")
    facts = page.one("aside").text
    assert "Governing law California, United States" in facts
    assert page.links["Use policy"] == LICENCES[LLAMA].documents[1].url


def test_a_licence_that_nobody_typed_says_so_and_never_that_it_has_no_terms() -> None:
    untype("MIT")
    page = see("/licences/MIT")
    assert "not described yet" in page.text
    assert "Until they are, read the text itself." in page.text
    assert not [one for one in page.elements if one["id"] in GROUPS]


def test_terms_that_this_release_cannot_read_are_not_taken_for_none() -> None:
    one = Licence.objects.get(key="MIT")
    one.knowledge["terms"][0] |= {"effect": SCRIPT}
    one.save()
    page = see("/licences/MIT")
    assert "could not be read" in page.text
    assert "not described yet" not in page.text
    assert SCRIPT not in page.html


def test_a_licence_leads_to_what_changed_before_and_after_it() -> None:
    page = see(f"/licences/{LLAMA}")
    before = f"/licences/compare?a=LicenseRef-permis-llama-3&b={LLAMA}"
    assert page.links["What changed since"] == before
    assert (
        page.links["What changed then"]
        == f"/licences/compare?a={LLAMA}&b=LicenseRef-scancode-llama-3.2-license-2024"
    )
    assert page.links["Compare with another licence"] == f"/licences/compare?a={LLAMA}"
    assert "What changed since" not in see("/licences/MIT").links


def test_places_are_told_by_their_names() -> None:
    named = {code for one in TYPED for term in one.terms or () for code in term.territories}
    assert named <= term_words.TERRITORIES.keys()
    page = see("/licences/LicenseRef-permis-hunyuan-video-2024-12-03")
    assert "the European Union, the United Kingdom, South Korea" in row(page, "territory")
    assert "EU, GB" not in page.text
    assert {one.governing_law for one in TYPED} <= term_words.LAWS.keys()
    assert "Governing law Hong Kong" in page.text
