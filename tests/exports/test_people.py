"""Invented people cannot be mistaken for anybody, and stay the same however often they are asked for."""

from __future__ import annotations

import re
from collections import Counter

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st

from domain.contacts import ContactRole
from domain.messages import LANGUAGES
from intake.exports.invented_people import InventedPerson, invent_caller, invent_detective
from intake.exports.mapping import People

PEOPLE = People(area_codes=("206", "425"), languages=dict.fromkeys(LANGUAGES, 1.0))


def callers(count: int, people: People = PEOPLE, *, seed: int = 1) -> list[InventedPerson | None]:
    return [invent_caller(f"C{number}", people, seed=seed, victim=None) for number in range(count)]


@given(st.text(min_size=1, max_size=20), st.integers(min_value=0, max_value=10**6))
def test_every_number_is_one_kept_for_fiction_and_every_address_too(call_number: str, seed: int) -> None:
    caller = invent_caller(call_number, PEOPLE, seed=seed, victim=None)
    for person in (caller, invent_detective(call_number, PEOPLE, seed=seed)):
        if person is None:
            continue
        assert person.phone is None or re.fullmatch(r"\+1(206|425)55501\d\d", person.phone)
        assert person.email is None or re.fullmatch(r"[a-z0-9.]+@example\.com", person.email)
        assert person.phone or person.email


def test_a_call_has_the_same_caller_every_time_and_other_seeds_other_people() -> None:
    assert callers(50) == callers(50)
    assert callers(50) != callers(50, seed=2)


def test_somebody_who_calls_twice_is_the_same_person() -> None:
    by_phone: dict[str, set[tuple[str, str | None]]] = {}
    for person in callers(600):
        if person and person.phone:
            by_phone.setdefault(person.phone, set()).add((person.name, person.language))
    assert any(count > 1 for count in Counter(p.phone for p in callers(600) if p and p.phone).values())
    assert all(len(who) == 1 for who in by_phone.values())


def test_all_languages_ways_and_roles_occur() -> None:
    everybody = callers(400)
    known = [person for person in everybody if person]
    assert {person.language for person in known} == set(LANGUAGES)
    assert {(bool(p.phone), bool(p.email)) for p in known} == {(True, False), (True, True), (False, True)}
    assert {p.roles for p in known} == {
        (ContactRole.REPORTING_PARTY,),
        (ContactRole.REPORTING_PARTY, ContactRole.VICTIM),
    }
    assert 0 < everybody.count(None) < 60


def test_weights_are_kept() -> None:
    only = People(area_codes=("206",), languages={"sw": 1.0}, nobody_share=0, email_only_share=1)
    assert {(p.language, p.phone) for p in callers(30, only) if p} == {("sw", None)}
    assert set(callers(30, People(area_codes=("206",), nobody_share=1))) == {None}


def test_whether_the_caller_is_the_victim_may_be_said() -> None:
    people = People(area_codes=("206",), nobody_share=0)
    roles = [invent_caller("C1", people, seed=1, victim=victim) for victim in (True, False)]
    assert [ContactRole.VICTIM in person.roles for person in roles if person] == [True, False]


def test_numbers_of_the_real_mappings_are_possible_ones() -> None:
    number = phonenumbers.parse("+12065550142")
    assert phonenumbers.is_possible_number(number)
