"""`caseline provider`: ask Twilio and SendGrid whether what agencies send from is set up as it must be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.text import Text

from commands import public_address
from commands.find_rows import agencies_by_ori, upper
from commands.lazy import group
from commands.local.stack_settings import environment
from commands.open_database import opened, plain_errors, vault_for
from commands.replaying.running_address import read_running
from db.queries import senders
from domain.messages import Channel
from messaging.providers.account_findings import Finding, Level, wrong
from messaging.senders import SenderIdentity, identity_of
from settings import Settings
from wiring.default_senders import default_senders

app = group("Ask the providers whether what agencies send from is set up right.")

Users = Mapping[SenderIdentity, Sequence[str]]
"""What agencies send from, each with the ORIs of those that do; none yet if there is no agency."""

_LOOKS = {Level.GOOD: ("✓", "green"), Level.NOTE: ("·", "yellow"), Level.WRONG: ("✗", "red")}
_UNSET = {
    Channel.SMS: "CASELINE_TWILIO_ACCOUNT_SID, CASELINE_TWILIO_AUTH_TOKEN and CASELINE_TWILIO_FROM",
    Channel.EMAIL: "CASELINE_SENDGRID_API_KEY and CASELINE_EMAIL_FROM",
}


@app.command()
def check(
    ori: Annotated[str, typer.Argument(metavar="[ORI]", help="Only what this agency sends from.", callback=upper)] = "",
    simulator: Annotated[
        bool, typer.Option("--simulator", help="Ask the simulator of `caseline up` instead of the providers.")
    ] = False,
) -> None:
    """Ask the providers, and say what is right and what is wrong; exit code 1 if anything is wrong.

    Nothing is sent and nothing is changed.
    """
    settings = Settings()
    settings = _simulated(settings) if simulator else settings
    if not asyncio.run(_check(settings, ori)):
        raise typer.Exit(1)


async def _check(settings: Settings, ori: str) -> bool:
    console, fine = Console(), True
    for identity, users in (await _in_use(settings, ori)).items():
        title = f"{identity.channel.value} from {identity.address or 'nothing'} ({', '.join(users) or 'no agency yet'})"
        fine &= _show(console, title, await _asked(settings, identity))
    reached = await public_address.findings(settings.base_url, timeout_seconds=settings.provider_timeout_seconds)
    return _show(console, "public address", reached) and fine


def _show(console: Console, title: str, found: Iterable[Finding]) -> bool:
    """True if nothing is wrong."""
    console.print(Text(title, style="bold"))
    fine = True
    for finding in found:
        sign, style = _LOOKS[finding.level]
        console.print(Text.assemble("  ", (sign, style), " ", finding.what), soft_wrap=True)
        fine &= finding.level is not Level.WRONG
    return fine


async def _in_use(settings: Settings, ori: str) -> Users:
    """What agencies send from, each once with all who do; what the settings name if there is no agency yet."""
    used: dict[SenderIdentity, list[str]] = {}
    async with opened(settings) as database:
        vault = await vault_for(settings, database)
        async with database.reading() as session:
            wanted = await agencies_by_ori(session, ori)
            own = {(row.ori, row.channel): row for row in await senders.every(session, ori)}
    with plain_errors():
        for channel, default in default_senders(settings).items():
            for agency in wanted:
                identity = identity_of(own.get((agency, channel)), default, vault, name="")
                used.setdefault(identity, []).append(agency)
            if not wanted:
                used[default] = []
    return used


async def _asked(settings: Settings, identity: SenderIdentity) -> list[Finding]:
    if not identity.is_complete:
        unset = _UNSET[identity.channel]
        return [wrong(f"There is nothing to send from: set {unset}, or use `caseline sender set`.")]
    return await _ASK[identity.channel](settings, identity)


async def _ask_twilio(settings: Settings, identity: SenderIdentity) -> list[Finding]:
    # The SDKs take a second to import, and no other command needs them.
    from messaging.providers.twilio_check import TwilioCheck  # noqa: PLC0415

    asking = TwilioCheck(
        account_sid=identity.account,
        auth_token=identity.secret,
        sender=identity.address,
        inbound_url=f"{settings.base_url}/webhooks/twilio/inbound",
        timeout_seconds=settings.provider_timeout_seconds,
        base_url=settings.twilio_base_url,
    )
    return await asking.findings()


async def _ask_sendgrid(settings: Settings, identity: SenderIdentity) -> list[Finding]:
    from messaging.providers.sendgrid_check import SendGridCheck  # noqa: PLC0415

    asking = SendGridCheck(
        api_key=identity.secret,
        sender=identity.address,
        events_url=f"{settings.base_url}/webhooks/sendgrid/events",
        webhook_key=settings.sendgrid_webhook_key,
        timeout_seconds=settings.provider_timeout_seconds,
        base_url=settings.sendgrid_base_url,
    )
    return await asking.findings()


_ASK = {Channel.SMS: _ask_twilio, Channel.EMAIL: _ask_sendgrid}


def _simulated(settings: Settings) -> Settings:
    """The settings that `caseline up` gives its processes, on the ports where it listens."""
    running = read_running(settings.state_dir)
    ports = {"port": urlsplit(running.api).port, "simulator_port": urlsplit(running.phones).port}
    settings = settings.model_copy(update={name: port for name, port in ports.items() if port})
    env = environment(settings, settings.temporal)
    names = {name: name.removeprefix("CASELINE_").lower() for name in env}
    mine = ("twilio_", "sendgrid_", "email_", "public_")
    return settings.model_copy(update={names[key]: value for key, value in env.items() if names[key].startswith(mine)})
