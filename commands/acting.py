"""Who typed a command, as the audit log calls them."""

from __future__ import annotations

import os
import pwd
import re

from domain.actors import Actor, ActorKind

SHELL = "shell"
"""What a login that cannot be an id is called."""


def operator(by: str = "") -> str:
    """The actor: by the badge they gave, else by their login on this machine. They can be no other kind of actor."""
    plain = re.sub(r"[^A-Za-z0-9._@/+-]+", "-", by or _login()).strip("-._@/+")[:64]
    return str(Actor(ActorKind.OPERATOR, plain or SHELL))


def _login() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container's user may have no name
        return ""
