"""Why there is no answer, as a value."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why there is no answer."""

    NO_REPOSITORY = "no_repository"  # deleted, private, or never there: strangers cannot tell
    NO_REVISION = "no_revision"
    NO_FILE = "no_file"
    GATED = "gated"
    DISABLED = "disabled"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    REFUSED = "refused"  # asking again will not help
    NOT_REACHABLE = "not_reachable"  # asking again later may


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer: why, in a sentence, and after how many seconds to ask again where the Hub says so."""

    why: Why
    sentence: str
    retry_after: float | None = None
