"""Where an answer may send us: public addresses over TLS, and the kind of network that our Hub itself stands in.

Whoever writes a redirect would otherwise read, through us, what only machines of our own network may ask.
"""

import ipaddress
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx2

from registry.hub.errors import LedAway
from registry.hub.links import origin


class _Net(StrEnum):
    PUBLIC = "public"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    OTHER = "other"  # link-local, reserved, multicast: no Hub stands there, but the keys of a cloud machine do


class Destinations:
    """Watches one client's requests. Its two methods are given to the client: as hook of each request, and as the
    extension ``trace`` of each request. Both raise `LedAway`. Not for several threads.

    The address is looked at once there is a connection and before anything is sent over it, so that a name which
    is resolved anew each time helps nobody. Behind a proxy of the operator's the proxy resolves names, and only an
    address that stands in the redirect itself is judged here.
    """

    def __init__(self, endpoint: str) -> None:
        self._origin: tuple[str, str, int] | None
        try:
            self._origin = origin(endpoint)
        except ValueError:  # no address: the client will say so
            self._origin = None
        self._home = _Net.PUBLIC
        self._asked = self._connects_to = ""
        self._proxies = frozenset(_host(proxy) for proxy in getproxies().values())

    def check(self, request: httpx2.Request) -> None:
        """Refuse an address that names a place where no redirect may lead."""
        self._asked = request.url.raw_host.decode("ascii")
        if self._at_home(str(request.url)):
            return
        if request.url.scheme != "https" and (self._origin is None or request.url.scheme != self._origin[0]):
            raise LedAway("The Hub leads to an address without TLS; it was not followed.")
        literal = _net(self._asked)
        if literal is not None:
            self._judge(literal)

    def trace(self, event: str, told: Mapping[str, Any]) -> None:
        """Refuse a connection that was made to a place where no redirect may lead."""
        if event.endswith("connect_tcp.started"):
            self._connects_to = str(told["host"])
        if not event.endswith("connect_tcp.complete") or self._to_a_proxy():
            return
        stream = told["return_value"]
        net = _net(str(stream.get_extra_info("server_addr")[0])) or _Net.OTHER
        if self._origin is not None and self._asked == self._origin[1]:
            self._home = net
            return
        try:
            self._judge(net)
        except LedAway:
            stream.close()
            raise

    def _to_a_proxy(self) -> bool:
        return self._connects_to != self._asked and self._connects_to in self._proxies

    def _at_home(self, address: str) -> bool:
        try:
            return origin(address) == self._origin
        except ValueError:
            return False

    def _judge(self, net: _Net) -> None:
        if net is _Net.PUBLIC or (net is self._home and net is not _Net.OTHER):
            return
        raise LedAway("The Hub leads into a network that is not public; it was not followed.")


def _host(proxy: str) -> str:
    """The host of a proxy, which may be written without a scheme; empty where it has none."""
    try:
        return urlsplit(proxy if "://" in proxy else f"http://{proxy}").hostname or ""
    except ValueError:
        return ""


def _net(host: str) -> _Net | None:
    """The kind of network of an address; None for a name."""
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return _Net.LOOPBACK
    if address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved:
        return _Net.OTHER
    if address.is_global:
        return _Net.PUBLIC
    return _Net.PRIVATE
