"""A provider that is down, slow, changed or confused: staff are told so, and no one gets in who should not."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from api.dependencies import ApiDependencies
from domain.staff.provider_refusals import Unfit
from staff.providers.fetch import LARGEST, ProviderHttp
from tests.api.staff.providers.ways import Newcomer, set_up
from tests.intake.fakes import StandingClock
from tests.openid_provider import OpenIdTestProvider, a_key, an_ec_key
from tests.portal_fixtures import ON_SQLITE, ORI

pytestmark = ON_SQLITE


def impatient(deps: ApiDependencies) -> None:
    """The same providers, none of which is waited for long."""
    deps.openid_providers.http = ProviderHttp(longest=0.2)


@pytest.mark.parametrize(
    "trouble",
    [
        {"is_away": True},
        {"body": b"<html>"},
        {"body": b"[]"},
        {"body": b"[" * 100_000},
        {"body": b'{"issuer": "' + b"x" * LARGEST + b'"}'},
        {"discovery": {"issuer": "https://evil.example"}},
        {"discovery": {"issuer": None}},
        {"discovery": {"token_endpoint": None}},
        {"discovery": {"token_endpoint": "http://springfield.example/token"}},
        {"discovery": {"jwks_uri": "file:///etc/passwd"}},
        {"discovery": {"authorization_endpoint": "javascript:alert(1)"}},
    ],
    ids=str,
)
async def test_a_provider_that_is_not_right_is_said_not_to_answer(
    newcomer: Newcomer, provider: OpenIdTestProvider, trouble: dict[str, Any]
) -> None:
    for name, value in trouble.items():
        setattr(provider, name, value)
    answer = await newcomer.begin()
    assert (answer.status_code, "does not answer" in answer.text) == (503, True)


async def test_a_provider_that_is_slow_is_not_waited_for(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    impatient(newcomer.deps)
    provider.pause = 30.0
    answers = await asyncio.wait_for(asyncio.gather(*(newcomer.begin() for _ in range(20))), 25)
    assert {answer.status_code for answer in answers} == {503}
    assert provider.times_asked("/.well-known/openid-configuration") == 1, "each waits for itself"


async def test_a_provider_that_goes_down_on_the_way_lets_no_one_in(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    address = await newcomer.way_back()
    provider.is_away = True
    answer = await newcomer.browser.get(address)
    assert (answer.status_code, await newcomer.is_in()) == (503, False)
    assert (await newcomer.records())[0].reason == Unfit.PROVIDER_AWAY


async def test_what_is_known_of_a_provider_is_kept_for_an_hour_and_a_day_without_answer(
    newcomer: Newcomer, provider: OpenIdTestProvider, clock: StandingClock
) -> None:
    await newcomer.sign_in()
    await newcomer.sign_in()
    assert provider.times_asked("/.well-known/openid-configuration") == 1
    provider.is_away = True
    clock.pass_(timedelta(hours=2))
    assert (await newcomer.begin()).status_code == 303
    clock.pass_(timedelta(hours=23))
    assert (await newcomer.begin()).status_code == 503
    provider.is_away = False
    clock.pass_(timedelta(seconds=5))
    assert (await newcomer.begin()).status_code == 303


async def test_keys_that_were_rotated_are_read_anew_but_not_for_every_unknown_one(
    newcomer: Newcomer, provider: OpenIdTestProvider, clock: StandingClock
) -> None:
    await newcomer.sign_in()
    for key in (a_key("second"), an_ec_key("third")):
        provider.key = key
        assert (await newcomer.sign_in()).status_code == 403, "keys were read again at once"
        clock.pass_(timedelta(seconds=31))
        assert (await newcomer.sign_in()).status_code == 303
    assert provider.times_asked("/keys") == 3


async def test_a_provider_that_lists_no_keys_signs_nothing(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    provider.discovery = {"jwks_uri": f"{provider.issuer}/.well-known/openid-configuration"}  # no keys in it
    assert (await newcomer.sign_in()).status_code == 403
    assert (await newcomer.records())[0].reason == Unfit.UNKNOWN_KEY


async def test_a_remote_provider_cannot_send_us_to_this_machine(newcomer: Newcomer) -> None:
    await set_up(newcomer.deps, "https://localhost.evil.example")
    assert (await newcomer.begin()).status_code == 503


async def test_a_wrong_secret_is_a_matter_for_the_administrator(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    await set_up(newcomer.deps, provider.issuer, secret="another")
    assert "secret and its redirect address" in (await newcomer.sign_in()).text
    assert (await newcomer.records())[0].detail["error"] == "invalid_client"


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_the_application_proves_itself_as_the_provider_wants(
    newcomer: Newcomer, provider: OpenIdTestProvider, method: str
) -> None:
    provider.secret = "a+b c:d/é%"
    provider.discovery = {"token_endpoint_auth_methods_supported": [method]}
    await set_up(newcomer.deps, provider.issuer, secret=provider.secret)
    assert (await newcomer.sign_in()).status_code == 303


async def test_a_public_client_is_held_by_pkce_alone(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    provider.secret = None
    await set_up(newcomer.deps, provider.issuer, secret="")
    assert (await newcomer.sign_in()).status_code == 303


async def test_who_signed_in_at_the_provider_long_ago_is_asked_to_do_so_anew(
    newcomer: Newcomer, provider: OpenIdTestProvider, clock: StandingClock
) -> None:
    provider.claims = {"auth_time": int((clock() - timedelta(minutes=40)).timestamp())}
    again = await newcomer.sign_in(f"?next=/staff/{ORI}/kept")
    assert again.headers["location"] == f"/staff/{ORI}/provider/start?again=true&next=/staff/{ORI}/kept"
    refused = await newcomer.sign_in("?again=true")
    assert "too old" in refused.text, "a provider that does not ask anew would send the browser round and round"


async def test_a_network_cannot_begin_sign_ins_without_end(
    newcomer: Newcomer, provider: OpenIdTestProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    del provider
    monkeypatch.setattr("staff.providers.attempts.MOST_BEGUN", 3)
    assert [(await newcomer.begin()).status_code for _ in range(4)] == [303, 303, 303, 429]


async def test_no_token_code_or_claim_is_logged_or_kept_in_the_open(
    newcomer: Newcomer, provider: OpenIdTestProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    provider.claims = {"groups": ["choir"]}
    address = await newcomer.way_back()
    await newcomer.browser.get(address)
    provider.claims = {}
    await newcomer.sign_in()
    told = "".join(capsys.readouterr())
    for secret in (address.rpartition("?")[2], "Alvarez", "choir", "4711", provider.person["sub"]):
        assert secret not in told
    assert "eyJ" not in told
