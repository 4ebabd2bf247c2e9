"""The words for what made a count of parameters doubtful, or what was left out of it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.hardware.counts import CountFlag

COUNT_FLAGS: dict[str, str | Promise] = {
    CountFlag.UNPACKED: _("Several weights stand in one element of the files; they were taken apart."),
    CountFlag.PACKING_UNKNOWN: _("The weights are packed in a way that we cannot take apart: there is no total."),
    CountFlag.SCALES_LEFT_OUT: _("Scales of quantised weights are stored and not counted."),
    CountFlag.DUPLICATE_LEFT_OUT: _("A table that is stored twice is counted once."),
    CountFlag.MTP_LEFT_OUT: _("Layers that predict several tokens at once are stored and not part of the total."),
    CountFlag.TOWERS_APART: _("Parts that see or hear are counted apart."),
    CountFlag.LAYERS_BEYOND_CONFIG: _("The files hold more layers than the configuration states."),
    CountFlag.EXPERTS_UNKNOWN: _("How many experts a token meets is not stated, so none is counted as active."),
    CountFlag.STATED_TOTAL_WRONG: _("What the index says of its own total is not what the files hold."),
    CountFlag.ROUTER_BIASES_APART: _("Biases of the router are stored and are not parameters."),
    CountFlag.EXTRAS_COUNTED: _("The total may hold parts that should be counted apart."),
    CountFlag.INCOMPLETE: _("Not every file of weights could be read, so there is no total."),
    CountFlag.SEVERAL_SETS: _("The repository holds the weights more than once; one set was counted."),
}
