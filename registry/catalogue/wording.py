"""How filters speak: short counts, lists of alternatives, and the sentence above the results."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

Text = str | Promise

_UNITS = (
    (10**12, pgettext_lazy("trillions, 10¹²", "%s T")),
    (10**9, pgettext_lazy("billions, 10⁹", "%s B")),
    (10**6, pgettext_lazy("millions, 10⁶", "%s M")),
    (10**3, pgettext_lazy("thousands, 10³", "%s k")),
)


def in_short(count: int) -> str:
    """Return a count of parameters as people write it: 671 B, 7.6 B, 135 M. Rounds to three digits at most."""
    for size, unit in _UNITS:
        if count >= size:
            value = round(count / size, 0 if count >= 100 * size else 1)
            return str(unit) % number_format(value, 0 if value.is_integer() else 1, use_l10n=True)
    return str(count)


def either(words: Sequence[str]) -> str:
    """Return alternatives as a phrase: "MIT", "MIT or Apache-2.0", "MIT, Apache-2.0 or BSD-3-Clause"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
