"""Names of messages, channels, roles and differences, as the pages of administrators say them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from domain.contacts import ContactRole
from domain.messages import Channel, MessageKey
from locales.sentences import Sentence, say
from staff.trial_result import TrialDifference

MESSAGES: dict[str, Sentence] = {
    MessageKey.CALL_RECEIVED: say("We got the call"),
    MessageKey.OFFICER_DELAYED: say("No officer on scene in time"),
    MessageKey.OFFICER_DISPATCHED: say("An officer is dispatched"),
    MessageKey.OFFICER_EN_ROUTE: say("An officer is on the way"),
    MessageKey.OUTCOME_HANDLED: say("Officers have dealt with it"),
    MessageKey.OUTCOME_UNABLE_TO_LOCATE: say("Officers found no one"),
    MessageKey.OUTCOME_LOOKOUT: say("Officers are on the lookout"),
    MessageKey.OUTCOME_REFERRED: say("It was referred elsewhere"),
    MessageKey.CALL_CANCELLED: say("The call was cancelled"),
    MessageKey.CALL_MERGED: say("It was reported before"),
    MessageKey.CASE_NUMBER: say("There is a report: its number"),
    MessageKey.REPORT_COPY: say("There is a report: how to get a copy"),
    MessageKey.VICTIM_RIGHTS: say("There is a report: a victim's rights"),
    MessageKey.DETECTIVE_ASSIGNED: say("A detective has the case"),
    MessageKey.ARREST_MADE: say("A suspect was arrested"),
    MessageKey.CHARGES_FILED: say("A suspect was charged"),
    MessageKey.CASE_SUSPENDED: say("The case is suspended"),
    MessageKey.CASE_CLOSED: say("The case is closed"),
    MessageKey.CASE_REOPENED: say("The case is open again"),
    MessageKey.STILL_OPEN: say("No news for a while"),
    MessageKey.DETECTIVE_MESSAGE: say("A detective writes"),
    MessageKey.SURVEY_INVITATION: say("Survey after the end"),
    MessageKey.SURVEY_REMINDER: say("Reminder of the survey"),
}

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
