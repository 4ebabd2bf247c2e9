"""The words of checks and their reports."""

from django.utils.translation import gettext_lazy as _

from registry.procurement.materials import Why
from registry.procurement.report import Given
from registry.web.words import Text

WHYS: dict[Why, Text] = {
    Why.OPTION: _("a line of options"),
    Why.NO_NAME: _("a row without a name"),
    Why.NOT_A_NAME: _("no name of a model; left out as you asked"),
    Why.MODEL_WITHOUT_NAME: _("a model without a package URL of the Hub"),
}
GIVENS: dict[Given, Text] = {
    Given.SAID: _("said"),
    Given.READY_MADE: _("as the ready-made context has it"),
    Given.NOT_SAID: _("not said"),
}
