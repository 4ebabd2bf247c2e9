"""Numbers read at a glance, in both languages, without losing what they are."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from registry.web import numbers

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (0, "0", "0"),
        (1, "1", "1"),
        (999, "999", "999"),
        (1_000, "1.0 k", "1,0 k"),
        (124_439_808, "124 M", "124 M"),
        (25_557_032, "25.6 M", "25,6 M"),
        (999_499_999, "999 M", "999 M"),
        (999_500_000, "1.0 B", "1,0 Md"),
        (7_615_616_512, "7.6 B", "7,6 Md"),
        (99_960_000_000, "100 B", "100 Md"),
        (671_026_404_352, "671 B", "671 Md"),
        (1_026_408_232_448, "1.0 T", "1,0 T"),
        (12_345_678_901_234_567, "12,346 T", f"12{NBSP}346 T"),
    ],
)
def test_parameters_are_rounded_to_what_tells(value: int, english: str, french: str) -> None:
    with translation.override("en"):
        assert numbers.parameters(value).text == english
    with translation.override("fr"):
        assert numbers.parameters(value).text == french


def test_the_exact_number_stands_beside() -> None:
    with translation.override("en"):
        assert numbers.parameters(671_026_404_352).exact == "671,026,404,352 parameters"
        assert numbers.parameters(1).exact == "1 parameter"
        assert numbers.size(688_574_839_360).exact == "688,574,839,360 bytes"
        assert numbers.count(5_412_345) == numbers.Figure("5.4 M", "5,412,345")
    with translation.override("fr"):
        assert numbers.size(688_574_839_360).exact == NBSP.join(("688", "574", "839", "360 octets"))


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (0, "0 B", "0 o"),
        (1_023, "1,023 B", f"1{NBSP}023 o"),
        (1_024, "1.0 KiB", "1,0 Kio"),
        (1_048_570, "1.0 MiB", "1,0 Mio"),
        (548_105_171, "523 MiB", "523 Mio"),
        (15_231_233_024, "14.2 GiB", "14,2 Gio"),
        (688_574_839_360, "641 GiB", "641 Gio"),
        (2**40, "1.0 TiB", "1,0 Tio"),
    ],
)
def test_sizes_count_in_powers_of_two(value: int, english: str, french: str) -> None:
    with translation.override("en"):
        assert numbers.size(value).text == english
    with translation.override("fr"):
        assert numbers.size(value).text == french


@pytest.mark.parametrize(
    ("age", "english", "french"),
    [
        (timedelta(seconds=-30), "just now", "à l’instant"),
        (timedelta(seconds=59), "just now", "à l’instant"),
        (timedelta(minutes=4, seconds=50), "4 min ago", "il y a 4 min"),
        (timedelta(hours=23, minutes=59), "23 h ago", "il y a 23 h"),
        (timedelta(days=1), "1 day ago", "il y a 1 jour"),
        (timedelta(days=3), "3 days ago", "il y a 3 jours"),
        (timedelta(days=59), "59 days ago", "il y a 59 jours"),
        (timedelta(days=60), "1 month ago", "il y a 1 mois"),
        (timedelta(days=245), "8 months ago", "il y a 8 mois"),
        (timedelta(days=730), "2 years ago", "il y a 2 ans"),
        (timedelta(days=-2), "3 March 2026", "3 mars 2026"),
    ],
)
def test_ages_are_told_in_their_largest_unit(age: timedelta, english: str, french: str) -> None:
    with translation.override("en"):
        assert numbers.ago(NOW - age, NOW) == english
    with translation.override("fr"):
        assert numbers.ago(NOW - age, NOW) == french


def test_a_moment_keeps_the_second_and_the_machine_form() -> None:
    with translation.override("en"):
        shown = numbers.moment(datetime(2025, 1, 20, 3, 46, 7, tzinfo=UTC), NOW)
    assert shown == numbers.Moment("13 months ago", "2025-01-20 03:46:07 UTC", "2025-01-20T03:46:07+00:00")


@pytest.mark.parametrize(
    ("seconds", "english"),
    [(-5, "0 s"), (59.9, "59 s"), (240, "4 min"), (7_200, "2 h"), (172_799, "47 h"), (1_036_800, "12 days")],
)
def test_lengths_of_time(seconds: float, english: str) -> None:
    with translation.override("en"):
        assert numbers.span(seconds) == english
