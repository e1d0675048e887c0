"""The words for what the rules call by a code: events, statuses, messages, reasons, roles; in English."""

from __future__ import annotations

from collections.abc import Mapping

from api.pages.staff.message_words import MESSAGES as MESSAGES  # noqa: PLC0414  templates find all words here
from domain.call_state import CallState, CallStatus, CaseStatus
from domain.contacts import ContactRole
from domain.deadlines import DeadlineKind
from domain.delivery import DeliveryStatus
from domain.events import EventType
from domain.messages import Channel
from domain.replies.intents import Intent
from domain.staff.update_clock import UpdateDue
from locales.sentences import Sentence, say

STATUSES: Mapping[CallStatus, Sentence] = {
    CallStatus.RECEIVED: say("Call received"),
    CallStatus.DELAYED: say("Delayed"),
    CallStatus.DISPATCHED: say("Officer sent"),
    CallStatus.EN_ROUTE: say("Officer on the way"),
    CallStatus.ON_SCENE: say("Officer there"),
    CallStatus.CLEARED: say("Officers done"),
    CallStatus.CANCELLED: say("Canceled"),
    CallStatus.MERGED: say("Joined with another call"),
    CallStatus.ASSIGNED: say("Detective assigned"),
    CallStatus.ARREST: say("Arrest made"),
    CallStatus.CHARGED: say("Charges filed"),
    CallStatus.SUSPENDED: say("Paused"),
    CallStatus.CLOSED: say("Closed"),
    CallStatus.REOPENED: say("Opened again"),
}

CASE_OPENED = say("Case opened")


def standing_of(state: CallState) -> Sentence:
    """Where the case stands; the call, as long as there is no case."""
    return CASE_OPENED if state.case_status is CaseStatus.OPENED else STATUSES[state.status]


NEW_STATUSES: Mapping[CaseStatus, Sentence] = {
    CaseStatus.ARREST: say("Someone was arrested"),
    CaseStatus.CHARGED: say("Charges were filed"),
    CaseStatus.SUSPENDED: say("Work on the case is paused"),
    CaseStatus.CLOSED: say("The case is closed"),
    CaseStatus.REOPENED: say("The case is open again"),
}
"""What a detective can say of a case. Who is assigned is not theirs to decide."""

DUE: Mapping[UpdateDue, tuple[str, Sentence]] = {
    UpdateDue.IN_TIME: ("○", say("In time")),
    UpdateDue.DUE_SOON: ("◐", say("Due within 7 days")),
    UpdateDue.OVERDUE: ("●", say("Overdue")),
}
"""The shape beside the words: how much of the time is used up."""

EVENTS: Mapping[str, Sentence] = {
    EventType.CALL_RECEIVED: say("The call came in"),
    EventType.CALL_UPDATED: say("Something about the call changed"),
    EventType.CALL_CANCELLED: say("The call was canceled"),
    EventType.CALL_MERGED: say("The call was joined with another one"),
    EventType.CALL_REOPENED: say("The call was opened again"),
    EventType.CALL_CLOSED: say("The call ended"),
    EventType.UNIT_DISPATCHED: say("An officer was sent"),
    EventType.UNIT_EN_ROUTE: say("An officer was on the way"),
    EventType.UNIT_ARRIVED: say("An officer arrived"),
    EventType.UNIT_CLEARED: say("An officer was done"),
    EventType.CASE_OPENED: say("A case was opened"),
    EventType.CASE_ASSIGNED: say("A detective was assigned"),
    EventType.CASE_ARREST: say("Someone was arrested"),
    EventType.CASE_CHARGED: say("Charges were filed"),
    EventType.CASE_SUSPENDED: say("Work on the case was paused"),
    EventType.CASE_CLOSED: say("The case was closed"),
    EventType.CASE_REOPENED: say("The case was opened again"),
    EventType.CONTACT_ADDED: say("A person was added"),
    EventType.CONTACT_UPDATED: say("Something about a person was corrected"),
    DeadlineKind.HOLD: say("The hold of a new call ended"),
    DeadlineKind.OFFICER_DELAYED: say("No officer had arrived in the time allowed"),
    DeadlineKind.QUIET_HOURS: say("Quiet hours ended"),
    DeadlineKind.SEND_AGAIN: say("It was time to send a message again"),
    DeadlineKind.SURVEY: say("It was time to ask how the call went"),
    DeadlineKind.SURVEY_REMINDER: say("It was time to remind of the survey"),
    DeadlineKind.STILL_OPEN: say("There had been no news for a long time"),
    "survey.answered": say("The survey was answered"),
    "reply": say("Someone wrote back"),
}
"""What stands in a timeline, but messages."""

CHANNELS: Mapping[str, Sentence] = {Channel.SMS: say("Text message"), Channel.EMAIL: say("Email")}

DELIVERY: Mapping[str, Sentence] = {
    DeliveryStatus.CREATED: say("Waits to be sent"),
    DeliveryStatus.SENDING: say("On its way"),
    DeliveryStatus.SENT: say("Sent"),
    DeliveryStatus.DELIVERED: say("Delivered"),
    DeliveryStatus.UNKNOWN: say("Sent; it is not known whether it arrived"),
    DeliveryStatus.TEMPORARY_FAILURE: say("Not delivered yet; it is tried again"),
    DeliveryStatus.PERMANENT_FAILURE: say("Could not be delivered"),
    DeliveryStatus.WITHHELD: say("Not sent"),
    "seen": say("Read, as its reader said in the portal"),
}
"""What became of a message."""

EFFECTS: Mapping[str, Sentence] = {
    "refused": say("Refused"),
    "noted": say("Noted, nothing changed"),
    "changed": say("Done"),
}

ROLES: Mapping[ContactRole, Sentence] = {
    ContactRole.REPORTING_PARTY: say("Caller"),
    ContactRole.VICTIM: say("Victim"),
    ContactRole.WITNESS: say("Witness"),
    ContactRole.SUSPECT: say("Suspect"),
    ContactRole.PERSON_OF_INTEREST: say("Person of interest"),
    ContactRole.DETECTIVE: say("Detective"),
}

INTENTS: Mapping[str, Sentence] = {
    Intent.OPT_OUT: say("They want no more texts"),
    Intent.OPT_IN: say("They want texts again"),
    Intent.HELP: say("They asked for help with the texts"),
    Intent.EMERGENCY: say("It reads like danger"),
    Intent.CANCEL_VISIT: say("They no longer need an officer"),
    Intent.WRONG_NUMBER: say("It is the wrong number"),
    Intent.MACHINE: say("A machine wrote it"),
    Intent.LANGUAGE: say("They want another language"),
    Intent.SURVEY_ANSWER: say("They answered the survey"),
    Intent.THANKS: say("They said thanks"),
    Intent.OTHER: say("For you to read: nothing was understood by itself"),
}
