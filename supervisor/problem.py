"""The root of everything that stops a start."""


class Problem(Exception):
    """Something that the operator can mend; the message is one line that says what."""
