"""Who typed a command, and a line of the audit log for what it did."""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from commands.open_database import writing
from db.queries import agencies
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind

SHELL = "shell"
"""What a login that cannot be an id is called."""


def operator(by: str = "") -> str:
    """The actor: by the badge they gave, else by their login on this machine. They can be no other kind of actor."""
    plain = re.sub(r"[^A-Za-z0-9._@/+-]+", "-", by or _login()).strip("-._@/+")[:64]
    return str(Actor(ActorKind.OPERATOR, plain or SHELL))


async def note(
    session: AsyncSession, kind: ActKind, ori: str, about: str, *, by: str = "", detail: Mapping[str, Any] = {}
) -> None:
    """Record what this command does, in the transaction in which it does it."""
    act = Act(ori=ori, kind=kind, by=operator(by), about=about, detail=detail)
    await record(session, act, now=datetime.now(UTC))


async def note_everywhere(session: AsyncSession, kind: ActKind, about: str, detail: Mapping[str, Any]) -> None:
    """The same for what concerns the whole installation: in the log of each agency."""
    for agency in await agencies.every(session):
        await note(session, kind, agency.ori, about, detail=detail)


@writing
async def note_reveal(session: AsyncSession, ori: str, about: str, contact_id: str = "") -> None:
    """Before what is sealed is shown: sealed words or addresses are opened by a command."""
    act = Act(ori=ori, kind=ActKind.REVEALED, by=operator(), about=about, contact_id=contact_id)
    await record(session, act, now=datetime.now(UTC))


@writing
async def note_installation(session: AsyncSession, kind: ActKind, about: str, detail: Mapping[str, Any]) -> None:
    """In a transaction of its own, in the log of each agency."""
    await note_everywhere(session, kind, about, detail)


def _login() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container's user may have no name
        return ""
