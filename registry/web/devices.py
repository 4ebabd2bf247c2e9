"""The page of machines: what each has, what a program can get of it, and how we know."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from registry.hardware.devices import Device, Form, Source, devices, sources
from registry.hardware.engines import usual
from registry.web import numbers
from registry.web.hardware_words import CONFIDENCES, FORMS, USABLE
from registry.web.present import link
from registry.web.values import Linked, Value
from registry.web.words import text_of


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One machine."""

    slug: str
    name: str
    units: str
    memory: Value
    usable: Value
    basis: str
    bandwidth: Value
    engine: str
    fits_url: str


@dataclass(frozen=True, slots=True)
class DeviceShelf:
    """Machines of one form, the least memory first."""

    key: str
    label: str
    lines: tuple[DeviceLine, ...]


@require_safe
def machines(request: HttpRequest) -> HttpResponse:
    """Show every machine that may be asked about."""
    page = {
        "shelves": _shelves(),
        "sources": tuple(map(_source, sources().values())),
        "json_url": "/api/v1/devices",
    }
    return render(request, "hardware/devices.html", page)


def _shelves() -> tuple[DeviceShelf, ...]:
    by_form: dict[Form, list[Device]] = {Form(form): [] for form in FORMS}
    for one in devices().values():
        by_form[one.form].append(one)
    return tuple(
        DeviceShelf(form.value, text_of(FORMS, form), tuple(map(_line, sorted(found, key=_by_memory))))
        for form, found in by_form.items()
        if found
    )


def _by_memory(one: Device) -> tuple[float, str]:
    return one.usable.gib * one.units, one.slug


def _line(one: Device) -> DeviceLine:
    memory, usable, bandwidth = one.memory, one.usable, one.bandwidth
    sold = gettext("%s GB") % _number(memory.gb)
    fast = gettext("%s GB/s") % _number(bandwidth.gb_s) if bandwidth else ""
    return DeviceLine(
        slug=one.slug,
        name=one.name,
        units=f"{one.units} ×" if one.units > 1 else "",
        memory=Value((sold,), _how_known(memory.source, memory.confidence)),
        usable=Value((numbers.size(one.usable_bytes).text,), _how_known(usable.source, usable.confidence)),
        basis=text_of(USABLE, usable.basis),
        bandwidth=(
            Value((fast,), _how_known(bandwidth.source, bandwidth.confidence))
            if bandwidth
            else Value(nothing="not_stated")
        ),
        engine=usual(one).profile.partition(" (")[0],
        fits_url="/fits?" + urlencode({"device": one.slug}),
    )


def _number(value: float) -> str:
    return number_format(value, None if value % 1 else 0, use_l10n=True, force_grouping=True)


def _how_known(source: str, confidence: str) -> str:
    told = {"source": sources()[source].title, "confidence": text_of(CONFIDENCES, confidence)}
    return gettext("%(source)s; confidence: %(confidence)s") % told


def _source(one: Source) -> Linked:
    return Linked(f"{one.title}, {one.dated.isoformat()}", link(one.title))
