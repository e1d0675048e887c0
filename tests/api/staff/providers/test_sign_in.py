"""Staff sign in through their agency's provider: accounts, roles and badges come from what it says."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest

from api.dependencies import ApiDependencies
from db.tables import StaffAccount
from domain.audit.acts import ActKind
from domain.staff.provider_refusals import Unfit
from domain.staff.provider_rules import ProviderKind, TwoFactors
from domain.staff.roles import Role
from tests.api.staff.conftest import NewMember
from tests.api.staff.providers.ways import Newcomer, set_up
from tests.openid_provider import CLIENT_ID, OpenIdTestProvider
from tests.portal_fixtures import ON_SQLITE, ORI, PUBLIC


async def test_the_first_sign_in_makes_an_account_with_the_role_of_the_group(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    answer = await newcomer.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/{ORI}")
    [account] = await newcomer.accounts()
    assert (account.badge, account.roles, account.language) == ("4711", "detective", "en")
    assert account.created_by == "system:openid"
    assert await newcomer.is_in()
    assert [record.kind for record in await newcomer.records()] == [ActKind.SIGNED_IN, ActKind.ACCOUNT_ADDED]
    name = newcomer.deps.vault.open(account.name_sealed or "", context="staff_accounts.name", row=account.id)
    assert name == provider.person["name"]


@ON_SQLITE
async def test_the_provider_is_asked_for_a_code_with_pkce_a_nonce_and_a_recent_sign_in(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    address = urlsplit((await newcomer.begin()).headers["location"])
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}" == provider.issuer
    assert asked | {"state": "", "nonce": "", "code_challenge": ""} == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": f"{PUBLIC}/staff/{ORI}/provider/return",
        "scope": "openid profile",
        "code_challenge_method": "S256",
        "max_age": "1800",
        "state": "",
        "nonce": "",
        "code_challenge": "",
    }
    again = parse_qs(urlsplit((await newcomer.begin("?again=true")).headers["location"]).query)
    assert (again["prompt"], again["max_age"]) == (["login"], ["0"])
    assert len({asked["state"], asked["nonce"], again["state"][0], again["nonce"][0]}) == 4


@ON_SQLITE
@pytest.mark.parametrize(
    ("kind", "acr", "parameter", "value"),
    [
        (ProviderKind.KEYCLOAK, ("2", "3"), "acr_values", "2"),
        (ProviderKind.OKTA, ("urn:okta:loa:2fa:any",), "acr_values", "urn:okta:loa:2fa:any"),
        (ProviderKind.ENTRA, ("c1",), "claims", '{"id_token":{"acrs":{"essential":true,"value":"c1"}}}'),
    ],
)
async def test_a_second_factor_is_asked_for_in_the_words_of_the_product(
    newcomer: Newcomer,
    provider: OpenIdTestProvider,
    kind: ProviderKind,
    acr: tuple[str, ...],
    parameter: str,
    value: str,
) -> None:
    await set_up(newcomer.deps, provider.issuer, kind=kind, two_factors=TwoFactors(acr=acr))
    assert parse_qs(urlsplit((await newcomer.begin()).headers["location"]).query)[parameter] == [value]


@ON_SQLITE
async def test_okta_is_asked_for_groups_where_it_offers_them(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    provider.discovery = {"scopes_supported": ["openid", "profile", "groups"]}
    for kind, scope in ((ProviderKind.OKTA, "openid profile groups"), (ProviderKind.KEYCLOAK, "openid profile")):
        await set_up(newcomer.deps, provider.issuer, kind=kind)
        assert parse_qs(urlsplit((await newcomer.begin()).headers["location"]).query)["scope"] == [scope]


@ON_SQLITE
async def test_roles_follow_the_groups_at_every_sign_in(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    await newcomer.sign_in()
    provider.person["groups"] = ["watch", "detectives", "choir"]
    await newcomer.sign_in()
    [account] = await newcomer.accounts()
    assert account.roles == "detective supervisor"
    changed = next(record for record in await newcomer.records() if record.kind == ActKind.ACCOUNT_CHANGED)
    assert (changed.about, changed.by) == ("account:4711", "system:openid")
    assert changed.detail == {"roles": "detective supervisor", "before": "detective"}


@ON_SQLITE
async def test_who_has_no_group_with_a_role_is_refused_and_loses_what_they_could_do(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    provider.person["groups"] = ["choir"]
    assert "None of your groups has a role" in (await newcomer.sign_in()).text
    assert await newcomer.accounts() == []
    provider.person["groups"] = ["detectives"]
    await newcomer.sign_in()
    provider.person["groups"] = []
    refused = await newcomer.sign_in()
    assert refused.status_code == 403
    [account] = await newcomer.accounts()
    assert account.roles == ""
    assert not await newcomer.is_in(), "a session goes on without a role"
    [newest, *_] = await newcomer.records()
    assert (newest.kind, newest.reason, newest.about) == (ActKind.SIGN_IN_REFUSED, Unfit.NO_ROLE, "account:4711")
    provider.person["groups"] = ["watch"]
    await newcomer.sign_in()
    assert (await newcomer.accounts())[0].roles == "supervisor"
    assert await newcomer.is_in()


@ON_SQLITE
async def test_groups_that_entra_left_out_are_said_to_be_left_out(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    del provider.person["groups"]
    provider.claims = {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://x"}}}
    assert "too many groups" in (await newcomer.sign_in()).text


@ON_SQLITE
async def test_a_badge_that_is_an_address_or_a_name_is_not_used(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    await set_up(newcomer.deps, provider.issuer, badge_claim="preferred_username")
    await newcomer.sign_in()
    [account] = await newcomer.accounts()
    assert account.badge == f"O-{(account.subject_hash or '')[:8]}"


@ON_SQLITE
async def test_a_badge_of_another_account_is_refused(
    newcomer: Newcomer, provider: OpenIdTestProvider, member: NewMember
) -> None:
    await member(Role.DETECTIVE, badge="4711")
    refused = await newcomer.sign_in()
    assert (refused.status_code, "Your badge belongs to another account" in refused.text) == (403, True)
    assert len(await newcomer.accounts()) == 1
    assert (await newcomer.records())[0].reason == Unfit.BADGE_TAKEN


@ON_SQLITE
@pytest.mark.parametrize(("column", "said"), [("closed_at", "closed"), ("locked_at", "locked")])
async def test_an_account_that_is_not_open_stays_so(
    newcomer: Newcomer, provider: OpenIdTestProvider, deps: ApiDependencies, column: str, said: str
) -> None:
    await newcomer.sign_in()
    async with deps.database.transaction() as session:
        account = await session.get_one(StaffAccount, (await newcomer.accounts())[0].id)
        setattr(account, column, deps.clock())
    provider.person["groups"] = ["watch"]
    refused = await newcomer.sign_in()
    assert (refused.status_code, f"is {said}" in refused.text) == (403, True)
    assert (await newcomer.accounts())[0].roles == "detective"
    assert not await newcomer.is_in()


@ON_SQLITE
async def test_the_page_they_asked_for_is_the_one_they_come_to(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    del provider
    answer = await newcomer.sign_in(f"?next=/staff/{ORI}/kept")
    assert answer.headers["location"] == f"/staff/{ORI}/kept"


@ON_SQLITE
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/staff/WAOTH0000", "/portal"])
async def test_no_way_leads_elsewhere(newcomer: Newcomer, provider: OpenIdTestProvider, elsewhere: str) -> None:
    del provider
    assert (await newcomer.sign_in(f"?next={elsewhere}")).headers["location"] == f"/staff/{ORI}"


@ON_SQLITE
async def test_the_sign_in_page_offers_the_provider_by_its_name(
    newcomer: Newcomer, provider: OpenIdTestProvider
) -> None:
    del provider
    page = await newcomer.browser.get(f"/staff/{ORI}/sign-in?next=/staff/{ORI}/kept")
    assert "Sign in with Springfield ID" in page.text
    assert f"/staff/{ORI}/provider/start?next=/staff/{ORI}/kept" in page.text


@ON_SQLITE
async def test_an_agency_without_a_provider_has_no_such_way(newcomer: Newcomer, deps: ApiDependencies) -> None:
    for path in ("start", "return?code=a&state=b"):
        assert (await newcomer.browser.get(f"/staff/WAOTH0000/provider/{path}")).status_code == 404


async def test_of_two_answers_at_once_one_is_let_in(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    del provider
    address = await newcomer.way_back()
    answers = await asyncio.gather(*(newcomer.browser.get(address) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [303, 403, 403, 403, 403]
    assert (len(await newcomer.accounts()), len(await newcomer.sessions())) == (1, 1)


async def test_two_first_sign_ins_at_once_make_one_account(newcomer: Newcomer, provider: OpenIdTestProvider) -> None:
    for claim in ("employee_number", ""):
        await set_up(newcomer.deps, provider.issuer, badge_claim=claim)
        provider.person["sub"] = f"sub of {claim}"
        addresses = [await newcomer.way_back() for _ in range(4)]
        answers = await asyncio.gather(*(newcomer.browser.get(address) for address in addresses))
        assert [answer.status_code for answer in answers] == [303] * 4
    assert len(await newcomer.accounts()) == 2
