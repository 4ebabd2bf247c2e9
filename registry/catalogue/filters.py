"""The one list of filters: the form, the API parameters, OpenAPI, the chips and the sentence are made from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue.fitting import fitting
from registry.catalogue.hardware_parameters import CONTEXT, DEVICE, DEVICES, PRECISION
from registry.catalogue.licence_names import keys_of
from registry.catalogue.parameters import Choice, Fault, Kind, Parameter, Value, words_of
from registry.catalogue.verdict_words import OUTCOMES, REASONS
from registry.catalogue.wording import either, in_short
from registry.licences.determination import Status
from registry.licences.terms import LicenceClass

LARGEST_MODEL = 10**15  # parameters
MOST_MEMORY = 100_000  # GiB


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL over the columns of `entry`, `entry_words` and `entry_need`, with its parameters."""

    sql: str
    parameters: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Parameter):
    """A search parameter that leaves models out: what it asks of a row, and how it is said.

    What depends on several filters stands in one condition for all of them (`conditions`).
    ``beside``: the filter with which it is shown; ``needs``: the one without which it says nothing.
    ``usual``: numbers that people choose from.
    ``meaning`` turns the texts that were given into those that rows hold. ``in_head``: the small index over the
    most downloaded models answers it too. ``condition`` None: models are judged for it, in a context.
    """

    condition: Callable[[Value], Condition] | None
    phrase: Callable[[Value], str]
    meaning: Callable[[tuple[str, ...]], tuple[str, ...] | Fault] | None = None
    in_head: bool = False
    beside: str | None = None
    needs: str | None = None
    usual: tuple[int, ...] = ()


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _labels(key: str, value: Value) -> str:
    return either([BY_KEY[key].label_of(one) for one in _texts(value)])


def _one_of(column: str) -> Callable[[Value], Condition]:
    def condition(value: Value) -> Condition:
        texts = _texts(value)
        if len(texts) == 1:  # an equality lets the index give the rows in their order
            return Condition(f"{column} = %s", texts)
        return Condition(f"{column} = ANY(%s)", (list(texts),))

    return condition


def _overlaps(column: str) -> Callable[[Value], Condition]:
    return lambda value: Condition(f"{column} && %s::text[]", (list(_texts(value)),))


def _compares(expression: str) -> Callable[[Value], Condition]:
    return lambda value: Condition(f"{expression} %s", (value,))


def words_asked(value: Value) -> Condition:
    """Every word, the last one also as a beginning. The words are letters and digits alone: nothing to escape."""
    asked = " & ".join(words_of(str(value))) + ":*"
    return Condition("entry_words.words @@ to_tsquery('simple', %s)", (asked,))


def _with_others(value: Value) -> Condition:
    """Nothing of its own: what it asks is part of one condition with other filters."""
    return Condition("true")


def _is_gated(value: Value) -> Condition:
    return Condition("gate IN ('auto', 'manual', 'gated')" if value else "gate = 'open'")


def _is_removed(value: Value) -> Condition:
    return Condition("removed_at IS NOT NULL" if value else "removed_at IS NULL")


def _day(value: Value) -> str:
    if not isinstance(value, datetime):
        return str(value)
    return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M} UTC"


def _size(value: Value) -> str:
    return in_short(value) if isinstance(value, int) else str(value)


def _given(one: Parameter) -> dict[str, Any]:
    """The members of a parameter that is asked elsewhere too."""
    return {field.name: getattr(one, field.name) for field in fields(Parameter)}


_CLASSES = (
    Choice(LicenceClass.PUBLIC_DOMAIN, gettext_lazy("public domain")),
    Choice(LicenceClass.PERMISSIVE, gettext_lazy("permissive")),
    Choice(LicenceClass.WEAK_COPYLEFT, gettext_lazy("weak copyleft")),
    Choice(LicenceClass.COPYLEFT, gettext_lazy("copyleft")),
    Choice(LicenceClass.USE_RESTRICTED, gettext_lazy("use-restricted")),
    Choice(LicenceClass.COMMUNITY, gettext_lazy("community")),
    Choice(LicenceClass.NON_COMMERCIAL, gettext_lazy("non-commercial")),
    Choice(LicenceClass.RESEARCH_ONLY, gettext_lazy("research only")),
    Choice(LicenceClass.SOURCE_AVAILABLE, gettext_lazy("source-available")),
    Choice(LicenceClass.PROPRIETARY, gettext_lazy("proprietary")),
    Choice(LicenceClass.UNKNOWN, gettext_lazy("unknown")),
)
_STATUSES = (
    Choice(Status.CONFIRMED, gettext_lazy("confirmed by its text")),
    Choice(Status.STATED, gettext_lazy("stated")),
    Choice(Status.INFERRED, gettext_lazy("inferred")),
    Choice(Status.CONFLICTING, gettext_lazy("conflicting")),
    Choice(Status.UNRESOLVED, gettext_lazy("unresolved")),
    Choice(Status.MISSING, gettext_lazy("missing")),
    Choice(Status.NOT_EXAMINED, gettext_lazy("not examined")),
)
_FLAGS = (Choice("true", gettext_lazy("yes")), Choice("false", gettext_lazy("no")))

FILTERS: tuple[Filter, ...] = (
    Filter(
        key="q",
        kind=Kind.WORDS,
        label=gettext_lazy("Words"),
        help=gettext_lazy("Words of the name or the tags; all must occur, the last may be a beginning."),
        condition=words_asked,
        phrase=lambda value: _("matching “%s”") % value,
        in_head=True,
    ),
    Filter(
        key="pipeline_tag",
        kind=Kind.CHOICES,
        label=gettext_lazy("Task"),
        help=gettext_lazy("What the model is for, as the Hub names it. Repeat it for any of several."),
        facet="pipeline_tag",
        condition=_one_of("pipeline_tag"),
        phrase=lambda value: _("for %s") % _labels("pipeline_tag", value),
    ),
    Filter(
        key="params_min",
        kind=Kind.INTEGER,
        label=gettext_lazy("Parameters, at least"),
        help=gettext_lazy("Total parameters, as a whole number. Models whose size is not known are left out."),
        low=0,
        high=LARGEST_MODEL,
        condition=_compares("params_total >="),
        phrase=lambda value: _("from %s parameters") % _size(value),
    ),
    Filter(
        key="params_max",
        kind=Kind.INTEGER,
        label=gettext_lazy("Parameters, at most"),
        help=gettext_lazy("Total parameters, as a whole number. Models whose size is not known are left out."),
        low=0,
        high=LARGEST_MODEL,
        beside="params_min",
        condition=_compares("params_total <="),
        phrase=lambda value: _("up to %s parameters") % _size(value),
    ),
    Filter(
        **_given(DEVICE),
        condition=_with_others,
        phrase=lambda value: _("that fit %s") % _labels("device", value),
    ),
    Filter(
        **_given(DEVICES),
        beside="device",
        needs="device",
        usual=(1, 2, 4, 8, 16),
        condition=_with_others,
        phrase=lambda value: _("%s of them") % value,
    ),
    Filter(
        key="memory_max_gib",
        kind=Kind.INTEGER,
        label=gettext_lazy("Memory, at most (GiB)"),
        help=gettext_lazy(
            "What weights, cache and overhead take at most, in GiB; on one accelerator where no device is named."
        ),
        low=1,
        high=MOST_MEMORY,
        beside="device",
        usual=(8, 16, 24, 48, 80, 160, 640),
        condition=_with_others,
        phrase=lambda value: _("that need at most %s GiB") % value,
    ),
    Filter(
        **_given(PRECISION),
        beside="device",
        condition=_with_others,
        phrase=lambda value: _("with weights in %s") % _labels("precision", value),
    ),
    Filter(
        **_given(CONTEXT),
        beside="device",
        usual=(2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072),
        condition=_with_others,
        phrase=lambda value: _("with %s tokens of context") % value,
    ),
    Filter(
        key="licence",
        kind=Kind.CHOICES,
        label=gettext_lazy("Licence"),
        help=gettext_lazy(
            "A licence that was concluded: its key, or its name on the Hub. Repeat it for any of several."
        ),
        facet="licence",
        meaning=keys_of,
        condition=_overlaps("licence_keys"),
        phrase=lambda value: _("under %s") % _labels("licence", value),
    ),
    Filter(
        key="licence_class",
        kind=Kind.CHOICES,
        label=gettext_lazy("Kind of licence"),
        help=gettext_lazy("A shelf to browse by; only the terms decide. Repeat it for any of several."),
        choices=_CLASSES,
        facet="licence_class",
        condition=_one_of("licence_class"),
        phrase=lambda value: _("with a licence of the kind %s") % _labels("licence_class", value),
    ),
    Filter(
        key="status",
        kind=Kind.CHOICES,
        label=gettext_lazy("How sure the licence is"),
        help=gettext_lazy("How the licence was concluded. Repeat it for any of several."),
        choices=_STATUSES,
        facet="status",
        condition=_one_of("licence_status"),
        phrase=lambda value: _("whose licence is %s") % _labels("status", value),
    ),
    Filter(
        key="publisher",
        kind=Kind.CHOICES,
        label=gettext_lazy("Publisher"),
        help=gettext_lazy("Who publishes the model: its namespace on the Hub. Repeat it for any of several."),
        facet="publisher",
        condition=_one_of("publisher"),
        phrase=lambda value: _("by %s") % _labels("publisher", value),
    ),
    Filter(
        key="library",
        kind=Kind.CHOICES,
        label=gettext_lazy("Library"),
        help=gettext_lazy("The library that loads the model. Repeat it for any of several."),
        facet="library",
        condition=_one_of("library"),
        phrase=lambda value: _("for the library %s") % _labels("library", value),
    ),
    Filter(
        key="language",
        kind=Kind.CHOICES,
        label=gettext_lazy("Language"),
        help=gettext_lazy("Code of a language that the model states. Repeat it for any of several."),
        facet="language",
        condition=_overlaps("languages"),
        phrase=lambda value: _("in the language %s") % _labels("language", value),
    ),
    Filter(
        key="tag",
        kind=Kind.TAGS,
        label=gettext_lazy("Tags"),
        help=gettext_lazy("A tag as the Hub writes it. Repeat it: all must be there."),
        condition=lambda value: Condition("tags @> %s::text[]", (list(_texts(value)),)),
        phrase=lambda value: _("tagged %s") % ", ".join(_texts(value)),
        in_head=True,
    ),
    Filter(
        key="gated",
        kind=Kind.FLAG,
        label=gettext_lazy("Gated"),
        help=gettext_lazy("Whether one must ask before downloading. Models that do not say are left out."),
        choices=_FLAGS,
        facet="gated",
        condition=_is_gated,
        phrase=lambda value: _("behind a gate") if value else _("without a gate"),
    ),
    Filter(
        key="updated_after",
        kind=Kind.DATETIME,
        label=gettext_lazy("Updated since"),
        help=gettext_lazy("Last changed at that date or time, or later (UTC)."),
        condition=_compares("last_modified >="),
        phrase=lambda value: _("updated since %s") % _day(value),
    ),
    Filter(
        key="created_after",
        kind=Kind.DATETIME,
        label=gettext_lazy("Created since"),
        help=gettext_lazy("Created at that date or time, or later (UTC)."),
        condition=_compares("entry.created_at >="),
        phrase=lambda value: _("created since %s") % _day(value),
    ),
    Filter(
        key="removed",
        kind=Kind.FLAG,
        label=gettext_lazy("Removed"),
        help=gettext_lazy("True lists the models that left the Hub; false, the default, those that are there."),
        choices=_FLAGS,
        default=False,
        condition=_is_removed,
        phrase=lambda value: _("removed from the Hub") if value else "",
    ),
    Filter(
        key="verdict",
        kind=Kind.CHOICES,
        label=gettext_lazy("Verdict"),
        help=gettext_lazy(
            "What comes of the use in the context that is given; without it those that are allowed, with and "
            "without obligations. Repeat it for any of several."
        ),
        choices=OUTCOMES,
        condition=None,
        phrase=lambda value: _("with the verdict %s") % _labels("verdict", value),
    ),
    Filter(
        key="reason",
        kind=Kind.CHOICES,
        label=gettext_lazy("Reason"),
        help=gettext_lazy(
            "Models whose verdict in the context that is given has this reason; whatever the verdict, unless one "
            "is asked for. Repeat it for any of several."
        ),
        choices=REASONS,
        condition=None,
        phrase=lambda value: _("because of: %s") % _labels("reason", value),
    ),
)
BY_KEY: Mapping[str, Filter] = {one.key: one for one in FILTERS}


def conditions(values: Iterable[tuple[str, Value]]) -> list[Condition]:
    """Return what every model that is found fulfils, of what was asked of each filter."""
    asked = dict(values)
    found = [condition(value) for key, value in asked.items() if (condition := BY_KEY[key].condition)]
    together = fitting(asked)
    return found if together is None else [*found, Condition(*together)]
