"""Numbers and times as people read them, in the active language; the exact value stands beside each.

Pure: the clock comes in as an argument. Parameters and counters are in ones, sizes in bytes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext, pgettext_lazy

_STEPS = (
    (1, pgettext_lazy("a number in ones", "%s")),
    (10**3, pgettext_lazy("thousands, 10³", "%s k")),
    (10**6, pgettext_lazy("millions, 10⁶", "%s M")),
    (10**9, pgettext_lazy("billions, 10⁹", "%s B")),
    (10**12, pgettext_lazy("trillions, 10¹²", "%s T")),
)
_BYTES = (
    (1, pgettext_lazy("bytes", "%s B")),
    (2**10, pgettext_lazy("kibibytes, 2¹⁰ bytes", "%s KiB")),
    (2**20, pgettext_lazy("mebibytes, 2²⁰ bytes", "%s MiB")),
    (2**30, pgettext_lazy("gibibytes, 2³⁰ bytes", "%s GiB")),
    (2**40, pgettext_lazy("tebibytes, 2⁴⁰ bytes", "%s TiB")),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: ``text`` to read at a glance, ``exact`` on hover."""

    text: str
    exact: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time: ``text`` to read at a glance, ``exact`` on hover, ``iso`` for machines."""

    text: str
    exact: str
    iso: str


def whole(value: int) -> str:
    """Return every digit, grouped: 10,000."""
    return number_format(value, 0, use_l10n=True, force_grouping=True)


def parameters(value: int) -> Figure:
    """Return a parameter count: 671 B, 7.6 B, 494 M."""
    exact = ngettext("%(number)s parameter", "%(number)s parameters", value) % {"number": whole(value)}
    return Figure(_scaled(value, _STEPS), exact)


def count(value: int) -> Figure:
    """Return a counter, such as downloads: 5.4 M, 12.3 k, 311."""
    return Figure(_scaled(value, _STEPS), whole(value))


def size(value: int) -> Figure:
    """Return a size given in bytes: 641 GiB, 14.2 GiB, 980 MiB."""
    exact = ngettext("%(number)s byte", "%(number)s bytes", value) % {"number": whole(value)}
    return Figure(_scaled(value, _BYTES), exact)


def _scaled(value: int, steps: tuple[tuple[int, object], ...]) -> str:
    """Take the largest step under which the rounded number is at least 1; three digits tell enough."""
    chosen = 0
    while chosen + 1 < len(steps) and value >= steps[chosen + 1][0] * _least(chosen):
        chosen += 1
    unit, words = steps[chosen]
    number = value / unit
    places = 1 if unit > 1 and number < 99.95 else 0
    return str(words) % number_format(round(number, places), places, use_l10n=True, force_grouping=True)


def _least(step: int) -> float:
    """From 999.5 of one step on, the number rounds to 1.0 of the next."""
    return 0.9995 if step else 1


def moment(value: datetime, now: datetime) -> Moment:
    """Return how long ago something happened: "3 days ago"."""
    return Moment(ago(value, now), exactly(value), value.astimezone(UTC).isoformat())


def dated(value: datetime, now: datetime) -> Moment:
    """Return a date that can be quoted, and how long ago it was: "2026-11-20 (3 days ago)"."""
    said = gettext("%(date)s (%(ago)s)") % {"date": f"{value.astimezone(UTC):%Y-%m-%d}", "ago": ago(value, now)}
    return Moment(said, exactly(value), value.astimezone(UTC).isoformat())


def day(value: datetime) -> Moment:
    """Return a date: "20 January 2025"."""
    in_utc = value.astimezone(UTC)
    return Moment(date_format(in_utc, "j F Y"), exactly(value), in_utc.isoformat())


def exactly(value: datetime) -> str:
    """Return date and time to the second, in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def ago(value: datetime, now: datetime) -> str:
    """Return the age in its largest unit, rounded down; the date itself, should it lie ahead of our clock."""
    age = now - value
    if age < -timedelta(minutes=5):
        return day(value).text
    if age < timedelta(minutes=1):
        return gettext("just now")
    if age < timedelta(hours=1):
        return gettext("%s min ago") % whole(age // timedelta(minutes=1))
    if age < timedelta(days=1):
        return gettext("%s h ago") % whole(age // timedelta(hours=1))
    return _days_ago(age.days)


def _days_ago(days: int) -> str:
    if days < 60:
        return ngettext("%(number)s day ago", "%(number)s days ago", days) % {"number": whole(days)}
    if days < 730:
        months = days * 12 // 365
        return ngettext("%(number)s month ago", "%(number)s months ago", months) % {"number": whole(months)}
    years = days // 365
    return ngettext("%(number)s year ago", "%(number)s years ago", years) % {"number": whole(years)}


def span(seconds: float) -> str:
    """Return a length of time: 45 s, 4 min, 3 h, 12 days."""
    length = max(0, int(seconds))
    if length < 60:
        return gettext("%s s") % length
    if length < 3600:
        return gettext("%s min") % (length // 60)
    if length < 2 * 86_400:
        return gettext("%s h") % (length // 3600)
    days = length // 86_400
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": whole(days)}
