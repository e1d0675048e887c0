"""Which numbers and email addresses are a person's, and which only look like one (cases A5 and A6)."""

from __future__ import annotations

import json
import string
from typing import Any

import phonenumbers.timezone
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.addresses import UnusableAddress, country_of, e164, email_address, is_special, telephone, time_zones
from tests.shared_material import shared

COSTLY = {
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    phonenumbers.PhoneNumberType.UAN,
    phonenumbers.PhoneNumberType.VOICEMAIL,
}
SWITCHBOARD_DIGITS = st.integers(0, 9999).map("{:04}".format)


def is_refused(phone: str) -> bool:
    try:
        telephone(phone)
    except UnusableAddress:
        return True
    return False


@pytest.mark.parametrize(
    "phone",
    [
        "000-000-0000",
        "999-999-9999",
        "911-123-4567",
        "123-456-7890",
        "555-0143",
        "1234567",
        "(206) 911-0123",
        "206 411 4321",
        "206-555-1212",
        "206-555-1234",
        "234-567-8901",
        "206-222-2222",
        "+44 1111 111111",
        "+999 123 456 789",
        "911",
        "",
    ],
)
def test_a5_a_number_that_is_no_persons_is_refused(phone: str) -> None:
    assert is_refused(phone)


@pytest.mark.parametrize(
    "phone", ["(206) 555-0143", "+1 206 555 0100", "+15005550006", "+44 7400 123456", "2062065432"]
)
def test_a5_a_number_to_try_out_with_and_a_real_one_are_taken(phone: str) -> None:
    assert e164(phone).startswith("+")


@pytest.mark.parametrize("written", ["x412", "ext. 412", "EXT412", "#412", "extension 412", ",412", ";ext=412"])
def test_a5_an_extension_is_told_from_the_number(written: str) -> None:
    found = telephone(f"(971) 555-0125 {written}")
    assert (found.number, found.extension) == ("+19715550125", "412")
    assert found.shown() == "+1 971-555-0125 ext. 412"
    assert telephone(str(found)) == found


def a_sequence(start: int, step: int, length: int = 10) -> str:
    return "".join(str((start + step * n) % 10) for n in range(length))


AREAS = st.sampled_from(("206", "971", "212", "808", "787", "416"))
PLACEHOLDERS = st.one_of(
    st.sampled_from(string.digits).map(lambda digit: digit * 10),
    st.builds(a_sequence, st.integers(0, 9), st.sampled_from((1, -1))),
    st.builds(lambda n, rest: f"{n}11{rest:07}", st.integers(2, 9), st.integers(0, 10**7 - 1)),
    st.builds(lambda area, n, rest: f"{area}{n}11{rest}", AREAS, st.integers(2, 9), SWITCHBOARD_DIGITS),
    st.builds(lambda area, n: f"{area}{str(n) * 7}", AREAS, st.integers(0, 9)),
    st.integers(0, 10**7 - 1).map("{:07}".format),
)
WRITTEN = st.sampled_from(("{}", "+1{}", "1-{}", "+1 {}", "tel:{}"))


@given(PLACEHOLDERS, WRITTEN, st.sampled_from(("", " x412")))
def test_a5_no_placeholder_ever_is_a_number(digits: str, written: str, extension: str) -> None:
    assert is_refused(written.format(digits) + extension)


@given(st.integers(0, 10**11).map(str) | st.text(alphabet=string.digits + " -()+x#", max_size=20))
def test_a5_what_is_taken_is_valid_and_stays_what_it_is(phone: str) -> None:
    if is_refused(phone):
        return
    number = e164(phone)
    assert phonenumbers.is_valid_number(phonenumbers.parse(number))
    assert e164(number) == number


def test_a5_numbers_as_cad_systems_write_them() -> None:
    found: dict[str, Any] = json.loads(shared("vectors/phone_numbers.json").read_text(encoding="utf-8"))
    no_persons = {"8195551212", "8005551212"}  # directory assistance
    for raw in found["cad_raw_strings"]:
        valid = raw.get("valid", False) and not any(number in raw["raw"] for number in no_persons)
        assert is_refused(raw["raw"]) is not valid, raw
        if valid:
            assert (telephone(raw["raw"]).number, telephone(raw["raw"]).extension or None) == (raw["e164"], raw["ext"])


def test_a5_numbers_of_many_countries() -> None:
    found: dict[str, Any] = json.loads(shared("vectors/phone_numbers.json").read_text(encoding="utf-8"))
    for each in found["examples"]:
        if each["type"] in ("MOBILE", "FIXED_LINE"):
            assert e164(each["e164"]) == each["e164"]


@pytest.mark.parametrize(
    "email",
    [
        "none@none.com",
        "na@na.com",
        "n/a@example.com",
        "unknown@unknown.com",
        "NoEmail@gmail.com",
        "no-email@example.org",
        "no.email1@yahoo.com",
        "ana@noemail.com",
        "test@test.com",
        "a@a.com",
        "refused@none.co.uk",
        "ana@example..org",
        "ana@-example.org",
        "ana@example-.org",
        "ana@example",
        "ana.@example.org",
        "a na@example.org",
        "an\N{ZERO WIDTH SPACE}a@example.org",
        "ana@exam\N{ZERO WIDTH SPACE}ple.org",
        "ana\N{RIGHT-TO-LEFT OVERRIDE}@example.org",
        "ana@[127.0.0.1]",
        "jos\N{LATIN SMALL LETTER E WITH ACUTE}@example.org",
        "Ana <ana@example.org>",
        "ana@example.org, bo@example.org",
        "",
    ],
)
def test_a6_an_address_that_is_no_persons_is_refused(email: str) -> None:
    with pytest.raises(UnusableAddress) as refused:
        email_address(email)
    assert not email or email not in str(refused.value)


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        ("Ana@Example.ORG", "ana@example.org"),
        (" ana@example.com ", "ana@example.com"),
        ("test@example.com", "test@example.com"),
        ("ana@test.example.org", "ana@test.example.org"),
        ("unavailable@simulator.test", "unavailable@simulator.test"),
        ("test@agency.example", "test@agency.example"),
        ("smith@smith.com", "smith@smith.com"),
        ("ana@email.com", "ana@email.com"),
        ("ana@ex\N{LATIN SMALL LETTER A WITH ACUTE}mple.org", "ana@xn--exmple-qta.org"),
        ("nadia+case@gmail.com", "nadia+case@gmail.com"),
        ("o'brien@example.org", "o'brien@example.org"),
    ],
)
def test_a6_an_address_of_a_person_is_taken(email: str, kept: str) -> None:
    assert email_address(email) == kept


@given(
    st.sampled_from(("none", "na", "unknown", "noemail", "refused", "no.email", "n/a", "NO_EMAIL")), st.integers(0, 99)
)
def test_a6_a_word_for_none_is_no_mailbox_anywhere(word: str, n: int) -> None:
    for local in (word, f"{word}{n}", f"{word}+{n}"):
        for host in (f"{n}.example.org", "gmail.com", "none.com"):
            with pytest.raises(UnusableAddress):
                email_address(f"{local}@{host}")


@pytest.mark.parametrize(
    "phone",
    ["+1 900 234 5678", "+881612345678", "+88213300655", "+870 773 111 632", "+44 9012 345670", "+44 70 1234 5678"],
)
def test_e3_premium_and_satellite_numbers_are_no_persons(phone: str) -> None:
    assert is_refused(phone)


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("+12065550123", "US"),
        ("+17875550123", "US"),
        ("+16717350123", "US"),
        ("+14165550123", "CA"),
        ("+18765123456", "JM"),
        ("+18092345678", "DO"),
        ("+5351234567", "CU"),
        ("+447400123456", "GB"),
        ("+15005550006", "US"),
    ],
)
def test_e3_plus_one_is_many_countries(phone: str, country: str) -> None:
    assert country_of(phone) == country


@given(st.from_regex(r"\+1[2-9][0-9]{9}", fullmatch=True))
def test_e3_a_north_american_number_says_what_it_says_to_the_library(number: str) -> None:
    parsed = phonenumbers.parse(number)
    region = phonenumbers.region_code_for_number(parsed) or ""
    assert country_of(number) == {"PR": "US", "VI": "US", "GU": "US", "AS": "US", "MP": "US"}.get(region, region)
    assert set(time_zones(number)) <= set(phonenumbers.timezone.time_zones_for_number(parsed))
    assert is_special(number) is (phonenumbers.number_type(parsed) in COSTLY and not number.startswith("+1500555"))


def test_e3_no_special_number_of_any_country_is_taken() -> None:
    found: dict[str, Any] = json.loads(shared("vectors/phone_numbers.json").read_text(encoding="utf-8"))
    special = [each["e164"] for each in found["examples"] if each["type"] == "PREMIUM_RATE"]
    assert len(special) > 5
    assert all(is_refused(number) for number in special)


@pytest.mark.parametrize(
    ("phone", "detail"),
    [
        ("12", "is not a telephone number"),
        ("UNKNOWN", "is not a telephone number"),
        ("206-055-0123", "is not a telephone number"),
        ("999-999-9999", "is a placeholder"),
        ("206-911-0123", "is a placeholder"),
        ("+1 900 234 5678", "is a premium-rate, satellite or other special number"),
    ],
)
def test_a5_why_it_is_refused_is_said_without_it(phone: str, detail: str) -> None:
    with pytest.raises(UnusableAddress) as refused:
        telephone(phone)
    assert (refused.value.detail, str(refused.value)) == (detail, f"phone {detail}")
