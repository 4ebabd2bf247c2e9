"""What goes wrong between the Hub and us, in words for people: what happened, why, what to do."""


class HubError(Exception):
    """The Hub did not give what was asked of it. `str()` is one or two sentences that a person can act on.

    ``requests`` and ``retries`` are what it cost to find out.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.requests = 0
        self.retries = 0


class NotReachable(HubError):
    """No sound answer after all tries: no network, no server, or a server in trouble. May pass by itself."""


class Busy(HubError):
    """The Hub asks for a longer wait than the caller has time for; ``seconds`` says how long."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class Refused(HubError):
    """The Hub understood and said no; asking again will not help."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class LedAway(HubError):
    """A link or redirect leads to another host, or in a circle; it was not followed."""


class TooLarge(HubError):
    """An answer beyond what is read at all."""
