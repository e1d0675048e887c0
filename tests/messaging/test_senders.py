"""Whose number a message leaves from: the agency's own as it is now, else the default one, else it is withheld."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, senders, staff_tasks
from db.queries.senders import SenderValues
from domain.messages import Channel
from messaging.providers.base import MessageProvider
from messaging.providers.delivery_report import KnownAccount
from messaging.senders import AccountSecrets, SenderIdentity, Senders
from tests.database import NOW, an_agency
from tests.desk import ORI, Desk
from wiring.default_senders import default_senders
from wiring.providers import build_provider

OTHER = "WAOTH0000"
ACCOUNT = "AC" + "1" * 32
DEFAULTS = {
    Channel.SMS: SenderIdentity(channel=Channel.SMS, address="+15005550006", account="AC" + "5" * 32, secret="default"),
    Channel.EMAIL: SenderIdentity(channel=Channel.EMAIL, address="default@example.org", secret="SG.default"),
}


class Built:
    """Remembers what carriers were built from."""

    def __init__(self) -> None:
        self.identities: list[SenderIdentity] = []

    def __call__(self, identity: SenderIdentity) -> MessageProvider:
        self.identities.append(identity)
        return object()  # type: ignore[return-value]  # nothing is sent with it


@pytest.fixture
def built() -> Built:
    return Built()


@pytest.fixture
def provider_for(vault: Vault, built: Built) -> Senders:
    return Senders(vault=vault, defaults=DEFAULTS, build=built)


async def own(database: Database, vault: Vault, *, secret: str, minutes: int = 0, **values: Any) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency())
        stored = SenderValues(**({"address": "+12065550100", "secret": secret} | values))
        now = NOW + timedelta(minutes=minutes)
        await senders.put(session, vault, ori=ORI, channel="sms", values=stored, now=now)


async def test_an_agencys_own_sender_is_built_once_and_again_when_it_changes(
    database: Database, vault: Vault, provider_for: Senders, built: Built
) -> None:
    await own(database, vault, secret="theirs", account=ACCOUNT)
    async with database.reading() as session:
        first = await provider_for(session, ORI, Channel.SMS)
        assert await provider_for(session, ORI, Channel.SMS) is first
    await own(database, vault, secret="newer", account=ACCOUNT, minutes=1)
    async with database.reading() as session:
        assert await provider_for(session, ORI, Channel.SMS) is not first
    assert [(made.address, made.account, made.secret) for made in built.identities] == [
        ("+12065550100", ACCOUNT, "theirs"),
        ("+12065550100", ACCOUNT, "newer"),
    ]
    assert "newer" not in repr(built.identities)


async def test_an_address_alone_is_of_the_default_account(
    database: Database, vault: Vault, provider_for: Senders, built: Built
) -> None:
    await own(database, vault, secret="")
    async with database.transaction() as session:
        await agencies.add(session, an_agency(OTHER))
        await provider_for(session, ORI, Channel.SMS)
        await provider_for(session, OTHER, Channel.SMS)
        await senders.remove(session, ORI, "sms")
        await provider_for(session, ORI, Channel.SMS)
    addresses = [(made.address, made.secret) for made in built.identities]
    assert addresses == [("+12065550100", "default"), ("+15005550006", "default"), ("+15005550006", "default")]


async def test_an_email_shows_the_agencys_name(database: Database, provider_for: Senders, built: Built) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency())
        await provider_for(session, ORI, Channel.EMAIL)
    [made] = built.identities
    assert (made.address, made.name) == ("default@example.org", "Springfield Police")


@pytest.mark.parametrize("missing", ["address", "account", "secret"])
async def test_with_half_a_sender_nothing_can_be_sent(
    sqlite_database: Database, vault: Vault, built: Built, missing: str
) -> None:
    values = {"address": "+15005550006", "account": ACCOUNT, "secret": "default"} | {missing: ""}
    half = Senders(vault=vault, defaults={Channel.SMS: SenderIdentity(channel=Channel.SMS, **values)}, build=built)
    async with sqlite_database.reading() as session:
        assert await half(session, ORI, Channel.SMS) is None
    assert built.identities == []


async def test_webhooks_are_verified_with_the_token_of_their_account(database: Database, vault: Vault) -> None:
    await own(database, vault, secret="theirs", account=ACCOUNT)
    secrets = AccountSecrets(database=database, vault=vault, default=DEFAULTS[Channel.SMS])
    assert await secrets.for_account(ACCOUNT) == KnownAccount(secret="theirs", agencies=frozenset({ORI}))
    assert await secrets.for_account("AC" + "5" * 32) == KnownAccount(secret="default")
    assert await secrets.for_account("AC" + "9" * 32) is None
    assert await secrets.for_account("") is None
    nobody = AccountSecrets(database=database, vault=vault, default=SenderIdentity(channel=Channel.SMS))
    assert await nobody.for_account("") is None


async def test_d3_while_a_token_is_replaced_both_count_without_a_restart(database: Database, vault: Vault) -> None:
    secrets = AccountSecrets(database=database, vault=vault, default=DEFAULTS[Channel.SMS])
    for minutes, secret in enumerate(("first", "second", "second")):
        await own(database, vault, secret=secret, account=ACCOUNT, minutes=minutes)
    known = await secrets.for_account(ACCOUNT)
    assert known is not None
    assert known.secrets == ("second", "first")
    assert "first" not in repr(known)
    await own(database, vault, secret="third", account=ACCOUNT, minutes=4)
    known = await secrets.for_account(ACCOUNT)
    assert known is not None
    assert known.secrets == ("third", "second")
    await own(database, vault, secret="theirs", account="AC" + "2" * 32, minutes=5)
    other = await secrets.for_account("AC" + "2" * 32)
    assert other == KnownAccount(secret="theirs", agencies=frozenset({ORI}))


async def test_d3_a_text_leaves_with_whichever_token_twilio_takes(desk: Desk) -> None:
    right = desk.settings.twilio_auth_token
    [outcome] = await desk.send(await desk.a_text(), twilio_auth_token="the last", twilio_other_auth_token=right)
    assert outcome.status == "sent"
    assert desk.simulator.control.count() == 1
    with pytest.raises(ApplicationError, match="20003"):
        await desk.send(await desk.a_text(n=2), twilio_auth_token="the last", twilio_other_auth_token="older")


async def test_a_text_leaves_from_the_agencys_number_at_once_when_it_is_set(desk: Desk) -> None:
    first, second = await desk.a_text(), await desk.a_text(n=2)
    await desk.send(first)
    async with desk.database.transaction() as session:
        values = SenderValues(address="+15005550010")
        await senders.put(session, desk.vault, ori=ORI, channel="sms", values=values, now=NOW)
    await desk.send(second)
    assert [text["sender"] for text in desk.simulator.control.messages()] == ["+15005550006", "+15005550010"]


async def test_without_any_sender_a_message_is_withheld_and_staff_is_told_once(desk: Desk) -> None:
    first, second = await desk.a_text(), await desk.a_text(n=2)
    outcomes = await desk.send(first, second, twilio_from="")
    assert [(outcome.status, outcome.reason) for outcome in outcomes] == [("withheld", "no_sender")] * 2
    async with desk.database.reading() as session:
        [task] = await staff_tasks.open_tasks(session, ORI)
    assert task.times == 2
    assert desk.simulator.control.count() == 0


def test_what_the_settings_name_becomes_the_providers_real_clients(desk: Desk) -> None:
    made = [build_provider(desk.settings, sender).name for sender in default_senders(desk.settings).values()]
    assert made == ["twilio", "sendgrid"]
