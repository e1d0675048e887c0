"""Every forged, replayed or misdirected answer is refused, recorded, and leaves nothing behind.

`python -m tests.api.staff.providers.test_forgeries` prints them as the table of docs/staff-openid.md.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import Key, OctKey, RSAKey

from domain.audit.acts import ActKind
from domain.staff.provider_refusals import Unfit
from domain.staff.provider_rules import ProviderKind, TwoFactors
from tests.api.staff.providers.ways import Newcomer, set_up
from tests.intake.fakes import StandingClock
from tests.openid_provider import CLIENT_ID, OpenIdTestProvider, a_key, openid_provider
from tests.portal_fixtures import ON_SQLITE, ORI, PUBLIC

OTHER_ORI = "WAOTH0000"
_OTHER_KEY = a_key("first")
_UNKNOWN_KEY = a_key("unknown")
_MINUTE = 60


def _bytes(part: object) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """`alg: none`, without a signature."""
    return f"{_bytes(header | {'alg': 'none'})}.{_bytes(claims)}."


def signed_with(key: Key, **changes: Any) -> Callable[[dict[str, Any], dict[str, Any]], str]:
    """By another key than the one it names."""

    def sign(header: dict[str, Any], claims: dict[str, Any]) -> str:
        return jwt.encode(header | changes, claims, key, [changes.get("alg", header["alg"])])

    return sign


def by_the_public_key(provider: OpenIdTestProvider, encoding: Encoding, kind: PublicFormat) -> str | None:
    """The provider's public key taken for the secret of HS256 [RFC 8725, 2.1]."""
    assert isinstance(provider.key, RSAKey)
    public = provider.key.public_key
    assert isinstance(public, rsa.RSAPublicKey)
    secret = OctKey.import_key(urlsafe_b64encode(public.public_bytes(encoding, kind)).decode())
    provider.sign = signed_with(secret, alg="HS256")
    return None


@dataclass(frozen=True, kw_only=True)
class Forgery:
    """What is wrong with the token, and the word that the audit log has for it."""

    why: Unfit
    claims: Mapping[str, Any] = field(default_factory=dict)
    seconds: Mapping[str, int] = field(default_factory=dict)
    """Claims that are a time: seconds from now."""
    do: Callable[[OpenIdTestProvider], object] = lambda provider: None


def sign_by(sign: Callable[[dict[str, Any], dict[str, Any]], str]) -> Callable[[OpenIdTestProvider], object]:
    """The forger's own way to sign."""
    return lambda provider: setattr(provider, "sign", sign)


FORGERIES: Mapping[str, Forgery] = {
    "made for another application (`aud`)": Forgery(why=Unfit.AUDIENCE, claims={"aud": "another"}),
    "made for several applications": Forgery(why=Unfit.AUDIENCE, claims={"aud": [CLIENT_ID, "another"]}),
    "without `aud`": Forgery(why=Unfit.AUDIENCE, claims={"aud": None}),
    "of another authorized party (`azp`)": Forgery(why=Unfit.AUTHORIZED_PARTY, claims={"azp": "another"}),
    "of another issuer (`iss`)": Forgery(why=Unfit.ISSUER, claims={"iss": "https://evil.example"}),
    "of the issuer with a slash more": Forgery(
        why=Unfit.ISSUER, do=lambda provider: provider.claims.update(iss=f"{provider.issuer}/")
    ),
    "with another nonce": Forgery(why=Unfit.NONCE, claims={"nonce": "another"}),
    "without a nonce": Forgery(why=Unfit.NONCE, claims={"nonce": None}),
    "expired": Forgery(why=Unfit.EXPIRED, seconds={"exp": -2 * _MINUTE}),
    "that never expires (no `exp`)": Forgery(why=Unfit.EXPIRED, claims={"exp": None}),
    "with `exp` as a text": Forgery(why=Unfit.EXPIRED, claims={"exp": "9999999999"}),
    "not valid yet (`nbf`)": Forgery(why=Unfit.NOT_YET_VALID, seconds={"nbf": 2 * _MINUTE}),
    "issued in the future (`iat`)": Forgery(why=Unfit.ISSUED_AT, seconds={"iat": 2 * _MINUTE}),
    "issued an hour ago": Forgery(why=Unfit.ISSUED_AT, seconds={"iat": -60 * _MINUTE}),
    "without `iat`": Forgery(why=Unfit.ISSUED_AT, claims={"iat": None}),
    "without `sub`": Forgery(why=Unfit.SUBJECT, claims={"sub": None}),
    "without `auth_time`": Forgery(why=Unfit.NO_SIGN_IN_TIME, claims={"auth_time": None}),
    "with `auth_time` in the future": Forgery(why=Unfit.OLD_SIGN_IN, seconds={"auth_time": 2 * _MINUTE}),
    "without `amr`": Forgery(why=Unfit.ONE_FACTOR, claims={"amr": None}),
    "of one factor (`amr`: pwd)": Forgery(why=Unfit.ONE_FACTOR, claims={"amr": ["pwd"]}),
    "with `amr` that only looks like mfa": Forgery(why=Unfit.ONE_FACTOR, claims={"amr": ["mfa "]}),
    "of an `acr` that does not count": Forgery(why=Unfit.ONE_FACTOR, claims={"amr": [], "acr": "1"}),
    "unsigned (`alg`: none)": Forgery(why=Unfit.ALGORITHM, do=sign_by(unsigned)),
    "unsigned (`alg`: NONE)": Forgery(
        why=Unfit.ALGORITHM,
        do=sign_by(lambda header, claims: f"{_bytes(header | {'alg': 'NONE'})}.{_bytes(claims)}."),
    ),
    "HS256 with the public key (PEM) as secret": Forgery(
        why=Unfit.ALGORITHM,
        do=lambda provider: by_the_public_key(provider, Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ),
    "HS256 with the public key (DER) as secret": Forgery(
        why=Unfit.ALGORITHM,
        do=lambda provider: by_the_public_key(provider, Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    ),
    "signed by another key under the same key id": Forgery(why=Unfit.SIGNATURE, do=sign_by(signed_with(_OTHER_KEY))),
    "signed by a key that brings itself along (`jwk`)": Forgery(
        why=Unfit.SIGNATURE, do=sign_by(signed_with(_OTHER_KEY, jwk=_OTHER_KEY.as_dict(private=False)))
    ),
    "of an unknown key id": Forgery(why=Unfit.UNKNOWN_KEY, do=sign_by(signed_with(_UNKNOWN_KEY, kid="unknown"))),
    "RS512, which is not on the list": Forgery(
        why=Unfit.ALGORITHM,
        do=lambda provider: setattr(provider, "sign", lambda header, claims: _rs512(provider.key, header, claims)),
    ),
    "with a part that is not understood (`crit`)": Forgery(
        why=Unfit.UNREADABLE,
        do=sign_by(lambda header, claims: f"{_bytes(header | {'crit': ['x'], 'x': 1})}.{_bytes(claims)}.c2ln"),
    ),
    "that is no token": Forgery(why=Unfit.UNREADABLE, do=sign_by(lambda header, claims: "no token at all")),
    "encrypted (five parts)": Forgery(why=Unfit.UNREADABLE, do=sign_by(lambda header, claims: "a.b.c.d.e")),
}


def _rs512(key: Key, header: dict[str, Any], claims: dict[str, Any]) -> str:
    free = RSAKey.import_key({name: value for name, value in key.as_dict(private=True).items() if name != "alg"})
    return jwt.encode(header | {"alg": "RS512"}, claims, free, ["RS512"])


async def left_behind(newcomer: Newcomer) -> tuple[int, int, bool]:
    """Accounts, sessions, and whether a staff page opens."""
    return len(await newcomer.accounts()), len(await newcomer.sessions()), await newcomer.is_in()


NOTHING = (0, 0, False)


@ON_SQLITE
@pytest.mark.parametrize("name", FORGERIES)
async def test_a_forged_token_is_refused_and_leaves_nothing(
    newcomer: Newcomer, provider: OpenIdTestProvider, name: str
) -> None:
    forgery = FORGERIES[name]
    now = int(newcomer.deps.clock().timestamp())
    provider.claims = dict(forgery.claims) | {claim: now + seconds for claim, seconds in forgery.seconds.items()}
    forgery.do(provider)
    # The forger's victim has just signed in anew: where that is old, they would only be asked to.
    refused = await newcomer.sign_in("?again=true")
    assert refused.status_code == 403
    assert await left_behind(newcomer) == NOTHING
    [record] = await newcomer.records()
    assert (record.kind, record.reason, record.by) == (ActKind.SIGN_IN_REFUSED, forgery.why, "unproven:sign-in")


@ON_SQLITE
async def test_a_state_and_a_code_are_used_once(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    address = await newcomer.way_back()
    assert (await newcomer.browser.get(address)).status_code == 303
    newcomer.browser.cookies.delete("__Host-staff")
    assert "begun elsewhere" in (await newcomer.browser.get(address)).text
    assert not await newcomer.is_in()
    assert (await newcomer.records())[0].reason == Unfit.NO_ATTEMPT
    code = parse_qs(urlsplit(address).query)["code"][0]
    provider.answer = {"code": code}
    assert (await newcomer.sign_in()).status_code == 403
    assert (await newcomer.records())[0].reason == Unfit.CODE_REFUSED


@ON_SQLITE
async def test_the_state_of_another_browser_opens_nothing_and_is_not_used_up(
    app: FastAPI, newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    del provider
    address = await newcomer.way_back()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=PUBLIC) as thief:
        assert (await thief.get(address)).status_code == 403
        await thief.get(f"/staff/{ORI}/provider/start")
        assert (await thief.get(address)).status_code == 403
    assert await left_behind(newcomer) == NOTHING
    assert (await newcomer.browser.get(address)).status_code == 303


@ON_SQLITE
async def test_a_state_is_over_after_ten_minutes(
    newcomer: Newcomer, provider: OpenIdTestProvider, clock: StandingClock
) -> None:
    del provider
    address = await newcomer.way_back()
    clock.pass_(timedelta(minutes=10))
    assert (await newcomer.browser.get(address)).status_code == 403
    assert await left_behind(newcomer) == NOTHING


@ON_SQLITE
async def test_the_state_of_one_agency_opens_no_other(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    await set_up(newcomer.deps, provider.issuer, ori=OTHER_ORI)
    address = (await newcomer.way_back()).replace(ORI, OTHER_ORI)
    assert (await newcomer.browser.get(address)).status_code == 403
    assert await left_behind(newcomer) == NOTHING
    assert [record.reason for record in await newcomer.records(OTHER_ORI)] == [Unfit.NO_ATTEMPT]


@ON_SQLITE
async def test_the_answer_of_another_provider_is_taken_for_a_mix_up(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    for issuer in ("https://evil.example", None, ""):
        provider.answer = {"iss": issuer}
        assert (await newcomer.sign_in()).status_code == 403
        assert (await newcomer.records())[0].reason == Unfit.WRONG_SENDER
    assert provider.times_asked("/token") == 0, "the code went to a provider that did not give it"
    assert await left_behind(newcomer) == NOTHING


@ON_SQLITE
async def test_a_token_signed_by_the_provider_of_another_agency_is_refused(
    newcomer: Newcomer, provider: OpenIdTestProvider, clock: StandingClock
) -> None:
    async with openid_provider(clock, key=a_key("theirs")) as other:
        await set_up(newcomer.deps, other.issuer, ori=OTHER_ORI)
        await newcomer.sign_in(ori=OTHER_ORI)  # its key is known to us now
        provider.sign = signed_with(other.key, kid="theirs")
        assert (await newcomer.sign_in()).status_code == 403
    assert (await newcomer.records())[0].reason == Unfit.UNKNOWN_KEY
    assert [account.ori for account in await newcomer.accounts()] == [OTHER_ORI]


@ON_SQLITE
async def test_a_provider_that_was_changed_meanwhile_ends_what_was_begun(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    address = await newcomer.way_back()
    await set_up(newcomer.deps, provider.issuer, client_id="another")
    assert (await newcomer.browser.get(address)).status_code == 403
    assert await left_behind(newcomer) == NOTHING


@ON_SQLITE
async def test_a_code_without_its_verifier_is_worth_nothing(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    stolen = parse_qs(urlsplit(await newcomer.way_back()).query)["code"][0]
    provider.answer = {"code": stolen}  # put into the answer to a sign-in of the thief's own
    assert (await newcomer.sign_in()).status_code == 403
    assert (await newcomer.records())[0].reason == Unfit.CODE_REFUSED
    assert await left_behind(newcomer) == NOTHING


@ON_SQLITE
async def test_the_providers_own_refusal_is_shown_in_our_words(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    provider.answer = {"code": None, "error": "access_denied", "error_description": "<b>call 555-0100</b>"}
    refused = await newcomer.sign_in()
    assert "did not let you through" in refused.text
    assert "555-0100" not in refused.text
    [record] = await newcomer.records()
    assert (record.reason, record.detail) == (
        Unfit.PROVIDER_SAID_NO,
        {"method": "provider", "error": "access_denied"},
    )
    provider.answer = {"code": None, "error": "Dana Alvarez was here"}
    await newcomer.sign_in()
    assert (await newcomer.records())[0].detail == {"method": "provider"}


@ON_SQLITE
async def test_two_factors_are_what_the_agency_says_they_are(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    both = TwoFactors(acr=("2",), amr=(frozenset({"pwd", "hwk"}),))
    await set_up(newcomer.deps, provider.issuer, kind=ProviderKind.KEYCLOAK, two_factors=both)
    for claims, status in (
        ({"amr": ["pwd", "otp"]}, 403),
        ({"amr": ["mfa"]}, 403),
        ({"amr": [], "acr": "1"}, 403),
        ({"amr": ["hwk", "pwd"]}, 303),
        ({"amr": None, "acr": "2"}, 303),
    ):
        provider.claims = dict(claims)
        assert (await newcomer.sign_in()).status_code == status, claims


@ON_SQLITE
async def test_answers_to_nothing_do_not_fill_the_audit_log(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    del provider
    junk = urlencode({"state": "junk", "code": "junk"})
    for _ in range(70):
        assert (await newcomer.browser.get(f"/staff/{ORI}/provider/return?{junk}")).status_code == 403
    assert len(await newcomer.records()) == 60


def table() -> str:
    """As docs/staff-openid.md shows it."""
    rows = [f"| A token {name} | refused: `{forgery.why}` |" for name, forgery in FORGERIES.items()]
    return "\n".join(["| What comes back | What becomes of it |", "|---|---|", *rows])


if __name__ == "__main__":
    print(table())
