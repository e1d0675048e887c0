"""Whatever follows whatever, and however soon: an oracle says which tries are looked at, and when the account locks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import staff_accounts
from domain.staff.roles import Role
from domain.staff.sign_in import MOST_WRONG_TRIES, WRONG_WITHIN, SignInRefusal
from staff.network_tries import CountedTry
from staff.sign_in_tries import SignInTries
from tests.api.conftest import NOW
from tests.portal_fixtures import ON_SQLITE
from tests.staff.officers import AT
from tests.staff_fixtures import a_member
from tests.thoroughness import examples

WRONG, RIGHT, BROKEN_OFF = "wrong", "right", "broken off"
_badge = count(1)

events = st.lists(
    st.tuples(st.sampled_from([WRONG, WRONG, WRONG, RIGHT, BROKEN_OFF]), st.sampled_from([0, 0, 1, 3, 4, 5, 15, 16])),
    min_size=1,
    max_size=20,
)
"""What a try is, and how many minutes after the one before."""


class Oracle:
    """The rule as the documentation has it: five wrong tries in fifteen minutes, with no right one between."""

    def __init__(self) -> None:
        self.counted: list[tuple[timedelta, str]] = []
        self.is_locked = False

    def answer(self, what: str, at: timedelta) -> SignInRefusal | None:
        lately = [kind for moment, kind in self.counted if moment > at - WRONG_WITHIN]
        if self.is_locked:
            return SignInRefusal.LOCKED
        if len(lately) >= MOST_WRONG_TRIES:
            return SignInRefusal.TOO_MANY_TRIES
        if what == RIGHT:
            self.counted = [each for each in self.counted if each[1] == BROKEN_OFF]
            return None
        self.counted.append((at, what))
        self.is_locked = [*lately, what].count(WRONG) >= MOST_WRONG_TRIES
        return SignInRefusal.WRONG_PASSWORD if what == WRONG else None


@ON_SQLITE
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(60))
@given(events=events)
async def test_tries_are_counted_as_the_oracle_says(
    database: Database, vault: Vault, events: list[tuple[str, int]]
) -> None:
    account = await a_member(database, vault, Role.DETECTIVE, badge=f"D-{next(_badge)}")
    oracle, at = Oracle(), timedelta()
    for number, (what, minutes) in enumerate(events):
        at += timedelta(minutes=minutes)
        place = replace(AT, source=f"10.{next(_badge) % 250}.{number}.1")  # each from a network of its own
        expected = oracle.answer(what, at)
        tries = SignInTries(vault, CountedTry.PASSWORD, place)
        async with database.transaction() as session:
            begun = await tries.begin(session, account, refusal=None, now=NOW + at)
        reason = begun.refusal or (SignInRefusal.WRONG_PASSWORD if what == WRONG else None)
        assert reason == expected
        if what != BROKEN_OFF or begun.refusal:
            async with database.transaction() as session:
                await tries.end(session, begun, reason, now=NOW + at)
    async with database.reading() as session:
        stored = await staff_accounts.get(session, account.id)
    assert stored is not None
    assert (stored.locked_at is not None) is oracle.is_locked
