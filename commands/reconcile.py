"""`caseline reconcile`: compare the database with Temporal's histories, mend what differs, and report it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from temporalio.service import RPCError

from commands import logs
from commands.open_database import notes, opened, say, stop, vault_for
from commands.output import show_json, show_table
from commands.progress_display import Steps
from commands.typed_time import aware_if_typed
from db.connection.session import Database
from db.queries import restores
from engine.client import TemporalUnreachable, connect_to
from engine.temporal_tls import BadTemporalSettings
from intake.reconcile.reconcile import Reconciled, Reconciliation
from intake.reconcile.senders import SendersOfHistories
from settings import Settings

LOOKS_BACK = timedelta(days=30)
"""Without a restore and without `--since`: calls that ended before are not looked at."""
SHOWN = 20


def reconcile(
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="The moment of the older backup (2026-11-22T08:30Z). Default: that of the restore under way, else 30 "
            "days ago. Calls that are open are always compared.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only compare and report; change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,
) -> None:
    """Compare each call in the database with its workflow in Temporal, mend what differs, and report it.

    Run it after a restore in which one side is older than the other, or Temporal is new and empty; `caseline restore
    begin` does so by itself. Where they differ, the workflow is stopped and begins anew from the database: events that
    only it knew are accepted once more, and events that it never heard of are relayed again. It sends nothing and can
    be repeated. Exit code 1 if some calls could not be compared.
    """
    settings = Settings()
    logs.configure_quietly(settings)
    found = asyncio.run(_reconcile(settings, aware_if_typed(since), mend=not dry_run))
    if as_json:
        show_json(as_plain(found))
    else:
        show(found, mended=not dry_run)
    if found.failed:
        raise typer.Exit(1)


async def _reconcile(settings: Settings, since: datetime | None, *, mend: bool) -> Reconciled:
    async with opened(settings) as database:
        if since is None:
            async with database.reading() as session:
                window = await restores.latest(session)
            since = window.since if window and window.is_open else datetime.now(UTC) - LOOKS_BACK
        try:
            return await reconciled(settings, database, since=since, mend=mend)
        except (TemporalUnreachable, BadTemporalSettings) as error:
            stop(str(error))
        except RPCError as error:
            stop(f"Temporal went away while calls were compared ({error.status.name}). Run this again; it is safe.")


async def reconciled(settings: Settings, database: Database, *, since: datetime, mend: bool = True) -> Reconciled:
    """The comparison itself, with its progress. Raises TemporalUnreachable, BadTemporalSettings, RPCError."""
    vault = await vault_for(settings, database)
    senders = SendersOfHistories(vault=vault, take_unproven=settings.take_unproven_case_status)
    client = await connect_to(settings.temporal_target)
    with Steps(notes) as step:
        reconciliation = Reconciliation(database, client, senders=senders, clock=lambda: datetime.now(UTC))
        return await reconciliation.run(since=since, mend=mend, progress=step)


def show(found: Reconciled, *, mended: bool) -> None:
    """How many calls differed and how; the first of them by number."""
    typer.echo(f"Calls compared with their workflows: {found.examined}. They differed in {len(found.mended)}.")
    rows = ((difference.value, str(count)) for difference, count in sorted(found.by_disagreement.items()))
    if found.mended:
        show_table(("What differed", "Calls"), rows)
        numbers = [each.call_number for each in found.mended]
        more = f" and {len(numbers) - SHOWN} more (--json lists all)" if len(numbers) > SHOWN else ""
        typer.echo(f"Calls: {', '.join(sorted(numbers)[:SHOWN])}{more}")
        lost = sum(len(each.finding.lost) for each in found.mended)
        unheard = sum(len(each.finding.unheard) for each in found.mended)
        by_id = sum(each.finding.unreadable for each in found.mended)
        verb = "are" if mended else "would be"
        typer.echo(f"{lost} events that only a workflow knew {verb} accepted again; {unheard} {verb} relayed again.")
        if unproven := sum(each.finding.unproven for each in found.mended):
            say(f"{unproven} changes of a case status have no proof of who sent them, and are not accepted again.")
        if by_id:
            say(f"{by_id} events are known by their ids alone: the sending systems have to repeat them.")
    if found.woken:
        typer.echo(f"{found.woken} calls are woken: messages of theirs wait to be sent.")
    if found.failed:
        say("Not compared, run this again: " + ", ".join(f"{number} ({why})" for number, why in found.failed[:SHOWN]))
    if not mended:
        say("Nothing was changed (--dry-run).")


def as_plain(found: Reconciled) -> dict[str, Any]:
    """The report as plain values; call numbers, no people."""
    return {
        "examined": found.examined,
        "differed": {difference.name.lower(): count for difference, count in sorted(found.by_disagreement.items())},
        "woken": found.woken,
        "failed": dict(found.failed),
        "calls": [
            {
                "agency": each.ori,
                "call_number": each.call_number,
                "difference": each.finding.disagreement.name.lower(),
                "workflow_begun_anew": each.finding.restart,
                "events_accepted_again": len(each.finding.lost),
                "events_relayed_again": len(each.finding.unheard),
                "events_known_by_id_alone": each.finding.unreadable,
                "case_statuses_without_proof": each.finding.unproven,
            }
            for each in found.mended
        ],
    }
