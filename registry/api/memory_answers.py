"""From what is known of memory to the shapes of the answers."""

from collections.abc import Iterator

from registry.api import measured_shapes as measured_as
from registry.api import memory_shapes as shapes
from registry.assessment.measurements import Measurement
from registry.assessment.memory import Answer, Known
from registry.catalogue.names import page_of
from registry.hardware.devices import Bandwidth, Compute, Device, Memory, Usable, sources
from registry.hardware.engines import Range, usual
from registry.hardware.fit import Verdict
from registry.hardware.weights import Variant

_NO_DEVICE = "No device was named: GET /api/v1/devices lists them."
_MOST_PATHS = 20


def measurement(held: Measurement) -> measured_as.Measurement:
    """Return what was measured of a model."""
    measured, architecture = held.measured, held.measured.architecture
    counts = measured.counts
    return measured_as.Measurement(
        revision=held.revision,
        recorded_by=held.told_by,
        seen_at=held.seen_at,
        active_without_embedding=counts.active_without_embedding,
        extras=tuple(measured_as.Extra(one.role, one.parameters) for one in counts.extras),
        flags=counts.flags,
        evidence=tuple(
            measured_as.CountEvidence(one.source, one.total, one.stored, one.note) for one in counts.evidence
        ),
        variants=tuple(map(_variant, measured.weights.variants)),
        architecture=architecture.model_type if architecture else None,
        layers=architecture.layer_count if architecture else None,
        context_length=architecture.context_length if architecture else None,
        cache_basis=architecture.cache_basis if architecture else None,
        base_model=measured.base,
        problems=measured.problems,
    )


def memory(repo_id: str, revision: str | None, known: Known, told: Answer) -> shapes.MemoryAnswer:
    """Return the answer to one question; what depends on a device is null where none was named."""
    query, fit, machine = told.query, told.fit, told.machine
    engine = fit.machine.engine
    architecture = known.needs.architecture
    return shapes.MemoryAnswer(
        repo_id=repo_id,
        model_revision=revision,
        device=machine.device.slug if machine else None,
        devices=query.devices,
        engine=engine.key,
        engine_profile=engine.profile,
        precision=query.precision,
        context_length=query.context_length,
        sequences=query.sequences,
        weights_bytes=fit.weights_bytes,
        weights=_variant(fit.variant) if fit.variant else None,
        kv_bytes_per_token=fit.kv_bytes_per_token,
        kv_bytes=fit.kv_bytes,
        state_bytes=fit.state_bytes,
        held_bytes=_range(fit.held) if machine else None,
        overhead_bytes=_range(fit.overhead) if machine else None,
        need_bytes=_range(fit.need) if machine else None,
        usable_bytes=fit.usable_bytes if machine else None,
        headroom_bytes=_range(fit.headroom) if machine else None,
        fit=fit.verdict if machine else Verdict.UNKNOWN,
        limiting=f"{fit.limiting.sentence()}." if machine else _NO_DEVICE,
        limiting_code=fit.limiting.code if machine else None,
        smallest_that_fits=(
            shapes.SmallestMachine(told.smallest.device.slug, told.smallest.devices) if told.smallest else None
        ),
        layers=tuple(
            shapes.MemoryLayers(
                one.kind, one.count, one.window, one.bytes_per_token, one.kv_bytes, one.state_bytes, one.formula
            )
            for one in fit.layers
        ),
        flags=fit.flags,
        problems=architecture.problems if architecture else (),
        evidence=tuple(_evidence(repo_id, known, told)),
    )


def _evidence(repo_id: str, known: Known, told: Answer) -> Iterator[shapes.MemoryEvidence]:
    fit = told.fit
    if known.held is not None:
        variant = fit.variant
        if variant is not None:
            yield _read("weights", repo_id, known.held, variant.source.value, variant.files[:_MOST_PATHS])
        of, held = known.base if known.base and known.base[1] else (repo_id, known.held)
        if known.needs.architecture is not None and held is not None:
            yield _read("architecture", of, held, "configuration", ("config.json",))
    elif fit.variant is not None:
        page = page_of(repo_id)
        yield shapes.MemoryEvidence("weights", fit.variant.source.value, repo_id, None, (), None, None, page)
    engine = fit.machine.engine
    yield shapes.MemoryEvidence("engine", engine.source, None, engine.profile, (), None, None, None)
    if told.machine is not None:
        usable = told.machine.device.usable
        source = sources()[usable.source]
        yield shapes.MemoryEvidence("device", f"{source.title}, {source.dated}", None, None, (), None, None, None)


def _read(of: str, repo_id: str, held: Measurement, source: str, paths: tuple[str, ...]) -> shapes.MemoryEvidence:
    return shapes.MemoryEvidence(
        of="weights" if of == "weights" else "architecture",
        source=source,
        repo_id=repo_id,
        revision=held.revision,
        paths=paths,
        recorded_by=held.told_by,
        seen_at=held.seen_at,
        url=page_of(repo_id),
    )


def _variant(one: Variant) -> measured_as.Variant:
    return measured_as.Variant(
        one.name, measured_as.Range(one.low, one.high), one.exact, one.source, len(one.files)
    )


def _range(one: Range | None) -> measured_as.Range | None:
    return None if one is None else measured_as.Range(one.low, one.high)


def device(one: Device) -> shapes.Device:
    """Return one device with its figures."""
    source = sources()[one.usable.source]
    return shapes.Device(
        slug=one.slug,
        name=one.name,
        form=one.form,
        platform=one.platform,
        units=one.units,
        accelerator=one.accelerator,
        engine=usual(one).key,
        memory_gb=_figure(one.memory.gb, one.memory),
        usable_gib=shapes.UsableFigure(
            value=one.usable.gib,
            source=source.title,
            dated=source.dated.isoformat(),
            confidence=one.usable.confidence,
            basis=one.usable.basis,
        ),
        bandwidth_gb_s=_figure(one.bandwidth.gb_s, one.bandwidth) if one.bandwidth else None,
        bf16_tflops=(
            _figure(one.compute.bf16_tflops, one.compute)
            if one.compute and one.compute.bf16_tflops is not None
            else None
        ),
    )


def _figure(value: float, said: Memory | Usable | Bandwidth | Compute) -> shapes.Figure:
    source = sources()[said.source]
    return shapes.Figure(value, source.title, source.dated.isoformat(), said.confidence)
