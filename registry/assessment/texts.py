"""Licence texts as they were read: each kept once, recognised once for each version of the fingerprints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from registry.catalogue.packing import packed, unpacked
from registry.licences.documents import DocumentKind
from registry.licences.evidence import Match, Source
from registry.licences.fingerprints import Fingerprints
from registry.licences.found import licence_of
from registry.licences.matching import Recognition, recognise
from registry.models import Entry, Evidence, LicenceText

BATCH = 200


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as read, with the digest and the size in bytes of what was sent."""

    text: str
    sha256: str
    size: int


def keep(texts: Sequence[ReadText], fingerprints: Fingerprints, now: datetime) -> Mapping[str, Recognition]:
    """Store the texts that are new and return what each is, by its digest. Cost: one query, two if one is new."""
    wanted = {one.sha256: one for one in texts}
    known = LicenceText.objects.filter(sha256__in=wanted, fingerprints_version=fingerprints.version)
    found = {row.sha256: recognition_of(row) for row in known}
    fresh = {digest: recognise(one.text, fingerprints) for digest, one in wanted.items() if digest not in found}
    rows = [_row(wanted[digest], recognition, fingerprints, now) for digest, recognition in fresh.items()]
    if rows:
        LicenceText.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["sha256"], update_fields=_RECOGNISED
        )
    return found | fresh


def recognition_of(row: LicenceText) -> Recognition:
    """Return what a stored text was recognised as."""
    return Recognition(
        match=Match(row.match),
        keys=tuple(row.keys),
        kinds=tuple(map(DocumentKind, row.kinds)),
        coverage=row.coverage,
        added=tuple(row.added),
        added_words=row.added_words,
        missing_words=row.missing_words,
        further_terms=row.further_terms,
    )


def text_of(row: LicenceText) -> str:
    """Return a stored text."""
    return unpacked(row.content)


_RECOGNISED = (
    "match", "keys", "kinds", "coverage", "added", "added_words", "missing_words", "further_terms",
    "fingerprints_version",
)  # fmt: skip


def recognise_again(fingerprints: Fingerprints) -> int:
    """Say anew what every text is that other fingerprints were asked about; return how many there were.

    Models whose evidence changes by it become stale. Each batch is a transaction of its own. Cost: one query where
    nothing is to be done, else about 10 ms a text.
    """
    again = 0
    while True:
        others = LicenceText.objects.exclude(fingerprints_version=fingerprints.version)
        old = list(others.order_by("sha256")[:BATCH])
        if not old:
            return again
        told = {row.sha256: recognise(text_of(row), fingerprints) for row in old}
        with transaction.atomic():
            for row in old:
                _tell(row, told[row.sha256], fingerprints)
            LicenceText.objects.bulk_update(old, _RECOGNISED)
            _tell_evidence(told)
        again += len(old)


def _row(one: ReadText, recognition: Recognition, fingerprints: Fingerprints, now: datetime) -> LicenceText:
    row = LicenceText(sha256=one.sha256, size=one.size, content=packed(one.text), first_seen_at=now)
    _tell(row, recognition, fingerprints)
    return row


def _tell(row: LicenceText, recognition: Recognition, fingerprints: Fingerprints) -> None:
    row.match = recognition.match.value
    row.keys = list(recognition.keys)
    row.kinds = [kind.value for kind in recognition.kinds]
    row.coverage = recognition.coverage
    row.added = list(recognition.added)
    row.added_words = recognition.added_words
    row.missing_words = recognition.missing_words
    row.further_terms = recognition.further_terms
    row.fingerprints_version = fingerprints.version


def _tell_evidence(told: Mapping[str, Recognition]) -> None:
    """Let the evidence that rests on these texts say what they are, and mark the models that it changes for."""
    changed = []
    for row in Evidence.objects.filter(sha256__in=told, match__isnull=False):
        recognition = told[row.sha256 or ""]
        said = recognition.match.value, licence_of(recognition, Source(row.source))
        if (row.match, row.licence) != said:
            row.match, row.licence = said
            changed.append(row)
    Evidence.objects.bulk_update(changed, ("match", "licence"))
    Entry.objects.filter(pk__in={row.model_id for row in changed}).update(stale=True)
