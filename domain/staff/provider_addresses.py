"""Which addresses of an OpenID provider are asked: encrypted ones, or, to try it out, those of this machine."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from domain.loopback import is_loopback

LONGEST = 500
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")
"""A name or an IP address, as `urlsplit` gives it: it stands in the policy of our pages, where a ; ends a rule."""


def check_issuer(issuer: str) -> str:
    """The issuer as it must stand in discovery document and tokens. Raises ValueError that says what is wrong."""
    if not is_asked(issuer, issuer=issuer):
        raise ValueError("an issuer is an https:// address (http:// on this machine only)")
    parts = urlsplit(issuer)
    if parts.query or parts.fragment:
        raise ValueError("an issuer has neither ? nor # [OpenID Connect Discovery 1.0, 3]")
    return issuer


def is_asked(address: str, *, issuer: str) -> bool:
    """True for an address that a provider of this issuer may name: a remote one cannot send us to this machine."""
    try:
        parts = urlsplit(address)
        host, local = parts.hostname, is_loopback(address)
        _ = parts.port
    except ValueError:
        return False
    if not host or not _HOST.fullmatch(host) or "@" in parts.netloc or len(address) > LONGEST:
        return False
    if not address.isascii() or not address.isprintable() or " " in address:
        return False
    if local:
        return is_loopback(issuer) and parts.scheme in ("http", "https")
    return parts.scheme == "https"


def discovery_address(issuer: str) -> str:
    """Where the provider describes itself [OpenID Connect Discovery 1.0, 4]."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"
