"""Whom a request is counted for, and what does not change it."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from registry.teams.asker import address_of


def _address(peer: str, told: str | None = None) -> str:
    headers = {} if told is None else {"x-forwarded-for": told}
    return address_of(RequestFactory(headers=headers).get("/", REMOTE_ADDR=peer))


@pytest.mark.parametrize(
    ("proxies", "told", "counted"),
    [
        (0, "198.51.100.1", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.9,198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "192.0.2.1"),
        (1, "198.51.100.1:4711", "198.51.100.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::/64"),
    ],
)
def test_only_proxies_that_are_named_are_believed(
    proxies: int, told: str | None, counted: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert _address("192.0.2.1", told) == counted


def test_a_whole_network_of_one_customer_is_one_address() -> None:
    assert _address("2001:db8:1:2::3") == _address("2001:db8:1:2:ffff::4") != _address("2001:db8:1:3::3")
    assert _address("::ffff:192.0.2.1") == _address("192.0.2.1") == "192.0.2.1"
    assert _address("fe80::1%eth0") == "fe80::/64"


@pytest.mark.parametrize("odd", ["", "unknown", "x" * 5_000, "\x00", "1.2.3.4.5", "\udcff"])
def test_what_is_no_address_is_counted_by_what_it_says(odd: str) -> None:
    assert len(_address(odd)) == 32
    assert _address(odd) != _address(odd + "1")
