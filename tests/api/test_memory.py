"""What a model needs and whether it fits, asked as a tool does: every number, and none that is not known."""

from typing import Any

import pytest

from registry.assessment import licences
from registry.hardware.architecture import CacheBasis
from registry.hardware.devices import devices
from registry.licences import grounds
from registry.models import FormerName, Measurement
from registry.sync.starting import stock
from tests.api.asking import PROBLEM, ask
from tests.builders import NOW, a_hub_id, a_revision, make_entry, make_record
from tests.catalogue.measured import GIB, a_measurement, an_architecture, make_measured
from tests.sync.saving import save

pytestmark = pytest.mark.django_db

R1 = "deepseek-ai/DeepSeek-R1"


def memory(name: str = "org/model", **asked: object) -> dict[str, Any]:
    """Return what a model needs."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    told = ask(f"/api/v1/models/{name}/memory?{query}")
    assert told.status == 200, told.body
    body: dict[str, Any] = told.body
    return body


def test_every_number_on_the_way_is_told() -> None:
    make_measured("org/model")
    told = memory(device="h100-80gb-sxm", context_length=4096, sequences=2)
    assert (told["repo_id"], told["model_revision"]) == ("org/model", a_revision(1))
    assert (told["device"], told["devices"], told["engine"]) == ("h100-80gb-sxm", 1, "vllm")
    assert told["engine_profile"].startswith("vllm 0.")
    assert (told["precision"], told["context_length"], told["sequences"]) == ("as_published", 4096, 2)
    assert told["weights_bytes"] == 14 * GIB
    assert told["kv_bytes_per_token"] == 32 * 2048 * 2
    assert told["kv_bytes"] == 2 * 4096 * 32 * 2048 * 2
    assert told["state_bytes"] == 0
    for end in ("low", "high"):
        parts = told["weights"]["bytes"][end] + told["held_bytes"][end] + told["overhead_bytes"][end]
        assert told["need_bytes"][end] == parts
    assert told["headroom_bytes"]["low"] == told["usable_bytes"] - told["need_bytes"]["high"]
    assert (told["fit"], told["limiting_code"]) == ("fits", "room")
    assert "GiB usable" in told["limiting"]
    [layers] = told["layers"]
    assert (layers["kind"], layers["count"], layers["kv_bytes"]) == ("full", 32, told["kv_bytes"])
    assert "kv_heads" in layers["formula"]
    smallest = told["smallest_that_fits"]
    again = memory(**{**smallest, "context_length": 4096, "sequences": 2})
    assert again["fit"] == "fits"
    assert again["usable_bytes"] <= told["usable_bytes"]
    assert {one["of"] for one in told["evidence"]} == {"weights", "architecture", "engine", "device"}
    weights = told["evidence"][0]
    assert (weights["source"], weights["revision"]) == ("safetensors_headers", a_revision(1))
    assert weights["paths"] == ["as_published.file"]


def test_without_a_device_only_what_depends_on_none_is_told() -> None:
    make_measured("org/model")
    told = memory()
    assert (told["device"], told["fit"], told["usable_bytes"], told["need_bytes"]) == (None, "unknown", None, None)
    assert (told["weights_bytes"], told["kv_bytes"]) == (14 * GIB, 8192 * 32 * 2048 * 2)
    assert told["smallest_that_fits"] is not None


def test_a_model_that_nobody_measured_is_unknown_unless_it_cannot_fit() -> None:
    listed("org/model", safetensors_total=70 * 10**9)
    told = memory(device="h100-80gb-sxm", precision="q4_k_m")
    assert (told["fit"], told["limiting_code"], told["kv_bytes"]) == ("unknown", "cache_unknown", None)
    assert (told["weights"]["exact"], told["weights"]["source"]) == (False, "estimate")
    assert set(told["flags"]) == {"estimated_weights", "cache_unknown"}
    assert memory(device="laptop-16gb", precision="q4_k_m")["fit"] == "does_not_fit"
    as_published = memory(device="h100-80gb-sxm")
    assert (as_published["fit"], as_published["weights_bytes"]) == ("unknown", None)
    assert as_published["smallest_that_fits"] is None


def test_the_elements_that_a_listing_counts_make_the_weights_of_a_model_that_nobody_measured() -> None:
    listed("org/model", safetensors_total=8 * 10**9, safetensors_parameters=(("BF16", 8 * 10**9),))
    told = memory(device="laptop-8gb")
    assert told["weights_bytes"] == 16 * 10**9
    assert (told["weights"]["source"], told["weights"]["exact"]) == ("listing", False)
    assert (told["fit"], told["limiting_code"]) == ("does_not_fit", "weights")
    assert memory(device="h100-80gb-sxm")["fit"] == "unknown"
    assert ask("/api/v1/models/org/model").body["memory"] == {"weights_bytes": 16 * 10**9, "source": "listing"}
    listed("org/model-70B-4bit", 2, safetensors_total=10**10, safetensors_parameters=(("U8", 10**10),))
    assert memory("org/model-70B-4bit")["weights_bytes"] is None
    assert ask("/api/v1/models?device=h100-80gb-sxm").body["results"] == []


def listed(repo_id: str, number: int = 1, **counts: Any) -> None:
    """Let a listing have told of a model."""
    save(make_record(repo_id, hub_id=a_hub_id(number), **counts))


def test_an_unknown_cache_is_not_taken_for_none() -> None:
    make_measured("org/model", a_measurement(GIB, an_architecture(basis=CacheBasis.UNKNOWN)))
    told = memory(device="h100-80gb-sxm")
    assert (told["fit"], told["limiting_code"], told["need_bytes"]) == ("unknown", "cache_unknown", None)


def test_an_adapter_needs_what_it_is_loaded_on() -> None:
    make_measured("org/base")
    make_measured("org/adapter", a_measurement(GIB, base="org/base"))
    make_measured("org/orphan", a_measurement(GIB, base="org/nowhere"))
    make_measured("org/nameless", a_measurement(GIB, base=""))
    told = memory("org/adapter", device="h100-80gb-sxm")
    assert (told["weights_bytes"], told["fit"]) == (15 * GIB, "fits")
    assert told["evidence"][1]["repo_id"] == "org/base"
    for name in ("org/orphan", "org/nameless"):
        assert memory(name, device="h100-80gb-sxm")["fit"] == "unknown"
    assert [one["repo_id"] for one in ask("/api/v1/models?device=h100-80gb-sxm").body["results"]] == ["org/base"]


def test_a_quantisation_is_asked_for_by_its_name() -> None:
    make_measured("org/model", a_measurement(None, quantisations=(("Q4_K_M", 4 * GIB), ("IQ2_XS", 2 * GIB))))
    assert memory(precision="iq2_xs")["weights_bytes"] == 2 * GIB
    assert memory(precision="q4_k_m")["weights"] == {
        "precision": "Q4_K_M",
        "bytes": {"low": 4 * GIB, "high": 4 * GIB},
        "exact": True,
        "source": "gguf",
        "files": 1,
    }
    told = ask("/api/v1/models/org/model/memory?precision=iq1_s")
    assert (told.status, told.body["errors"][0]["pointer"]) == (400, "?precision")


def test_the_oldest_names_and_former_ones_lead_there() -> None:
    make_measured("gpt2", publisher=None)  # type: ignore[arg-type]  # a legacy id has no publisher
    assert ask("/api/v1/models/memory?repo_id=gpt2&device=laptop-16gb").body["repo_id"] == "gpt2"
    entry = make_measured("org/new")
    FormerName.objects.create(model_id=entry.pk, repo_id="org/old", until=NOW)
    told = ask("/api/v1/models/org/old/memory?device=laptop-16gb")
    assert (told.status, told.headers["Location"]) == (308, "/api/v1/models/org/new/memory?device=laptop-16gb")
    assert ask(f"/api/v1/models/org/new@{a_revision(1)}/memory").status == 200
    assert ask(f"/api/v1/models/org/new@{a_revision(2)}/memory").status == 404
    assert ask("/api/v1/models/org/nothing/memory").body["type"] == "/problems/unknown-model"


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ("device=abacus", "?device"),
        ("device=" + "x" * 300, "?device"),
        ("device=laptop-16gb%00", "?device"),
        ("device=laptop-16gb&devices=0", "?devices"),
        ("devices=2", "?devices"),
        ("engine=vllm-0.11", "?engine"),
        ("context_length=-1", "?context_length"),
        ("context_length=1e3", "?context_length"),
        ("context_length=" + "9" * 40, "?context_length"),
        ("sequences=0", "?sequences"),
        ("sequences=5000", "?sequences"),
        ("precision=best", "?precision"),
        ("colour=red", "?colour"),
    ],
)
def test_nonsense_is_a_problem(asked: str, pointer: str) -> None:
    make_measured("org/model")
    told = ask(f"/api/v1/models/org/model/memory?{asked}")
    assert (told.status, told.headers["Content-Type"]) == (400, PROBLEM)
    assert [error["pointer"] for error in told.body["errors"]] == [pointer]


def test_extremes_are_answered() -> None:
    make_measured("org/model", a_measurement(10**15))
    told = memory(device="rtx-4090-24gb", devices=64, context_length=2**24, sequences=4096, engine="transformers")
    assert told["fit"] == "does_not_fit"
    assert memory(device="laptop-16gb", engine="vllm")["limiting_code"] == "no_engine"


def test_a_model_tells_what_was_measured() -> None:
    make_measured("org/model", a_measurement(quantisations=(("Q4_K_M", 4 * GIB),)))
    told = ask("/api/v1/models/org/model").body
    assert told["memory"]["weights_bytes"] == 14 * GIB
    measured = told["measurement"]
    assert (measured["revision"], measured["recorded_by"]) == (a_revision(1), None)
    assert [one["precision"] for one in measured["variants"]] == ["as_published", "Q4_K_M"]
    assert (measured["cache_basis"], measured["layers"], measured["context_length"]) == ("exact", 32, 131_072)
    make_entry("org/other")
    assert ask("/api/v1/models/org/other").body["measurement"] is None


def test_what_another_release_stored_is_as_good_as_none() -> None:
    entry = make_measured("org/model")
    Measurement.objects.filter(model_id=entry.pk).update(content={"of": "another form"})
    assert memory(device="h100-80gb-sxm")["fit"] == "unknown"


def test_the_devices_are_listed_with_their_sources() -> None:
    told = ask("/api/v1/devices").body
    assert told["count"]["value"] == len(told["results"]) == len(devices()) >= 120
    assert told["next"] is None
    h200 = next(one for one in told["results"] if one["slug"] == "h200-141gb")
    assert (h200["form"], h200["platform"], h200["units"], h200["engine"]) == ("datacentre", "cuda", 1, "vllm")
    assert h200["usable_gib"]["value"] < h200["memory_gb"]["value"]
    assert all(one["usable_gib"]["source"] and one["usable_gib"]["dated"] for one in told["results"])
    slugs = {one["slug"] for one in told["results"]}
    assert slugs >= {"laptop-8gb", "laptop-16gb", "laptop-32gb", "rtx-4090-24gb", "mi300x-192gb", "h100-80gb-sxm"}


def test_a_search_by_device_is_a_list_of_what_fits() -> None:
    make_measured("org/small", a_measurement(6 * GIB))
    make_measured("org/large", a_measurement(60 * GIB))
    told = ask("/api/v1/models?device=laptop-16gb&context_length=8192")
    assert [one["repo_id"] for one in told.body["results"]] == ["org/small"]
    assert memory("org/small", device="laptop-16gb")["fit"] == "fits"
    assert ask("/api/v1/models?devices=2").body["errors"][0]["pointer"] == "?devices"
    keys = {one["key"] for one in ask("/api/v1/filters").body["results"]}
    assert keys >= {"device", "devices", "memory_max_gib", "precision", "context_length"}


def test_the_claim_of_a_laptop_is_answered_from_the_starter_catalogue() -> None:
    licences.write(grounds.load())
    assert stock(NOW)
    eight = memory(R1, device="h200-141gb", devices=8, context_length=8192)
    assert (eight["weights_bytes"], eight["kv_bytes_per_token"], eight["kv_bytes"]) == (
        688_574_839_360,
        70_272,
        575_668_224,
    )
    assert eight["fit"] == "fits"
    too_small = memory(R1, device="h100-80gb-sxm", devices=8)
    assert too_small["fit"] == "does_not_fit"
    assert too_small["limiting"].startswith("Weights 641.3 GiB > 570.2 GiB usable")
    assert memory(R1, device="laptop-16gb")["fit"] == "does_not_fit"
