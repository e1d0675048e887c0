"""The people of a call, asked for in one statement, are the same as when each table is asked by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.queries import careful_ground, contacts, people
from db.queries.reassigned_addresses import NOTICE, WRONG_NUMBER
from db.tables import AddressCut, Call, Consent, Person, Preference
from domain.contacts import Contact
from tests.database import NOW, an_agency
from tests.thoroughness import examples

HERE, OTHER = "here", "other"
"""Agencies; what the other one knows must not count."""

HASHES = st.sampled_from(("ana", "ben", "cem"))
AGENCIES = st.sampled_from((HERE, HERE, HERE, OTHER))
MOMENTS = st.integers(-60, 60).map(lambda hours: NOW + timedelta(hours=hours))
OR_NONE = st.sampled_from((None, True, False))

PEOPLE: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    roles=st.sampled_from(("reporting_party", "victim", "reporting_party victim", "suspect", "person_of_interest")),
    language=st.sampled_from((None, "fa")),
    phone_hash=st.none() | HASHES,
    email_hash=st.none() | HASHES,
    zones=st.sampled_from(("", "America/New_York")),
    safe_sms=st.booleans(),
    removed_at=st.sampled_from((None, None, None, NOW)),
    created_at=MOMENTS,
)
CALLS: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    ori=AGENCIES,
    status=st.sampled_from(("received", "dispatched", "closed", "cancelled", "merged")),
    sensitive_at=st.none() | MOMENTS,
    people=st.lists(PEOPLE, max_size=3),
)
WORDS: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict, ori=AGENCIES, address_hash=HASHES, purpose=st.sampled_from(("updates", "survey")), given=st.booleans()
)
CHOICES: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    channels=st.sampled_from((None, "", "sms", "email sms")),
    updates_off=st.sampled_from(("", "surveys progress")),
    safe_sms=OR_NONE,
    safe_email=OR_NONE,
    safe_voice=OR_NONE,
    safe_hours=st.sampled_from((None, "08:00-12:00 22:00-06:00")),
    ok_to_identify=OR_NONE,
    review_by=st.none() | MOMENTS,
)
CUTS: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict, reason=st.sampled_from((NOTICE, WRONG_NUMBER, "failed")), cut_at=MOMENTS
)
BY_ADDRESS = st.tuples(AGENCIES, HASHES)
WORLDS = st.fixed_dictionaries(
    {
        "calls": st.lists(CALLS, min_size=1, max_size=4),
        "words": st.lists(WORDS, max_size=5),
        "choices": st.dictionaries(BY_ADDRESS, CHOICES, max_size=3),
        "cuts": st.dictionaries(BY_ADDRESS, CUTS, max_size=3),
    }
)


class World:
    """What an example draws, stored for agencies and addresses of its own."""

    def __init__(self, drawn: dict[str, Any]) -> None:
        self._mark = uuid4().hex[:8]
        self._drawn = drawn
        self.agency = an_agency(self.own(HERE))

    def own(self, name: str) -> str:
        return f"{name}-{self._mark}"

    async def store(self, session: AsyncSession) -> str:
        """The id of the first call, which is one of ours."""
        session.add_all([self.agency, an_agency(self.own(OTHER))])
        await session.flush()
        first, *others = self._drawn["calls"]
        ids = [await self._call(session, call) for call in (first | {"ori": HERE}, *others)]
        for word in self._drawn["words"]:
            session.add(Consent(**self._owned(word), how="text", at=NOW))
            await session.flush()  # in this order
        for (ori, address_hash), chosen in self._drawn["choices"].items():
            session.add(Preference(**self._owned(chosen, ori, address_hash), how="portal", set_at=NOW))
        for (ori, address_hash), cut in self._drawn["cuts"].items():
            session.add(AddressCut(**self._owned(cut, ori, address_hash)))
        await session.flush()
        return ids[0]

    async def _call(self, session: AsyncSession, drawn: dict[str, Any]) -> str:
        values = {name: value for name, value in drawn.items() if name != "people"}
        times: dict[str, Any] = {"created_at": NOW, "updated_at": NOW}
        call = Call(**self._owned(values), call_number=uuid4().hex, **times)
        session.add(call)
        await session.flush()
        for person in drawn["people"]:
            hashes = {way: person[way] and self.own(person[way]) for way in ("phone_hash", "email_hash")}
            sealed = {"phone_sealed": hashes["phone_hash"], "email_sealed": hashes["email_hash"], "updated_at": NOW}
            careful = call.sensitive_at is not None or person["roles"] in ("suspect", "person_of_interest")
            session.add(Person(**person | hashes | sealed, careful=careful, call_id=call.id, ref=uuid4().hex))
        await session.flush()
        return call.id

    def _owned(self, values: dict[str, Any], ori: str = "", address_hash: str = "") -> dict[str, Any]:
        named = values | {name: word for name, word in (("ori", ori), ("address_hash", address_hash)) if word}
        return {name: self.own(word) if name in ("ori", "address_hash") else word for name, word in named.items()}


async def asked_one_by_one(session: AsyncSession, world: World, call_id: str) -> tuple[list[Person], list[Contact]]:
    """Each table by itself."""
    ori = world.agency.ori
    found = await contacts.of_call(session, call_id)
    ground = await careful_ground.around(session, ori=ori, call_id=call_id, hashes=contacts.hashes_of(found), now=NOW)
    return list(found), await contacts.for_rules(session, found, world.agency, ground)


@given(drawn=WORLDS)
@settings(
    max_examples=examples(60),
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_one_statement_finds_what_each_table_says(database: Database, drawn: dict[str, Any]) -> None:
    world = World(drawn)
    async with database.transaction() as session:
        call_id = await world.store(session)
    async with database.reading() as session:
        wanted, as_rules_saw = await asked_one_by_one(session, world, call_id)
        found = await people.of_call(session, world.agency.ori, call_id, now=NOW)
    assert [person.model_dump() for person in found.people] == [person.model_dump() for person in wanted]
    assert found.for_rules(world.agency.default_language) == as_rules_saw


async def test_all_people_of_a_step_are_asked_for_in_one_statement(sqlite_database: Database) -> None:
    asked: list[str] = []
    async with sqlite_database.reading() as session:
        await session.connection()
        event.listen(session.get_bind().engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        found = await people.of_call(session, "WASPD0000", "none", now=NOW)
    assert (found.people, len(asked)) == ([], 1)
