"""The lineage of a model as finished values. Pure; the clock comes in."""

from dataclasses import dataclass
from datetime import datetime

from registry.catalogue.family import Family, Kin
from registry.web import numbers
from registry.web.present import Badge, Fact, Name, badge_of, models_counted, name_of, row_of
from registry.web.words import (
    CHILD_KINDS,
    CHILD_RELATIONS,
    NOT_HELD,
    PARENT_RELATIONS,
    Word,
    text_of,
)


@dataclass(frozen=True, slots=True)
class KinLine:
    """A parent or a child; without ``url`` and ``badge`` where the registry does not hold it."""

    relation: str
    name: Name
    url: str
    badge: Badge | None
    facts: tuple[Fact, ...]
    nowhere: Word = NOT_HELD


@dataclass(frozen=True, slots=True)
class FamilyLines:
    """The relatives; ``children_counts`` are pairs of relation and number."""

    parents: tuple[KinLine, ...]
    children: tuple[KinLine, ...]
    children_in_all: str
    children_counts: tuple[tuple[str, str], ...]


def family_lines(family: Family, now: datetime) -> FamilyLines:
    """Return the relatives of a model."""
    return FamilyLines(
        parents=tuple(_kin(kin, text_of(PARENT_RELATIONS, kin.relation), now) for kin in family.parents),
        children=tuple(_kin(kin, text_of(CHILD_KINDS, kin.relation), now) for kin in family.first_children),
        children_in_all=models_counted(family.children) if family.children.value else "",
        children_counts=tuple(
            (text_of(CHILD_RELATIONS, relation), numbers.whole(number))
            for relation, number in family.children_by_relation
        ),
    )


def _kin(kin: Kin, relation: str, now: datetime) -> KinLine:
    if kin.result is None:
        return KinLine(relation, name_of(kin.repo_id), "", None, ())
    row = row_of(kin.result, now)
    return KinLine(relation, row.name, row.url, badge_of(kin.result), row.facts)
