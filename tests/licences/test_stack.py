"""Two models have the same stack exactly when the same layers bind them."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from registry.licences.determination import Status
from registry.licences.evidence import Component
from registry.licences.stack import Layer, LayerRelation, digest, from_json, to_json

words = st.lists(st.sampled_from(("MIT", "Apache-2.0", "LicenseRef-permis-llama-3")), max_size=3).map(tuple)
layers = st.builds(
    Layer,
    licences=words,
    status=st.sampled_from(Status),
    component=st.sampled_from(Component),
    relation=st.sampled_from(LayerRelation),
    traits=st.lists(st.sampled_from(("multimodal", "adapter")), max_size=2).map(tuple),
    choices=st.lists(words, max_size=2).map(tuple),
    candidates=words,
)
MIT = Layer(("MIT",), Status.STATED, Component.WEIGHTS, LayerRelation.OWN)


@given(st.lists(layers, max_size=4), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_makes_another_stack(found: list[Layer], dice: random.Random) -> None:
    again = [*found, *(one for one in found if dice.random() < 0.5)]
    again = [replace(one, licences=one.licences[::-1], traits=one.traits[::-1]) for one in again]
    again = [replace(one, choices=one.choices[::-1], candidates=one.candidates[::-1]) for one in again]
    dice.shuffle(again)
    assert digest(again) == digest(found)
    assert to_json(again) == to_json(found)
    assert len(digest(found)) == 16


@given(layers, layers)
def test_what_differs_has_another_name(one: Layer, other: Layer) -> None:
    assert (digest([one]) == digest([other])) == (to_json([one]) == to_json([other]))


def test_every_member_counts() -> None:
    others = (
        replace(MIT, licences=("Apache-2.0",)),
        replace(MIT, status=Status.CONFIRMED),
        replace(MIT, component=Component.CODE),
        replace(MIT, relation=LayerRelation.FINETUNE),
        replace(MIT, traits=("multimodal",)),
        replace(MIT, licences=("Apache-2.0", "MIT")),
        replace(MIT, licences=("Apache-2.0", "MIT"), choices=(("Apache-2.0",), ("MIT",))),
        replace(MIT, licences=("Apache-2.0", "MIT"), candidates=("Apache-2.0", "MIT")),
    )
    assert len({digest([one]) for one in (MIT, *others)}) == 9
    assert digest([MIT, others[0]]) != digest([replace(MIT, licences=("MIT", "Apache-2.0"))])


@given(st.lists(layers, max_size=3))
def test_what_is_stored_is_read_back(found: list[Layer]) -> None:
    assert to_json(from_json(to_json(found))) == to_json(found)


def test_the_ways_of_complying() -> None:
    """All together where there is no choice, also where it is open which of them applies."""
    both = replace(MIT, licences=("Apache-2.0", "MIT"))
    assert both.ways == (("Apache-2.0", "MIT"),)
    assert replace(both, candidates=both.licences).ways == (("Apache-2.0", "MIT"),)
    assert replace(both, choices=(("Apache-2.0",), ("MIT",))).ways == (("Apache-2.0",), ("MIT",))
    assert replace(MIT, licences=()).ways == ((),)


def test_a_stored_stack_keeps_its_name() -> None:
    """Digests are in databases: a change here makes every stack a new one."""
    assert to_json([MIT]) == [
        {"licences": ["MIT"], "status": "stated", "component": "weights", "relation": "own", "traits": []}
    ]
    assert digest([MIT]).hex() == "354e8004433abcf9c03a567317f41302"
