"""`caseline sender`: set the number, messaging service or from-address that an agency sends from."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from commands.open_database import opened, plain_errors, stop
from db.addresses import e164, email_address
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies, senders
from db.queries.senders import SenderValues
from db.tables import Sender
from domain.messages import Channel
from settings import Settings

app = typer.Typer(help="Say which number, messaging service or address an agency sends from.", no_args_is_help=True)

Ori = Annotated[str, typer.Argument(metavar="ORI", help="The agency.")]
_SERVICE, _ACCOUNT = re.compile(r"MG[0-9a-fA-F]{32}"), re.compile(r"AC[0-9a-fA-F]{32}")


def _sms(text: str) -> str:
    if not text or _SERVICE.fullmatch(text):
        return text
    try:
        return e164(text)
    except ValueError:
        raise typer.BadParameter("neither a telephone number nor a messaging service (MG and 32 digits)") from None


def _email(text: str) -> str:
    try:
        return email_address(text) if text else text
    except ValueError:
        raise typer.BadParameter("not an email address") from None


def _account(text: str) -> str:
    if text and not _ACCOUNT.fullmatch(text):
        raise typer.BadParameter("an account is AC and 32 digits")
    return text


@app.command("set")
def set_sender(
    ori: Ori,
    sms: Annotated[str, typer.Option(metavar="NUMBER", help="A number, or a messaging service.", callback=_sms)] = "",
    email: Annotated[str, typer.Option(metavar="ADDRESS", help="A from-address.", callback=_email)] = "",
    account: Annotated[
        str, typer.Option(metavar="AC...", help="The agency's own Twilio account.", callback=_account)
    ] = "",
    own_key: Annotated[bool, typer.Option("--own-key", help="The agency has a SendGrid key of its own.")] = False,
    secret_from: Annotated[
        str, typer.Option(metavar="NAME", help="Environment variable that holds the secret, instead of asking.")
    ] = "",
    per_second: Annotated[
        float | None, typer.Option(min=0.01, help="Messages a second it may send, as registered with the carriers.")
    ] = None,
) -> None:
    """Say what an agency sends from, in force at once.

    Without --account or --own-key it belongs to the account of the settings.

    The secret (auth token, API key) is asked for, or read from standard input; it is never an argument.
    """
    if bool(sms) == bool(email):
        raise typer.BadParameter("one of --sms and --email is needed")
    if (account and email) or (own_key and sms):
        raise typer.BadParameter("--account goes with --sms, --own-key with --email")
    secret = _secret(secret_from) if account or own_key else ""
    values = SenderValues(address=sms or email, account=account, per_second=per_second, secret=secret)
    channel = Channel.SMS if sms else Channel.EMAIL
    asyncio.run(_put(ori.upper(), channel, values))
    typer.echo(
        f"{ori.upper()} sends {channel.value} from {values.address}. Try it: caseline provider check {ori.upper()}"
    )


@app.command("list")
def list_senders() -> None:
    """List what agencies send from; secrets are not shown."""
    table = Table("Agency", "Channel", "Sends from", "Account", "A second", "Changed")
    for sender in asyncio.run(_every()):
        own = sender.account or ("its own key" if sender.secret_sealed else "of the settings")
        rate = f"{sender.per_second:g}" if sender.per_second else "-"
        changed = sender.updated_at.strftime("%Y-%m-%d %H:%M")
        table.add_row(sender.ori, sender.channel, sender.address, own, rate, changed)
    Console().print(table)


@app.command()
def remove(ori: Ori, channel: Annotated[Channel, typer.Argument(help="Which.")]) -> None:
    """Let an agency send from what the settings say again."""
    if not asyncio.run(_remove(ori.upper(), channel)):
        stop(f"{ori.upper()} has no {channel.value} sender of its own; `caseline sender list` shows those there are.")
    typer.echo(f"{ori.upper()} sends {channel.value} from what the settings say.")


def _secret(variable: str) -> str:
    if variable:
        secret = os.environ.get(variable, "")
    elif sys.stdin.isatty():
        secret = typer.prompt("Secret", hide_input=True)
    else:
        secret = sys.stdin.readline()
    return secret.strip() or stop("There is no secret; nothing was changed.")


async def _put(ori: str, channel: Channel, values: SenderValues) -> None:
    settings = Settings()
    with plain_errors():
        vault = Vault(KeyRing.load(settings.keys_path))
    async with opened(settings) as database, database.transaction() as session:
        if await agencies.get(session, ori) is None:
            stop(f"There is no agency {ori}; `caseline agency list` shows those there are.")
        now = datetime.now(UTC)
        await senders.put(session, vault, ori=ori, channel=channel, values=values, now=now)


async def _every() -> list[Sender]:
    async with opened(Settings()) as database, database.reading() as session:
        return list(await senders.every(session))


async def _remove(ori: str, channel: Channel) -> bool:
    async with opened(Settings()) as database, database.transaction() as session:
        return await senders.remove(session, ori, channel)
