"""The words, icons and tones of outcomes: never a colour alone."""

from django.utils.translation import gettext_lazy as _

from registry.policy.verdict import Outcome
from registry.web.words import Word

OUTCOMES: dict[str, Word] = {
    Outcome.ALLOWED: Word(_("Allowed"), _("Nothing stands in the way of this use."), "check", "good"),
    Outcome.ALLOWED_WITH_OBLIGATIONS: Word(
        _("Allowed, if…"), _("Allowed, if what is asked for is done."), "check-list", "duty"
    ),
    Outcome.UNKNOWN: Word(
        _("Unknown"), _("Too little is known to say, so do not take it for allowed."), "question", "nothing"
    ),
    Outcome.REVIEW_REQUIRED: Word(
        _("Needs review"), _("A person has to decide, or a question to be answered."), "eye", "care"
    ),
    Outcome.FORBIDDEN: Word(_("Not allowed"), _("A licence or a house rule forbids this use."), "barred", "bad"),
}
