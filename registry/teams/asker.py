"""From which address a request comes, as far as that can be believed."""

import hashlib
import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

_NETWORK = 64  # bits: of IPv6 one customer is given at least a whole network of that size
_WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+")


def address_of(request: HttpRequest) -> str:
    """Return whom to count a request for: an IPv4 address, an IPv6 network, or a digest of what is neither.

    ``X-Forwarded-For`` is believed as far as PERMIS_PROXIES proxies have written it: each adds whom it heard from
    at the end, and what stands before that was written by whoever asks.
    """
    heard_from = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    if proxies:
        told = [one for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
        if len(told) >= proxies:  # else it did not come by the proxies
            heard_from = told[-proxies]
    return _counted_as(heard_from.strip())


def _counted_as(text: str) -> str:
    if found := _WITH_PORT.fullmatch(text):
        text = found[1] or found[2]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _NETWORK), strict=False))
