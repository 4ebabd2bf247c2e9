"""Controls for members of a context: to answer an open question, or to change a ready-made context. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from registry.catalogue.context_filters import MEMBER_BY_KEY
from registry.catalogue.parameters import Kind, Parameter
from registry.policy.context_parameters import ANSWER, NONE
from registry.web.words import Text

_SHAPES = {Kind.CHOICE: "choice", Kind.FLAG: "choice", Kind.INTEGER: "number"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One value that can be chosen."""

    value: str
    label: Text
    on: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """One control. ``shape``: choice, boxes, number or text; ``none``: a value that says "none of them"."""

    name: str
    shape: str
    label: Text
    help: Text
    offers: tuple[Offer, ...]
    text: str

    @property
    def id(self) -> str:
        """The id of its element."""
        return f"say-{self.name}"


def input_of(member: str, term: str | None = None, given: Mapping[str, Sequence[str]] | None = None) -> Input:
    """Return the control for a member of a context, or for the answer to one term; ``given``: what is said yet."""
    if term is not None:
        name = ANSWER + term
        yes_or_no = (Offer("true", gettext("yes")), Offer("false", gettext("no")))
        return Input(name, "choice", "", "", _chosen(yes_or_no, given, name), "")
    parameter = MEMBER_BY_KEY.get(member)
    if parameter is None:  # asked by an earlier release
        return Input(member, "text", member, "", (), "")
    return _input(parameter, given)


def _input(one: Parameter, given: Mapping[str, Sequence[str]] | None) -> Input:
    offers = tuple(Offer(choice.value, choice.label) for choice in one.choices)
    shape = _SHAPES.get(one.kind, "text")
    if one.kind is Kind.LIST and offers:
        shape = "boxes"
        offers = (*offers, Offer(NONE, gettext("none of them")))
    texts = (given or {}).get(one.key, ())
    return Input(one.key, shape, one.label, one.help, _chosen(offers, given, one.key), ",".join(texts))


def _chosen(offers: Sequence[Offer], given: Mapping[str, Sequence[str]] | None, name: str) -> tuple[Offer, ...]:
    said = {text for value in (given or {}).get(name, ()) for text in value.split(",")}
    return tuple(Offer(one.value, one.label, one.value in said) for one in offers)
