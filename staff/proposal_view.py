"""What a proposal would change, so that the second person sees it: values before and after, or lines of a text."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import mass_news, senders
from db.tables import Agency, ApiKey, Proposal
from domain.staff.proposals import ProposalKind, ProposalState
from staff.acts import erasure

EXAMPLES = 10
"""Calls named; of more it says how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedValue:
    """One value: `name` is that of its column, `after` empty where it goes."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """One line of a text: `sign` is +, -, a blank for one that stays, or @ between two places."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatChanges:
    """Of one proposal. `calls`: numbers of calls it is about, `count`: messages or entries; `kept`: under a hold."""

    values: tuple[ChangedValue, ...] = ()
    lines: tuple[DiffLine, ...] = ()
    calls: tuple[str, ...] = ()
    count: int = 0
    kept: int = 0


async def what_changes(session: AsyncSession, agency: Agency, proposal: Proposal) -> WhatChanges:
    """As it is now, for one that waits; for one that is over, what was proposed."""
    facts = proposal.facts
    match ProposalKind(proposal.kind):
        case ProposalKind.POLICY:
            before = agency.policy if proposal.state == ProposalState.WAITING else facts["text"]
            return WhatChanges(lines=tuple(diff(before, facts["text"])))
        case ProposalKind.SENDER:
            return WhatChanges(values=tuple(await _sender(session, agency, facts)))
        case ProposalKind.KEY_CHANGE:
            return WhatChanges(values=tuple(await _key(session, facts)))
        case ProposalKind.ERASURE:
            return await _erasure(session, agency, proposal)
        case ProposalKind.HELD_RELEASE | ProposalKind.HELD_DROP:
            count = await mass_news.count_held(session, agency.ori, facts["key"])
            some = await mass_news.held(session, agency.ori, facts["key"], limit=EXAMPLES)
            return WhatChanges(calls=tuple(dict.fromkeys(each.call_number for each in some)), count=count)


def diff(before: str, after: str) -> Iterator[DiffLine]:
    """The lines that differ, with three around each place."""
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3):
        if line.startswith(("---", "+++")):
            continue
        if line.startswith("@@"):
            yield DiffLine(sign="@", text=line)
        else:
            yield DiffLine(sign=line[0], text=line[1:])


async def _sender(session: AsyncSession, agency: Agency, facts: dict[str, Any]) -> Sequence[ChangedValue]:
    own = await senders.get(session, agency.ori, facts["channel"])
    gone = facts["remove"]
    return [
        ChangedValue(name="channel", before=facts["channel"], after=facts["channel"]),
        ChangedValue(name="address", before=own.address if own else "", after="" if gone else facts["address"]),
        ChangedValue(name="account", before=own.account if own else "", after="" if gone else facts["account"]),
        ChangedValue(
            name="per_second",
            before=_number(own.per_second if own else None),
            after="" if gone else _number(facts["per_second"]),
        ),
        ChangedValue(
            name="secret",
            before="•••" if own and own.secret_sealed else "",
            after="•••" if not gone and facts["has_secret"] else "",
        ),
    ]


async def _key(session: AsyncSession, facts: dict[str, Any]) -> Sequence[ChangedValue]:
    key = await session.get(ApiKey, facts["key_id"]) if facts.get("key_id") else None
    values = [ChangedValue(name="what", before="", after=facts["what"])]
    if key or facts.get("label"):
        label = key.label if key else ""
        values.append(ChangedValue(name="label", before=label, after=label or facts["label"]))
    if "scopes" in facts:
        days = facts["expires_in_days"]
        ends = f"{key.expires_at:%Y-%m-%d}" if key and key.expires_at else ""
        values += [
            ChangedValue(name="scopes", before=key.scopes if key else "", after=facts["scopes"]),
            ChangedValue(name="networks", before=key.networks if key else "", after=facts["networks"]),
            ChangedValue(name="per_minute", before=str(key.per_minute) if key else "", after=str(facts["per_minute"])),
            ChangedValue(name="days", before=ends, after=str(timedelta(days=days).days) if days else ""),
        ]
    return values


async def _erasure(session: AsyncSession, agency: Agency, proposal: Proposal) -> WhatChanges:
    found = await erasure.entries(session, agency.ori, proposal.facts["contact_id"])
    calls = tuple(dict.fromkeys(each.call.call_number for each in found)) or (proposal.facts["call_number"],)
    kept = sum(each.held for each in found)
    return WhatChanges(calls=calls, count=len(found) - kept, kept=kept)


def _number(value: float | None) -> str:
    return f"{value:g}" if value is not None else ""
