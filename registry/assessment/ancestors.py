"""The graph of what models were made from, read generation by generation, for many models at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from registry.assessment import owns
from registry.assessment.facts import ModelFacts, edges_of
from registry.catalogue.reading import fetched
from registry.licences import curations
from registry.licences.curations import Curation
from registry.licences.grounds import Grounds
from registry.licences.lineage import DEEPEST, Key, Node, Own, edges
from registry.licences.stack import LayerRelation

# A live model beats a removed one, its own name beats a former one, as wherever models are asked for by name.
_NAMED = """SELECT asked.name, found.id, found.repo_id, found.revision, found.last_modified, found.base_models,
        own_licence.own::text
    FROM unnest(%s::text[]) AS asked(name)
    LEFT JOIN LATERAL (
        SELECT hub_model.*, named.former, named.until FROM (
            SELECT id, false AS former, NULL::timestamptz AS until FROM hub_model
                WHERE lower(repo_id) = lower(asked.name)
            UNION ALL
            SELECT model_id, true, until FROM former_name WHERE lower(repo_id) = lower(asked.name)
        ) AS named JOIN hub_model ON hub_model.id = named.id
        ORDER BY hub_model.removed_at IS NULL DESC, former, until DESC NULLS LAST,
            hub_model.removed_at DESC NULLS LAST, hub_model.id DESC
        LIMIT 1
    ) AS found ON true
    LEFT JOIN entry ON entry.id = found.id
    LEFT JOIN own_licence ON own_licence.id = entry.own_id"""

_Edges = tuple[tuple[str, LayerRelation], ...]


@dataclass(frozen=True, slots=True)
class _Met:
    """A model before the names of its parents are known to be which models."""

    repo_id: str
    own: Own | None
    edges: _Edges


def graph_of(models: Sequence[tuple[ModelFacts, Own]], grounds: Grounds) -> Mapping[Key, Node]:
    """Return these models and whatever they were made from, as far as it is followed.

    Of these models the given own values count, of all others those that are stored. Cost: one query for each
    generation that there is, at most `DEEPEST` of them.
    """
    met: dict[Key, _Met] = {one.id: _Met(one.statement.repo_id, own, _edges(one, grounds)) for one, own in models}
    keys: dict[str, Key] = {}
    generation: Iterable[_Met] = tuple(met.values())
    for _ in range(DEEPEST):
        names = {name.casefold(): name for one in generation for name, _ in one.edges}
        asked = [name for folded, name in names.items() if folded not in keys]
        if not asked:
            break
        found = _found(asked, grounds)
        keys |= {name.casefold(): key for name, (key, _) in found.items()}
        generation = [one for key, one in found.values() if key not in met]
        met |= {key: one for key, one in found.values() if key not in met}
    return {key: Node(one.repo_id, one.own, _parents(one, keys)) for key, one in met.items()}


def _edges(one: ModelFacts, grounds: Grounds) -> _Edges:
    said = one.statement
    return edges(one.parents, grounds.curations.of(said.repo_id, said.revision, one.last_modified))


def _parents(one: _Met, keys: Mapping[str, Key]) -> tuple[tuple[Key, LayerRelation], ...]:
    """Two names of one model are one parent. A name beyond what is followed stays a name."""
    reached = ((keys.get(name.casefold(), name.casefold()), relation) for name, relation in one.edges)
    return tuple(dict.fromkeys(reached))


def _found(names: Sequence[str], grounds: Grounds) -> dict[str, tuple[Key, _Met]]:
    found: dict[str, tuple[Key, _Met]] = {}
    for name, model_id, repo_id, revision, changed, base_models, own in fetched(_NAMED, [list(names)]):
        if model_id is None:
            found[name] = name.casefold(), _absent(name, grounds)
        else:
            curated = grounds.curations.of(repo_id, revision, changed)
            parents = edges(edges_of(base_models), curated)
            found[name] = model_id, _Met(repo_id, owns.unpacked(own) if own else None, parents)
    return found


def _absent(name: str, grounds: Grounds) -> _Met:
    """A name that leads to no model; people may have found out about it all the same."""
    curated: tuple[Curation, ...] = grounds.curations.of(name)
    held = curations.gather(name, curated, grounds.knowledge)
    return _Met(name, owns.own_of_absent(held, curated, grounds), edges((), curated))
