"""New passwords are long enough and not common; every character is allowed, and counts the same however typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.staff.passwords import LEAST, MOST, normalized, wrong_length
from domain.staff.sign_in import PasswordFlaw
from staff import passwords

KNOWN = ("Springfield Police Department", "WASPD0000", "D-114", "Dana Alvarez")


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("short pass", PasswordFlaw.SHORT),
        ("x" * 300, PasswordFlaw.LONG),
        ("password1234", PasswordFlaw.COMMON),
        ("123456789012", PasswordFlaw.COMMON),
        ("aaaaaaaaaaaaaaaaaaaa", PasswordFlaw.COMMON),
        ("qwertyuiopasdf", PasswordFlaw.COMMON),
        ("P@ssw0rd1234", PasswordFlaw.COMMON),
        ("caseline2026!", PasswordFlaw.COMMON),
        ("Springfield2026", PasswordFlaw.COMMON),
        ("Springfield Police", PasswordFlaw.COMMON),
        ("D-114D-114D-114", PasswordFlaw.COMMON),
        ("alvarez dana 1", PasswordFlaw.COMMON),
        ("summer2026!!", PasswordFlaw.COMMON),
        ("quiet otter moves slow", None),
        ("ñandú azul corre hoy", None),
        ("j7#Kd9!mQz2p", None),
        ("~%)&=?[]*+|<", None),
        ("пятница осень метла", None),
    ],
)
async def test_what_is_wrong_with_a_password(password: str, flaw: PasswordFlaw | None) -> None:
    assert await passwords.wrong_with(password, known_words=KNOWN) is flaw


@given(st.text(min_size=LEAST, max_size=MOST))
def test_a_password_is_the_same_in_every_normal_form(password: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert normalized(unicodedata.normalize(form, password)) == normalized(password)


@given(st.text(max_size=400))
def test_length_is_counted_in_characters_after_normalization(password: str) -> None:
    length = len(normalized(password))
    expected = PasswordFlaw.SHORT if length < 12 else PasswordFlaw.LONG if length > 256 else None
    assert wrong_length(password) is expected


async def test_a_hash_is_argon2id_of_the_second_choice_of_its_standard_and_salted() -> None:
    first, second = await passwords.hashed("quiet otter moves slow"), await passwords.hashed("quiet otter moves slow")
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert first != second
    assert await passwords.matches(first, "quiet otter moves slow")
    assert not await passwords.matches(first, "quiet otter moves slow ")
    assert not await passwords.matches("no hash", "quiet otter moves slow")


async def test_what_is_compared_where_there_is_no_password_takes_as_much_work() -> None:
    assert not passwords.needs_rehash(passwords.NO_PASSWORD)
    assert not await passwords.matches(passwords.NO_PASSWORD, "")
