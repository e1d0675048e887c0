"""Who comes to Temporal's door, and what each may do there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SYSTEM = "temporal-system"
"""Temporal's own namespace: a permission for it is one for every namespace (server 1.32, common/authorization)."""
AUDIENCE = "caseline-temporal"
"""The audience of our tokens, unless the operator says otherwise: the Web UI's client at the identity provider."""


class DoorPermission(StrEnum):
    """What the server's default authorizer distinguishes; `worker` is left out, as it opens nothing there."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorVisitor:
    """Who has a certificate; and a token, if `may` is not None (a person who uses the Web UI brings a token)."""

    name: str
    may: DoorPermission | None


WORKER = DoorVisitor(name="worker", may=DoorPermission.WRITE)
"""To ask for work and to report it are writes."""
API = DoorVisitor(name="api", may=DoorPermission.WRITE)
"""To signal is a write; the authorizer knows nothing finer."""
OPERATOR = DoorVisitor(name="operator", may=DoorPermission.ADMIN)
"""To make the namespace, its search attributes and its retention."""
WEB_UI = DoorVisitor(name="web-ui", may=None)

VISITORS = {each.name: each for each in (WORKER, API, OPERATOR, WEB_UI)}


class BadNamespace(Exception):
    """A namespace for which no token may be made; says which and why."""


def permission(namespace: str, may: DoorPermission) -> str:
    """As the authorizer reads it, in one namespace only. Raises BadNamespace."""
    if not namespace or ":" in namespace or namespace == SYSTEM:
        raise BadNamespace(f"{namespace!r} cannot be a namespace of ours: a token for it would open others, or none.")
    return f"{namespace}:{may}"
