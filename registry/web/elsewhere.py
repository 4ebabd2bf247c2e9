"""The answer that leads to the current address of a page."""

from django.http import HttpResponseRedirect


class Elsewhere(HttpResponseRedirect):
    """Leads to the current name of a thing. Not for ever: a former name may be given to another one tomorrow."""

    status_code = 308

    def __init__(self, address: str) -> None:
        super().__init__(address, headers={"Cache-Control": "max-age=300"})
