"""What the settings name to send from: used by every agency that has no sender of its own."""

from __future__ import annotations

from domain.messages import Channel
from messaging.senders import DefaultSenders, SenderIdentity
from settings import Settings


def default_senders(settings: Settings) -> DefaultSenders:
    """By channel; incomplete where the settings name nothing."""
    return {
        Channel.SMS: SenderIdentity(
            channel=Channel.SMS,
            address=settings.twilio_from,
            account=settings.twilio_account_sid,
            secret=settings.twilio_auth_token,
            other_secret=settings.twilio_other_auth_token,
        ),
        Channel.EMAIL: SenderIdentity(
            channel=Channel.EMAIL, address=settings.email_from, secret=settings.sendgrid_api_key
        ),
    }
