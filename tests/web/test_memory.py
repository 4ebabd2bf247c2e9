"""What a model needs, on pages: drawn on the server, told in a table, moved by the address alone."""

import pytest

from registry.hardware.architecture import CacheBasis
from registry.hardware.devices import devices
from tests.builders import make_entry, make_record
from tests.catalogue.measured import GIB, a_measurement, an_architecture, make_measured
from tests.sync.saving import save
from tests.web.asking import Seen, see
from tests.web.sheets import shown

pytestmark = pytest.mark.django_db

SMALL = a_measurement(6 * GIB, parameters=3 * 10**9)


def block(page: Seen) -> str:
    """Return what the section about memory says."""
    return page.id("memory").text


def test_the_section_says_what_it_needs_and_on_what_it_runs() -> None:
    make_measured("org/model", SMALL)
    page = shown("org/model")
    said = block(page)
    assert "6.0 GiB" in said
    assert "Least memory that is surely enough, of the machines listed:" in said
    for name in ("Laptop, 16 GB", "8 × NVIDIA H200 SXM", "NVIDIA RTX 4090"):
        assert name in said
    assert "kv_heads × (key_dim + value_dim) × b per token" in said
    assert page.html.count('<rect class="bar-weights"') == 1 + 5  # the key, and a bar for each precision
    assert page.html.count('<line class="bar-line"') == 1 + 5
    for precision in ("as published", "BF16", "FP8", "Q8_0", "Q4_K_M"):
        assert precision in page.links


def test_the_address_moves_it() -> None:
    make_measured("org/model", a_measurement(60 * GIB))
    page = see("/models/org/model?device=h100-80gb-sxm&devices=1&context_length=32768&sequences=2")
    assert page.status == 200
    assert "Needs at most" in block(page)
    assert "NVIDIA H100 SXM" in block(page)
    assert [one["value"] for one in page.all("option", selected="") if one["value"] == "32768"]
    laptop = see("/models/org/model?device=laptop-16gb")
    assert "Does not fit" in block(laptop)
    assert "Weights 60.0 GiB >" in block(laptop)
    assert laptop.links["JSON"]


def test_links_and_the_form_keep_what_else_the_address_says() -> None:
    make_measured("org/model", SMALL)
    page = see("/models/org/model?context=eu-company&device=laptop-16gb")
    assert page.one("input", type="hidden", name="context")["value"] == "eu-company"
    assert "context=eu-company" in page.links["8 × NVIDIA H200 SXM"]
    assert "device=h200-141gb" in page.links["8 × NVIDIA H200 SXM"]


def test_empty_fields_leave_the_address() -> None:
    make_measured("org/model", SMALL)
    page = see("/models/org/model?device=&engine=&context_length=4096")
    assert (page.status, page.headers["Location"]) == (302, "/models/org/model?context_length=4096#memory")


@pytest.mark.parametrize(
    "asked",
    [
        "device=abacus",
        "device=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "context_length=-1",
        "sequences=99999999999999999999",
        "precision=%3Cimg%20src=x%3E",
        "devices=0&device=laptop-16gb",
    ],
)
def test_nonsense_is_told_beside_the_form_and_harmless(asked: str) -> None:
    make_measured("org/model", SMALL)
    page = see(f"/models/org/model?{asked}")
    assert page.status == 400
    assert page.all("p", class_="error")
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html
    assert "6.0 GiB" in block(page)


def test_what_is_not_known_is_not_drawn_as_nothing() -> None:
    save(make_record("org/listed", safetensors_total=7 * 10**9))
    said = block(shown("org/listed"))
    assert "Its files have not been measured yet" in said
    assert "Unknown" in said
    make_entry("org/bare")
    assert "Unknown" in block(shown("org/bare"))
    make_measured("org/odd", a_measurement(GIB, an_architecture(basis=CacheBasis.UNKNOWN)))
    said = block(shown("org/odd"))
    assert "not one whose cache we know" in said
    assert "Fits" not in said


def test_rows_say_the_size_and_that_it_fits() -> None:
    make_measured("org/model", SMALL, params_total=3 * 10**9)
    assert "6.0 GiB, fits" in see("/?device=laptop-16gb").text
    page = see("/")
    assert "6.0 GiB" in page.text
    assert "fits" not in page.one("li", class_="row").text


def test_the_search_form_asks_about_hardware() -> None:
    make_measured("org/model", SMALL)
    page = see("/?device=laptop-16gb&context_length=8192")
    assert "Models that fit Laptop, 16 GB" in page.one("h1").text
    assert page.one("select", name="device")
    assert page.one("select", name="precision")
    chips = [one.text for one in page.all("a", class_="chip")]
    assert any("Laptop, 16 GB" in text for text in chips)
    assert any("8,192" in text for text in chips)
    bad = see("/?devices=2")
    assert bad.status == 400
    assert "says nothing without device" in bad.text


def test_every_machine_is_on_its_page() -> None:
    page = see("/devices")
    assert page.status == 200
    assert all(slug in page.html for slug in devices())
    assert page.id("h200-141gb").text.startswith("NVIDIA H200 SXM")
    assert page.links["What fits NVIDIA H200 SXM"] == "/fits?device=h200-141gb"
    assert "aria-current" in page.html


def test_what_fits_a_machine_is_listed() -> None:
    make_measured("org/small", SMALL)
    make_measured("org/large", a_measurement(60 * GIB))
    page = see("/fits?device=laptop-16gb&context_length=8192")
    assert page.models == ["org/small"]
    assert page.links["Refine in the search"] == "/?device=laptop-16gb&context_length=8192"
    assert (
        page.one("h2", class_="sentence").text
        == "Models that fit Laptop, 16 GB DDR5-5600, no accelerator, with 8192 tokens of context"
    )
    assert see("/fits?device=laptop-8gb").models == []
    begin = see("/fits")
    assert begin.models == []
    assert begin.links["8 × NVIDIA H200 SXM"] == "/fits?device=h200-141gb&devices=8"
    assert see("/fits?device=&devices=1").headers["Location"] == "/fits?devices=1"
    assert see("/fits?device=abacus").status == 400
    kept = see("/fits?device=laptop-16gb&licence_class=permissive")
    assert kept.one("input", type="hidden", name="licence_class")["value"] == "permissive"


def test_what_was_measured_stands_with_its_sources() -> None:
    make_measured("org/model", SMALL)
    said = shown("org/model").id("parameters").text
    assert "Read at revision 0000000000" in said
