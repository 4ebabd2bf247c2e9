"""What the names and links under which licences are recorded resolve to, and whether any resolves wrongly.

A name is wrong where the list of licences of ScanCode has it for another licence. A row whose name and whose link
name different licences contradicts itself: both are read as they stand, so such rows are shown and not counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.recordings import Row
from registry.licences import spelling
from registry.licences.expressions import Combined, meaning
from registry.licences.knowledge import Family, Knowledge
from registry.licences.names import Licensed, Resolution, SharedName, resolve_link


@dataclass(frozen=True, slots=True)
class Resolved:
    """How often names or links resolve, and which do not, by how often they stand."""

    licences: int
    families: int
    unresolved: Counter[str]


@dataclass(frozen=True, slots=True)
class Names:
    """All that is measured of recorded names and links."""

    names: Resolved
    links: Resolved
    wrong: tuple[str, ...]
    contradictory: tuple[str, ...]


def measure(rows: Sequence[Row], known_elsewhere: Iterable[Row], knowledge: Knowledge) -> Names:
    """Resolve what ``rows`` record; ``known_elsewhere`` are licences of ScanCode's list with their names."""
    names = [(name, meaning(name, knowledge)) for row in rows for name in _names(row)]
    links = [(row["link"], resolve_link(row["link"], knowledge)) for row in rows if row.get("link")]
    return Names(
        names=_resolved(names),
        links=_resolved(links),
        wrong=tuple(dict.fromkeys(_wrong(names, _elsewhere(known_elsewhere), knowledge))),
        contradictory=tuple(dict.fromkeys(_contradictory(rows, knowledge))),
    )


def _names(row: Row) -> tuple[str, ...]:
    return tuple(name for name in (row.get("licences") or [row.get("licence")]) if name)


def _resolved(found: Sequence[tuple[str, Resolution | Combined]]) -> Resolved:
    licences = [name for name, one in found if keys_of(one)]
    families = [name for name, one in found if isinstance(one, Family)]
    rest = Counter(name for name, one in found if not keys_of(one) and not isinstance(one, Family))
    return Resolved(len(licences), len(families), rest)


def keys_of(one: Resolution | Combined) -> frozenset[str]:
    """The licences that a meaning names, none for a family or what nobody knows."""
    match one:
        case Licensed(key):
            return frozenset({key})
        case SharedName() | Combined():
            return frozenset(one.keys)
        case _:
            return frozenset()


def _elsewhere(known: Iterable[Row]) -> dict[str, set[str]]:
    """The identifiers of SPDX by the folded names of licences."""
    found: dict[str, set[str]] = {}
    for one in known:
        for name in (one["key"], one["short_name"], one["name"], one["spdx_license_key"]):
            if one["spdx_license_key"] and name and (folded := spelling.fold(name)):
                found.setdefault(folded, set()).add(one["spdx_license_key"])
    return found


def _wrong(
    names: Iterable[tuple[str, Resolution | Combined]], elsewhere: Mapping[str, set[str]], knowledge: Knowledge
) -> Iterator[str]:
    for name, one in names:
        expected = elsewhere.get(spelling.fold(name) or "")
        keys = keys_of(one)
        if expected and keys and expected.isdisjoint(_identifiers(keys, knowledge)):
            yield f"{name!r} as {', '.join(sorted(keys))}, and not {', '.join(sorted(expected))}"


def _identifiers(keys: Iterable[str], knowledge: Knowledge) -> Iterator[str]:
    for key in keys:
        yield key
        if scancode := knowledge.licences[key].scancode:
            yield f"LicenseRef-scancode-{scancode}"


def _contradictory(rows: Iterable[Row], knowledge: Knowledge) -> Iterator[str]:
    for row in rows:
        named = frozenset[str]().union(*(keys_of(meaning(name, knowledge)) for name in _names(row)))
        linked = keys_of(resolve_link(row.get("link") or "", knowledge))
        if named and linked and named.isdisjoint(linked):
            yield f"{row['source']}: {', '.join(_names(row))} with {row['link']}"


def told(found: Names) -> Iterator[str]:
    """The lines of what was measured."""
    yield f"\n{'recorded':<14}{'resolved':>9}{'families':>9}{'unresolved':>11}"
    for what, one in (("names", found.names), ("links", found.links)):
        yield f"{what:<14}{one.licences:9,}{one.families:9,}{one.unresolved.total():11,}"
    yield f"resolved wrongly               {len(found.wrong):8}   none"
    yield from (f"  wrong: {one}" for one in found.wrong)
    yield from (f"  contradicts itself: {one}" for one in found.contradictory)
    for what, one in (("name", found.names), ("link", found.links)):
        yield from (
            f"  unresolved {what}: {times:4} {value[:100]!r}" for value, times in one.unresolved.most_common()
        )
