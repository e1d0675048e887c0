"""`caseline restore`: begin and end a restore from a backup, and say how far the feeds have caught up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

import typer
from temporalio.service import RPCError

from commands import logs
from commands.lazy import group
from commands.open_database import opened, say, stop, vault_for
from commands.output import SECONDS, local_time, show_json, show_table
from commands.reconcile import as_plain, reconciled, show
from commands.typed_time import aware_if_typed
from db.connection.session import Database
from db.queries import inbox, restores
from db.queries.restores import FeedState
from domain.restore import RestoreWindow
from engine.client import TemporalUnreachable
from engine.temporal_tls import BadTemporalSettings
from intake.reconcile.reconcile import Reconciled
from intake.reconcile.sent_texts import SentTexts, look_for_sent
from messaging.providers.base import ProviderUnavailable
from settings import Settings
from wiring.default_senders import default_senders

LISTED = 20

app = group("Restore from a backup, so that no person is told twice or falsely.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreStatus:
    """How a restore stands. `texts` is None if the provider could not be asked."""

    window: RestoreWindow
    feeds: list[FeedState]
    waiting: int
    maybe_sent: dict[str, int]
    texts: SentTexts | None

    def reasons_to_wait(self) -> Iterator[str]:
        """Why it should not be ended yet."""
        if not self.window.is_reconciled:
            yield "the database was not yet compared with Temporal: run `caseline reconcile`"
        behind = [feed.ori for feed in self.feeds if not feed.has_caught_up(self.window)]
        if behind:
            yield f"no event of since the restore began has come from {', '.join(behind)}: the feed has not caught up"
        if self.waiting:
            yield f"{self.waiting} events wait to be relayed"


@app.command()
def begin(
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="The moment of the backup, of the older one if there are two (2026-11-22T08:30Z). Default: the last "
            "moment that the restored database knows of.",
        ),
    ] = None,
    stopped_at: Annotated[
        str | None,
        typer.Option(
            "--stopped-at",
            metavar="TIME",
            help="When the lost system stopped. Default: now. Emails about what happened after it are sent.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what differed as JSON.")] = False,
) -> None:
    """Say that the databases were restored; do it before API and worker start.

    Until `caseline restore end`:

    - each text is looked for at Twilio before it leaves for the first time, and is not sent twice;
    - emails that the lost system may have sent are withheld (maybe_sent), as SendGrid cannot be asked;
    - "an officer is delayed" and "still open" wait, as the feed may yet tell otherwise.

    It also compares the database with Temporal and mends what differs, as `caseline reconcile` does.
    """
    settings = Settings()
    logs.configure_quietly(settings)
    found = asyncio.run(_begin(settings, aware_if_typed(since), aware_if_typed(stopped_at)))
    if as_json:
        show_json(as_plain(found))
    else:
        show(found, mended=True)
    if found.failed:
        stop("Run `caseline reconcile` again, before API and worker start.")
    say(
        "Now start API and worker, and let your CAD send every event of since then again: repeats are harmless. "
        "`caseline restore status` says when the feeds have caught up; then run `caseline restore end`."
    )


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False) -> None:
    """Say whether the feeds have caught up, what was withheld, and which texts the database does not know.

    Exit code 1 while the restore should not be ended yet.
    """
    found = asyncio.run(_status(Settings()))
    if as_json:
        show_json(_plain(found))
    else:
        _show(found)
    if any(found.reasons_to_wait()):
        raise typer.Exit(1)


@app.command()
def end(
    anyway: Annotated[bool, typer.Option("--anyway", help="Also if the feeds have not caught up.")] = False,
) -> None:
    """Say that the feeds have caught up: deadlines count again, and first texts leave without a question."""
    settings = Settings()
    found = asyncio.run(_status(settings))
    reasons = list(found.reasons_to_wait())
    if reasons and not anyway:
        stop("The restore goes on: " + "; ".join(reasons) + ". `caseline restore end --anyway` ends it all the same.")
    asyncio.run(_end(settings))
    _show(found)
    typer.echo("The restore has ended.")
    say("Run `caseline erasure replay` once more: the feed may have brought back people who were erased.")


async def _begin(settings: Settings, since: datetime | None, stopped_at: datetime | None) -> Reconciled:
    now = datetime.now(UTC)
    async with opened(settings) as database:
        await vault_for(settings, database)  # reconciling needs the key ring: without it nothing is begun
        async with database.transaction() as session:
            since = since or await restores.last_write(session)
            if since is None:
                stop("This database is empty: there is nothing to restore.")
            if since > now or (stopped_at and not since <= stopped_at <= now):
                stop("The times must lie in this order: --since, --stopped-at, now.")
            window = await restores.begin(session, since=since, stopped_at=stopped_at or now, now=now)
        if window is None:
            stop("A restore is under way already: `caseline restore status` says how it stands.")
        say(f"The restore has begun. What was sent since {local_time(window.since, 'UTC', SECONDS)} is in doubt.")
        try:
            return await reconciled(settings, database, since=window.since)
        except (TemporalUnreachable, BadTemporalSettings) as error:
            stop(f"{error}\nThen run `caseline reconcile`, before API and worker start.")
        except RPCError as error:
            stop(f"Temporal went away ({error.status.name}): run `caseline reconcile` before API and worker start.")


async def _status(settings: Settings) -> RestoreStatus:
    async with opened(settings) as database:
        async with database.reading() as session:
            window = await restores.latest(session)
            if window is None or not window.is_open:
                stop("No restore is under way.")
            feeds = await restores.feeds(session, window)
            waiting, _, _ = await inbox.backlog(session)
            withheld = await restores.maybe_sent(session, window)
        texts = await _texts(settings, database, window)
    return RestoreStatus(window=window, feeds=feeds, waiting=waiting, maybe_sent=withheld, texts=texts)


async def _texts(settings: Settings, database: Database, window: RestoreWindow) -> SentTexts | None:
    # The SDKs take a second to import, and the other commands here do without.
    from wiring.providers import build_inbox  # noqa: PLC0415

    try:
        return await look_for_sent(
            database,
            await vault_for(settings, database),
            default_senders(settings),
            partial(build_inbox, settings),
            since=window.since,
        )
    except ProviderUnavailable as error:
        say(f"Twilio could not be asked which texts it had accepted ({error.code}).")
        return None


async def _end(settings: Settings) -> None:
    async with opened(settings) as database, database.transaction() as session:
        await restores.end(session, now=datetime.now(UTC))


def _show(found: RestoreStatus) -> None:
    window = found.window
    typer.echo(
        f"A restore is under way since {local_time(window.begun_at, 'UTC', SECONDS)}, from a backup of "
        f"{local_time(window.since, 'UTC', SECONDS)}."
    )
    show_table(
        ("Agency", "Events since", "Newest happened at (UTC)", "Caught up"),
        (
            (
                feed.ori,
                str(feed.accepted),
                local_time(feed.newest, "UTC", SECONDS),
                "yes" if feed.has_caught_up(window) else "no",
            )
            for feed in found.feeds
        ),
    )
    if found.texts is not None:
        typer.echo(f"{found.texts.known} texts that Twilio accepted since the backup are known to the database.")
        if found.texts.unknown:
            listed = ", ".join(found.texts.unknown[:LISTED])
            more = f" and {len(found.texts.unknown) - LISTED} more (--json lists all)"
            say(
                f"{len(found.texts.unknown)} are not: the lost system sent them, and no event has led to them again: "
                f"{listed}{more if len(found.texts.unknown) > LISTED else ''}"
            )
    if found.maybe_sent:
        numbers = ", ".join(f"{number} ({count})" for number, count in list(found.maybe_sent.items())[:LISTED])
        say(f"{sum(found.maybe_sent.values())} emails were withheld, as they may have been sent before: {numbers}")
    for reason in found.reasons_to_wait():
        say(f"Not to be ended yet: {reason}.")


def _plain(found: RestoreStatus) -> dict[str, Any]:
    window, texts = found.window, found.texts
    return {
        "since": window.since,
        "stopped_at": window.stopped_at,
        "begun_at": window.begun_at,
        "reconciled_at": window.reconciled_at,
        "feeds": [
            {
                "agency": feed.ori,
                "events": feed.accepted,
                "newest": feed.newest,
                "caught_up": feed.has_caught_up(window),
            }
            for feed in found.feeds
        ],
        "waiting": found.waiting,
        "texts_known": texts.known if texts else None,
        "texts_unknown": list(texts.unknown) if texts else None,
        "emails_maybe_sent": found.maybe_sent,
        "reasons_to_wait": list(found.reasons_to_wait()),
    }
