"""The form in which a context is chosen and changed: ready-made ones first, then every member. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.catalogue.context_filters import CONTEXT, MEMBERS
from registry.policy.ready_made import ready_made
from registry.web.answering import Input, input_of


@dataclass(frozen=True, slots=True)
class ReadyMadeOffer:
    """A ready-made context that can be chosen."""

    slug: str
    name: str
    about: str
    on: bool


@dataclass(frozen=True, slots=True)
class Chooser:
    """The controls; ``changed``: whether members are given besides a ready-made context."""

    ready_made: tuple[ReadyMadeOffer, ...]
    members: tuple[Input, ...]
    changed: bool


def chooser(given: Mapping[str, Sequence[str]], language: str) -> Chooser:
    """Return the controls as they were filled in."""
    chosen = set(given.get(CONTEXT.key, ()))
    offers = tuple(
        ReadyMadeOffer(
            one.slug,
            one.name.said(language),
            " ".join(words.said(language) for words in one.about),
            one.slug in chosen,
        )
        for one in ready_made()
    )
    members = tuple(input_of(one.key, given=given) for one in MEMBERS)
    return Chooser(offers, members, changed=bool(given.keys() - {CONTEXT.key}))
