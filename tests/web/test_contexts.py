"""Pages in a context: what is allowed and why not, the verdict on a model, its questions; without any script."""

from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from registry.catalogue.facets import count_facets
from registry.hub.records import Gate, HubRecord, Parent, Relation
from registry.policy.ready_made import ready_made
from registry.policy.sentences import DISCLAIMER
from tests.builders import NOW, a_hub_id, make_record
from tests.sync.saving import save
from tests.web.asking import Seen, see

pytestmark = pytest.mark.django_db

SAAS = "context=commercial-saas-eu"


def a_model(number: int, name: str, licence: str, *parents: Parent, gate: Gate = Gate.OPEN) -> HubRecord:
    return make_record(
        name,
        hub_id=a_hub_id(number),
        licence_tags=(licence,),
        licence_declared=(licence,),
        parents=parents,
        gate=gate,
        downloads=100 - number,
    )


@pytest.fixture(autouse=True)
def _models(db: None) -> None:
    save(
        a_model(1, "org/free", "mit"),
        a_model(2, "org/closed", "cc-by-nc-4.0"),
        a_model(3, "org/child", "mit", Parent("org/closed", Relation.FINETUNE)),
        a_model(4, "org/gated", "mit", gate=Gate.AUTO),
        a_model(5, "org/llama", "llama3.1"),
    )
    count_facets(NOW)


def marks(page: Seen) -> list[str]:
    """What stands beside the names of a list."""
    return [one.text for one in page.all("p", class_="marks")]


def outcomes(page: Seen) -> dict[str, tuple[str, bool]]:
    """The links of the outcomes, each with its number, where it leads, and whether it is shown."""
    [links] = page.all("ul", class_="outcomes")
    found = [one for one in page.all("a", class_="word") if one.text in links.text]
    return {one.text: (one["href"], one["aria-current"] == "true") for one in found}


def test_a_list_in_a_context_shows_what_it_allows_with_a_badge_on_every_row() -> None:
    page = see(f"/?{SAAS}")
    assert dict(zip(page.models, marks(page), strict=True)) == {
        "org/free": "Allowed MIT Stated",
        "org/gated": "Allowed, if… MIT Stated",
        "org/llama": "Allowed, if… Llama 3.1 Community License Agreement Stated",
    }
    assert page.one("h1").text == "Models allowed for a commercial hosted service, by a company, seated in FR"
    assert page.links["org/free"] == f"/models/org/free?{SAAS}"
    assert "selected" in page.one("option", value="commercial-saas-eu").attributes


def test_without_a_context_nothing_is_judged_and_one_can_be_chosen() -> None:
    page = see("/")
    assert len(page.models) == 5
    assert "Allowed" not in page.id("results").text
    offered = [one["value"] for one in page.all("option") if one["value"] in {made.slug for made in ready_made()}]
    assert offered == [made.slug for made in ready_made()]
    assert page.id("say-seat")["form"] == "filters-form"


def test_how_many_each_outcome_and_each_reason_hides_is_told_one_click_away() -> None:
    page = see(f"/?{SAAS}&pipeline_tag=text-generation")
    told = outcomes(page)
    assert told["Not allowed 2"] == (f"/?pipeline_tag=text-generation&verdict=forbidden&{SAAS}", False)
    assert told["Allowed 1"][1]
    assert see(told["Not allowed 2"][0]).models == ["org/closed", "org/child"]
    assert see(page.links["non-commercial"]).models == ["org/closed", "org/child"]
    assert "verdict=forbidden" in page.links["non-commercial"]
    assert outcomes(see(f"/?{SAAS}&q=child"))["Not allowed"][0]  # words are not in the cube: no number is made up


def test_the_verdict_that_is_asked_for_stays_when_the_form_is_sent_and_goes_with_the_context() -> None:
    page = see(f"/?{SAAS}&verdict=forbidden&reason=NON_COMMERCIAL")
    kept = {one["name"]: one["value"] for one in page.all("input", type="hidden", form="filters-form")}
    assert kept == {"verdict": "forbidden", "reason": "NON_COMMERCIAL"}
    sent = see(f"/?context=&seat=&{urlencode(kept)}&gated=false")
    assert (sent.status, sent.headers["Location"]) == (302, "/?gated=false")
    stays = see(f"/?{SAAS}&seat=&{urlencode(kept)}")
    assert stays.headers["Location"] == f"/?{SAAS}&verdict=forbidden&reason=NON_COMMERCIAL"


def test_the_chips_take_off_what_was_changed_or_the_whole_context() -> None:
    page = see(f"/?{SAAS}&seat=US&markets=none&verdict=unknown&gated=false")
    chips = {one.text: one["href"] for one in page.all("a", class_="chip")}
    assert chips["Remove the filter Seat US"] == f"/?gated=false&verdict=unknown&{SAAS}&markets=none"
    assert chips["Remove the filter Markets none"] == f"/?gated=false&verdict=unknown&{SAAS}&seat=US"
    assert chips["Remove the filter Context Commercial SaaS (EU)"] == "/?gated=false"
    assert chips["Remove the filter Verdict Unknown"] == f"/?gated=false&{SAAS}&markets=none&seat=US"
    alone = {one.text: one["href"] for one in see("/?seat=US").all("a", class_="chip")}
    assert alone == {"Remove the filter Seat US": "/"}


def test_a_context_that_cannot_be_meant_is_told_with_what_was_given_left_in_the_form() -> None:
    page = see("/?seat=XX&organisation=company")
    assert page.status == 400
    assert "Seat: must be" in page.one("div", role="alert").text
    assert page.id("say-seat")["value"] == "XX"
    assert "org/free" not in page.text
    model = see("/models/org/free?seat=XX")
    assert model.status == 400
    assert "seat: must be" in model.id("verdict").text
    assert "Allowed" not in model.id("verdict").text.partition("In the ready-made contexts")[0]


def test_boxes_of_a_form_are_read_without_a_script() -> None:
    page = see("/?purpose=product&deployment=hosted_service&deployment=internal&derivation=none")
    assert page.status == 200
    ticked = {
        (one["name"], one["value"])
        for one in page.all("input", type="checkbox", form="filters-form")
        if "checked" in one.attributes
    }
    assert ticked == {("deployment", "hosted_service"), ("deployment", "internal"), ("derivation", "none")}


def test_the_first_block_of_a_model_is_its_verdict_with_reason_clause_source_and_origin() -> None:
    page = see(f"/models/org/child?{SAAS}")
    assert page.all("h2")[0].text == "May we use it?"
    block = page.id("verdict")
    assert block.text.startswith("May we use it? Not allowed for a commercial hosted service, by a company")
    for words in ("CC-BY-NC-4.0", "clause", "from org/closed", DISCLAIMER.en, "Licence knowledge"):
        assert words in block.text
    assert page.links["org/closed"] == "/models/org/closed"
    assert page.links["What to take instead"] == f"/alternatives/org/child?{SAAS}"
    assert any(one["href"] == "#evidence-2" for one in page.all("a"))
    assert page.links["JSON"] == f"/api/v1/models/org/child?{SAAS}"
    assert f"/api/v1/models/org/child?{SAAS}" in page.id("command").text


def test_without_a_context_a_model_offers_the_ready_made_ones_with_what_comes_of_each() -> None:
    page = see("/models/org/child")
    [offered] = page.all("ul", class_="ready-verdicts")
    for made in ready_made():
        assert page.links[made.name.en] == f"/models/org/child?context={made.slug}"
    assert offered.text.count("Not allowed") >= 3
    assert "Why" not in [one.text for one in page.all("h3")]


def test_open_questions_are_answered_in_place_until_none_is_left() -> None:
    address = "/models/org/llama?purpose=product&organisation=company"
    page = see(address)
    for _ in range(12):
        block = page.html.partition('class="questions"')[2].partition("</form>")[0]
        if not block:
            break
        names = dict.fromkeys(part.partition('"')[0] for part in block.split(' name="')[1:])
        given = parse_qs(urlsplit(address).query) | {unescape(name): [answer(unescape(name))] for name in names}
        address = f"/models/org/llama?{urlencode(given, doseq=True)}"
        page = see(address)
        assert page.status == 200, page.text
    assert "Questions that are open" not in page.text
    assert "Allowed, if…" in page.id("verdict").text
    assert "Built with Llama" in page.id("verdict").text


def answer(name: str) -> str:
    """Answer a question as a small firm in France does."""
    said = {"seat": "FR", "places_of_use": "FR", "markets": "FR", "deployment": "hosted_service"}
    if name in said:
        return said[name]
    if name.startswith("answers.") or name == "production":
        return "true"
    if name in ("derivation", "fields_of_use"):
        return "none"
    if name.startswith("trained_model."):
        return {"trained_model.kind": "other", "trained_model.base": "none"}.get(name, "false")
    return "false" if name == "publishes_derivatives" else "1000"


def test_the_empty_fields_of_a_form_are_taken_out_of_the_address_of_a_model() -> None:
    sent = see(f"/models/org/free?{SAAS}&seat=&purpose=")
    assert (sent.status, sent.headers["Location"]) == (302, f"/models/org/free?{SAAS}")
    moved = see(f"/models/ORG/Free?{SAAS}")
    assert moved.headers["Location"] == f"/models/org/free?{SAAS}"


def test_each_ready_made_context_is_explained_in_three_sentences_and_leads_on() -> None:
    page = see("/contexts")
    for made in ready_made():
        one = see(page.links[made.name.en])
        assert one.one("h1").text == made.name.en
        for words in made.about:
            assert words.en in page.text
            assert words.en in one.text
        assert one.links["Models allowed in it"] == f"/?context={made.slug}"
        assert one.links["JSON"] == f"/api/v1/contexts/{made.slug}"
    assert "Seat FR" in see("/contexts/commercial-saas-eu").text
    assert see("/contexts/nonsense").status == 404
