"""How filters speak: short counts, lists of alternatives, and the sentence above the results."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text = str | Promise

_UNITS = ((1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"))


def in_short(count: int) -> str:
    """Return a count of parameters as people write it: 671 B, 7.6 B, 135 M. Rounds to three digits at most."""
    for size, unit in _UNITS:
        if count >= size:
            value = count / size
            digits = f"{value:.0f}" if value >= 100 else f"{value:.1f}".removesuffix(".0")
            return f"{digits} {unit}"
    return str(count)


def either(words: Sequence[str]) -> str:
    """Return alternatives as a phrase: "MIT", "MIT or Apache-2.0", "MIT, Apache-2.0 or BSD-3-Clause"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
