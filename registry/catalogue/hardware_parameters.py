"""What is asked about hardware, wherever it is asked: the machine, the work, and the precision of the weights."""

from django.utils.translation import gettext_lazy as _

from registry.catalogue.parameters import Choice, Kind, Parameter
from registry.hardware.devices import devices
from registry.hardware.engines import engines
from registry.hardware.weights import Precision

CONTEXT_LENGTH = 8_192  # tokens, where none are asked for
MOST_TOKENS = 2**24  # of one sequence; the longest that a model claims is ten million
MOST_DEVICES = 64
MOST_SEQUENCES = 4_096

DEVICE = Parameter(
    key="device",
    kind=Kind.CHOICE,
    label=_("Machine"),
    help=_("An accelerator or a whole machine, by its name in the list of devices."),
    choices=tuple(Choice(one.slug, one.name) for one in devices().values()),
)
DEVICES = Parameter(
    key="devices",
    kind=Kind.INTEGER,
    label=_("How many of them"),
    help=_("How many of the device there are; one where nothing is said."),
    low=1,
    high=MOST_DEVICES,
    default=1,
)
PRECISION = Parameter(
    key="precision",
    kind=Kind.CHOICE,
    label=_("Precision of the weights"),
    help=_(
        "In what the weights are loaded. Where the model is not published in it, their size is an estimate that "
        "errs upwards."
    ),
    choices=(
        Choice(Precision.AS_PUBLISHED.value, _("as published")),
        Choice(Precision.BF16.value, "BF16"),
        Choice(Precision.FP8.value, "FP8"),
        Choice(Precision.Q8_0.value, "Q8_0"),
        Choice(Precision.Q4_K_M.value, "Q4_K_M"),
    ),
    default=Precision.AS_PUBLISHED.value,
)
CONTEXT = Parameter(
    key="context_length",
    kind=Kind.INTEGER,
    label=_("Tokens of context"),
    help=_("How many tokens of a sequence are kept at once; 8192 where nothing is said."),
    low=1,
    high=MOST_TOKENS,
)
SEQUENCES = Parameter(
    key="sequences",
    kind=Kind.INTEGER,
    label=_("Sequences at once"),
    help=_("How many sequences of that length are worked on at the same time."),
    low=1,
    high=MOST_SEQUENCES,
    default=1,
)
ENGINE = Parameter(
    key="engine",
    kind=Kind.CHOICE,
    label=_("Engine"),
    help=_("What runs the model; what is usual on the device where nothing is said."),
    choices=tuple(Choice(one.key, one.profile) for one in engines().values() if one.offered),
)
