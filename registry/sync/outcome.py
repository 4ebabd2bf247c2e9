"""What storing takes and gives beside the rows: where the run stands, what a page and a walk came to."""

from dataclasses import dataclass
from datetime import datetime


class LeaseLost(Exception):
    """Someone else holds the run, or it runs no more; what was about to be stored was not."""


@dataclass(frozen=True, slots=True)
class PageStep:
    """Where the run stands once the page is stored, and what fetching it cost."""

    next_link: str | None
    lease_until: datetime
    watermark: datetime | None = None  # newest lastModified seen; None keeps what the run has
    requests: int = 0
    retries: int = 0
    quota_left: int | None = None
    as_of: datetime | None = None  # when the source said so; None: now
    told_by: tuple[str, ...] = ()  # who recorded it, where it was not the Hub itself


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What one page came to; ``rows`` counts the unreadable ones too."""

    rows: int
    new: int
    changed: int  # known before, and some fact is another one
    removed: int  # gone because another model now has their name
    unreadable: int


@dataclass(frozen=True, slots=True)
class RemovalOutcome:
    """What a complete walk says about models that it did not list. ``message`` is for people."""

    removed: int
    vanished: int  # not listed any more, and not concluded to be removed
    held: bool
    message: str
