"""The page on senders: what an agency's messages come from, how they fare, and the forms that propose a change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Response

from api.dependencies import Deps
from api.pages.staff import decisions_texts
from api.pages.staff import senders_texts as texts
from api.pages.staff.proposing import propose_or_say
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm
from db.queries import sender_health, sender_pauses, senders
from db.queries.sender_health import Fared
from db.tables import Agency
from domain.delivery import DeliveryStatus
from domain.messages import Channel
from domain.staff.proposals import ProposalKind
from domain.staff.roles import Right
from policies.in_force import readable_policy

router = staff_router()

MayManageSenders = Annotated[SignedInStaff, Depends(Needs(Right.MANAGE_SENDERS))]

LATELY = timedelta(hours=24)
FIELDS = ("channel", "address", "account", "per_second", "secret", "reason")
FAILED = frozenset({DeliveryStatus.TEMPORARY_FAILURE, DeliveryStatus.PERMANENT_FAILURE})


@router.get("/{ori}/senders")
async def show_senders(here: MayManageSenders, deps: Deps) -> Response:
    """Both channels."""
    now, agency = deps.clock(), here.agency
    async with deps.database.reading() as session:
        own = {sender.channel: sender for sender in await senders.every(session, agency.ori)}
        pauses = {
            channel: await sender_pauses.in_force(session, agency.ori, channel.value, now=now) for channel in Channel
        }
        fared = await sender_health.fared_since(session, agency.ori, now - LATELY)
        used = await sender_health.texts_counted(session, agency.ori, began_at=_midnight(agency, now))
    policy = readable_policy(agency)
    return here.page.render(
        "senders.html",
        here="senders",
        title=texts.TITLE,
        texts=texts,
        deciding=decisions_texts,
        channels=tuple(Channel),
        own=own,
        pauses=pauses,
        fared=_by_channel(fared),
        used=used,
        budget=policy.texts_per_day if policy else 0,
    )


@router.post("/{ori}/senders")
async def propose_sender(here: MayManageSenders, form: StaffForm, deps: Deps) -> Response:
    """Send from something else, after a second person has approved."""
    facts = {name: str(form.get(name, "")).strip() for name in FIELDS}
    given = {**facts, "remove": bool(form.get("remove"))}
    return await propose_or_say(here, deps, ProposalKind.SENDER, given, back="senders")


def _midnight(agency: Agency, now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(agency.time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _by_channel(fared: Iterable[Fared]) -> Mapping[str, Sequence[tuple[str, str, int, str]]]:
    """Channel -> status, reason (of what failed or was withheld), count, and its share of all."""
    counts: dict[str, Counter[tuple[str, str]]] = {channel.value: Counter() for channel in Channel}
    for each in fared:
        reason = each.reason if each.status in FAILED or each.status == DeliveryStatus.WITHHELD else ""
        if each.channel in counts:
            counts[each.channel][each.status, reason] += each.count
    return {
        channel: [(*what, count, f"{count / found.total():.0%}") for what, count in found.most_common()]
        for channel, found in counts.items()
    }
