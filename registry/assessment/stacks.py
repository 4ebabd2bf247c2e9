"""The distinct licence stacks: each is stored once, however many models it binds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django.db import connection

from registry.licences.determination import Determination
from registry.licences.stack import Layer, digest, to_json
from registry.models import LicenceStack

_KNOWN = "SELECT digest, id FROM licence_stack WHERE digest = ANY(%s)"

Binding = tuple[tuple[Layer, ...], Determination]


@lru_cache(maxsize=16_384)  # millions of models share a few thousand
def name(layers: tuple[Layer, ...]) -> bytes:
    """Return the 16 bytes under which a stack is stored."""
    return digest(layers)


def intern(bindings: Iterable[Binding], now: datetime) -> Mapping[bytes, int]:
    """Return the id of every stack by its name; those not met before are stored. Cost: one query, three if new."""
    wanted = {name(layers): (layers, determination) for layers, determination in bindings}
    known = _known(list(wanted))
    fresh = [_row(*binding, now) for one, binding in wanted.items() if one not in known]
    if not fresh:
        return known
    # Someone else may store the same stack at the same moment; then theirs is as good.
    LicenceStack.objects.bulk_create(fresh, ignore_conflicts=True)
    return _known(list(wanted))


def _known(names: Sequence[bytes]) -> dict[bytes, int]:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(names)])
        return {bytes(one): stack_id for one, stack_id in cursor.fetchall()}


def _row(layers: tuple[Layer, ...], determination: Determination, now: datetime) -> LicenceStack:
    return LicenceStack(
        digest=name(layers),
        layers=to_json(layers),
        concluded=determination.concluded,
        keys=list(determination.keys),
        status=determination.status.value,
        licence_class=determination.licence_class.value,
        first_seen_at=now,
    )
