"""Builds what reaches Twilio and SendGrid: their clients, what each agency sends from, and the line lookup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from db.connection.session import Database
from db.encryption.vault import Vault
from domain.messages import Channel
from messaging.line_lookup import PhoneLines
from messaging.providers.base import MessageProvider
from messaging.providers.sendgrid_email import SendGridEmail
from messaging.providers.twilio_inbox import TwilioInbox
from messaging.providers.twilio_lookup import TwilioLookup
from messaging.providers.twilio_sms import TwilioSms
from messaging.senders import SenderIdentity, Senders
from settings import Settings
from wiring.default_senders import default_senders


def build_provider(settings: Settings, sender: SenderIdentity) -> MessageProvider:
    """The provider of its channel, with its account and address."""
    if sender.channel is Channel.EMAIL:
        return SendGridEmail(
            api_key=sender.secret,
            sender=sender.address,
            sender_name=sender.name,
            timeout_seconds=settings.provider_timeout_seconds,
            base_url=settings.sendgrid_base_url,
        )
    return TwilioSms(
        account_sid=sender.account,
        auth_token=sender.secret,
        sender=sender.address,
        timeout_seconds=settings.provider_timeout_seconds,
        base_url=settings.twilio_base_url,
        callback_url=settings.receipts_url,
        other_token=sender.other_secret,
    )


def build_inbox(settings: Settings, sender: SenderIdentity) -> TwilioInbox:
    """The list of texts to one of our addresses."""
    return TwilioInbox(
        account_sid=sender.account,
        auth_token=sender.secret,
        other_token=sender.other_secret,
        address=sender.address,
        timeout_seconds=settings.provider_timeout_seconds,
        base_url=settings.twilio_base_url,
    )


def build_senders(settings: Settings, vault: Vault) -> Senders:
    """What each agency sends from: its own, or what the settings name."""
    return Senders(vault=vault, defaults=default_senders(settings), build=partial(build_provider, settings))


def build_lines(settings: Settings, database: Database, vault: Vault) -> PhoneLines:
    """What is known of telephone lines, and Twilio Lookup for what is not, if the settings want it."""
    lookup = None
    if settings.lookup_line_type and settings.twilio_account_sid:
        lookup = TwilioLookup(
            account_sid=settings.twilio_account_sid,
            auth_token=settings.twilio_auth_token,
            timeout_seconds=settings.lookup_timeout_seconds,
            base_url=settings.twilio_base_url,
            other_token=settings.twilio_other_auth_token,
        )
    keep = timedelta(days=settings.lookup_kept_days)
    return PhoneLines(database=database, vault=vault, lookup=lookup, keep=keep, clock=lambda: datetime.now(UTC))
