"""Going deeper: repositories are looked into one by one, and what is read becomes evidence at that revision."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import transaction

from registry.assessment import facts, measurements, texts
from registry.assessment.assess import assess
from registry.assessment.measurements import Measurement
from registry.assessment.texts import ReadText
from registry.catalogue import entries
from registry.catalogue.entries import Listing
from registry.catalogue.packing import packed
from registry.hub import card as cards
from registry.hub.files import FileText, HubFiles
from registry.hub.pacing import Quota
from registry.hub.refusal import Refusal, Why
from registry.hub.repository import FOR_ALL, Look, look_into
from registry.licences import fingerprints, found, grounds, knowledge
from registry.licences.evidence import Evidence, Source, Statement, gather
from registry.licences.matching import Recognition
from registry.models import ModelCard
from registry.sync import queue
from registry.sync.measuring import measure
from registry.sync.queue import Claim, Priority
from registry.sync.store import save_one

_OF_MODELS, _OF_FILES = 0.6, 0.25  # shares of the Hub's quotas that are left to others, the walk above all
_ASKED_FOR = 0.1  # the share that is left where somebody waits for the answer

Outcome = Literal["done", "failed", "waiting", "lost"]


@dataclass(frozen=True, slots=True)
class Examined:
    """How one examination ended, in a sentence where it did not end well."""

    repo_id: str
    outcome: Outcome
    sentence: str = ""


def work(
    files: HubFiles,
    now: Callable[[], datetime],
    *,
    until: datetime | None = None,
    most: int | None = None,
    watch: Callable[[Examined], None] = lambda examined: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Examine who is next until nobody is, the time is up or the Hub's quota is spent; return how many were.

    What nobody waits for leaves the larger share of a quota to the walk.
    """
    queue.free_lost(now())
    done = 0
    while not is_stopped() and (until is None or now() < until) and (most is None or done < most):
        least = _least(files)
        claimed = None if least is None else queue.claim(now(), least=least)
        if claimed is None:
            break
        examined = examine(claimed, files, now)
        watch(examined)
        done += 1
        if examined.outcome == "waiting":
            break  # the Hub cannot be reached, or has had enough: neither changes for the next one
    return done


def _least(files: HubFiles) -> int | None:
    """How urgent an examination has to be for what is left of the quotas; None where nothing is left for any."""
    if _share(files.of_models) > _OF_MODELS and _share(files.of_files) > _OF_FILES:
        return 0
    return Priority.CHECK.value if min(_share(files.of_models), _share(files.of_files)) > _ASKED_FOR else None


def _share(quota: Quota | None) -> float:
    """What is left of a quota, 0 to 1; all of it where the Hub does not say."""
    return 1.0 if quota is None or not quota.size else quota.left / quota.size


def examine(claimed: Claim, files: HubFiles, now: Callable[[], datetime]) -> Examined:
    """Look into one repository and store what is found, with what follows from it, in one transaction."""
    look = look_into(claimed.repo_id, files)
    if isinstance(look, Refusal):
        return _refused(claimed, look, now())
    read = _texts(look)
    told = texts.keep(read, fingerprints.load(), now())
    measured = _measured(look, files, now())
    with transaction.atomic():
        if not queue.is_ours(claimed):
            return Examined(claimed.repo_id, "lost", "Somebody else took it up.")
        entries.take_turn()
        model_id = save_one(look.record, now())
        if model_id is None:
            queue.end(claimed, "failed", now(), "What the Hub says of it cannot be stored.")
            return Examined(claimed.repo_id, "failed", "What the Hub says of it cannot be stored.")
        unread = _store(model_id, look, told, measured, now())
        queue.end_as(claimed, look.record.repo_id, look.revision, now(), unread)
    return Examined(look.record.repo_id, "done", unread or "")


def _refused(claimed: Claim, refusal: Refusal, moment: datetime) -> Examined:
    if refusal.why is Why.NOT_REACHABLE:
        queue.postpone(claimed, moment, refusal.sentence, refusal.retry_after)
        return Examined(claimed.repo_id, "waiting", refusal.sentence)
    queue.end(claimed, "failed", moment, refusal.sentence)
    return Examined(claimed.repo_id, "failed", refusal.sentence)


def _texts(look: Look) -> list[ReadText]:
    """The texts that may be licences: the files, and the prompt of the gate."""
    read = [ReadText(text.text, text.sha256, text.size) for _, text in look.texts if isinstance(text, FileText)]
    prompt = look.record.gate_prompt
    if prompt:
        read.append(ReadText(prompt, found.prompt_digest(prompt), len(prompt.encode("utf-8", "replace"))))
    return read


def _measured(look: Look, files: HubFiles, moment: datetime) -> Measurement | Refusal:
    """Measure what the model needs. That this was refused takes nothing from what was read about licences."""
    if isinstance(look.card, Refusal) and look.card.why in FOR_ALL:
        return look.card  # one closed door is enough
    record = look.record
    unsaid = Listing(None, None, 0, moment)
    said = facts.of_record(record, 0, known=False, moved=False, removed_at=None, seen_at=moment, listing=unsaid)
    found = measure(record.repo_id, look.revision, files, measurements.listed(said))
    return found if isinstance(found, Refusal) else Measurement(found, look.revision, None, moment)


def _store(
    model_id: int,
    look: Look,
    told: Mapping[str, Recognition],
    measured: Measurement | Refusal,
    moment: datetime,
) -> str | None:
    """Store card, evidence, what was measured and what follows; return in a sentence what could not be read."""
    (model,) = facts.load([model_id])
    evidence = tuple(_evidence(model.statement, look, told, moment))
    if isinstance(look.card, FileText):
        _keep_card(model_id, look.revision, look.card, moment)
    else:
        ModelCard.objects.filter(model_id=model_id).delete()
    held = {} if isinstance(measured, Refusal) else {model_id: measured}
    assess([model], grounds.load(), moment, {model_id: evidence}, held)
    unread = dict.fromkeys(one.unread for one in evidence if one.unread is not None)
    if isinstance(measured, Refusal):
        unread[f"Its weights were not measured: {measured.sentence}"] = None
    return " ".join(unread) or None


def _keep_card(model_id: int, revision: str, card: FileText, moment: datetime) -> None:
    told = {"revision": revision, "sha256": card.sha256, "size": card.size, "content": packed(card.text)}
    ModelCard.objects.update_or_create(model_id=model_id, defaults=told | {"read_at": moment})


def _evidence(
    statement: Statement, look: Look, told: Mapping[str, Recognition], moment: datetime
) -> Iterator[Evidence]:
    """What each file, the prompt and the card say, in place of "listed, not read"."""
    known = knowledge.load()
    listed = gather(statement, known, moment)
    by_path = {one.path: one for one in listed if one.source in (Source.LICENCE_FILE, Source.USE_POLICY_FILE)}
    for path, text in look.texts:
        if path not in by_path:
            continue
        if isinstance(text, FileText):
            yield found.of_file(by_path[path], told[text.sha256], text.sha256, moment)
        else:
            yield found.of_unread_file(by_path[path], text.sentence, moment)
    for one in listed:
        if one.source is Source.GATE_PROMPT and one.sha256 is not None and one.sha256 in told:
            yield found.of_prompt(one, told[one.sha256], moment)
    yield from _of_header(statement, look, moment)
    card = found.blank_card(statement, known, moment)
    if isinstance(look.card, FileText):
        passage = cards.read(look.card.text).licence_section
        yield from found.of_card(card, passage, look.card.sha256, known)
    elif look.card.why is Why.NO_FILE:
        yield card
    else:
        yield replace(card, unread=look.card.sentence)


def _of_header(statement: Statement, look: Look, moment: datetime) -> Iterator[Evidence]:
    if look.gguf is None:
        return
    path, stated = look.gguf
    known = knowledge.load()
    header = found.blank_header(path, statement, known, moment)
    if isinstance(stated, Refusal):
        yield found.of_unread_file(header, stated.sentence, moment)
    else:
        yield from found.of_header(header, stated.licence, stated.name, stated.link, known)
