"""Names of messages, channels, roles and differences, as the pages of administrators say them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from api.pages.staff.message_words import MESSAGES as MESSAGES  # noqa: PLC0414  templates find all words here
from domain.contacts import ContactRole
from domain.messages import Channel
from locales.sentences import Sentence, say
from staff.trial_result import TrialDifference

CHANNELS: dict[str, Sentence] = {Channel.SMS: say("text"), Channel.EMAIL: say("email")}

ROLES: dict[str, Sentence] = {
    ContactRole.REPORTING_PARTY: say("caller"),
    ContactRole.VICTIM: say("victim"),
    ContactRole.WITNESS: say("witness"),
    ContactRole.SUSPECT: say("suspect"),
    ContactRole.PERSON_OF_INTEREST: say("person of interest"),
    ContactRole.DETECTIVE: say("detective"),
}

CALLERS = say("all who called")
OFF = say("not sent")
AT_ANY_HOUR = say("at any hour")
FOR_EVER = say("for ever")
AND, ELSE = say("{first} and {second}"), say("{first}, else {second}")

DIFFERENCES: dict[str, Sentence] = {
    TrialDifference.ALSO: say("Would also have been told"),
    TrialDifference.NO_LONGER: say("Would no longer have been told"),
    TrialDifference.OTHER_TIME: say("Would have been told at another time"),
    TrialDifference.OTHER_WAY: say("Would have been told another way, by text or email"),
}

VALUES = {
    "channel": say("Channel"),
    "address": say("Sent from"),
    "account": say("Account"),
    "per_second": say("Messages a second"),
    "secret": say("Secret of its own"),
    "what": say("What is done"),
    "label": say("System"),
    "scopes": say("May do"),
    "networks": say("Networks"),
    "per_minute": say("Requests and events a minute"),
    "days": say("Ends (day, or days from now)"),
}
"""Names of the values that a proposal changes."""

_LENGTHS = (
    (timedelta(days=1), say("1 day"), say("{count} days")),
    (timedelta(hours=1), say("1 hour"), say("{count} hours")),
    (timedelta(minutes=1), say("1 minute"), say("{count} minutes")),
    (timedelta(seconds=1), say("1 second"), say("{count} seconds")),
)


def length_of(length: timedelta, say_it: Callable[..., str]) -> str:
    """By the largest unit that says it exactly."""
    for size, one, many in _LENGTHS:
        if length >= size and not length % size:
            count = length // size
            return say_it(one) if count == 1 else say_it(many, count=str(count))
    return str(length)
