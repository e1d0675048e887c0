"""Codes are those of RFC 6238, good thirty seconds before and after, and nothing but six digits."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff import one_time_codes as codes

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """The last six digits of RFC 6238, appendix B (SHA-1)."""
    moment = datetime.fromtimestamp(seconds, UTC)
    assert codes.code_at(SECRET, moment) == code
    assert codes.matching_step(SECRET, code, now=moment) == seconds // 30


@given(st.integers(0, 2**31), st.integers(-10, 10))
def test_a_code_is_good_in_its_step_and_the_ones_beside_it(seconds: int, steps: int) -> None:
    now = datetime.fromtimestamp(seconds + 10 * 30, UTC)
    shown = codes.code_at(SECRET, now + steps * codes.STEP)
    step = codes.matching_step(SECRET, shown, now=now)
    if abs(steps) <= 1:
        assert step is not None
    elif step is not None:  # one in a million is the same by chance
        assert codes.code_at(SECRET, datetime.fromtimestamp(step * 30, UTC)) == shown


@given(st.text(max_size=20))
def test_what_is_no_code_is_refused_without_an_error(typed: str) -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    step = codes.matching_step(SECRET, typed, now=now)
    assert step is None or codes.code_at(SECRET, now + (step - codes.step_at(now)) * timedelta(seconds=30)) in typed


def test_the_picture_says_badge_agency_and_secret() -> None:
    parts = urlsplit(codes.address_of_secret(SECRET, badge="D-114", agency="Springfield Police"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == "/Springfield%20Police:D-114"
    assert parse_qs(parts.query) == {"secret": [SECRET], "issuer": ["Springfield Police"]}


def test_a_secret_has_160_bits_and_is_the_same_for_the_same_invitation() -> None:
    assert len(base64.b32decode(codes.secret_from("a"))) == 20
    assert codes.secret_from("a") == codes.secret_from("a") != codes.secret_from("b")
