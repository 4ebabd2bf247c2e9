"""Looking into one repository: what the Hub says of it now, and its files at that very commit.

Read are the card, the licence files, and of a GGUF file the first bytes, which may state a licence.
"""

from dataclasses import dataclass

from registry.hub import gguf
from registry.hub.files import Described, FileText, HubFiles
from registry.hub.gguf import NotGguf, Stated
from registry.hub.records import HubRecord
from registry.hub.refusal import Refusal, Why

CARD = "README.md"
MOST_FILES = 20  # licence-like files that are read; more of them are listed and not read
# For every file of the repository it is the same.
FOR_ALL = (Why.GATED, Why.DISABLED, Why.NO_REPOSITORY, Why.NO_REVISION)
_LATER = (Why.NOT_REACHABLE,)


@dataclass(frozen=True, slots=True)
class Look:
    """What was found: every file as its text, or why it could not be read; all at the record's revision."""

    record: HubRecord
    revision: str
    card: FileText | Refusal
    texts: tuple[tuple[str, FileText | Refusal], ...]  # by path, nearest to the root first
    gguf: tuple[str, Stated | Refusal] | None = None  # the path of the first GGUF file, and what it states


def look_into(repo_id: str, files: HubFiles) -> Look | Refusal:
    """Read a repository's card and licence files. Never raises.

    A refusal of one file is told with that file, except that the Hub cannot be reached: then nothing is told, and
    all of it is to be asked again. No link is followed to another host. Cost: one request of the API quota, and at
    most three of the file quota for each of up to 22 files.
    """
    described = files.model(repo_id)
    if not isinstance(described, Described):
        return described
    record = described.record
    if record.revision is None:
        return Refusal(
            Why.UNREADABLE, "The Hub states no revision, so that no file of it could be told from a later one."
        )
    card, *found = _texts(
        (CARD, *(record.licence_files or ())[:MOST_FILES]), record.repo_id, record.revision, files
    )
    for _, text in (card, *found):
        if isinstance(text, Refusal) and text.why in _LATER:
            return text
    header = _header(described, record.revision, card[1], files)
    if header is not None and isinstance(header[1], Refusal) and header[1].why in _LATER:
        return header[1]
    return Look(record, record.revision, card[1], tuple(found), header)


def _header(
    described: Described, revision: str, card: FileText | Refusal, files: HubFiles
) -> tuple[str, Stated | Refusal] | None:
    """What the first GGUF file states; not asked for where the answer to the card holds for every file."""
    path = described.gguf
    if path is None or (isinstance(card, Refusal) and card.why in FOR_ALL):
        return None
    begins = files.part(described.record.repo_id, revision, path, 0, gguf.FIRST_BYTES)
    if isinstance(begins, Refusal):
        return path, begins
    stated = gguf.licence_stated(begins.content)
    return path, Refusal(Why.UNREADABLE, stated.sentence) if isinstance(stated, NotGguf) else stated


def _texts(
    paths: tuple[str, ...], repo_id: str, revision: str, files: HubFiles
) -> list[tuple[str, FileText | Refusal]]:
    """Read files one by one; the rest is not asked for once an answer holds for all of them."""
    found: list[tuple[str, FileText | Refusal]] = []
    for path in paths:
        before = found[-1][1] if found else None
        if isinstance(before, Refusal) and before.why in (*FOR_ALL, *_LATER):
            found.append((path, before))
        else:
            found.append((path, files.text(repo_id, revision, path)))
    return found
