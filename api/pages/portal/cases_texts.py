"""The words of the portal's pages about cases, in English; other languages live in the catalogs."""

from __future__ import annotations

from collections.abc import Mapping

from domain.call_state import CaseStatus
from domain.delivery import DeliveryStatus
from domain.messages import Channel, MessageKey
from domain.portal.steps import Mark
from locales.sentences import Sentence, say
from messaging.rendering.texts.common import (
    ARREST_IS_NOT_GUILT,
    ARRESTED,
    CASE_NUMBER_LABEL,
    CHARGED,
    CHARGES_ARE_NOT_GUILT,
    EMAIL_LABEL,
    IN_DANGER,
    MAY_BE_RELEASED,
    MERGED,
    NEW_FACTS,
    NOT_CLOSED,
    NOT_TOLD_OF_RELEASE,
    PAUSED,
    PHONE_LABEL,
    SAFETY_PLAN,
    STILL_HELP,
)
from messaging.rendering.texts.reply import IN_DANGER_NOW

__all__ = ["CASE_NUMBER_LABEL", "EMAIL_LABEL", "IN_DANGER", "IN_DANGER_NOW", "MERGED", "NEW_FACTS", "PHONE_LABEL"]

CASES = say("Your cases")
CASE = say("Your case")
# Translators: a label before a day, as in "Reported: November 21, 2026".
REPORTED = say("Reported")
NO_CASES = say("There is no case to show here right now.")
IF_WRONG = say("If you think that this is a mistake, call {non_emergency_phone}.")
NO_SUCH_CASE = say("We did not find this page.")
NO_SUCH_CASE_MORE = say("Please go back to your cases.")
ONLY_NEWEST = say("Only the newest are shown here. To ask about the others, call {non_emergency_phone}.")

STANDS = say("Where your case stands")
NO_STEPS = say("There is nothing to show about this case yet.")
MARKS: Mapping[Mark, Sentence] = {
    Mark.DONE: say("Done"),
    Mark.CURRENT: say("Now"),
    Mark.TO_COME: say("Not yet"),
}
STEPS: Mapping[CaseStatus, Sentence] = {
    CaseStatus.OPENED: say("Case opened"),
    CaseStatus.ASSIGNED: say("Detective"),
    CaseStatus.ARREST: say("Arrest"),
    CaseStatus.CHARGED: say("Charges in court"),
    CaseStatus.SUSPENDED: say("Paused"),
    CaseStatus.CLOSED: say("Case closed"),
    CaseStatus.REOPENED: say("Open again"),
}
NOT_ALL = say("Not every case has all of these steps, and their order may differ.")

NOW: Mapping[CaseStatus, tuple[Sentence, ...]] = {
    CaseStatus.OPENED: (say("Your case was opened."), say("You can look for news about it here.")),
    CaseStatus.ASSIGNED: (say("A detective was assigned to your case."),),
    CaseStatus.ARREST: (ARRESTED, ARREST_IS_NOT_GUILT, MAY_BE_RELEASED, NOT_TOLD_OF_RELEASE, SAFETY_PLAN),
    CaseStatus.CHARGED: (CHARGED, CHARGES_ARE_NOT_GUILT),
    CaseStatus.SUSPENDED: (PAUSED, NOT_CLOSED, NEW_FACTS),
    CaseStatus.CLOSED: (say("Your case is now closed."), STILL_HELP),
    CaseStatus.REOPENED: (say("Your case is open again."),),
}
"""What the current step means."""

HAPPENED = say("What has happened")
NEWS: Mapping[MessageKey, Sentence] = {
    MessageKey.CALL_RECEIVED: say("The police were told what had happened."),
    MessageKey.CASE_NUMBER: say("Your case was opened."),
    MessageKey.DETECTIVE_ASSIGNED: say("A detective was assigned to your case."),
    MessageKey.ARREST_MADE: ARRESTED,
    MessageKey.CHARGES_FILED: say("Charges were filed in your case."),
    MessageKey.CASE_SUSPENDED: say("Our work on your case was paused. The case was not closed."),
    MessageKey.CASE_CLOSED: say("Your case was closed."),
    MessageKey.CASE_REOPENED: say("Your case was opened again."),
}
NO_NEWS = say("There is no news yet.")
SAW = say("I saw this")
SEEN = say("You told us on {date} that you saw this.")

DETECTIVE = say("Your detective")
NO_DETECTIVE = say(
    "There is no detective listed for your case right now. If you have questions, call {non_emergency_phone}."
)
NAME_LABEL = say("Name")
WRITE = say("Write to the detective")
WRITE_NO_DETECTIVE = say("Write about your case")

REPORT = say("Your report")
REPORT_HOW = say("Have your case number ready when you ask. A report can take some days to be finished.")
REPORT_LINK = say("Ask for a copy of your report")
REPORT_CALL = say("To ask for a copy, call {non_emergency_phone}.")

RIGHTS = say("Your rights and the help you can get")
YOUR_RIGHTS = say("Your rights")
WHO_HELPS = say("Who can help you")
RIGHTS_CALL = say("To learn more, call {non_emergency_phone}.")
RIGHTS_LINK = say("Read more about your rights")

SENT = say("Messages we sent you")
NO_MESSAGES = say("We have sent you no messages yet.")
SHOW_ALL = say("Show all messages")
TEXT_GONE = say("The text of this message is no longer kept.")
BY: Mapping[str, Sentence] = {Channel.SMS: say("Text message"), Channel.EMAIL: say("Email")}
ARRIVED: Mapping[DeliveryStatus, Sentence] = {
    DeliveryStatus.SENDING: say("On its way"),
    DeliveryStatus.SENT: say("Sent"),
    DeliveryStatus.DELIVERED: say("Delivered"),
    DeliveryStatus.UNKNOWN: say("Sent; we do not know if it reached you"),
    DeliveryStatus.TEMPORARY_FAILURE: say("Not delivered yet; we may try again"),
    DeliveryStatus.PERMANENT_FAILURE: say("Could not be delivered"),
}

WROTE = say("What you wrote to us")
NOTHING_WRITTEN = say("You have written nothing to us yet.")
BY_PORTAL = say("Written here")
BY_TEXT = say("Sent by text message")
