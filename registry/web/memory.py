"""The memory of one model as finished values: what it needs, drawn and in a table, and what it runs on. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import get_language, gettext

from registry.assessment.memory import Known, answer
from registry.catalogue.memory_query import MemoryQuery, parse, to_query_string
from registry.catalogue.query import InvalidQuery
from registry.hardware.architecture import CacheBasis
from registry.hardware.fit import Fit, Verdict, fit
from registry.hardware.kv_cache import LayerCache
from registry.hardware.limiting import LimitCode
from registry.hardware.machine import Machine
from registry.hardware.weights import Precision, Variant
from registry.web import bars, numbers
from registry.web.bars import Bar, Stack
from registry.web.hardware_words import FIT_FLAGS, FITS, LAYERS, WEIGHTS_SOURCES
from registry.web.machines import Shelf, called, shelves, usual_machines
from registry.web.memory_form import Field, fields, others, precision_name, precisions
from registry.web.present import model_url, plain
from registry.web.values import Line, Value
from registry.web.words import Word, text_of, word_of

_RUN = (Verdict.FITS, Verdict.TIGHT)
# What the numbers of the row say by themselves.
_PLAIN = (LimitCode.WEIGHTS, LimitCode.NEED, LimitCode.CLOSE, LimitCode.ROOM)


@dataclass(frozen=True, slots=True)
class Need:
    """One precision: its parts in words; ``total`` is all that it needs, as a range where it is one."""

    label: str
    on: bool
    url: str
    weights: Value
    kept: Value
    overhead: Value
    total: Value
    verdict: Word
    estimate: bool


@dataclass(frozen=True, slots=True)
class RunsOn:
    """One machine of the table: what it has, what is left over, and whether the model fits."""

    machine: str
    url: str
    usable: Value
    need: Value
    left: Value
    verdict: Word
    why: str


@dataclass(frozen=True, slots=True)
class LayerLine:
    """Layers that are alike."""

    kind: str
    count: str
    token: Value
    state: Value
    formula: str


@dataclass(frozen=True, slots=True)
class MemoryBlock:
    """The section. ``known``: whether there is anything to draw; ``chosen``: whether a machine was named."""

    known: bool
    chosen: bool
    machine: str
    verdict: Word
    sentence: str
    smallest: str
    smallest_url: str
    shelves: tuple[Shelf, ...]
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...]
    errors: tuple[Line, ...]
    figures: tuple[Line, ...]
    chart: tuple[Bar, ...]
    chart_line: str
    needs: tuple[Need, ...]
    runs_on: tuple[RunsOn, ...]
    layers: tuple[LayerLine, ...]
    flags: tuple[str, ...]
    problems: tuple[str, ...]
    source: str
    engine: str
    api_url: str


def memory_block(repo_id: str, known: Known, given: Mapping[str, Sequence[str]]) -> MemoryBlock:
    """Return the section for what the address asks; what is wrong in it is told, and the rest as if unsaid."""
    query = parse(given)
    errors: tuple[Line, ...] = ()
    if isinstance(query, InvalidQuery):
        errors = tuple(_error(error.pointer, str(error.detail)) for error in query.errors)
        query = MemoryQuery()
    elif not known.has(query.precision):
        detail = gettext("the model is not published in it")
        errors = (_error("?precision", detail),)
        query = replace(query, precision=Precision.AS_PUBLISHED.value)
    told = answer(known, query)
    machine = query.machine or told.smallest or told.fit.machine
    found = fit(known.needs, machine, query.work)
    needs = [(variant, _fit_in(known, machine, query, variant)) for variant in precisions(known)]
    asked = to_query_string(query)
    return MemoryBlock(
        known=found.weights_bytes is not None or found.kv_bytes is not None,
        chosen=query.machine is not None,
        machine=called(machine),
        verdict=word_of(FITS, found.verdict),
        sentence=found.limiting.sentence(get_language() or "en") + ".",
        smallest=called(told.smallest) if told.smallest else "",
        smallest_url=_url(repo_id, given, _on(query, told.smallest)) if told.smallest else "",
        shelves=shelves(query.device.slug if query.device else ""),
        fields=tuple(fields(known, query)),
        hidden=others(given),
        errors=errors,
        figures=tuple(_figures(found)),
        chart=_chart(needs, machine),
        chart_line=gettext("usable on %s: %s") % (called(machine), numbers.size(machine.usable_bytes).text),
        needs=tuple(_need(repo_id, given, query, name, one) for name, one in needs),
        runs_on=tuple(_runs_on(repo_id, known, query, given)),
        layers=tuple(map(_layer, found.layers)),
        flags=tuple(text_of(FIT_FLAGS, flag) for flag in found.flags) if known.held else (),
        problems=tuple(map(plain, _problems(known))),
        source=_source(known),
        engine=machine.engine.profile,
        api_url=f"/api/v1{model_url(repo_id)}/memory" + (f"?{asked}" if asked else ""),
    )


def _error(pointer: str, detail: str) -> Line:
    return Line(pointer.removeprefix("?"), Value((detail,)))


def _fit_in(known: Known, machine: Machine, query: MemoryQuery, name: str) -> Fit:
    return fit(known.needs, machine, replace(query, precision=name).work)


def _figures(found: Fit) -> Iterable[Line]:
    yield Line(gettext("Weights"), _bytes(found.weights_bytes))
    yield Line(gettext("Cache for each token"), _bytes(found.kv_bytes_per_token))
    yield Line(gettext("Cache"), _bytes(found.kv_bytes))
    if found.state_bytes:
        yield Line(gettext("State"), _bytes(found.state_bytes))
    yield Line(gettext("Held by the devices, at most"), _bytes(found.held.high if found.held else None))
    yield Line(gettext("Overhead of the engine, at most"), _bytes(found.overhead.high if found.overhead else None))


def _chart(needs: Sequence[tuple[str, Fit]], machine: Machine) -> tuple[Bar, ...]:
    """Bars of what each precision needs at most, against what the machine gives."""
    stacks = [_stack(name, one) for name, one in needs if one.variant is not None]
    return bars.draw(stacks, (machine.usable_bytes,))


def _stack(name: str, found: Fit) -> Stack:
    weights = found.weights_bytes or 0
    parts = [("weights", weights)]
    if found.need is not None and found.held and found.overhead:
        parts += [("kept", found.held.high), ("overhead", found.overhead.high)]
    total = sum(size for _, size in parts)
    size = numbers.size(total)
    known = found.need is not None
    said = size.text if known else gettext("%s and more: the cache is not known") % size.text
    return Stack(precision_name(name), said, size.exact, tuple(parts))


def _need(repo_id: str, given: Mapping[str, Sequence[str]], query: MemoryQuery, name: str, found: Fit) -> Need:
    variant = found.variant
    return Need(
        label=precision_name(name),
        on=name.casefold() == query.precision.casefold(),
        url=_url(repo_id, given, replace(query, precision=name)),
        weights=_of_variant(variant),
        kept=_bytes(found.held.high if found.held else None),
        overhead=_bytes(found.overhead.high if found.overhead else None),
        total=_range(found),
        verdict=word_of(FITS, found.verdict),
        estimate=variant is not None and not variant.exact,
    )


def _of_variant(variant: Variant | None) -> Value:
    if variant is None:
        return Value(nothing="not_examined")
    size = numbers.size(variant.high)
    return Value((size.text,), f"{size.exact}, {text_of(WEIGHTS_SOURCES, variant.source)}")


def _range(found: Fit) -> Value:
    if found.need is None:
        return Value(nothing="not_examined")
    low, high = numbers.size(found.need.low), numbers.size(found.need.high)
    texts = low.text if low.text == high.text else gettext("%s to %s") % (low.text, high.text)
    return Value((texts,), gettext("%s to %s") % (low.exact, high.exact))


def _runs_on(
    repo_id: str, known: Known, query: MemoryQuery, given: Mapping[str, Sequence[str]]
) -> Iterable[RunsOn]:
    for machine in usual_machines():
        found = fit(known.needs, machine, query.work)
        left = found.headroom
        yield RunsOn(
            machine=called(machine),
            url=_url(repo_id, given, _on(query, machine)),
            usable=_bytes(machine.usable_bytes),
            need=_range(found),
            left=_bytes(left.low) if left and left.low > 0 and found.verdict in _RUN else Value(("–",)),
            verdict=word_of(FITS, found.verdict),
            why="" if found.limiting.code in _PLAIN else found.limiting.sentence(get_language() or "en") + ".",
        )


def _on(query: MemoryQuery, machine: Machine | None) -> MemoryQuery:
    if machine is None:
        return query
    return replace(query, device=machine.device, devices=machine.devices, engine=None)


def _layer(one: LayerCache) -> LayerLine:
    kind = text_of(LAYERS, one.kind)
    if one.window is not None:
        kind = gettext("%(kind)s, of %(tokens)s tokens") % {"kind": kind, "tokens": numbers.whole(one.window)}
    return LayerLine(
        kind, numbers.whole(one.count), _bytes(one.bytes_per_token), _bytes(one.state_bytes), one.formula
    )


def _bytes(size: int | None) -> Value:
    if size is None:
        return Value(nothing="not_examined")
    figure = numbers.size(size)
    return Value((figure.text,), figure.exact)


def _problems(known: Known) -> tuple[str, ...]:
    if known.held is None:
        return ()
    architecture = known.held.measured.architecture
    return (*known.held.measured.problems, *(architecture.problems if architecture else ()))


def _source(known: Known) -> str:
    if known.held is None:
        return gettext("Its files have not been measured yet; sizes are estimated from the count of the listing.")
    if known.needs.weights is None:
        return gettext("It is loaded on another model, of which it is not known what it needs.")
    architecture = known.needs.architecture
    if architecture is None or architecture.cache_basis is CacheBasis.UNKNOWN:
        return gettext("Its architecture is not one whose cache we know, so it is never said to fit.")
    return ""


def _url(repo_id: str, given: Mapping[str, Sequence[str]], query: MemoryQuery) -> str:
    asked = "&".join(filter(None, (urlencode(others(given)), to_query_string(query))))
    return f"{model_url(repo_id)}" + (f"?{asked}" if asked else "") + "#memory"
