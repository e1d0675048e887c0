"""What administrators decide about, for pictures and tests of their pages: keys, a sender, proposals and a trial."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import agencies, sender_pauses, senders
from db.queries.contacts import PersonValues
from db.queries.sender_pauses import SenderKey
from db.queries.senders import SenderValues
from db.tables import Agency, ApiKey, StaffSession
from domain.contacts import ContactRole
from domain.events import EventType
from domain.staff.proposals import KeyAct, ProposalKind
from staff import proposals
from staff.policy_trial import PolicyTrials, ask_for_trial
from staff.proposals import DecisionTools, pin_now
from staff.sessions import StaffVisit
from tests.builders import an_event
from tests.pages.staff_world import StaffWorld, staff_world
from tests.pages.stage import NOW, Stage
from tests.portal_fixtures import ORI
from tests.staff.past_calls import Batch, TakenCall


@dataclass(kw_only=True)
class AdministratorWorld:
    """Ids of what was made, by a word for it."""

    ids: dict[str, str] = field(default_factory=dict)


_MADE: dict[int, AdministratorWorld] = {}


async def administrator_world(stage: Stage) -> AdministratorWorld:
    """Made once for each stage."""
    if id(stage.app) not in _MADE:
        staff, made = await staff_world(stage), AdministratorWorld()
        async with stage.database.transaction() as session:
            made.ids["key"] = await _keys(session)
            await _senders(session, stage)
        async with stage.database.transaction() as session:
            agency = await agencies.get(session, ORI)
            assert agency is not None
            await _proposals(session, stage, made, agency, staff)
        await _past_calls(stage)
        await PolicyTrials(stage.database, clock=stage.clock).run_once()
        async with stage.database.transaction() as session:
            agency = await agencies.get(session, ORI)
            assert agency is not None
            by = _visit(agency, staff, "A-3")
            trial = await ask_for_trial(session, agency.policy + "\n# Later.\n", by=by, now=NOW)
            trial.calls_done, trial.calls_total = 1200, 2900
            made.ids["running"] = trial.id
        made.ids["account"] = staff.accounts["D-114"].id
        _MADE[id(stage.app)] = made
    return _MADE[id(stage.app)]


async def _past_calls(stage: Stage) -> None:
    """Calls of the last days that took every step."""
    for number, days in enumerate((1, 2, 3, 5), start=1):
        at = NOW - timedelta(days=days)
        person: PersonValues = {"name": "Ana", "phone": f"+1206555012{number}", "roles": {ContactRole.REPORTING_PARTY}}
        shared = {"incident_type": "LARCENY", "priority": 3}
        events = (
            an_event(EventType.CALL_RECEIVED, at=at, id=f"world-{number}-1", **shared),
            an_event(EventType.UNIT_EN_ROUTE, at=at + timedelta(minutes=9 * number), id=f"world-{number}-2"),
            an_event(EventType.CALL_CLOSED, at=at + timedelta(hours=2), id=f"world-{number}-3", disposition="02"),
        )
        batches = [
            Batch(at=event.occurred_at, events=[event], people=(("caller", person),) if n == 0 else ())
            for n, event in enumerate(events)
        ]
        await TakenCall(stage.database, stage.vault, f"26-70000{number}").go(batches, until=NOW)


def _visit(agency: Agency, staff: StaffWorld, badge: str) -> StaffVisit:
    account = staff.accounts[badge]
    visit = StaffSession(token_hash=badge, account_id=account.id, method="passkey", created_at=NOW, last_seen_at=NOW)
    return StaffVisit(session=visit, account=account, agency=agency, is_locked=False)


async def _keys(session: AsyncSession) -> str:
    shared: dict[str, Any] = {"ori": ORI, "created_at": NOW - timedelta(days=90)}
    cad = ApiKey(
        **shared,
        label="CAD of the county",
        key_hash="world-1",
        scopes="calls:write calls:read",
        networks="203.0.113.0/24 198.51.100.7/32",
        last_used_at=NOW - timedelta(minutes=1),
        expires_at=NOW + timedelta(days=200),
    )
    old = ApiKey(**shared, label="Old RMS", key_hash="world-2", scopes="case:write", revoked_at=NOW - timedelta(days=3))
    session.add_all([cad, old])
    await session.flush()
    return cad.id


async def _senders(session: AsyncSession, stage: Stage) -> None:
    values = SenderValues(address="+12065550100", account="AC" + "1" * 32, per_second=3.0, secret="invented")
    await senders.put(session, stage.vault, ori=ORI, channel="sms", values=values, now=NOW - timedelta(days=40))
    paused = SenderKey(channel="sms", account=values.account, address=values.address)
    await sender_pauses.pause(session, paused, code="30022", until=NOW + timedelta(hours=2), now=NOW)


async def _proposals(
    session: AsyncSession, stage: Stage, made: AdministratorWorld, agency: Agency, staff: StaffWorld
) -> None:
    first, second = _visit(agency, staff, "A-4"), _visit(agency, staff, "A-3")
    new = agency.policy.replace("hold_seconds = 60", "hold_seconds = 300", 1)
    new = new.replace("[messages]\n", '[messages]\nofficer_en_route = { channels = ["sms"] }\n', 1)
    trial = await ask_for_trial(session, new, by=first, now=NOW - timedelta(hours=2))
    made.ids["trial"] = trial.id
    wanted: dict[str, tuple[ProposalKind, dict[str, Any]]] = {
        "policy": (ProposalKind.POLICY, {"text": new, "trial": trial.id, "reason": "Callers were told too early."}),
        "sender": (
            ProposalKind.SENDER,
            {"channel": "sms", "address": "+12065550101", "reason": "Our own number was registered."},
        ),
        "key": (
            ProposalKind.KEY_CHANGE,
            {
                "what": KeyAct.CHANGE.value,
                "key_id": made.ids["key"],
                "scopes": "calls:write",
                "networks": "203.0.113.0/24",
                "reason": "It never reads.",
            },
        ),
    }
    for name, (kind, facts) in wanted.items():
        proposal = await proposals.propose(
            session, stage.vault, kind=kind, facts=facts, by=first, now=NOW - timedelta(hours=1)
        )
        made.ids[f"proposal-{name}"] = proposal.id
    rotate = {"what": KeyAct.ROTATE.value, "reason": "A year has passed."}
    kind, yesterday = ProposalKind.KEY_CHANGE, NOW - timedelta(days=1)
    done = await proposals.propose(session, stage.vault, kind=kind, facts=rotate, by=first, now=yesterday)
    pin = await pin_now(session, second, done) or ""
    tools = DecisionTools(vault=stage.vault)
    assert await proposals.approve(session, tools, done.id, by=second, seen=pin, now=yesterday) is None
    made.ids["proposal-done"] = done.id
