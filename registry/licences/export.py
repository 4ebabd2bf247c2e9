"""All that we know about licences as one JSON document that others can cite.

The same knowledge gives the same bytes, on any machine and day: its date is that of what it rests on.
"""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from registry.licences.knowledge import Family, Knowledge, Licence
from registry.licences.terms import global_id

FORMAT = "permis-licences-1"
LICENCE = "Apache-2.0"
_FROM_OTHERS = (
    "identifiers of the Hugging Face Hub (hub-docs, Apache-2.0); "
    "keys and names of ScanCode LicenseDB, copyright nexB Inc. and others, CC-BY-4.0"
)
_NOTE = (
    "Facts about licences in our own words; no licence texts, and no legal advice. A licence whose terms are null "
    "has not been typed yet, which is neither a permission nor a silence. Of a term, silent means that the text "
    "was read and says nothing, unknown that we have not read what it says. A term is cited by its global_id."
)


def document(knowledge: Knowledge) -> dict[str, Any]:
    """Return the document as JSON values; members that hold nothing are left out of licences, but for ``terms``.

    ``as_of``: the latest day or month on which a source was seen. ``aliases``: folded names and links, each with
    the keys that bear it; under one that is ``open_ended`` texts circulate that are not described here.
    """
    as_of = _as_of(knowledge)
    return {
        "format": FORMAT,
        "title": "What licences of open models say",
        "knowledge_version": knowledge.version,
        "as_of": as_of,
        "licence": LICENCE,
        "attribution": (
            f"Permis licence knowledge {knowledge.version} ({as_of}), "
            f"copyright 2026 the Permis authors, {LICENCE}; {_FROM_OTHERS}"
        ),
        "note": _NOTE,
        "hub_list": msgspec.to_builtins(knowledge.hub_list),
        "licences": [_licence(one) for one in knowledge.licences.values()],
        "families": [_family(one) for one in _families(knowledge)],
        "aliases": {alias: list(keys) for alias, keys in sorted(knowledge.by_alias.items())},
        "open_ended": sorted(knowledge.open_ended),
    }


def encode(knowledge: Knowledge) -> bytes:
    """Return the document as UTF-8 JSON, licences by key, with a line for every value."""
    return json.dumps(document(knowledge), ensure_ascii=False, indent=1).encode() + b"\n"


def _licence(one: Licence) -> dict[str, Any]:
    data = one.as_data()
    if one.terms is None:
        return data | {"terms": None}
    named = zip(one.terms, data["terms"], strict=True)
    return data | {"terms": [{"global_id": global_id(one.key, term)} | said for term, said in named]}


def _families(knowledge: Knowledge) -> list[Family]:
    """Return each family once; the knowledge has it under all of its names."""
    return [one for _, one in sorted({one.name: one for one in knowledge.families.values()}.items())]


def _family(one: Family) -> Mapping[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(one)
    return data


def _as_of(knowledge: Knowledge) -> str:
    licences = knowledge.licences.values()
    sources = [knowledge.hub_list.source, *(family.source for family in knowledge.families.values())]
    sources += [one.source for one in licences]
    sources += [term.source for one in licences for term in one.terms or ()]
    return max(source.seen for source in sources)
