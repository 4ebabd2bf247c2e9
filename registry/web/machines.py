"""Machines as pages show them: which ones a reader is offered, and how they are called. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from registry.hardware.devices import Device, Form, devices
from registry.hardware.engines import usual
from registry.hardware.machine import Machine
from registry.web.form import Option
from registry.web.hardware_words import FORMS
from registry.web.words import text_of

# What people have, from a laptop to a rack: the table "runs on" asks all of them.
USUAL: tuple[tuple[str, int], ...] = (
    ("laptop-8gb", 1),
    ("laptop-16gb", 1),
    ("laptop-32gb", 1),
    ("apple-m4-16gb", 1),
    ("apple-m4-max-128gb", 1),
    ("rtx-4060-8gb", 1),
    ("rtx-4090-24gb", 1),
    ("rtx-5090-32gb", 1),
    ("l40s-48gb", 1),
    ("a100-80gb-sxm", 1),
    ("h100-80gb-sxm", 1),
    ("h100-80gb-sxm", 8),
    ("h200-141gb", 8),
    ("mi300x-192gb", 8),
)
_ORDER = tuple(FORMS)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Machines of one form."""

    key: str
    label: str
    options: tuple[Option, ...]


def usual_machines() -> Iterator[Machine]:
    """Yield the usual machines, each under its usual engine."""
    for slug, number in USUAL:
        if found := devices().get(slug):
            yield Machine(found, number, usual(found))


def called(machine: Machine) -> str:
    """Return what people call it: "8 × NVIDIA H200 SXM"."""
    name = machine.device.name
    return name if machine.devices == 1 else f"{machine.devices} × {name}"


def shelves(chosen: str) -> tuple[Shelf, ...]:
    """Return all devices for a list to choose from, form by form."""
    by_form: dict[Form, list[Device]] = {form: [] for form in map(Form, _ORDER)}
    for one in devices().values():
        by_form[one.form].append(one)
    return tuple(
        Shelf(
            form.value,
            text_of(FORMS, form),
            tuple(Option(one.slug, one.name, "", one.slug == chosen) for one in sorted(found, key=_by_memory)),
        )
        for form, found in by_form.items()
        if found
    )


def _by_memory(one: Device) -> tuple[float, str]:
    return one.usable.gib * one.units, one.slug
