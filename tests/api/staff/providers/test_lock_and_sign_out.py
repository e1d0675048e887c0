"""A locked session opens only to a fresh sign-in, and signing out is offered and heard at the provider too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from api.pages.staff.signed_in import csrf_of
from domain.audit.acts import ActKind
from domain.staff.provider_rules import ProviderKind
from tests.api.staff.providers.ways import Newcomer, set_up
from tests.intake.fakes import StandingClock
from tests.openid_provider import CLIENT_ID, OpenIdTestProvider, a_key
from tests.portal_fixtures import ON_SQLITE, ORI, PUBLIC

pytestmark = ON_SQLITE
HALF_AN_HOUR = timedelta(minutes=31)


def csrf_in(newcomer: Newcomer) -> str:
    """What a form must carry in the session that this browser has."""
    return csrf_of(newcomer.deps.vault, newcomer.browser.cookies["__Host-staff"])


async def test_a_locked_session_is_opened_by_a_fresh_sign_in_and_keeps_what_was_typed(
    newcomer: Newcomer, provider: OpenIdTestProvider, clock: StandingClock
) -> None:
    await newcomer.sign_in()
    csrf = csrf_in(newcomer)
    clock.pass_(HALF_AN_HOUR)
    kept = await newcomer.browser.post(f"/staff/{ORI}/language", data={"csrf": csrf, "language": "es"})
    assert kept.headers["location"] == f"/staff/{ORI}/locked"
    page = await newcomer.browser.get(f"/staff/{ORI}/locked")
    assert "Sign in with Springfield ID" in page.text
    begun = parse_qs(urlsplit((await newcomer.begin()).headers["location"]).query)
    assert (begun["prompt"], begun["max_age"]) == (["login"], ["0"])
    provider.claims = {"auth_time": int((clock() - timedelta(minutes=5)).timestamp())}
    assert "too old" in (await newcomer.sign_in()).text
    provider.claims = {}
    assert (await newcomer.sign_in()).headers["location"] == f"/staff/{ORI}/kept"
    assert len(await newcomer.sessions()) == 1
    assert (await newcomer.records())[0].kind == ActKind.SESSION_UNLOCKED


async def test_a_sign_in_begun_before_the_lock_does_not_open_it(
    newcomer: Newcomer, provider: OpenIdTestProvider, clock: StandingClock
) -> None:
    del provider
    await newcomer.sign_in()
    clock.pass_(HALF_AN_HOUR - timedelta(minutes=5))
    address = await newcomer.way_back()
    clock.pass_(timedelta(minutes=6))
    answer = await newcomer.browser.get(address)
    assert answer.headers["location"] == f"/staff/{ORI}/provider/start?again=true"
    assert (await newcomer.browser.get(f"/staff/{ORI}/waiting")).headers["location"].startswith(f"/staff/{ORI}/locked")


async def test_another_officer_does_not_come_into_the_locked_session(
    newcomer: Newcomer, provider: OpenIdTestProvider, clock: StandingClock
) -> None:
    await newcomer.sign_in()
    clock.pass_(HALF_AN_HOUR)
    provider.person |= {"sub": "00u2", "employee_number": 4712, "name": "Sam Okafor"}
    await newcomer.sign_in()
    assert [account.badge for account in await newcomer.accounts()] == ["4711", "4712"]
    assert len(await newcomer.sessions()) == 2
    assert (await newcomer.records())[0].kind == ActKind.SIGNED_IN


async def test_signing_out_offers_to_sign_out_at_the_provider_too(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    await newcomer.sign_in()
    page = await newcomer.browser.post(f"/staff/{ORI}/sign-out", data={"csrf": csrf_in(newcomer)})
    assert (page.status_code, "Sign out of Springfield ID too" in page.text) == (200, True)
    assert f"form-action 'self' {provider.issuer};" in page.headers["content-security-policy"]
    assert not await newcomer.is_in()
    fields = {
        name: page.text.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]
        for name in ("post_logout_redirect_uri", "client_id", "id_token_hint")
    }
    assert fields["post_logout_redirect_uri"] == f"{PUBLIC}/staff/{ORI}/sign-in"
    assert (fields["client_id"], fields["id_token_hint"][:3]) == (CLIENT_ID, "eyJ")
    assert f'action="{provider.issuer}/end"' in page.text
    assert all(session.provider_token_sealed is None for session in await newcomer.sessions())


@pytest.mark.parametrize("trouble", [{"discovery": {"end_session_endpoint": None}}, {"is_away": True}], ids=str)
async def test_a_provider_that_offers_no_sign_out_keeps_no_one_from_signing_out_here(
    newcomer: Newcomer, provider: OpenIdTestProvider, trouble: dict[str, Any]
) -> None:
    await newcomer.sign_in()
    csrf = csrf_in(newcomer)
    newcomer.deps.openid_providers.forget()
    for name, value in trouble.items():
        setattr(provider, name, value)
    answer = await newcomer.browser.post(f"/staff/{ORI}/sign-out", data={"csrf": csrf})
    assert answer.headers["location"] == f"/staff/{ORI}/sign-in"
    assert not await newcomer.is_in()


async def test_entra_is_sent_no_token(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    await set_up(newcomer.deps, provider.issuer, kind=ProviderKind.ENTRA)
    await newcomer.sign_in()
    page = await newcomer.browser.post(f"/staff/{ORI}/sign-out", data={"csrf": csrf_in(newcomer)})
    assert "eyJ" not in page.text
    assert '<form method="get"' in page.text


async def test_a_sign_out_at_the_provider_ends_every_session_here(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    await newcomer.sign_in()
    answer = await newcomer.outside_post(provider.logout_token())
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert not await newcomer.is_in()
    newest = (await newcomer.records())[0]
    assert (newest.kind, newest.by, newest.about) == (ActKind.SIGNED_OUT, "system:openid", "account:4711")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"iat": 0},
        {"events": {}},
        {"events": None},
        {"nonce": "n"},
        {"sub": None, "sid": "s"},
    ],
    ids=str,
)
async def test_a_wrong_logout_token_ends_nothing(
    newcomer: Newcomer, provider: OpenIdTestProvider, changes: dict[str, Any]
) -> None:
    await newcomer.sign_in()
    assert (await newcomer.outside_post(provider.logout_token(**changes))).status_code == 400
    assert await newcomer.is_in()


async def test_a_logout_token_of_another_key_ends_nothing_and_an_id_token_is_none(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    await newcomer.sign_in()
    known = provider.key
    provider.key = a_key("first")
    forged = provider.logout_token()
    provider.key = known
    for token in (forged, provider.id_token({}), "", "a.b.c"):
        assert (await newcomer.outside_post(token)).status_code == 400
    assert await newcomer.is_in()
