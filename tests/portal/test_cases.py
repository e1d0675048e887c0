"""Whose case it is: somebody is found with everybody who is the same person, as rules see it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from db.queries.contacts import address_hashes, same_person
from db.tables import Person
from domain.contacts import Contact, ContactRole, one_per_person
from tests.database import NOW

HASHES = st.none() | st.sampled_from(("a", "b", "c", "d", "e"))


@st.composite
def people(draw: st.DrawFn) -> list[Person]:
    """People of one call, some of whom share numbers and addresses."""
    return [
        Person(
            id=str(number),
            call_id="call",
            ref=str(number),
            roles=" ".join(sorted(draw(st.frozensets(st.sampled_from(ContactRole), min_size=1, max_size=2)))),
            phone_hash=draw(HASHES),
            email_hash=draw(HASHES),
            created_at=NOW,
            updated_at=NOW,
        )
        for number in range(draw(st.integers(1, 6)))
    ]


@given(everybody=people(), address=st.sampled_from(("a", "b", "c", "d", "e")))
def test_somebody_has_the_same_roles_here_as_where_messages_are_planned(everybody: list[Person], address: str) -> None:
    known = [(_contact(person), frozenset(address_hashes(person))) for person in everybody]
    found = same_person(everybody, address)
    hashes = {hash_ for person in found for hash_ in address_hashes(person)}
    assert bool(found) == any(address in theirs for _, theirs in known)
    assert len({person.id for person in found}) == len(found)
    if found:
        [joined] = [person for person in one_per_person(known) if person.id in {each.id for each in found}]
        assert joined.roles == frozenset(ContactRole(role) for each in found for role in each.roles.split())
    others = [theirs for contact, theirs in known if contact.id not in {person.id for person in found}]
    assert all(hashes.isdisjoint(theirs) for theirs in others)


def _contact(person: Person) -> Contact:
    roles = frozenset(ContactRole(role) for role in person.roles.split())
    return Contact(id=person.id, roles=roles, language="en", has_phone=True, has_email=True)
