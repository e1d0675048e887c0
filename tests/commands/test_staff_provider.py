"""`caseline staff provider`: set, shown, checked and removed; its secret is never an argument and never shown."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands import staff_provider
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import audit_records, staff_providers
from db.tables import AuditRecord, StaffProvider
from tests.commands.conftest import ORI, Run
from tests.database import NOW
from tests.openid_provider import OpenIdTestProvider, openid_provider

ISSUER = "https://id.springfield.example/realms/police"
SET = ("set", "--ori", ORI.lower(), "--client-id", "caseline", "--name", "Springfield ID", "--kind", "keycloak")
GROUPS = ("--role-of", "/detectives=detective", "--role-of", "cn=watch,dc=x=supervisor,records")


@pytest.fixture
def vault(ready: Run, tmp_path: Path) -> Vault:
    del ready
    return Vault(KeyRing.create_once(tmp_path / "state" / "keys.json", now=NOW))


def stored(url: str) -> tuple[StaffProvider | None, Sequence[AuditRecord]]:
    async def read() -> tuple[StaffProvider | None, Sequence[AuditRecord]]:
        opened = Database(url)
        async with opened.reading() as session:
            found = await staff_providers.get(session, ORI), await audit_records.of_agency(session, ORI)
        await opened.dispose()
        return found

    return asyncio.run(read())


@contextmanager
def a_provider(**values: object) -> Iterator[OpenIdTestProvider]:
    """One that runs beside the command, in a thread of its own."""
    started, ending = threading.Event(), threading.Event()
    found: list[OpenIdTestProvider] = []

    async def serve() -> None:
        async with openid_provider(lambda: datetime.now(UTC), **values) as provider:
            found.append(provider)
            started.set()
            await asyncio.to_thread(ending.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(60)
    try:
        yield found[0]
    finally:
        ending.set()
        thread.join()


def test_a_provider_is_set_shown_and_removed(ready: Run, url: str, vault: Vault) -> None:
    made = ready(staff_provider.app, *SET, "--issuer", ISSUER, *GROUPS, input="hunter2\n")
    assert made.exit_code == 0, made.output
    provider, records = stored(url)
    assert provider is not None
    assert provider.role_of == {"/detectives": ["detective"], "cn=watch,dc=x": ["records", "supervisor"]}
    assert (provider.two_factor_acr, provider.two_factor_amr) == (["2", "3"], ["mfa"])
    assert staff_providers.secret_of(vault, provider) == "hunter2"
    [record] = [each for each in records if each.about.startswith("provider:")]
    assert (record.kind, record.about, record.by.partition(":")[0]) == (
        "agency.changed",
        "provider:keycloak",
        "operator",
    )
    shown = ready(staff_provider.app, "show", "--ori", ORI)
    for word in (ISSUER, "Springfield ID", "acr 2 or 3; amr mfa", "/detectives", "with a secret", "made here"):
        assert word in shown.output
    assert "hunter2" not in made.output + shown.output + str(records)
    assert ready(staff_provider.app, "remove", "--ori", ORI).exit_code == 0
    again = ready(staff_provider.app, "remove", "--ori", ORI)
    assert (again.exit_code, "has no provider" in again.output) == (1, True)


def test_what_counts_as_two_factors_is_only_what_is_named(ready: Run, url: str, vault: Vault) -> None:
    words = (*SET, "--issuer", ISSUER, *GROUPS, "--amr", "pwd+otp", "--amr", "hwk+pin", "--public")
    assert ready(staff_provider.app, *words).exit_code == 0
    provider, _ = stored(url)
    assert provider is not None
    assert (provider.two_factor_acr, provider.two_factor_amr) == ([], ["otp+pwd", "hwk+pin"])
    assert provider.secret_sealed is None


def test_the_secret_can_stay(ready: Run, url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEIR_SECRET", "hunter2")
    words = (*SET, "--issuer", ISSUER, *GROUPS)
    assert ready(staff_provider.app, *words, "--secret-from", "THEIR_SECRET").exit_code == 0
    assert ready(staff_provider.app, *words, "--badge-claim", "employee_number", "--keep-secret").exit_code == 0
    provider, _ = stored(url)
    assert provider is not None
    assert (provider.badge_claim, staff_providers.secret_of(vault, provider)) == ("employee_number", "hunter2")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--issuer", "http://id.example", *GROUPS), "https://"),
        (("--issuer", "https://id.example?a=b", *GROUPS), "neither ? nor #"),
        (("--issuer", ISSUER), "role-of"),
        (("--issuer", ISSUER, "--role-of", "detectives"), "unknown role"),
        (("--issuer", ISSUER, "--role-of", "=detective"), "GROUP=role"),
        (("--issuer", ISSUER, "--role-of", "d=chief"), "unknown role chief"),
        (("--issuer", ISSUER, *GROUPS, "--amr", "pwd+"), "pwd+otp"),
    ],
)
def test_what_cannot_be_is_said(ready: Run, vault: Vault, words: tuple[str, ...], said: str) -> None:
    result = ready(staff_provider.app, *SET, *words, input="hunter2\n")
    assert result.exit_code == 2
    assert said in result.output


def test_without_a_secret_nothing_is_changed(ready: Run, url: str, vault: Vault) -> None:
    result = ready(staff_provider.app, *SET, "--issuer", ISSUER, *GROUPS, input="")
    assert (result.exit_code, "nothing was changed" in result.output) == (1, True)
    assert stored(url)[0] is None


def test_a_check_says_what_is_right_and_which_addresses_to_allow(ready: Run, vault: Vault) -> None:
    with a_provider(discovery={"acr_values_supported": ["1", "2"], "backchannel_logout_supported": True}) as provider:
        words = (*SET, "--issuer", provider.issuer, *GROUPS)
        assert ready(staff_provider.app, *words, input="hunter2\n").exit_code == 0
        checked = ready(staff_provider.app, "check", "--ori", ORI)
    assert checked.exit_code == 0, checked.output
    for said in (
        "code flow",
        "PKCE with S256",
        "RFC 9207",
        "1 keys",
        f"/staff/{ORI}/provider/return",
        "back-channel",
    ):
        assert said in checked.output
    assert "✗" not in checked.output


def test_a_check_says_what_is_missing(ready: Run, vault: Vault) -> None:
    lacks = {
        "response_types_supported": ["id_token"],
        "id_token_signing_alg_values_supported": ["HS256"],
        "acr_values_supported": ["0", "1"],
        "end_session_endpoint": None,
        "claims_supported": ["sub"],
    }
    with a_provider(discovery=lacks) as provider:
        words = (*SET, "--issuer", provider.issuer, *GROUPS)
        assert ready(staff_provider.app, *words, input="hunter2\n").exit_code == 0
        checked = ready(staff_provider.app, "check", "--ori", ORI)
        provider.discovery = {"issuer": "https://another.example"}
        confused = ready(staff_provider.app, "check", "--ori", ORI)
    assert (checked.exit_code, confused.exit_code) == (1, 1)
    for said in ("lacks code", "signs with none", "lacks 2", "here only", "lacks auth_time", "does not name groups"):
        assert said in checked.output
    assert "names another issuer" in confused.output


def test_a_provider_that_is_not_there_is_said_not_to_be(ready: Run, vault: Vault) -> None:
    with a_provider() as provider:
        words = (*SET, "--issuer", provider.issuer, *GROUPS)
        assert ready(staff_provider.app, *words, input="hunter2\n").exit_code == 0
    checked = ready(staff_provider.app, "check", "--ori", ORI)
    assert (checked.exit_code, "ConnectError" in checked.output) == (1, True)


@pytest.mark.parametrize("verb", ["show", "check", "remove"])
def test_an_agency_that_has_none_is_said_to_have_none(ready: Run, vault: Vault, verb: str) -> None:
    for ori, said in ((ORI, "has no provider"), ("XX", "no agency")):
        result = ready(staff_provider.app, verb, "--ori", ori)
        assert (result.exit_code, said in result.output) == (1, True)
