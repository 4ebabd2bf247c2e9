"""The documents that a licence consists of, and how well each was read."""

from dataclasses import dataclass
from enum import StrEnum


class Reading(StrEnum):
    """How well a source was read: the text itself, a standard text, a summary, nothing yet."""

    TEXT_READ = "text-read"
    STANDARD = "standard"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"

    @property
    def shows_silence(self) -> bool:
        """Whether "it says nothing of this" can be concluded; only from a whole text."""
        return self in {Reading.TEXT_READ, Reading.STANDARD}


class DocumentKind(StrEnum):
    """What a text is to its licence."""

    AGREEMENT = "agreement"
    USE_POLICY = "use_policy"
    NOTICE = "notice"
    GATE_PROMPT = "gate_prompt"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement of ours comes from; ``seen`` is a day or a month."""

    url: str
    seen: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """One document of a licence: where the copy is that was read, when, and how well."""

    kind: DocumentKind
    url: str
    seen: str
    reading: Reading

    @property
    def citation(self) -> Citation:
        """The document as the source of what we say of it."""
        return Citation(self.url, self.seen, self.reading)
