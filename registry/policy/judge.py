"""Judges a licence stack in a context: the one place where that is done, for searches and checks alike."""

from collections.abc import Iterable

from registry.licences.knowledge import Knowledge
from registry.licences.stack import Layer
from registry.policy.context import Context
from registry.policy.verdict import Verdict

JUDGE_VERSION = 1
"""Raised whenever the same stack, context and knowledge may come out otherwise than before."""


def judge(layers: Iterable[Layer], context: Context, knowledge: Knowledge) -> Verdict:
    """Return the verdict on a stack; neither the order of its layers nor a repetition matters. Pure."""
    raise NotImplementedError
