"""Counts the parameters of a model from the tensors of its files: each weight once, unpacked, without scales.

Tensors are taken one file after the other and forgotten, so that a model of half a million tensors costs no more
memory than its largest file.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from registry.hardware.architecture import Architecture, Experts
from registry.hardware.counts import CountEvidence, CountFlag, Counts, Extra
from registry.hardware.parameters import ParameterSource
from registry.hardware.quantisation import Packing, Quantisation
from registry.hardware.tensor_roles import TOWERS, Role, classifier, module_of
from registry.hardware.tensors import Tensor

_NOTABLE = Fraction(1, 100)  # of all bytes: integers that nobody can explain, beyond buffers
_INTEGERS = frozenset({"I32", "U32", "I16", "U16", "U8"})
_MAIN = (Role.EMBEDDING, Role.HEAD, Role.WEIGHT, Role.ROUTED)
_BITS = {"I32": 32, "U32": 32, "I16": 16, "U16": 16, "U8": 8, "I8": 8}


class Tally:
    """Adds up the tensors of one set of weights. ``tower_parts``: the model has parts that see or hear."""

    def __init__(
        self, architecture: Architecture | None, quantisation: Quantisation, *, tower_parts: bool = False
    ) -> None:
        self._architecture, self._quantisation = architecture, quantisation
        self._roles = classifier(architecture, towers=tower_parts)
        self._elements: Counter[Role] = Counter()
        self._bytes: Counter[Role] = Counter()
        self._unexplained = 0
        self._beyond = self._unpacked = self._router_biases = False
        self._tables: dict[Role, int] = {}

    def add(self, tensors: Iterable[Tensor]) -> None:
        """Count the tensors of one more file. Cost: about 6 µs for each."""
        for tensor in tensors:
            role = self._roles.role(tensor)
            if self._quantisation.packing is Packing.MLX and tensor.name.endswith(".biases"):
                role = Role.SCALE
            factor = self._factor(tensor, role)
            if factor is None:
                self._unexplained += tensor.size
                factor = Fraction(1)
            self._unpacked |= factor != 1
            self._router_biases |= tensor.name.endswith("e_score_correction_bias")
            self._beyond |= self._roles.beyond(tensor)
            elements = int(tensor.elements * factor)
            self._elements[role] += elements
            self._bytes[role] += tensor.size
            if role in (Role.EMBEDDING, Role.HEAD) and tensor.name.endswith(("weight", "qweight")):
                self._tables[role] = elements

    @property
    def total_bytes(self) -> int:
        """The bytes of everything that was added, scales and buffers included."""
        return self._bytes.total()

    @property
    def spare_bytes(self) -> int:
        """The bytes that an engine may leave out: layers that predict several tokens, and tables stored twice."""
        spare = self._bytes[Role.MTP] + self._bytes[Role.DUPLICATE]
        return spare + (self._bytes[Role.HEAD] if self._is_tied_twice() else 0)

    @property
    def routed_bytes(self) -> int:
        """The bytes of routed experts, without their scales."""
        return self._bytes[Role.ROUTED]

    @property
    def table_parameters(self) -> int:
        """The parameters of the input table and the head."""
        return self._elements[Role.EMBEDDING] + self._elements[Role.HEAD]

    def counts(self, source: ParameterSource, note: str, *, complete: bool = True) -> Counts:
        """Return the four numbers; none of them where files are missing (not ``complete``)."""
        duplicate = self._elements[Role.HEAD] if self._is_tied_twice() else 0
        main = sum(self._elements[role] for role in _MAIN) - duplicate
        extras = self._extras(duplicate)
        if not main:  # a model of nothing but towers is its towers
            main = sum(extra.parameters for extra in extras if extra.role in TOWERS)
            extras = tuple(extra for extra in extras if extra.role not in TOWERS)
        stored = main + sum(extra.parameters for extra in extras)
        known = complete and self._unexplained <= _NOTABLE * self.total_bytes and main > 0
        active, without = self._active(main) if known else (None, None)
        return Counts(
            stored=stored if known else None,
            total=main if known else None,
            active=active,
            active_without_embedding=without,
            extras=extras,
            source=source if known else ParameterSource.NONE,
            flags=tuple(self._flags(extras, active, complete=complete, known=known)),
            evidence=(CountEvidence(source, main if known else None, stored if known else None, note),),
        )

    def _active(self, main: int) -> tuple[int | None, int | None]:
        experts = self._experts()
        routed = self._elements[Role.ROUTED]
        if experts is None and (routed or self._is_mixture()):
            return None, None
        active = main - routed + (routed * experts.active // experts.total if experts else 0)
        looked_up = self._elements[Role.EMBEDDING] if self._has_own_head() else 0
        return active, active - looked_up

    def _experts(self) -> Experts | None:
        return self._architecture.experts if self._architecture and self._elements[Role.ROUTED] else None

    def _is_mixture(self) -> bool:
        """Whether the configuration knows of experts: then weights without any are named as we do not know."""
        return self._architecture is not None and self._architecture.experts is not None

    def _has_own_head(self) -> bool:
        return Role.HEAD in self._tables and not self._is_tied_twice()

    def _is_tied_twice(self) -> bool:
        """One table is both input and head, and is stored as both."""
        tied = self._architecture is not None and self._architecture.tied is True
        return tied and Role.HEAD in self._tables and self._tables.get(Role.EMBEDDING) == self._tables[Role.HEAD]

    def _extras(self, duplicate: int) -> tuple[Extra, ...]:
        found = {role: self._elements[role] for role in (Role.MTP, Role.VISION, Role.AUDIO, Role.BUFFER)}
        found[Role.DUPLICATE] = self._elements[Role.DUPLICATE] + duplicate
        return tuple(Extra(role, number) for role, number in sorted(found.items()) if number)

    def _flags(
        self, extras: tuple[Extra, ...], active: int | None, *, complete: bool, known: bool
    ) -> Iterable[CountFlag]:
        roles = {extra.role for extra in extras}
        told = (
            (CountFlag.UNPACKED, self._unpacked),
            (CountFlag.PACKING_UNKNOWN, self._unexplained > _NOTABLE * self.total_bytes),
            (CountFlag.SCALES_LEFT_OUT, self._elements[Role.SCALE] > 0),
            (CountFlag.DUPLICATE_LEFT_OUT, Role.DUPLICATE in roles),
            (CountFlag.MTP_LEFT_OUT, Role.MTP in roles),
            (CountFlag.TOWERS_APART, bool(roles & TOWERS)),
            (CountFlag.ROUTER_BIASES_APART, self._router_biases),
            (CountFlag.LAYERS_BEYOND_CONFIG, self._beyond),
            (CountFlag.EXPERTS_UNKNOWN, known and active is None),
            (CountFlag.INCOMPLETE, not complete),
        )
        return (flag for flag, holds in told if holds)

    def _factor(self, tensor: Tensor, role: Role) -> Fraction | None:
        """How many weights one element of a tensor holds; None where that is not known."""
        if role in (Role.SCALE, Role.BUFFER):
            return Fraction(1)
        if tensor.dtype == "I8":
            if self._quantisation.packing is Packing.UNKNOWN:
                return None
            experts = self._quantisation.packing is Packing.EXPERTS_FP4 and role is Role.ROUTED
            return Fraction(2) if experts else Fraction(1)
        if tensor.dtype not in _INTEGERS:
            return Fraction(1)
        if not _is_packed(tensor.name, self._quantisation.packing):
            return None
        bits = self._quantisation.bits_of(module_of(tensor.name))
        return None if bits is None else Fraction(_BITS[tensor.dtype]) / bits


_PACKED_BY: dict[Packing, tuple[str, ...]] = {
    Packing.CONTAINER: ("qweight",),
    Packing.COMPRESSED: ("weight_packed",),
    Packing.BITSANDBYTES: ("weight",),
    Packing.MXFP4: ("_blocks",),
    Packing.NVFP4: ("weight", "weight_packed", "_proj"),
    Packing.MLX: ("weight",),
    Packing.EXPERTS_FP4: ("weight",),
}


def _is_packed(name: str, packing: Packing) -> bool:
    return name.endswith(_PACKED_BY.get(packing, ()))
