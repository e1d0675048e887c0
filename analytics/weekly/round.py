"""Send the weekly email of results, each week once to each reader: its row is written first, then it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from analytics.agency_by_agency import agency_by_agency
from analytics.extracts import Extract, NoExtract, current
from analytics.not_installed import is_installed
from analytics.results.all_figures import figures
from analytics.results.spans import is_whole, span_before, span_named
from analytics.weekly.compose import WeekFigures, write_email
from analytics.weekly.recipients import address_of
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import result_emails, staff_tasks
from db.tables import Agency, ResultRecipient
from domain.messages import Channel
from domain.task_kinds import NewTask, TaskKind
from domain.weekly_results import EmailStatus, WeekToTell, week_to_tell
from locales.catalog_loader import Catalogs
from messaging import sender_alerts
from messaging.providers.base import (
    ComposedMessage,
    MessageProvider,
    ProviderError,
    ProviderUnavailable,
    RecipientRejected,
    SenderRefused,
)
from messaging.senders import ProviderFor

log = structlog.get_logger(__name__)

NO_EXTRACT, NO_SENDER = "no_extract", "no_sender"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyEmails:
    """A round that any number of workers may do side by side."""

    database: Database
    vault: Vault
    analytics_folder: Path
    provider_for: ProviderFor
    catalogs: Catalogs
    base_url: str
    clock: Callable[[], datetime]

    async def run_once(self) -> None:
        """Send what is due and was not sent, and give up what is no longer news."""
        if not is_installed():
            return
        async with self.database.reading() as session:
            told = await result_emails.told_agencies(session)
        readers = {each.agency.ori: each.recipients for each in told}
        every = [each.agency for each in told]
        await agency_by_agency(
            every, lambda agency: self._tell(agency, readers[agency.ori]), failed="results_email.failed"
        )

    async def _tell(self, agency: Agency, recipients: tuple[ResultRecipient, ...]) -> None:
        now = self.clock()
        week = week_to_tell(now, ZoneInfo(agency.time_zone))
        async with self.database.reading() as session:
            waiting = await result_emails.waiting(session, recipients, week)
        readers = [each for each in recipients if each.id in waiting]
        if not readers:
            return
        if now >= week.given_up_at:
            await self._give_up(agency, readers, week)
            return
        extract = self._extract(agency.ori, week)
        if extract is None:  # the night's extract may be late
            return
        counted = await asyncio.to_thread(_count, extract, week.name)
        for reader in readers:
            await self._send(agency, reader, week, counted)

    async def _send(self, agency: Agency, reader: ResultRecipient, week: WeekToTell, counted: WeekFigures) -> None:
        address = address_of(self.vault, reader)
        link = f"{self.base_url}/staff/{agency.ori}/results?span={week.name}"
        written = write_email(counted, self.catalogs, reader.language, address=address, link=link)
        async with self.database.transaction() as session:
            email_id = await result_emails.begin_try(session, reader.id, week.name, now=self.clock())
            if email_id is None:
                return
            provider = await self.provider_for(session, agency.ori, Channel.EMAIL)
        message = ComposedMessage(
            message_id=email_id, to=address, subject=written.subject, text=written.text, html=written.html
        )
        await self._try(agency, reader, week, provider, message)

    async def _try(
        self,
        agency: Agency,
        reader: ResultRecipient,
        week: WeekToTell,
        provider: MessageProvider | None,
        message: ComposedMessage,
    ) -> None:
        """One try, and how it ended. Without an answer the row stays as it is, and the email is sent again later."""
        error: ProviderError | None = None
        try:
            if provider is not None:
                await provider.send(message)
        except ProviderError as raised:
            error = raised
        now, ended = self.clock(), _ended(provider, error)
        async with self.database.transaction() as session:
            reason = NO_SENDER if provider is None else error.code if error else ""
            await result_emails.end_try(session, message.message_id, ended, reason=reason, now=now)
            if provider is None:
                await sender_alerts.no_sender(session, ori=agency.ori, channel=Channel.EMAIL.value, now=now)
            if provider is not None and isinstance(error, SenderRefused):
                code = error.code
                await sender_alerts.sender_refused(session, ori=agency.ori, provider=provider.name, code=code, now=now)
            if ended is EmailStatus.FAILED:
                await staff_tasks.raise_task(session, agency.ori, _task(reader, week, reason), now=now)
        log.info("results_email.tried", agency=agency.ori, week=week.name, status=ended.value, code=reason)

    async def _give_up(self, agency: Agency, readers: list[ResultRecipient], week: WeekToTell) -> None:
        now = self.clock()
        for reader in readers:
            async with self.database.transaction() as session:
                reason = await result_emails.give_up(session, reader.id, week.name, reason=NO_EXTRACT, now=now)
                await staff_tasks.raise_task(session, agency.ori, _task(reader, week, reason), now=now)
            log.warning("results_email.given_up", agency=agency.ori, week=week.name, code=reason)

    def _extract(self, ori: str, week: WeekToTell) -> Extract | None:
        """The newest, if it holds the whole week."""
        try:
            extract = current(self.analytics_folder, ori)
        except NoExtract:
            return None
        return extract if is_whole(extract, span_named(week.name)) else None


def _ended(provider: MessageProvider | None, error: ProviderError | None) -> EmailStatus:
    if provider is None:
        return EmailStatus.CREATED
    if error is None:
        return EmailStatus.SENT
    if isinstance(error, RecipientRejected):
        return EmailStatus.FAILED
    is_in_doubt = isinstance(error, ProviderUnavailable) and error.ambiguous
    return EmailStatus.SENDING if is_in_doubt else EmailStatus.CREATED


def _count(extract: Extract, week: str) -> WeekFigures:
    span = span_named(week)
    before = span_before(span)
    held = figures(extract, before) if is_whole(extract, before) else {}
    return WeekFigures(extract=extract, week=span, now=figures(extract, span), before=held)


def _task(reader: ResultRecipient, week: WeekToTell, reason: str) -> NewTask:
    why = (
        f"the weekly email of results ({week.name}) did not reach its reader: {reason} (caseline results email status)"
    )
    return NewTask(kind=TaskKind.UNDELIVERABLE, about=f"results_email/{reader.id}", reason=why)
