"""What binds a model never loosens on its way down: not by order, repetition, circles or one edge more."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.licences import knowledge
from registry.licences.binding import MOST_ANCESTORS, Binding, bind
from registry.licences.determination import Determination, Status, Why, strictest
from registry.licences.evidence import Component
from registry.licences.lineage import DEEPEST, Key, Node, Own, Trait
from registry.licences.reach import Reach, reach
from registry.licences.stack import Layer, LayerRelation, digest
from registry.licences.terms import Effect

KNOWLEDGE = knowledge.load()
REACH = reach(KNOWLEDGE)
MIT, APACHE, NC = "MIT", "Apache-2.0", "CC-BY-NC-4.0"
LLAMA = "LicenseRef-scancode-llama-3.2-license-2024"
GPL, ND, KIMI = "GPL-3.0-only", "CC-BY-ND-4.0", "LicenseRef-scancode-moonshot-ai-modified-mit-2025"
OPENATOM, UNTYPED = "LicenseRef-scancode-openatom-model-1.0", "LicenseRef-permis-glm-4"
BINDING = (LayerRelation.QUANTIZED, LayerRelation.ADAPTER, LayerRelation.FINETUNE, LayerRelation.MERGE)
RELATIONS = (*BINDING, LayerRelation.UNSTATED, LayerRelation.DISTILLED)
COPY, TUNE = LayerRelation.QUANTIZED, LayerRelation.FINETUNE


def determined(*keys: str, status: Status = Status.STATED) -> Determination:
    return Determination(
        status=status,
        concluded=" AND ".join(keys) or None,
        keys=keys,
        candidates=(),
        licence_class=strictest(KNOWLEDGE.licences[key].licence_class for key in keys),
        why=Why.DECLARED if keys else Why.NOTHING_READ,
    )


def own(*keys: str, silent: bool = False, multimodal: bool | None = None) -> Own:
    status = Status.STATED if keys else Status.NOT_EXAMINED
    return Own(determined(*keys, status=status), silent=silent, multimodal=multimodal)


SILENT = own(silent=True)


def family(**models: tuple[Own | None, dict[str, LayerRelation]]) -> dict[Key, Node]:
    """A graph of models by their names, each with what it was made from."""
    return {
        name: Node(name, held, tuple((parent, relation) for parent, relation in parents.items()))
        for name, (held, parents) in models.items()
    }


def says(found: Binding) -> set[tuple[str, str, tuple[str, ...]]]:
    """Relation, status and licences of the layers."""
    return {(layer.relation.value, layer.status.value, layer.licences) for layer in found.layers}


owns = st.none() | st.sampled_from(
    (
        own(MIT),
        own(APACHE),
        own(NC),
        own(LLAMA),
        own(),
        SILENT,
        own(LLAMA, multimodal=True),
        own(MIT, multimodal=False),
    )
)
nodes = st.lists(
    st.tuples(owns, st.lists(st.tuples(st.integers(0, 8), st.sampled_from(RELATIONS)), max_size=3)),
    min_size=1,
    max_size=8,
)
graphs = nodes.map(
    lambda rows: {
        number: Node(f"org/{number}", held, tuple(dict.fromkeys(edges)))
        for number, (held, edges) in enumerate(rows)
    }
)


def shuffled(graph: dict[Key, Node], dice: random.Random) -> dict[Key, Node]:
    """The same graph with its edges in another order, some of them twice."""

    def again(node: Node) -> Node:
        edges = [*node.parents, *(edge for edge in node.parents if dice.random() < 0.5)]
        dice.shuffle(edges)
        return replace(node, parents=tuple(edges))

    keys = list(graph)
    dice.shuffle(keys)
    return {key: again(graph[key]) for key in keys}


@given(graphs, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_edges_matters(graph: dict[Key, Node], dice: random.Random) -> None:
    first, second = bind(0, graph, REACH), bind(0, shuffled(graph, dice), REACH)
    assert digest(first.layers) == digest(second.layers)
    assert first.determination == second.determination
    assert set(first.bound) == set(second.bound)


def content(layer: Layer) -> tuple[tuple[str, ...], Status, Component]:
    return layer.licences, layer.status, layer.component


def whole(found: Binding) -> set[tuple[tuple[str, ...], Status, Component]]:
    """What binds, whatever the way: licences and how sure they are."""
    return {content(layer) for layer in found.layers}


@given(graphs)
def test_a_descendant_is_never_freer_than_what_it_was_made_from(graph: dict[Key, Node]) -> None:
    child = bind(0, graph, REACH)
    for parent, relation in graph[0].parents:
        if relation in BINDING and parent in graph and parent != 0:
            above = bind(parent, graph, REACH)
            assert whole(above) <= whole(child) | _in_part(above, child)
            if any(Trait.CYCLE in layer.traits for layer in above.layers):
                assert any(Trait.CYCLE in layer.traits for layer in child.layers)


def _in_part(above: Binding, child: Binding) -> set[tuple[tuple[str, ...], Status, Component]]:
    """Layers that a surer or an equal own one of the child stands for: open licences, named by both."""
    mine = next(layer for layer in child.layers if layer.relation is LayerRelation.OWN)
    return {
        content(layer)
        for layer in above.layers
        if layer.licences == mine.licences and REACH.free_to_derive.issuperset(layer.licences)
    }


@given(graphs, st.integers(1, 8), st.sampled_from(RELATIONS))
def test_one_edge_more_frees_nobody(graph: dict[Key, Node], parent: int, relation: LayerRelation) -> None:
    before = bind(0, graph, REACH)
    node = graph[0]
    wider = graph | {0: replace(node, parents=(*node.parents, (parent, relation)))}
    after = bind(0, wider, REACH)
    kept = {layer for layer in before.layers if layer.relation is not LayerRelation.OWN}
    assert {content(layer) for layer in kept} <= whole(after) | _in_part(before, after)
    if before.determination.status is not Status.NOT_EXAMINED:
        assert after.determination.status in (before.determination.status, Status.NOT_EXAMINED)


@given(graphs)
def test_a_name_that_leads_nowhere_is_a_layer(graph: dict[Key, Node]) -> None:
    found = bind(0, graph, REACH)
    absent = {parent for parent, _ in graph[0].parents if parent not in graph or graph[parent].own is None} - {0}
    told = {one.origin for one in found.bound if one.layer.status is Status.NOT_EXAMINED}
    assert absent <= told


def test_a_permissive_tag_over_a_restrictive_ancestor_is_a_second_layer() -> None:
    graph = family(
        child=(own(MIT), {"middle": COPY}),
        middle=(own(APACHE), {"base": TUNE}),
        base=(own(LLAMA), {}),
    )
    found = bind("child", graph, REACH)
    assert says(found) == {
        ("own", "stated", (MIT,)),
        ("quantized", "stated", (APACHE,)),
        ("finetune", "stated", (LLAMA,)),
    }
    assert [(one.repo_id, one.depth) for one in found.bound] == [("child", 0), ("middle", 1), ("base", 2)]


def test_a_way_is_as_loose_as_its_loosest_edge() -> None:
    graph = family(child=(own(MIT), {"a": LayerRelation.MERGE}), a=(own(APACHE), {"b": COPY}), b=(own(NC), {}))
    assert ("merge", "stated", (NC,)) in says(bind("child", graph, REACH))


def test_two_ways_to_one_ancestor_count_both() -> None:
    graph = family(
        child=(own(MIT), {"copy": COPY, "tune": TUNE}),
        copy=(own(MIT), {"base": COPY}),
        tune=(own(MIT), {"base": TUNE}),
        base=(own(NC), {}),
    )
    found = bind("child", graph, REACH)
    assert says(found) == {
        ("own", "stated", (MIT,)), ("quantized", "stated", (NC,)), ("finetune", "stated", (NC,))
    }  # fmt: skip


@pytest.mark.parametrize(
    ("licence", "collapses"), [(MIT, True), (GPL, True), (NC, True), (ND, False), (LLAMA, False), (UNTYPED, False)]
)
def test_a_licence_of_both_that_lets_derive_is_one_layer(licence: str, collapses: bool) -> None:
    """Where it forbids that models are made or names them, who was made from whom stays to be judged."""
    found = bind("child", family(child=(own(licence), {"base": TUNE}), base=(own(licence), {})), REACH)
    assert len(found.layers) == (1 if collapses else 2)
    assert len(found.bound) == 2


@pytest.mark.parametrize(
    ("teacher", "binds"),
    [
        (own(MIT), False),
        (own(GPL), False),
        (own(KIMI), False),
        (own(NC), True),
        (own(LLAMA), True),
        (own(OPENATOM), True),
        (own(UNTYPED), True),
        (own(), True),
        (None, True),
        (Own(determined(MIT, APACHE, status=Status.CONFLICTING)), True),
    ],
    ids=[
        *("permissive", "copyleft", "thresholds only", "non-commercial", "duties on trained models"),
        *("distillation derives", "untyped", "not looked", "not held", "conflicting"),
    ],
)
def test_a_teacher_binds_unless_its_terms_are_known_not_to(teacher: Own | None, binds: bool) -> None:
    graph = family(child=(own(MIT), {"teacher": LayerRelation.DISTILLED}), teacher=(teacher, {}))
    relations = {layer.relation for layer in bind("child", graph, REACH).layers}
    assert (LayerRelation.DISTILLED in relations) is binds


def test_how_far_a_licence_reaches_goes_by_what_it_says() -> None:
    """Terms that were not read count as the worse; classes count for nothing."""
    apache = KNOWLEDGE.licences[APACHE]
    assert apache.terms is not None

    def reaching(**effects: Effect) -> Reach:
        terms = tuple(replace(term, effect=effects.get(term.kind, term.effect)) for term in apache.terms or ())
        return reach(replace(KNOWLEDGE, licences={APACHE: replace(apache, terms=terms)}))

    assert reaching() == Reach(frozenset(), frozenset({APACHE}), frozenset({APACHE}))
    for kind in ("distillation_derivative", "outputs_training", "outputs_use", "commercial_use"):
        assert reaching(**{kind: Effect.UNKNOWN}).free_of_distilled == frozenset()
    for kind in ("derivatives", "derivative_sharing"):
        for effect in (Effect.UNKNOWN, Effect.SILENT, Effect.CONDITION, Effect.FORBID):
            assert reaching(**{kind: effect}).free_to_derive == frozenset()
    untyped = reach(replace(KNOWLEDGE, licences={APACHE: replace(apache, terms=None)}))
    assert untyped == Reach(frozenset(), frozenset(), frozenset())


def test_what_turns_on_modality_is_what_has_a_term_that_does() -> None:
    assert LLAMA in REACH.turning_on_modality
    assert "LicenseRef-scancode-nvidia-open-model-2025-04-28" in REACH.turning_on_modality
    assert "LicenseRef-scancode-llama-3.1-license-2024" not in REACH.turning_on_modality


@pytest.mark.parametrize(
    ("relation", "layers"), [(TUNE, 1), (LayerRelation.MERGE, 1), (COPY, 1), (LayerRelation.DISTILLED, 2)]
)
def test_a_stated_relation_says_what_another_edge_leaves_open(relation: LayerRelation, layers: int) -> None:
    """But it frees nobody: what was distilled may have been made from the same model as well."""
    edges = (("base", relation), ("base", LayerRelation.UNSTATED))
    graph: dict[Key, Node] = {"child": Node("child", own(MIT), edges), "base": Node("base", own(NC))}
    found = [layer for layer in bind("child", graph, REACH).layers if layer.relation is not LayerRelation.OWN]
    assert len(found) == layers
    assert found[0].relation is (relation if layers == 1 else LayerRelation.UNSTATED)


# --- Copies that say nothing ------------------------------------------------------------------------


def test_a_copy_that_declares_nothing_has_what_its_original_has() -> None:
    graph = family(
        copy=(SILENT, {"middle": COPY}), middle=(SILENT, {"base": COPY}), base=(own(LLAMA), {"root": TUNE}),
        root=(own(NC), {}),
    )  # fmt: skip
    found = bind("copy", graph, REACH)
    assert (found.determination.status, found.determination.keys, found.determination.why) == (
        Status.INFERRED, (LLAMA,), Why.FROM_PARENT,
    )  # fmt: skip
    assert says(found) == {
        ("own", "inferred", (LLAMA,)),
        ("quantized", "inferred", (LLAMA,)),
        ("quantized", "stated", (LLAMA,)),
        ("finetune", "stated", (NC,)),
    }


@pytest.mark.parametrize(
    ("child", "edges", "base"),
    [
        (own(), {"base": COPY}, own(MIT)),
        (SILENT, {"base": TUNE}, own(MIT)),
        (SILENT, {"base": COPY, "other": COPY}, own(MIT)),
        (SILENT, {"base": COPY}, own()),
        (SILENT, {"base": COPY}, None),
        (SILENT, {"base": COPY}, Own(determined(MIT, APACHE, status=Status.CONFLICTING))),
        (SILENT, {"child": COPY}, own(MIT)),
    ],
    ids=["a file unread", "tuned", "of two", "original unread", "original absent", "conflicting", "of itself"],
)
def test_nothing_is_inferred_where_anything_is_open(
    child: Own, edges: dict[str, LayerRelation], base: Own | None
) -> None:
    graph = family(child=(child, edges), base=(base, {}), other=(own(MIT), {}))
    assert bind("child", graph, REACH).determination == child.determination


def test_copies_of_each_other_infer_nothing() -> None:
    graph = family(a=(SILENT, {"b": COPY}), b=(SILENT, {"a": COPY}))
    found = bind("a", graph, REACH)
    assert {layer.status for layer in found.layers} == {Status.NOT_EXAMINED}


# --- Circles and long lines -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "edges", [{"a": TUNE}, {"b": TUNE}, {"below": TUNE}], ids=["itself", "each other", "above"]
)
def test_a_circle_is_told_to_whoever_is_in_or_below_it(edges: dict[str, LayerRelation]) -> None:
    graph = family(
        a=(own(MIT), edges), b=(own(APACHE), {"a": TUNE}), below=(own(NC), {"b": TUNE}), apart=(own(MIT), {})
    )
    for name, told in (("a", True), ("below", True), ("apart", False)):
        mine = bind(name, graph, REACH).layers[0]
        assert (Trait.CYCLE in mine.traits) is told
    assert {layer.licences for layer in bind("below", graph, REACH).layers} == {(NC,), (APACHE,), (MIT,)}


@pytest.mark.parametrize(("length", "deep"), [(DEEPEST, False), (DEEPEST + 1, True), (DEEPEST + 50, True)])
def test_a_line_that_goes_on_too_far_says_so(length: int, deep: bool) -> None:
    graph: dict[Key, Node] = {
        number: Node(str(number), own(MIT), ((number + 1, TUNE),) if number < length else ())
        for number in range(length + 1)
    }
    graph[length] = replace(graph[length], own=own(NC))
    found = bind(0, graph, REACH)
    assert (("finetune", "stated", (NC,)) in says(found)) is not deep
    assert any(Trait.TOO_DEEP in layer.traits for layer in found.layers) is deep
    assert len(found.bound) <= DEEPEST + 2


def test_more_ancestors_than_anybody_has_are_not_followed_and_told() -> None:
    many: dict[Key, Node] = {number: Node(str(number), own(MIT)) for number in range(1, MOST_ANCESTORS + 1)}
    graph: dict[Key, Node] = {0: Node("0", own(MIT), tuple((number, TUNE) for number in many)), **many}
    found = bind(0, graph, REACH)
    assert says(found) == {("own", "stated", (MIT,)), ("finetune", "not_examined", ())}
    assert {trait for layer in found.layers for trait in layer.traits} == {Trait.TOO_DEEP}


# --- Modality ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("child", "base", "trait"),
    [
        (True, None, Trait.MULTIMODAL),
        (False, True, Trait.TEXT_ONLY),
        (None, True, Trait.MULTIMODAL),
        (None, False, Trait.TEXT_ONLY),
        (None, None, None),
    ],
)
def test_modality_is_of_the_model_and_else_of_what_it_was_made_from(
    child: bool | None, base: bool | None, trait: Trait | None
) -> None:
    graph = family(child=(own(LLAMA, multimodal=child), {"base": TUNE}), base=(own(MIT, multimodal=base), {}))
    mine, above = bind("child", graph, REACH).layers
    assert mine.traits == ((trait,) if trait else ())
    assert above.traits == ()  # nothing in MIT turns on it


def test_what_is_unknown_of_one_parent_is_unknown_of_the_child() -> None:
    graph = family(
        child=(own(LLAMA), {"text": TUNE, "nobody": TUNE}),
        text=(own(MIT, multimodal=False), {}),
        nobody=(None, {}),
    )
    assert bind("child", graph, REACH).layers[0].traits == ()
