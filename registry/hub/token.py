"""The operator's token for the Hub, before it is written into a header."""

from registry.hub.errors import NotReachable


def sendable(token: str | None) -> str | None:
    """Return the token, None where there is none. Raises `NotReachable` for one that no header can carry."""
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        raise NotReachable("HF_TOKEN holds characters that no token has, so the Hub is not asked. Copy it anew.")
    return token or None
