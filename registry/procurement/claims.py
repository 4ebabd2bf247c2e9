"""What was claimed of models in public, and what the registry says of it: read from what is held, never assumed.

A model that is not held, a count that no source gives and a term that nobody read stay what they are. A further
claim is a further value with a function that reads it; `registry.web.stories` has the words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.assessment import judging
from registry.assessment.provenance import TracedStack, trace_judged
from registry.catalogue import rows
from registry.catalogue.judgeable import Judgeable
from registry.catalogue.reading import fetched
from registry.catalogue.results import Result
from registry.licences.evidence import Component
from registry.licences.grounds import Grounds
from registry.licences.stack import LayerRelation
from registry.licences.terms import Effect, Term, TermKind, global_id
from registry.policy.ready_made import of_slug
from registry.policy.verdict import Verdict

R1, JANUS = "deepseek-ai/DeepSeek-R1", "deepseek-ai/Janus-Pro-7B"
LLAMAS = (
    "meta-llama/Llama-2-7b-hf",
    "meta-llama/Meta-Llama-3-8B",
    "meta-llama/Llama-3.1-8B-Instruct",
    "meta-llama/Llama-3.3-70B-Instruct",
)
CLAIMED_PARAMETERS = 671 * 10**9
SELLING, TRAINING = "commercial-saas-eu", "train-on-outputs"  # ready-made contexts

_WITHIN = 10**9  # how far a count may lie from one that is told in whole billions
# What would have to be paid, or may not be done: those of which a licence that is free for all says nothing.
_ROYALTIES = (
    TermKind.COMMERCIAL_USE,
    TermKind.DERIVATIVES,
    TermKind.REDISTRIBUTION,
    TermKind.REVENUE_THRESHOLD,
    TermKind.USER_THRESHOLD,
    TermKind.REGISTRATION,
)


@dataclass(frozen=True, slots=True)
class SaidTerm:
    """What one licence says of one thing, under the id by which its page shows it."""

    licence: str
    global_id: str
    term: Term


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A model that a claim is about, as it is held; ``model`` is None where the registry has no such model."""

    repo_id: str
    model: Judgeable | None
    stack: TracedStack

    def keys(self, component: Component, *, own: bool = False) -> tuple[str, ...]:
        """Return the licences of one part of the model; ``own``: without those of what it was made from."""
        layers = [one.layer for one in self.stack.layers if one.layer.component is component]
        found = [layer for layer in layers if not own or layer.relation is LayerRelation.OWN]
        return tuple(dict.fromkeys(key for layer in found for key in layer.licences))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many parameters a model has, and whether that is what was claimed.

    ``agrees`` is None where no total is held, or one that needs a second look and is another one.
    """

    of: Witnessed
    result: Result | None
    claimed: int
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Opened:
    """Under what code and weights of a model stand, and what those of the weights restrict.

    ``restricted``: None where the weights are under no licence that we know, or its terms were not read.
    """

    of: Witnessed
    code: tuple[str, ...]
    weights: tuple[str, ...]
    restrictions: tuple[SaidTerm, ...]
    restricted: bool | None


@dataclass(frozen=True, slots=True)
class Free:
    """What the licences of a model say of using it for money, and the verdict on selling a service with it."""

    of: Witnessed
    terms: tuple[SaidTerm, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Trained:
    """Whether the outputs of one model may train another one, and what its licences say of that."""

    of: Witnessed
    terms: tuple[SaidTerm, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of one story, each with what is held."""

    counted: Counted
    opened: Opened
    free: Free
    trained: tuple[Trained, ...]
    knowledge_version: str


def deepseek(grounds: Grounds, now: datetime) -> Claims:
    """Return what the registry says of what was written about DeepSeek. A fixed number of queries."""
    names = (R1, JANUS, *LLAMAS)
    told = dict(zip(names, judging.load(names, grounds), strict=True))
    traced = trace_judged([one for one in told.values() if one.layers], grounds)
    seen = {name: _witnessed(name, model, traced) for name, model in told.items()}
    return Claims(
        counted=_counted(seen[R1]),
        opened=_opened(seen[JANUS], grounds),
        free=Free(seen[R1], _said(seen[R1], _ROYALTIES, grounds), _verdict(seen[R1], SELLING, grounds, now)),
        trained=tuple(_trained(seen[name], grounds, now) for name in (R1, *LLAMAS)),
        knowledge_version=grounds.version,
    )


def _witnessed(name: str, model: Judgeable, traced: Mapping[int, TracedStack]) -> Witnessed:
    held = model if model.facts.held else None
    return Witnessed(name, held, traced.get(model.id or 0, TracedStack((), ())))


def _counted(of: Witnessed) -> Counted:
    result = None
    if of.model is not None:
        sql = f"SELECT {rows.COLUMNS} FROM {rows.TABLES} WHERE entry.id = %s"  # noqa: S608 - fields of `Result`
        result = next((rows.result(row) for row in fetched(sql, (of.model.id,))), None)
    total = result.params_total if result else None
    return Counted(
        of, result, CLAIMED_PARAMETERS, _agrees(total, sure=result is not None and not result.params_flags)
    )


def _agrees(total: int | None, *, sure: bool) -> bool | None:
    if total is not None and abs(total - CLAIMED_PARAMETERS) < _WITHIN:
        return True
    return False if sure and total is not None else None


def _opened(of: Witnessed, grounds: Grounds) -> Opened:
    weights = of.keys(Component.WEIGHTS)
    said = _terms(weights, (TermKind.USE_RESTRICTIONS, TermKind.PASS_DOWN), grounds)
    known = bool(weights) and all(_is_typed(key, grounds) for key in weights)
    binding = tuple(one for one in said if one.term.effect in (Effect.FORBID, Effect.REQUIRE, Effect.CONDITION))
    return Opened(of, of.keys(Component.CODE), weights, binding, bool(binding) if known else None)


def _trained(of: Witnessed, grounds: Grounds, now: datetime) -> Trained:
    kinds = (TermKind.OUTPUTS_TRAINING, TermKind.DISTILLATION_DERIVATIVE)
    return Trained(of, _said(of, kinds, grounds), _verdict(of, TRAINING, grounds, now))


def _said(of: Witnessed, kinds: Sequence[TermKind], grounds: Grounds) -> tuple[SaidTerm, ...]:
    return _terms(of.keys(Component.WEIGHTS), kinds, grounds)


def _terms(keys: Iterable[str], kinds: Sequence[TermKind], grounds: Grounds) -> tuple[SaidTerm, ...]:
    known = grounds.knowledge.licences
    return tuple(
        SaidTerm(key, global_id(key, term), term)
        for key in keys
        if key in known
        for kind in kinds
        for term in known[key].terms or ()
        if term.kind is kind
    )


def _is_typed(key: str, grounds: Grounds) -> bool:
    found = grounds.knowledge.licences.get(key)
    return found is not None and found.terms is not None


def _verdict(of: Witnessed, slug: str, grounds: Grounds, now: datetime) -> Verdict | None:
    """The verdict in a ready-made context; None of what is not held."""
    ready = of_slug(slug)
    if of.model is None or ready is None:
        return None
    return judging.verdict_of(of.model, ready.context, grounds, now)
