"""Whatever ends and ages calls have and whatever an agency keeps: an oracle says which rows remain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import contacts
from db.tables import Agency, Preference
from domain.call_state import CallState, CaseStatus, End
from portal.retention import Report, Retention
from tests.aged_calls import EVERYTHING, POLICY, AgedCall, ago, ended, hold, kept_of, store, with_case
from tests.database import NOW
from tests.thoroughness import examples

AGES = [0, 29, 30, 31, 364, 365, 399, 400, 401, 1094, 1096, 4000]
DAYS = [0, 30, 365, 400, 1095]
DAYS_OF_CALLS = [0, 400, 1095]
WORDS = ("messages", "replies", "surveys")
KINDS = (*WORDS, "people", "timeline", "events")
PHONES = ["+12065550123", "+12065550124", "+12065550125"]
ENDED = ["no_case", "cancelled", "closed_case", "suspended_case"]
OPEN = ["open", "unknown", "reopened", "opened_case", "open_case"]
ENDS = [*OPEN, *ENDED, *ENDED, "merged", "merged", "merged", "merged"]
_town = count(1)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What is known of a call, in the words of the one who wrote the rules down."""

    end: str
    age: int
    into: int
    """Of a duplicate: which call it was merged into; one that is none stays a call that is not there."""
    phone: str
    held: str
    busy: str


drawn_calls = st.lists(
    st.builds(
        Drawn,
        end=st.sampled_from(ENDS),
        age=st.sampled_from(AGES),
        into=st.integers(0, 4),
        phone=st.sampled_from(PHONES),
        held=st.sampled_from(["", "", "", "call", "case"]),
        busy=st.sampled_from(["", "", "", "message", "event"]),
    ),
    min_size=1,
    max_size=6,
)
kept_days = st.fixed_dictionaries(
    {}, optional={**{kind: st.sampled_from(DAYS) for kind in KINDS}, "calls": st.sampled_from(DAYS_OF_CALLS)}
)
policies = st.fixed_dictionaries(dict.fromkeys(("no_case", "closed_case", "suspended_case"), kept_days))
Policies = Mapping[str, Mapping[str, int]]


def aged(number: str, drawn: Drawn) -> AgedCall:
    made: dict[str, AgedCall] = {
        "open": AgedCall(number=number, state=CallState(agency="", call_number=number, received_at=ago(drawn.age))),
        "unknown": AgedCall(number=number, state=CallState(agency="", call_number=number)),
        "no_case": ended(number, drawn.age),
        "cancelled": ended(number, drawn.age, ended=End.CANCELLED),
        "reopened": ended(number, drawn.age, ended=None, ended_at=None, reopened_at=ago(drawn.age)),
        "opened_case": with_case(number, CaseStatus.OPENED, drawn.age),
        "open_case": with_case(number, CaseStatus.ASSIGNED, drawn.age),
        "closed_case": with_case(number, CaseStatus.CLOSED, drawn.age),
        "suspended_case": with_case(number, CaseStatus.SUSPENDED, drawn.age),
        "merged": ended(number, drawn.age, ended=End.MERGED, merged_into=str(drawn.into)),
    }
    return replace(
        made[drawn.end],
        phone=drawn.phone,
        message="created" if drawn.busy == "message" else "delivered",
        relayed=drawn.busy != "event",
    )


def toml(policy: Policies) -> str:
    tables = [
        f"[retention.{end}]\n" + "".join(f"{kind}_days = {n}\n" for kind, n in kept.items())
        for end, kept in policy.items()
    ]
    return POLICY + "\n" + "\n".join(tables)


class Oracle:
    """What remains, by the rules as the documentation has them."""

    def __init__(self, calls: list[Drawn], policy: Policies) -> None:
        self.calls = calls
        defaults = {"no_case": {"people": 365}, "closed_case": {"people": 1095}, "suspended_case": {}}
        self.days = {end: {**defaults[end], **kept} for end, kept in policy.items()}

    def remains(self, n: int) -> dict[str, int]:
        call = self.calls[n]
        kind_and_age = self.kind_and_age(n)
        if kind_and_age is None or call.busy or self.is_held(n):
            return EVERYTHING
        kind, age = kind_and_age
        left = dict(EVERYTHING)
        for record in EVERYTHING:
            ways = [record, "calls"] + (["people"] if record in WORDS else [])
            limits = [self.days[kind].get(way, 0) for way in ways]
            if any(limit and age >= limit for limit in limits):
                del left[record]
        return left

    def survivor(self, n: int) -> int | None:
        """The call it was merged into, if that is another one that is there."""
        call = self.calls[n]
        return call.into if call.end == "merged" and call.into != n and call.into < len(self.calls) else None

    def kind_and_age(self, n: int) -> tuple[str, int] | None:
        """None for a call that is open."""
        call = self.calls[n]
        survivor = self.survivor(n)
        if survivor is not None:
            of_survivor = self.kind_and_age(survivor)
            return of_survivor and (of_survivor[0], min(call.age, of_survivor[1]))
        names = {"no_case": "no_case", "cancelled": "no_case", "merged": "no_case"}
        names |= {"closed_case": "closed_case", "suspended_case": "suspended_case"}
        return (names[call.end], call.age) if call.end in names else None

    def is_held(self, n: int) -> bool:
        call, survivor = self.calls[n], self.survivor(n)
        has_case = call.end in ("opened_case", "open_case", "closed_case", "suspended_case")
        mine = call.held == "call" or (call.held == "case" and has_case)
        return mine or (survivor is not None and self.is_held(survivor))


def one_merge_deep(calls: list[Drawn]) -> list[Drawn]:
    """Duplicates of duplicates are judged one by one in the order of their ids: not what is to be shown here."""

    def is_merged(n: int) -> bool:
        return n < len(calls) and calls[n].end == "merged"

    return [replace(call, into=9) if call.end == "merged" and is_merged(call.into) else call for call in calls]


async def run(database: Database, ori: str, *, dry_run: bool) -> Report:
    async with database.reading() as session:
        agency = await session.get_one(Agency, ori)
    return await Retention(database, now=NOW, dry_run=dry_run, progress=lambda done, total: None).run(agency)


async def known_phones(database: Database, vault: Vault, ori: str) -> set[str]:
    """Those of which something was chosen."""
    async with database.reading() as session:
        chosen = set(await session.scalars(select(col(Preference.address_hash)).where(col(Preference.ori) == ori)))
    return {phone for phone in PHONES if contacts.phone_hash(vault, phone) in chosen}


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(calls=drawn_calls.map(one_merge_deep), policy=policies)
async def test_exactly_what_the_rules_say_remains(
    database: Database, key_ring: KeyRing, calls: list[Drawn], policy: Policies
) -> None:
    ori, vault = f"TOWN{next(_town):05}", Vault(key_ring)
    await store(database, vault, ori, *(aged(str(n), call) for n, call in enumerate(calls)), policy=toml(policy))
    for n, call in enumerate(calls):
        if call.held:
            await hold(database, ori, str(n) if call.held == "call" else f"case-{n}")
    oracle = Oracle(calls, policy)
    foretold = await run(database, ori, dry_run=True)
    assert {n: await kept_of(database, ori, str(n)) for n in range(len(calls))} == dict.fromkeys(
        range(len(calls)), EVERYTHING
    )
    done = await run(database, ori, dry_run=False)
    remaining = {n: await kept_of(database, ori, str(n)) for n in range(len(calls))}
    assert remaining == {n: oracle.remains(n) for n in range(len(calls))}
    assert {kind: each.gone for kind, each in done.counts.items()} == _gone(remaining)
    assert done.counts == foretold.counts
    assert (done.held, done.busy) == (foretold.held, foretold.busy)
    assert all(each.before - each.gone == each.after for each in done.counts.values())
    still_known = {call.phone for n, call in enumerate(calls) if "people" in remaining[n]}
    assert await known_phones(database, vault, ori) == still_known
    again = await run(database, ori, dry_run=False)
    assert sum(each.gone for each in again.counts.values()) == 0


def _gone(remaining: Mapping[int, Mapping[str, int]]) -> dict[str, Any]:
    gone = {kind: sum(kind not in kept for kept in remaining.values()) for kind in EVERYTHING}
    return {**gone, "tasks": 0, "stray replies": 0, "audit records": 0}


@pytest.mark.parametrize("age", [0, 10, 10_000])
def test_the_oracle_knows_an_open_call_when_it_sees_one(age: int) -> None:
    drawn = Drawn(end="open_case", age=age, into=0, phone=PHONES[0], held="", busy="")
    kept = {end: {"calls": 400, "people": 30} for end in ("no_case", "closed_case", "suspended_case")}
    assert Oracle([drawn], kept).remains(0) == EVERYTHING
