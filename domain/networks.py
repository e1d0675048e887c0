"""Whose connection a request came over, about, and the windows of time in which requests are counted."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta


def network_of(host: str | None) -> str:
    """Whose connection it is, about: the /24 of an IPv4 address, the /56 of an IPv6 one."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return host or "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 56), strict=False))


def beginning_of_window(now: datetime, window: timedelta) -> datetime:
    """When the window by the clock began that `now` is in: thirty minutes mean from :00 to :30, and so on."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return day + (now - day) // window * window
