"""Models as they are judged one by one: found by any of their names, never by what no longer counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from registry.assessment import afresh
from registry.catalogue import judgeable, verdicts
from registry.catalogue.judgeable import NOT_HELD, Judgeable
from registry.catalogue.names import ModelName, parse_name
from registry.catalogue.reading import fetched
from registry.licences.grounds import Grounds
from registry.policy.context import Context
from registry.policy.verdict import Verdict

# As one model is found by its name (`catalogue.model.resolve`), for many at once.
_NAMED = """SELECT asked.name, found.id
    FROM unnest(%s::text[]) AS asked(name) CROSS JOIN LATERAL (
        SELECT entry.id FROM (
            SELECT id, repo_id AS name, false AS former, NULL::timestamptz AS until FROM hub_model
                WHERE lower(repo_id) = lower(asked.name)
            UNION ALL
            SELECT model_id, repo_id, true, until FROM former_name WHERE lower(repo_id) = lower(asked.name)
        ) AS named JOIN entry ON entry.id = named.id
        ORDER BY entry.removed_at IS NULL DESC, former, named.name = asked.name DESC, until DESC NULLS LAST,
            entry.removed_at DESC NULLS LAST, named.id DESC
        LIMIT 1
    ) AS found"""


def load(names: Sequence[str], grounds: Grounds) -> tuple[Judgeable, ...]:
    """Return what is judged of the models of these names, in their order: ids, revisions and purls mixed.

    A text that cannot be a name, or that no model bears, is `NOT_HELD`; of a model that is not held at the
    revision that is asked for, the facts say so. Cost: two queries, and what `of_ids` takes for stale ones.
    """
    asked = [parse_name(name) for name in names]
    wanted = sorted({one.repo_id for one in asked if isinstance(one, ModelName)})
    ids: dict[str, int] = dict(fetched(_NAMED, [wanted])) if wanted else {}
    found = of_ids(sorted(set(ids.values())), grounds)
    held = {name: found[model_id] for name, model_id in ids.items() if model_id in found}
    return tuple(
        _at(one, held.get(one.repo_id, NOT_HELD)) if isinstance(one, ModelName) else NOT_HELD for one in asked
    )


def of_ids(model_ids: Sequence[int], grounds: Grounds) -> Mapping[int, Judgeable]:
    """Return what is judged of stored models; what is stale or rests on other knowledge is concluded afresh.

    Nothing is written: renewing is up to the tasks. Cost: one query, and where any is stale those of
    `afresh.bindings`.
    """
    stored = judgeable.by_ids(model_ids)
    return {**stored, **_renewed([one for one in stored.values() if one.facts.stale], grounds)}


def verdict_of(model: Judgeable, context: Context, grounds: Grounds, now: datetime) -> Verdict:
    """Return the verdict on a model, by the one function that searches go by too. Pure."""
    return verdicts.verdict_of(model, context, grounds, now)


def _at(asked: ModelName, held: Judgeable) -> Judgeable:
    """The model at the revision that is asked for."""
    if asked.revision is None or (held.revision or "").startswith(asked.revision) or not held.facts.held:
        return held
    return replace(held, layers=(), facts=replace(held.facts, revision_examined=False))


def _renewed(models: Iterable[Judgeable], grounds: Grounds) -> Mapping[int, Judgeable]:
    stale = {one.id: one for one in models if one.id is not None}
    return {
        model_id: replace(
            stale[model_id],
            layers=binding.layers,
            facts=replace(stale[model_id].facts, stale=False, why=own.determination.why),
            afresh=True,
        )
        for model_id, (binding, own) in afresh.bindings(list(stale), grounds).items()
    }
