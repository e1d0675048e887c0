"""Whatever is changed in a signed token, it is refused; and only keys that fit are keys."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from staff.providers.signatures import claims_of, read_keys
from tests.openid_provider import a_key, an_ec_key

RSA, EC = a_key("rsa"), an_ec_key("ec")
PSS = RSAKey.generate_key(2048, {"kid": "pss", "alg": "PS256"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
KEYS = read_keys({"keys": [key.as_dict(private=False) for key in (RSA, EC, PSS, ED)]})
CLAIMS = {"sub": "00u1", "nonce": "n-1"}


def signed(key: Key, algorithm: str, **header: Any) -> str:
    return jwt.encode({"alg": algorithm, "kid": key.get("kid"), **header}, CLAIMS, key, [algorithm])


def _short_key() -> dict[str, Any]:
    numbers = rsa.generate_private_key(65537, 1024).public_key().public_numbers()  # noqa: S505  refused for it
    modulus = urlsafe_b64encode(numbers.n.to_bytes(128, "big")).rstrip(b"=").decode()
    return {"kty": "RSA", "kid": "short", "e": "AQAB", "n": modulus}


TOKENS = {
    "RS256": signed(RSA, "RS256"),
    "PS256": signed(PSS, "PS256"),
    "ES256": signed(EC, "ES256"),
    "Ed25519": signed(ED, "Ed25519"),
}


@pytest.mark.parametrize("algorithm", TOKENS)
def test_a_token_is_read_with_the_key_that_it_names(algorithm: str) -> None:
    assert claims_of(TOKENS[algorithm], KEYS) == CLAIMS


@pytest.mark.filterwarnings("ignore:EdDSA")
def test_eddsa_is_what_providers_still_call_ed25519() -> None:
    assert claims_of(signed(ED, "EdDSA"), KEYS) == CLAIMS


@given(st.sampled_from(sorted(TOKENS)), st.data())
def test_no_token_passes_in_which_one_bit_was_turned(algorithm: str, data: st.DataObject) -> None:
    token = TOKENS[algorithm]
    at, bit = data.draw(st.integers(0, len(token) - 1)), data.draw(st.integers(0, 6))
    turned = token[:at] + chr(ord(token[at]) ^ 1 << bit) + token[at + 1 :]
    last_of_a_part = at + 1 == len(token) or token[at + 1] == "."
    try:
        read = claims_of(turned, KEYS)
    except ProviderSignInRefused:
        return
    assert last_of_a_part, "only the last letter has bits that mean nothing in base64"
    assert read == CLAIMS


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*){0,4}", fullmatch=True))
def test_what_is_no_token_is_refused_in_words(text: str) -> None:
    with pytest.raises(ProviderSignInRefused):
        claims_of(text, KEYS)


@pytest.mark.parametrize("algorithm", sorted(TOKENS))
def test_a_key_signs_by_its_own_algorithm_alone(algorithm: str) -> None:
    for other in {"RS256", "PS256", "ES256", "Ed25519"} - {algorithm}:
        head, body, signature = TOKENS[algorithm].split(".")
        del head
        forged = f"{TOKENS[other].split('.')[0]}.{body}.{signature}"
        with pytest.raises(ProviderSignInRefused):
            claims_of(forged, KEYS)


def test_a_key_that_says_its_algorithm_takes_no_other() -> None:
    free = RSAKey.import_key({name: value for name, value in RSA.as_dict(private=True).items() if name != "alg"})
    with pytest.raises(ProviderSignInRefused) as refused:
        claims_of(signed(free, "PS256"), KEYS)
    assert refused.value.why is Unfit.ALGORITHM


def test_a_token_that_names_no_key_is_checked_by_the_only_one() -> None:
    unnamed = jwt.encode({"alg": "ES256"}, CLAIMS, EC, ["ES256"])
    assert claims_of(unnamed, read_keys({"keys": [EC.as_dict(private=False)]})) == CLAIMS
    with pytest.raises(ProviderSignInRefused):
        claims_of(unnamed, KEYS)


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(
    "listed",
    [
        _short_key(),
        RSA.as_dict(private=False) | {"use": "enc"},
        RSA.as_dict(private=False) | {"key_ops": ["encrypt"]},
        RSA.as_dict(private=True),
        ECKey.generate_key("P-384").as_dict(private=False),
        OKPKey.generate_key("X25519").as_dict(private=False),
        OctKey.generate_key(256).as_dict(private=True),
        {"kty": "RSA", "n": "AQAB"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "unknown"},
        {},
        None,
        "key",
    ],
    ids="short encrypts operation private curve agreement secret small-n small-x unknown empty none text".split(),
)
def test_what_is_of_no_use_is_no_key(listed: Any) -> None:
    assert read_keys({"keys": [listed]}) == {}


@pytest.mark.parametrize("key_set", [{}, {"keys": None}, {"keys": {}}, {"keys": []}])
def test_a_set_without_keys_has_none(key_set: dict[str, Any]) -> None:
    assert read_keys(key_set) == {}
