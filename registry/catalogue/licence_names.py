"""What people call licences, as the keys under which models are found: a key, a Hub id, another spelling.

Pure and total.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache

from django.utils.translation import gettext_lazy as _

from registry.catalogue.parameters import Fault
from registry.licences import knowledge
from registry.licences.knowledge import Family
from registry.licences.names import Licensed, SharedName, resolve

_MOST_MEANT = 5


def key_of(name: str) -> str | None:
    """Return the key of the one licence of that name; None where there is none, or where several texts bear it."""
    known = knowledge.load()
    if name in known.licences:
        return name
    meant = resolve(name, known)
    return meant.key if isinstance(meant, Licensed) else None


def texts_of(name: str) -> tuple[str, ...]:
    """Return the keys of the dated texts that bear one name, where there are several; empty else."""
    meant = resolve(name, knowledge.load())
    return meant.keys if isinstance(meant, SharedName) else ()


def keys_of(names: Sequence[str]) -> tuple[str, ...] | Fault:
    """Return the keys of all licences of these names, sorted; of a name that several texts bear, all of them."""
    keys: set[str] = set()
    for name in names:
        key = key_of(name)
        found = (key,) if key else texts_of(name)
        if not found:
            return _unknown(name)
        keys.update(found)
    return tuple(sorted(keys))


def _unknown(name: str) -> Fault:
    meant = meant_by(name)
    if not meant:
        return Fault(_("is “%s”, which is no licence that we know") % name)
    told = {"name": name, "meant": ", ".join(meant)}
    return Fault(_("is “%(name)s”, which is not one licence that we know. Did you mean: %(meant)s?") % told)


def meant_by(name: str) -> tuple[str, ...]:
    """Return the keys that a name we cannot resolve may mean: members of a family, or what is spelt alike."""
    known = knowledge.load()
    meant = resolve(name, known)
    if isinstance(meant, Family):
        return meant.members[:_MOST_MEANT]
    spelt = get_close_matches(name.casefold()[:100], _spellings(), _MOST_MEANT, 0.6)
    return tuple(dict.fromkeys(key for one in spelt for key in _spellings()[one]))[:_MOST_MEANT]


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """The keys by everything short that people write for them."""
    pairs: dict[str, tuple[str, ...]] = {}
    for key, licence in knowledge.load().licences.items():
        for name in _short((key, *licence.hub_ids, *licence.names)):
            pairs[name] = (*pairs.get(name, ()), key)
    return pairs


def _short(names: Iterable[str]) -> set[str]:
    return {name.casefold() for name in names}
