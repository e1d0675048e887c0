"""What an ID token must say: right ones pass, and one wrong claim is enough to be refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.staff.id_token import MAX_AGE, SKEW, ExpectedToken, check_claims, hash_of
from domain.staff.provider_refusals import ProviderSignInRefused, Unfit

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ISSUER = "https://id.springfield.example"
SECONDS = int(NOW.timestamp())
RIGHT: dict[str, Any] = {
    "iss": ISSUER,
    "aud": "caseline",
    "sub": "00u1",
    "iat": SECONDS,
    "exp": SECONDS + 300,
    "auth_time": SECONDS - 60,
    "nonce": "n-1",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=5,
)


def expected(*, is_fresh: bool = False) -> ExpectedToken:
    return ExpectedToken(
        issuer=ISSUER, client_id="caseline", nonce_hash=hash_of("n-1"), asked_at=NOW, is_fresh=is_fresh
    )


def why(claims: dict[str, Any], *, is_fresh: bool = False) -> Unfit | None:
    """The reason of the refusal; None if it passes."""
    try:
        check_claims(claims, expected(is_fresh=is_fresh), now=NOW)
    except ProviderSignInRefused as refused:
        return refused.why
    return None


def test_a_right_token_gives_its_subject() -> None:
    assert check_claims(RIGHT, expected(), now=NOW) == "00u1"
    assert check_claims(RIGHT | {"aud": ["caseline"], "azp": "caseline"}, expected(), now=NOW) == "00u1"


@given(st.sampled_from(("iss", "nonce", "aud")), JSON)
def test_no_other_value_of_a_claim_passes_that_must_be_one(name: str, value: Any) -> None:
    assume(value not in (RIGHT[name], [RIGHT[name]]))
    assert why(RIGHT | {name: value}) is not None


@given(st.sampled_from(sorted(RIGHT)), JSON)
def test_whatever_a_claim_holds_is_refused_or_passed_and_never_an_error(name: str, value: Any) -> None:
    why(RIGHT | {name: value})


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_each_claim_is_needed(name: str) -> None:
    assert why({claim: value for claim, value in RIGHT.items() if claim != name}) is not None


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "1" + "0" * 400, "true", '"1"', "null", "[1]"])
@pytest.mark.parametrize("name", ["exp", "iat", "nbf", "auth_time"])
def test_a_time_that_is_none_is_refused(name: str, number: str) -> None:
    assert why(RIGHT | {name: json.loads(number)}) is not None


@given(st.integers(-7200, 7200))
def test_clocks_may_be_a_minute_apart_and_not_more(seconds: int) -> None:
    skew = SKEW.total_seconds()
    assert (why(RIGHT | {"exp": SECONDS + seconds}) is None) is (seconds > -skew)
    assert (why(RIGHT | {"nbf": SECONDS + seconds}) is None) is (seconds <= skew)
    assert (why(RIGHT | {"iat": SECONDS + seconds}) is None) is (-660 <= seconds <= skew)


@given(st.integers(-7200, 7200))
def test_a_sign_in_counts_for_half_an_hour_or_if_a_fresh_one_was_asked_for_from_then_on(seconds: int) -> None:
    claims = RIGHT | {"auth_time": SECONDS + seconds}
    skew = SKEW.total_seconds()
    assert (why(claims) is None) is (-MAX_AGE.total_seconds() - skew <= seconds <= skew)
    assert (why(claims, is_fresh=True) is None) is (-skew <= seconds <= skew)


def test_a_refusal_says_no_claim() -> None:
    with pytest.raises(ProviderSignInRefused) as refused:
        check_claims(RIGHT | {"iss": "https://evil.example"}, expected(), now=NOW + timedelta(seconds=1))
    assert str(refused.value) == "token_issuer"
