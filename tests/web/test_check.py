"""The pages of checks: from a pasted list to a filed report, without a script."""

from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client

from registry.hub.records import Parent, Relation
from registry.models import Check, CheckResult, Examination
from tests.builders import a_revision
from tests.procurement.asking import a_model
from tests.sync.saving import save
from tests.web.asking import Seen, read, see

pytestmark = pytest.mark.django_db
SAAS = {"context": "commercial-saas-eu"}


@pytest.fixture(autouse=True)
def _a_registry(db: None) -> None:
    save(
        a_model(1, "org/free", "mit"),
        a_model(2, "org/shared", "cc-by-nc-4.0"),
        a_model(3, "org/child", "mit", Parent("org/shared", Relation.FINETUNE)),
        a_model(4, "org/other", "apache-2.0", Parent("org/child", Relation.QUANTIZED)),
    )


def sent(**fields: object) -> HttpResponseBase:
    """Send the form of a check."""
    return cast(HttpResponseBase, Client().post("/check", fields))


def checked(**fields: object) -> Seen:
    """Send the form and look at the check that it leads to."""
    answer = sent(**fields)
    assert answer.status_code == 303, read(answer).text
    return see(str(answer.headers["Location"]))


def refused(**fields: object) -> Seen:
    """Send a form that cannot be answered, of which nothing may be kept."""
    page = read(sent(**fields))
    assert page.status == 400
    assert Check.objects.count() == CheckResult.objects.count() == Examination.objects.count() == 0
    return page


def test_a_pasted_list_is_judged_the_worst_first() -> None:
    page = checked(list="# ours\norg/free\n- org/child\nno/body\norg/free\n", entity="Example SA", **SAAS)
    assert page.one("h1").text == "3 models checked"
    rows = [one.text for one in page.all("tr")][1:]
    assert [row.split()[0] for row in rows] == ["org/child", "no/body", "org/free"]
    assert "Not allowed" in rows[0]
    assert "CC-BY-NC-4.0" in rows[0]
    assert "org/shared" in rows[0]
    assert "Unknown" in rows[1]
    assert "Allowed" in rows[2]
    assert "1 name stood there more than once." in page.text
    assert "Example SA" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.one("meta", name="robots")["content"] == "noindex"
    assert Examination.objects.get().repo_id == "no/body"


def test_a_bill_of_materials_is_judged_and_says_what_was_not() -> None:
    bill = """{"bomFormat": "CycloneDX", "components": [
        {"type": "machine-learning-model", "name": "free", "purl": "pkg:huggingface/org/free"},
        {"type": "machine-learning-model", "name": "our own"},
        {"type": "library", "name": "torch", "purl": "pkg:pypi/torch@2.1"}]}"""
    page = checked(file=SimpleUploadedFile("bom.json", bill.encode()), **SAAS)
    assert page.one("h1").text == "1 model checked"
    assert "At /components/1: our own, a model without a package URL of the Hub" in page.text
    assert "1 part of the list is no model of the Hub." in page.text


def test_a_check_is_read_again_in_french_and_after_a_change() -> None:
    address = str(sent(list="org/free", **SAAS).headers["Location"])
    before = see(address).text
    save(a_model(1, "org/free", "cc-by-nc-4.0", revision=a_revision(2)))
    assert see(address).text == before
    assert "Autorisé" in see(address, accept_language="fr").text


def test_what_names_no_model_is_told_by_line_and_may_be_left_out() -> None:
    text = "org/free\na/b/c\npkg:pypi/django@5.2\n"
    page = refused(list=text, **SAAS)
    assert "Line 2: “a/b/c” cannot name a model" in page.id("troubles").text
    assert "Line 3:" in page.id("troubles").text
    assert page.id("list").text == "org/free a/b/c pkg:pypi/django@5.2"
    assert [one["value"] for one in page.all("option") if "selected" in one.attributes] == [SAAS["context"]]
    left = checked(list=text, leave_out="on", **SAAS)
    assert left.one("h1").text == "1 model checked"
    assert "At 2: a/b/c, no name of a model; left out as you asked" in left.text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"list": "org/free"}, "Choose a context"),
        ({"list": "", **SAAS}, "names no model"),
        ({"list": "org/free", "context": "none"}, "context"),
        ({"list": "org/free", "seat": "XX"}, "seat: must be a country"),
        ({"list": "\n".join(f"a/b-{number}" for number in range(101)), **SAAS}, "at most 100"),
        ({"list": '{"bomFormat": "CycloneDX", "components": [7]}', **SAAS}, "/components/0: must be an object"),
        ({"list": "<bom/>", **SAAS}, "XML"),
        ({"list": "org/free", "entity": "x" * 201, **SAAS}, "at most 200 characters"),
    ],
)
def test_a_form_that_cannot_be_meant_says_what_is_wrong(fields: dict[str, str], told: str) -> None:
    assert told in refused(**fields).id("troubles").text


def test_a_list_and_a_file_are_one_too_many() -> None:
    page = refused(list="org/free", file=SimpleUploadedFile("list.txt", b"org/child"), **SAAS)
    assert "not both" in page.id("troubles").text


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    answer = sent(file=SimpleUploadedFile("bom.json", b"x" * 7_000_000), **SAAS)
    assert answer.status_code == 413
    assert "5 MB" in refused(file=SimpleUploadedFile("bom.json", b"x" * 5_500_000), **SAAS).id("troubles").text


def test_only_our_own_form_is_answered() -> None:
    answer = Client(enforce_csrf_checks=True).post("/check", {"list": "org/free", **SAAS})
    assert answer.status_code == 403
    assert Check.objects.count() == 0


def test_questions_are_answered_in_place_and_settle_models() -> None:
    page = checked(list="org/free\norg/shared\norg/child", organisation="company")
    assert "settles 2 models" in page.text
    assert page.id("say-purpose").name == "select"
    public_id = page.one("input", name="again")["value"]
    answer = sent(again=public_id, purpose="product", deployment=["hosted_service"])
    after = see(str(answer.headers["Location"]))
    rows = [one.text for one in after.all("tr")][1:]
    assert all("Not allowed" in row for row in rows[:2])
    assert Check.objects.count() == 2
    again = Check.objects.order_by("-id").values_list("context", flat=True)[0]
    assert again == {"organisation": "company", "purpose": "product", "deployment": ["hosted_service"]}


def test_answers_that_cannot_be_meant_leave_the_check_as_it_is() -> None:
    page = checked(list="org/shared", organisation="company")
    public_id = page.one("input", name="again")["value"]
    wrong = read(sent(again=public_id, seat="XX"))
    assert wrong.status == 400
    assert "seat: must be a country" in wrong.id("troubles").text
    assert Check.objects.count() == 1


def test_a_report_has_what_is_filed_and_room_for_who_approves() -> None:
    save(a_model(8, "meta-llama/Llama-3.1-8B", "llama3.1", publisher="meta-llama"))
    page = checked(
        list="org/free\norg/child\nmeta-llama/Llama-3.1-8B",
        entity="Example SA",
        requested_by="A. Buyer",
        note="For the chat.",
        **SAAS,
    )
    report = see(page.links["Report to file"])
    assert report.status == 200
    for text in (
        "Example SA", "A. Buyer", "For the chat.", Check.objects.get().digest, a_revision(1), "Approved by",
        f"pkg:huggingface/org/free@{a_revision(1)}", "Owner", "Due", "Governing law", "Commercial SaaS (EU)",
        "as the ready-made context has it", "Not legal advice",
    ):  # fmt: skip
        assert text in report.text, text
    assert report.headers["X-Robots-Tag"] == "noindex"
    assert [one["id"] for one in report.all("section", class_="model")] == ["model-2", "model-3", "model-1"]


@pytest.mark.parametrize("path", ["/checks/" + "0" * 32, "/checks/x", "/checks/" + "0" * 32 + "/report"])
def test_what_there_never_was_is_not_found(path: str) -> None:
    assert see(path).status == 404


def test_a_page_that_nobody_made_leads_to_the_first() -> None:
    address = str(sent(list="org/free", **SAAS).headers["Location"])
    assert see(f"{address}?after=nonsense").status == 302


def test_the_form_takes_over_a_context_from_its_address() -> None:
    page = see("/check?context=public-sector-eu&seat=DE")
    assert [one["value"] for one in page.all("option") if "selected" in one.attributes] == ["public-sector-eu"]
    assert page.id("say-seat")["value"] == "DE"


def test_what_to_take_instead_is_a_page_of_its_own() -> None:
    save(a_model(9, "org/popular", "mit"))
    page = see("/alternatives/org/shared?context=commercial-saas-eu")
    assert page.status == 200
    assert {"org/free", "org/popular"} <= set(page.links)
    assert "org/child" not in page.links
    assert page.links["org/free"] == "/models/org/free?context=commercial-saas-eu"
    assert see("/alternatives/org/nothing?context=commercial-saas-eu").status == 404
    assert see("/alternatives/org/shared").headers["Location"] == "/models/org/shared"


def test_the_page_of_a_model_that_is_not_allowed_says_what_to_take_instead() -> None:
    page = see("/models/org/shared?context=commercial-saas-eu")
    assert page.id("instead").text.startswith("What to take instead")
    assert page.links["org/free"] == "/models/org/free?context=commercial-saas-eu"
    for address in (
        "/models/org/free?context=commercial-saas-eu",
        "/models/org/shared",
        "/models/org/shared?seat=XX",
    ):
        assert not [one for one in see(address).elements if one["id"] == "instead"]
