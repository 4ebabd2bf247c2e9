"""What is concluded from a model's own evidence, and how sure that is."""

from enum import StrEnum


class Status(StrEnum):
    """How a conclusion was reached."""

    CONFIRMED = "confirmed"
    STATED = "stated"
    INFERRED = "inferred"
    CONFLICTING = "conflicting"
    UNRESOLVED = "unresolved"
    MISSING = "missing"
    NOT_EXAMINED = "not_examined"
