"""What every page shows around its content."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the values of the page's frame."""
    return {}
