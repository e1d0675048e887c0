"""Who comes to Temporal's door, and what each may do there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SYSTEM = "temporal-system"
"""Temporal's own namespace: a permission for it is one for every namespace (server 1.32, common/authorization)."""
AUDIENCE = "caseline-temporal"
"""For whom our tokens are, unless the operator says otherwise: the client of the Web UI at the identity provider."""


class Permission(StrEnum):
    """What the server's default authorizer distinguishes; `worker` is left out, as it opens nothing there."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who has a certificate; and a token, if `may` is not None (a person who uses the Web UI brings a token)."""

    name: str
    may: Permission | None


WORKER = Visitor(name="worker", may=Permission.WRITE)
"""To ask for work and to report it are writes."""
API = Visitor(name="api", may=Permission.WRITE)
"""To signal is a write; the authorizer knows nothing finer."""
OPERATOR = Visitor(name="operator", may=Permission.ADMIN)
"""To make the namespace, its search attributes and its retention."""
WEB_UI = Visitor(name="web-ui", may=None)

VISITORS = {each.name: each for each in (WORKER, API, OPERATOR, WEB_UI)}


class BadNamespace(Exception):
    """A namespace for which no token may be made; says which and why."""


def permission(namespace: str, may: Permission) -> str:
    """As the authorizer reads it, in one namespace only. Raises BadNamespace."""
    if not namespace or ":" in namespace or namespace == SYSTEM:
        raise BadNamespace(f"{namespace!r} cannot be a namespace of ours: a token for it would open others, or none.")
    return f"{namespace}:{may}"
