"""Machines: every figure has its source, memory is what a program can get, and unchecked figures are not there."""

from pathlib import Path

import pytest

from registry.hardware import devices as room
from registry.hardware.devices import GIB, BadDevices, Confidence, Form, UsableBasis, devices, sources
from registry.hardware.engines import engines


def test_there_are_machines_of_every_kind_under_the_names_of_the_contract() -> None:
    found = devices()
    assert len(found) >= 120
    assert {one.form for one in found.values()} == set(Form)
    named = (
        "h100-80gb-sxm h200-141gb rtx-4090-24gb mi300x-192gb apple-m4-max-128gb laptop-8gb laptop-16gb laptop-32gb"
    )
    assert set(named.split()) <= found.keys()
    assert all(slug == slug.lower() and slug.replace("-", "").isalnum() for slug in found)
    assert len({one.name for one in found.values()}) == len(found)


def test_every_figure_has_a_source_with_a_date() -> None:
    for one in devices().values():
        for figure in (one.memory, one.usable, one.bandwidth, one.compute):
            assert figure is None or figure.source in sources(), one.slug
        assert (one.accelerator is None) == (one.units_source is None)
    assert all(source.title and source.dated.year >= 2025 for source in sources().values())


def test_memory_is_what_a_program_can_get() -> None:
    for one in devices().values():
        assert 0 < one.usable.gib <= one.memory.gb
        if one.usable.basis is UsableBasis.DECIMAL:
            assert one.usable_bytes <= one.memory.gb * 10**9
    assert devices()["h100-80gb-sxm"].usable_bytes == int(79.19 * GIB)
    assert devices()["apple-m3-16gb"].usable.gib == pytest.approx(11.84)
    assert devices()["aws-p5-48xlarge"].units == 8


def test_the_decimal_reading_is_below_every_memory_that_is_known() -> None:
    """Why it may be used where nothing is known."""
    visible = [one for one in devices().values() if one.usable.basis is UsableBasis.VISIBLE]
    assert len(visible) >= 5
    assert all(one.memory.gb * 10**9 <= one.usable_bytes for one in visible)


def test_compute_is_there_only_where_it_was_checked() -> None:
    shown = [one.compute for one in devices().values() if one.compute]
    assert shown
    assert all(compute.confidence is Confidence.HIGH for compute in shown)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ('slug = "a"\nname = "A"\nform = "cpu"\nplatform = "cpu"', "not stated"),
        ('slug = "a"\nname = "A"\nform = "palace"', "Invalid enum value"),
        ('slug = "a"\nname = "A"\nform = "cpu"\ncolour = "red"', "colour"),
        (
            'slug = "a"\nname = "A"\nform = "cpu"\nplatform = "cpu"\n'
            'memory = { gb = 1, source = "jedec", confidence = "high" }\n'
            'usable = { gib = 2, basis = "share", source = "jedec", confidence = "high" }',
            "more is usable",
        ),
        (
            'slug = "a"\nname = "A"\nform = "cpu"\nplatform = "cpu"\n'
            'memory = { gb = 4, source = "hearsay", confidence = "high" }\n'
            'usable = { gib = 2, basis = "share", source = "jedec", confidence = "high" }',
            "hearsay",
        ),
    ],
)
def test_a_slip_of_the_pen_is_told(
    written: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sources.toml").write_text((room.FOLDER / "sources.toml").read_text())
    (tmp_path / "x.toml").write_text(f"[unless_stated]\n[[device]]\n{written}\n")
    monkeypatch.setattr(room, "FOLDER", tmp_path)
    devices.cache_clear()
    try:
        with pytest.raises(BadDevices, match=reason):
            devices()
    finally:
        devices.cache_clear()


def test_engines_are_dated_and_say_where_they_were_measured() -> None:
    offered = [engine for engine in engines().values() if engine.offered]
    assert {engine.key for engine in offered} == {"vllm", "llama.cpp", "transformers"}
    for engine in engines().values():
        assert engine.dated.year >= 2026
        assert set(engine.measured_on) <= set(engine.platforms)
        assert 0 < engine.utilisation <= 1
        assert 0 <= engine.margin < 1
        assert list(engine.runtime) == sorted(engine.runtime, key=lambda row: row.devices)
