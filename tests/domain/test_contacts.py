"""Who is one person, and what caution that brings."""

from __future__ import annotations

from datetime import UTC

from domain.contacts import ContactRole, one_per_person
from tests.builders import a_contact

PHONE, EMAIL, OTHER = frozenset({"phone"}), frozenset({"email"}), frozenset({"other"})


def test_people_with_different_addresses_stay_apart() -> None:
    ana, ben = a_contact(id="ana"), a_contact(id="ben")
    assert one_per_person([(ana, PHONE), (ben, OTHER)]) == [ana, ben]


def test_somebody_listed_twice_is_one_person_with_both_roles() -> None:
    caller = a_contact(id="first", roles=frozenset({ContactRole.REPORTING_PARTY}))
    victim = a_contact(id="second", roles=frozenset({ContactRole.VICTIM}))
    (person,) = one_per_person([(caller, PHONE), (victim, PHONE | EMAIL)])
    assert person.id == "first"
    assert person.roles == {ContactRole.REPORTING_PARTY, ContactRole.VICTIM}


def test_a_suspect_listed_again_as_a_caller_stays_a_suspect() -> None:
    caller = a_contact(id="caller", roles=frozenset({ContactRole.REPORTING_PARTY}))
    suspect = a_contact(id="suspect", roles=frozenset({ContactRole.SUSPECT}))
    (person,) = one_per_person([(caller, PHONE), (suspect, PHONE)])
    assert ContactRole.SUSPECT in person.roles


def test_what_is_unsafe_or_opted_out_for_one_is_so_for_the_same_person() -> None:
    first = a_contact(id="first")
    second = a_contact(id="second", safe_sms=False, opted_out=frozenset({"updates"}), zones=frozenset({UTC}))
    (person,) = one_per_person([(first, PHONE), (second, PHONE)])
    assert not person.safe_sms
    assert person.opted_out == {"updates"}
    assert person.zones == {UTC}


def test_a_third_entry_may_show_that_two_were_the_same() -> None:
    first, second, third = (a_contact(id=name) for name in ("first", "second", "third"))
    (person,) = one_per_person([(first, PHONE), (second, EMAIL), (third, PHONE | EMAIL)])
    assert person.id in {"first", "second"}


def test_people_without_any_address_are_never_taken_for_each_other() -> None:
    assert len(one_per_person([(a_contact(id="a"), frozenset()), (a_contact(id="b"), frozenset())])) == 2
