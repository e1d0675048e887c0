"""`caseline sender`: set the number, messaging service or from-address that an agency sends from."""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note
from commands.find_rows import find_agency, upper
from commands.lazy import group
from commands.open_database import opened_vault, reading, stop, writing
from commands.output import local_time, show_table
from db.addresses import e164, email_address
from db.encryption.vault import Vault
from db.queries import senders
from db.queries.senders import SenderValues
from domain.audit.acts import ActKind
from domain.messages import Channel
from settings import Settings

app = group("Say which number, messaging service or address an agency sends from.")

Ori = Annotated[str, typer.Argument(metavar="ORI", help="The agency.", callback=upper)]
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
    _put(opened_vault(Settings()), ori, channel, values)
    typer.echo(f"{ori} sends {channel.value} from {values.address}. Try it: caseline provider check {ori}")


@app.command("list")
def list_senders() -> None:
    """List what agencies send from; secrets are not shown."""
    rows = (
        (
            sender.ori,
            sender.channel,
            sender.address,
            sender.account or ("its own key" if sender.secret_sealed else "of the settings"),
            f"{sender.per_second:g}" if sender.per_second else "-",
            local_time(sender.updated_at),
        )
        for sender in reading(senders.every)()
    )
    show_table(("Agency", "Channel", "Sends from", "Account", "A second", "Changed"), rows)


@app.command()
def remove(ori: Ori, channel: Annotated[Channel, typer.Argument(help="Which.")]) -> None:
    """Let an agency send from what the settings say again."""
    if not _remove(ori, channel):
        stop(f"{ori} has no {channel.value} sender of its own; `caseline sender list` shows those there are.")
    typer.echo(f"{ori} sends {channel.value} from what the settings say.")


def _secret(variable: str) -> str:
    if variable:
        secret = os.environ.get(variable, "")
    elif sys.stdin.isatty():
        secret = typer.prompt("Secret", hide_input=True)
    else:
        secret = sys.stdin.readline()
    return secret.strip() or stop("There is no secret; nothing was changed.")


@writing
async def _put(session: AsyncSession, vault: Vault, ori: str, channel: Channel, values: SenderValues) -> None:
    await find_agency(session, ori)
    await senders.put(session, vault, ori=ori, channel=channel, values=values, now=datetime.now(UTC))
    detail = {"address": values.address, "account": values.account, "new_secret": bool(values.secret)}
    await note(session, ActKind.SENDER_CHANGED, ori, f"sender:{channel.value}", detail=detail)


@writing
async def _remove(session: AsyncSession, ori: str, channel: Channel) -> bool:
    removed = await senders.remove(session, ori, channel)
    if removed:
        await note(session, ActKind.SENDER_CHANGED, ori, f"sender:{channel.value}", detail={"removed": True})
    return removed
