"""Two persons decide: once, as they saw it, and never one alone; what is approved survives a kill."""

from __future__ import annotations

import asyncio
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import mass_news
from db.queries import proposals as rows
from domain.staff.proposals import KeyAct, ProposalKind, SecondPersonRefusal
from domain.staff.roles import Role
from portal.erasure_ledger import ErasureLedger, LedgerUnusable
from staff import proposals
from staff.acts.contract import CannotPropose
from staff.approved import ApprovedProposals
from staff.proposals import DecisionTools
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff.deciding import KEY, Desk

CHANGES = {
    ProposalKind.POLICY: {"policy"},
    ProposalKind.SENDER: {"senders"},
    ProposalKind.HELD_RELEASE: {"held"},
    ProposalKind.HELD_DROP: {"held"},
    ProposalKind.ERASURE: {"people", "ledger"},
    ProposalKind.KEY_CHANGE: {"keys"},
}


@pytest.mark.parametrize("kind", ProposalKind)
async def test_what_two_persons_approve_is_done_and_nothing_else(desk_of_two: Desk, kind: ProposalKind) -> None:
    desk = desk_of_two
    first, second = await desk.visit("A-3"), await desk.visit("A-4")
    before = await desk.everything()
    proposal = await desk.propose(kind, by=first)
    assert await desk.everything() == before
    assert await desk.approve(proposal, by=second) is None
    await desk.work()
    after = await desk.everything()
    assert {name for name in before if before[name] != after[name]} == CHANGES[kind]
    async with desk.database.reading() as session:
        found = await rows.get(session, ORI, proposal)
    assert found is not None
    assert found.executed_at == desk.now
    assert await desk.approve(proposal, by=second) is SecondPersonRefusal.OVER


async def test_of_two_who_approve_at_once_one_does_it(desk_of_two: Desk) -> None:
    desk = desk_of_two
    first, second, third = await desk.visit("A-3"), await desk.visit("A-4"), await desk.visit("A-5")
    proposal = await desk.propose(ProposalKind.ERASURE, by=first)
    found = await asyncio.gather(desk.approve(proposal, by=second), desk.approve(proposal, by=third))
    assert sorted(found, key=str) == [None, SecondPersonRefusal.OVER]
    assert len(desk.ledger.read().lines) == 3


async def test_of_two_policies_approved_at_once_one_is_put_in_force(desk_of_two: Desk) -> None:
    desk = desk_of_two
    first, second, third = await desk.visit("A-3"), await desk.visit("A-4"), await desk.visit("A-5")
    one, other = await desk.propose(ProposalKind.POLICY, by=first), await desk.propose(ProposalKind.POLICY, by=first)
    found = await asyncio.gather(desk.approve(one, by=second), desk.approve(other, by=third))
    assert sorted(found, key=str) == [None, SecondPersonRefusal.CHANGED]


async def test_a_release_that_is_killed_goes_on_with_the_same_messages(desk_of_two: Desk) -> None:
    desk = desk_of_two
    first, second = await desk.visit("S-1", Role.SUPERVISOR), await desk.visit("S-2", Role.SUPERVISOR)
    proposal = await desk.propose(ProposalKind.HELD_RELEASE, by=first)
    assert await desk.approve(proposal, by=second) is None
    left = iter([desk.now] * 3)

    def dying() -> datetime:
        return next(left)

    with pytest.raises(RuntimeError, match="StopIteration"):
        await ApprovedProposals(desk.database, clock=dying).run_once()
    async with desk.database.transaction() as session:
        assert await mass_news.count_held(session, ORI, KEY) == 2
        row = await rows.get(session, ORI, proposal)
        assert row is not None
        assert row.executed_at is None
        call_id = (await mass_news.held(session, ORI, KEY))[0]
        await desk._hold(session, await _call_of(session, call_id.message_id), desk.ids["contact_id"], 9)
    await asyncio.gather(desk.work(), desk.work())
    async with desk.database.reading() as session:
        row = await rows.get(session, ORI, proposal)
        assert row is not None
        assert (row.executed_at, row.outcome) == (desk.now, {"messages": 3})
        assert await mass_news.count_held(session, ORI, KEY) == 1


async def _call_of(session: object, message_id: str) -> str:
    from db.tables import OutboundMessage

    return (await session.get_one(OutboundMessage, message_id)).call_id  # type: ignore[attr-defined,no-any-return]


@ON_SQLITE
async def test_what_is_held_since_the_second_person_looked_is_not_released(desk_of_two: Desk) -> None:
    desk = desk_of_two
    first, second = await desk.visit("A-3"), await desk.visit("A-4")
    proposal = await desk.propose(ProposalKind.HELD_RELEASE, by=first)
    assert await desk.approve(proposal, by=second, seen="of before") is SecondPersonRefusal.CHANGED


@ON_SQLITE
async def test_without_its_ledger_no_one_is_erased(desk_of_two: Desk) -> None:
    desk = desk_of_two
    first, second = await desk.visit("A-3"), await desk.visit("A-4")
    before = await desk.everything()
    proposal = await desk.propose(ProposalKind.ERASURE, by=first)
    place = desk.ledger.path
    place.mkdir()
    with pytest.raises(LedgerUnusable):
        await desk.approve(proposal, by=second)
    place.rmdir()
    assert await desk.everything() == before
    assert await desk.approve(proposal, by=second) is None


@ON_SQLITE
async def test_each_way_of_being_no_second_person_is_refused(desk_of_two: Desk) -> None:
    desk = desk_of_two
    first = await desk.visit("A-3")
    proposal = await desk.propose(ProposalKind.KEY_CHANGE, by=first)
    assert await desk.approve(proposal, by=first) is SecondPersonRefusal.OWN
    assert await desk.approve(proposal, by=await desk.visit("D-1", Role.DETECTIVE)) is SecondPersonRefusal.NO_RIGHT
    minted = await desk.mint("A-9", by=first)
    assert await desk.approve(proposal, by=minted) is SecondPersonRefusal.SAME_HANDS
    of_minted = await desk.propose(ProposalKind.KEY_CHANGE, by=minted)
    assert await desk.approve(of_minted, by=first) is SecondPersonRefusal.SAME_HANDS
    namesake = await desk.visit("A-33")
    async with desk.database.transaction() as session:
        from db.tables import StaffAccount

        stored = await session.get_one(StaffAccount, namesake.account.id)
        stored.name_sealed = desk.vault.seal("name of  a-3", context="staff_accounts.name", row=stored.id)
    assert await desk.approve(proposal, by=await desk.signed_in(namesake.account.id)) is SecondPersonRefusal.SAME_NAME
    desk.wait(7)
    assert await desk.approve(proposal, by=await desk.visit("A-4")) is SecondPersonRefusal.OVER


@ON_SQLITE
async def test_who_has_not_the_right_proposes_nothing_and_nonsense_is_refused(desk_of_two: Desk) -> None:
    desk = desk_of_two
    detective, first = await desk.visit("D-1", Role.DETECTIVE), await desk.visit("A-3")
    for kind in ProposalKind:
        with pytest.raises(PermissionError):
            await desk.propose(kind, by=detective)
    for kind, facts in (
        (ProposalKind.POLICY, {"text": "nonsense = 1"}),
        (ProposalKind.SENDER, {"channel": "sms", "address": "nonsense"}),
        (ProposalKind.SENDER, {"channel": "sms", "remove": True}),
        (ProposalKind.HELD_DROP, {"key": "arrest_made"}),
        (ProposalKind.ERASURE, {"contact_id": "none"}),
        (ProposalKind.KEY_CHANGE, {"what": "revoke", "key_id": "none"}),
        (ProposalKind.KEY_CHANGE, {"what": "create", "label": "CAD", "scopes": "everything"}),
    ):
        with pytest.raises(CannotPropose):
            await desk.propose(kind, by=first, **facts)


@ON_SQLITE
async def test_a_declined_proposal_forgets_the_secret_it_would_have_put_in_force(desk_of_two: Desk) -> None:
    desk = desk_of_two
    first, second = await desk.visit("A-3"), await desk.visit("A-4")
    facts = {"channel": "email", "address": "police@springfield.example", "secret": "a key of SendGrid"}
    proposal = await desk.propose(ProposalKind.SENDER, by=first, **facts)
    async with desk.database.transaction() as session:
        row = await rows.get(session, ORI, proposal)
        assert row is not None
        assert row.secret_sealed is not None
        tools = DecisionTools(vault=desk.vault)
        words = "Not this one."
        assert await proposals.decline(session, tools, proposal, by=second, words=words, now=desk.now) is None
    assert row.secret_sealed is None
    assert desk.vault.open_if_any(row.answer_sealed, context=proposals.ANSWER, row=row.id) == words


ALONE = st.lists(
    st.tuples(
        st.sampled_from(("propose", "approve", "approve", "as_minted", "decline", "collect", "work", "wait", "create")),
        st.sampled_from(tuple(ProposalKind)),
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=16,
)


@given(acts=ALONE)
@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_no_sequence_of_acts_by_one_person_alone_changes_anything(
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    vault: Vault,
    acts: list[tuple[str, ProposalKind, int]],
) -> None:
    folder = tmp_path_factory.mktemp("alone")
    shutil.copy(sqlite_template, folder / "one.db")
    database = Database(f"sqlite+aiosqlite:///{folder / 'one.db'}")
    try:
        desk = Desk(database=database, vault=vault, ledger=ErasureLedger(folder / "erasures.jsonl"))
        await desk.open()
        alone = await desk.visit("A-3")
        minted = await desk.mint("A-9", by=alone)
        before = await desk.everything()
        for act, kind, which in acts:
            who = (alone, minted)[which % 2]
            target = desk.made[which % len(desk.made)] if desk.made else ""
            if act == "propose":
                await desk.propose(kind, by=who)
            elif act == "create":
                facts = {"what": KeyAct.CREATE.value, "label": "New", "scopes": "calls:read"}
                await desk.propose(ProposalKind.KEY_CHANGE, by=who, **facts)
            elif act == "work":
                await desk.work()
            elif act == "wait":
                desk.wait(which)
            elif target and act in ("approve", "as_minted"):
                assert await desk.approve(target, by=who if act == "approve" else minted) is not None
            elif target and act == "collect":
                assert await desk.collect(target, by=who) is None
            elif target:
                async with database.transaction() as session:
                    tools = DecisionTools(vault=vault)
                    await proposals.decline(session, tools, target, by=who, words="", now=desk.now)
        await desk.work()
        assert await desk.everything() == before
    finally:
        await database.dispose()
