"""A question of memory as a value: read from a query string, written back to one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy

from registry.catalogue.hardware_parameters import (
    CONTEXT,
    CONTEXT_LENGTH,
    DEVICE,
    DEVICES,
    ENGINE,
    PRECISION,
    SEQUENCES,
)
from registry.catalogue.parameters import Fault, Kind, Parameter, Value, read
from registry.catalogue.query import InvalidQuery, ParameterError
from registry.hardware.devices import Device, device
from registry.hardware.engines import Engine, engines, usual
from registry.hardware.machine import Machine, Work
from registry.hardware.weights import Precision

# Beside the usual precisions a model has those that it is published in.
VARIANT = Parameter(
    key=PRECISION.key,
    kind=Kind.CHOICE,
    label=PRECISION.label,
    help=gettext_lazy(
        "In what the weights are loaded: as_published, bf16, fp8, q8_0, q4_k_m, or a quantisation that the model "
        "is published in, by its name. Where the model is not published in it, the size is an estimate."
    ),
    default=PRECISION.default,
)
PARAMETERS: tuple[Parameter, ...] = (DEVICE, DEVICES, ENGINE, CONTEXT, SEQUENCES, VARIANT)


@dataclass(frozen=True, slots=True)
class MemoryQuery:
    """What is asked: on which machine, under which engine, for what work. Its members are the parameters."""

    device: Device | None = None
    devices: int = 1
    engine: Engine | None = None
    context_length: int = CONTEXT_LENGTH
    sequences: int = 1
    precision: str = Precision.AS_PUBLISHED.value

    @property
    def machine(self) -> Machine | None:
        """Return the machine under the engine that was named or is usual on it; None: no device was named."""
        if self.device is None:
            return None
        return Machine(self.device, self.devices, self.engine or usual(self.device))

    @property
    def work(self) -> Work:
        """Return what the model is to do."""
        return Work(self.context_length, self.sequences, self.precision)


def parse(params: Mapping[str, Sequence[str]]) -> MemoryQuery | InvalidQuery:
    """Return what the parameters ask, or everything that is wrong with them. Others are passed over."""
    faults: list[ParameterError] = []
    given: dict[str, Value] = {}
    for parameter in PARAMETERS:
        value = read(parameter, params.get(parameter.key, ()))
        if isinstance(value, Fault):
            faults.append(ParameterError(f"?{parameter.key}", value.detail))
        elif value is not None:
            given[parameter.key] = value
    if "devices" in given and given["devices"] != 1 and "device" not in params:
        faults.append(ParameterError("?devices", gettext_lazy("says nothing without %s") % "device"))
    if faults:
        return InvalidQuery(tuple(faults))
    unset = MemoryQuery()
    return MemoryQuery(
        device=device(str(given["device"])) if "device" in given else None,
        engine=engines()[str(given["engine"])] if "engine" in given else None,
        precision=str(given.get("precision", unset.precision)),
        devices=_number(given.get("devices"), unset.devices),
        context_length=_number(given.get("context_length"), unset.context_length),
        sequences=_number(given.get("sequences"), unset.sequences),
    )


def to_query_string(query: MemoryQuery) -> str:
    """Return the query string that `parse` reads as this question; what is asked by default is left out."""
    unset = MemoryQuery()
    said = {field.name: getattr(query, field.name) for field in fields(query)}
    texts = {
        name: value.slug if isinstance(value, Device) else value.key if isinstance(value, Engine) else str(value)
        for name, value in said.items()
        if value != getattr(unset, name)
    }
    return urlencode(texts)


def _number(value: Value | None, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise
