"""In which context a list or a page is asked for: read from a query string and written back to one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.catalogue.context_filters import CONTEXT, MEMBER_BY_KEY
from registry.catalogue.parameters import Fault, Kind, read
from registry.catalogue.wording import Text
from registry.policy.context import Context
from registry.policy.context_parameters import NONE, from_parameters, is_parameter, to_parameters
from registry.policy.context_reading import BadContext
from registry.policy.ready_made import of_slug

Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class InContext:
    """A context as it was asked for: a ready-made one, as it is or with members changed, or one's own."""

    context: Context
    slug: str | None = None

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The parameters that ask for it: the slug, and what its members say otherwise."""
        said = to_parameters(self.context)
        ready = of_slug(self.slug) if self.slug else None
        if ready is None:
            return said
        as_made = dict(to_parameters(ready.context))
        taken_back = ((name, _nothing(name)) for name in as_made.keys() - dict(said).keys())
        changed = sorted((*(pair for pair in said if as_made.get(pair[0]) != pair[1]), *taken_back))
        return ((CONTEXT.key, ready.slug), *changed)

    def without(self, key: str) -> "InContext | None":
        """Return the context without one of its parameters; None where nothing is left of it."""
        left = read_context({name: [text] for name, text in self.pairs if name != key})
        return left if isinstance(left, InContext) else None


@dataclass(frozen=True, slots=True)
class BadMember:
    """What is wrong with one parameter of a context; ``pointer`` is "?" and its name."""

    pointer: str
    detail: Text


def is_of_context(key: str) -> bool:
    """Tell whether a parameter of this name says in which context something is asked."""
    return key == CONTEXT.key or is_parameter(key)


def read_context(params: Params) -> InContext | tuple[BadMember, ...] | None:
    """Return the context that parameters ask for, None where none does, or everything that is wrong with them.

    A list is given with commas or by repeating its parameter, as the boxes of a form do.
    """
    slug = read(CONTEXT, params.get(CONTEXT.key, ()))
    faults = [BadMember(f"?{CONTEXT.key}", slug.detail)] if isinstance(slug, Fault) else []
    ready = of_slug(slug) if isinstance(slug, str) else None
    given = _given(params)
    try:
        context = from_parameters(given, over=ready.context if ready else None)
    except BadContext as error:
        return (*faults, *(BadMember(fault.pointer, fault.detail) for fault in error.faults))
    if faults:
        return tuple(faults)
    if ready is None and context == Context():  # nothing is said, or only that there is no rule
        return None
    return InContext(context, ready.slug if ready else None)


def _given(params: Params) -> list[tuple[str, str]]:
    """The members with what is said of them; what a form leaves empty says nothing."""
    pairs: list[tuple[str, str]] = []
    for key, texts in params.items():
        said = [text for text in texts if text.strip()] if is_parameter(key) else []
        if said and _is_list(key):
            pairs.append((key, ",".join(said)))
        else:
            pairs += [(key, text) for text in said]
    return pairs


def _is_list(key: str) -> bool:
    return key in MEMBER_BY_KEY and MEMBER_BY_KEY[key].kind is Kind.LIST


def _nothing(key: str) -> str:
    """How a member is written that says less than the ready-made context does."""
    return NONE if _is_list(key) else "false"
