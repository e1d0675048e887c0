"""An agency with something to decide about, and members of staff who decide, without HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, api_keys, contacts, mass_news, senders
from db.queries import proposals as rows
from db.tables import Agency, ApiKey, BrakeEntry, OutboundMessage, StaffAccount, StaffSession
from domain.actors import Actor, ActorKind
from domain.mass_news import BrakeDecision
from domain.staff.proposals import KeyAct, ProposalKind, SecondPersonRefusal
from domain.staff.roles import Role
from portal.erasure_ledger import ErasureLedger
from staff import accounts, proposals
from staff.accounts import NewAccount
from staff.approved import ApprovedProposals, collect_key
from staff.proposals import DecisionTools, pin_now
from staff.sessions import StaffVisit
from tests.intake.fakes import POLICY
from tests.portal_fixtures import ORI, a_case
from tests.staff_fixtures import a_member

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
KEY = "case_closed"


@dataclass(kw_only=True)
class Desk:
    """The agency, its clock, and everything that two persons decide about."""

    database: Database
    vault: Vault
    ledger: ErasureLedger
    now: datetime = NOW
    ids: dict[str, str] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    """Proposals so far, by id."""

    async def open(self, *, held: int = 3) -> None:
        """An agency with a key, a victim, and messages that the brake holds."""
        call = await a_case(self.database, self.vault, now=self.now)
        async with self.database.transaction() as session:
            (person,) = await contacts.of_call(session, call.id)
            key = ApiKey(ori=ORI, label="CAD", key_hash="known", scopes="calls:write", created_at=self.now)
            session.add(key)
            self.ids |= {"contact_id": person.id, "key_id": key.id}
            for n in range(held):
                await self._hold(session, call.id, person.id, n)

    async def _hold(self, session: Any, call_id: str, contact_id: str, n: int) -> None:
        row = OutboundMessage(
            call_id=call_id,
            contact_id=contact_id,
            key=KEY,
            n=n + 1,
            channel="sms",
            status="created",
            reason="held_for_review",
            planned_at=self.now,
            updated_at=self.now,
        )
        session.add(row)
        await session.flush()
        decision = BrakeDecision.HELD.value
        session.add(BrakeEntry(message_id=row.id, ori=ORI, key=KEY, decision=decision, at=self.now))

    async def visit(self, badge: str, *roles: Role) -> StaffVisit:
        """A member of staff, added by the machine's operator and signed in."""
        account = await a_member(self.database, self.vault, *(roles or (Role.ADMINISTRATOR,)), badge=badge)
        return await self.signed_in(account.id)

    async def signed_in(self, account_id: str) -> StaffVisit:
        """A visit of the account, as it is now."""
        async with self.database.reading() as session:
            account = await session.get_one(StaffAccount, account_id)
            agency = await session.get_one(Agency, account.ori)
        seen: dict[str, Any] = {"created_at": self.now, "last_seen_at": self.now}
        row = StaffSession(token_hash=account_id, account_id=account_id, method="passkey", **seen)
        return StaffVisit(session=row, account=account, agency=agency, is_locked=False)

    async def mint(self, badge: str, *, by: StaffVisit) -> StaffVisit:
        """An account that a member of staff makes, and whose invitation they follow themselves."""
        actor = Actor(ActorKind.STAFF, by.account.badge)
        new = NewAccount(ori=ORI, badge=badge, name=f"Invented {badge}", roles=frozenset({Role.ADMINISTRATOR}))
        async with self.database.transaction() as session:
            account = await accounts.add(session, self.vault, new, by=actor, now=self.now)
        return await self.signed_in(account.id)

    def facts(self, kind: ProposalKind) -> dict[str, Any]:
        """Something that can be proposed."""
        return {
            ProposalKind.POLICY: {"text": POLICY + f"\n# {len(self.made)}\n"},
            ProposalKind.SENDER: {"channel": "sms", "address": "+12065550199"},
            ProposalKind.HELD_RELEASE: {"key": KEY},
            ProposalKind.HELD_DROP: {"key": KEY},
            ProposalKind.ERASURE: {"contact_id": self.ids["contact_id"], "reason": "Asked for."},
            ProposalKind.KEY_CHANGE: {"what": KeyAct.REVOKE.value, "key_id": self.ids["key_id"]},
        }[kind]

    async def propose(self, kind: ProposalKind, *, by: StaffVisit, **facts: Any) -> str:
        """The id of a new proposal."""
        async with self.database.transaction() as session:
            given = facts or self.facts(kind)
            proposal = await proposals.propose(session, self.vault, kind=kind, facts=given, by=by, now=self.now)
        self.made.append(proposal.id)
        return proposal.id

    async def approve(self, proposal_id: str, *, by: StaffVisit, seen: str | None = None) -> SecondPersonRefusal | None:
        """With what they would be shown."""
        tools = DecisionTools(vault=self.vault, ledger=self.ledger)
        async with self.database.transaction() as session:
            proposal = await rows.get(session, ORI, proposal_id)
            assert proposal is not None
            pin = await pin_now(session, by, proposal) if seen is None else seen
            return await proposals.approve(session, tools, proposal_id, by=by, seen=pin or "", now=self.now)

    async def collect(self, proposal_id: str, *, by: StaffVisit) -> str | None:
        """The new key, if it is theirs to have."""
        async with self.database.transaction() as session:
            return await collect_key(session, proposal_id, by=by, now=self.now)

    async def work(self) -> None:
        """What the worker does again and again."""
        await ApprovedProposals(self.database, clock=lambda: self.now).run_once()

    def wait(self, days: int) -> None:
        """Time passes."""
        self.now += timedelta(days=days)

    async def everything(self) -> dict[str, Any]:
        """What only two persons may change."""
        async with self.database.reading() as session:
            agency = await agencies.get(session, ORI)
            assert agency is not None
            keys = await api_keys.every(session, ORI)
            people = await contacts.by_ids(session, [self.ids["contact_id"]])
            return {
                "policy": agency.policy,
                "senders": [(each.channel, each.address) for each in await senders.every(session, ORI)],
                "keys": [(key.label, key.scopes, key.revoked_at) for key in keys],
                "held": await mass_news.count_held(session, ORI, KEY),
                "people": [person.phone_hash for person in people],
                "ledger": len(self.ledger.read().lines),
            }
