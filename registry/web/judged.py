"""The first block of a model's page: what comes of it in a context, why, and what is still asked. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.assessment.one_model import Judgement
from registry.catalogue.in_context import BadMember, InContext
from registry.catalogue.use_words import in_words
from registry.licences.grounds import Grounds
from registry.policy.ready_made import of_slug, ready_made
from registry.policy.sentences import DISCLAIMER
from registry.policy.verdict import Outcome, Verdict
from registry.web.answering import Input, input_of
from registry.web.context_chooser import Chooser, chooser
from registry.web.outcomes import OUTCOMES
from registry.web.present import in_context, licence_name, licence_url, model_url, plain
from registry.web.verdict_lines import VerdictLines, verdict_lines
from registry.web.words import Word

Given = Mapping[str, Sequence[str]]
_ALLOWED = (Outcome.ALLOWED, Outcome.ALLOWED_WITH_OBLIGATIONS)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that is open, with the control that answers it."""

    text: str
    licence: str
    licence_url: str
    clause: str
    input: Input


@dataclass(frozen=True, slots=True)
class ReadyVerdict:
    """What comes of the model in a ready-made context, and where that is told."""

    name: str
    url: str
    word: Word


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict in the context that was chosen; ``lines`` None where none was, or where it cannot be meant.

    ``kept``: the parameters that a form sends on with its answers. ``instead_url``: where to look for others.
    """

    url: str
    chooser: Chooser
    ready: tuple[ReadyVerdict, ...]
    troubles: tuple[str, ...]
    lines: VerdictLines | None = None
    use: str = ""
    name: str = ""
    asks: tuple[Ask, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    instead_url: str = ""
    knowledge_version: str = ""
    judge_version: int = 0
    revision: str = ""
    afresh: bool = False
    disclaimer: str = ""


def judged(
    judgement: Judgement,
    within: InContext | tuple[BadMember, ...] | None,
    given: Given,
    grounds: Grounds,
    now: datetime,
    language: str,
) -> Judged:
    """Return the block; ``within`` is what was read from ``given``. Without it the ready-made ones are offered."""
    repo_id = judgement.model.repo_id or ""
    url, controls = model_url(repo_id), chooser(given, language)
    ready = tuple(_ready(judgement, url, grounds, now, language))
    if not isinstance(within, InContext):
        troubles = tuple(f"{one.pointer.removeprefix('?')}: {one.detail}" for one in within or ())
        return Judged(url, controls, ready, troubles)
    [verdict] = judgement.verdicts([within.context], grounds, now)
    made = of_slug(within.slug) if within.slug else None
    asks = tuple(_asks(verdict, language))
    answered = {one.input.name for one in asks}
    return Judged(
        url=url,
        chooser=controls,
        ready=ready,
        troubles=(),
        lines=verdict_lines(verdict, judgement.stack, repo_id, language),
        use=in_words(within.context),
        name=made.name.said(language) if made else "",
        asks=asks,
        kept=tuple(pair for pair in within.pairs if pair[0] not in answered),
        instead_url="" if verdict.outcome in _ALLOWED else _instead(repo_id, within),
        knowledge_version=verdict.knowledge_version,
        judge_version=verdict.judge_version,
        revision=judgement.model.revision or "",
        afresh=judgement.model.afresh,
        disclaimer=DISCLAIMER.said(language),
    )


def _instead(repo_id: str, within: InContext) -> str:
    return in_context("/alternatives/" + model_url(repo_id).removeprefix("/models/"), within)


def _ready(
    judgement: Judgement, url: str, grounds: Grounds, now: datetime, language: str
) -> Iterator[ReadyVerdict]:
    """What comes of it in each ready-made context."""
    verdicts = judgement.verdicts([one.context for one in ready_made()], grounds, now)
    for one, verdict in zip(ready_made(), verdicts, strict=True):
        asked = in_context(url, InContext(one.context, one.slug))
        yield ReadyVerdict(one.name.said(language), asked, OUTCOMES[verdict.outcome])


def _asks(verdict: Verdict, language: str) -> Iterator[Ask]:
    """Each question once: several licences may ask for the same member of a context."""
    seen: set[str] = set()
    for one in verdict.questions:
        control = input_of(one.member, one.term if one.member == "answers" else None)
        if control.name not in seen:
            seen.add(control.name)
            key = one.licence
            yield Ask(
                text=plain(one.text.said(language)),
                licence=licence_name(key) if key else "",
                licence_url=licence_url(key) if key else "",
                clause=one.clause or "",
                input=control,
            )
