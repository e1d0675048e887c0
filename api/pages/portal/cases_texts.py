"""The words of the portal's pages about cases, in English; other languages live in the catalogs."""

from __future__ import annotations

from collections.abc import Mapping

from domain.call_state import CaseStatus
from domain.delivery import DeliveryStatus
from domain.messages import Channel, MessageKey
from domain.portal.steps import Mark
from locales.sentences import Sentence, say
from messaging.rendering.texts.common import CASE_NUMBER_LABEL, EMAIL_LABEL, IN_DANGER, NEW_FACTS, PHONE_LABEL
from messaging.rendering.texts.reply import IN_DANGER_NOW

__all__ = ["CASE_NUMBER_LABEL", "EMAIL_LABEL", "IN_DANGER", "IN_DANGER_NOW", "NEW_FACTS", "PHONE_LABEL"]

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
    Mark.TO_COME: say("May still come"),
}
STEPS: Mapping[CaseStatus, Sentence] = {
    CaseStatus.OPENED: say("Report"),
    CaseStatus.ASSIGNED: say("Detective"),
    CaseStatus.ARREST: say("Arrest"),
    CaseStatus.CHARGED: say("Charges in court"),
    CaseStatus.SUSPENDED: say("Paused"),
    CaseStatus.CLOSED: say("Case closed"),
    CaseStatus.REOPENED: say("Open again"),
}
NOT_ALL = say("Not every case has all of these steps, and their order may differ.")

_NOT_GUILTY_YET = say("It does not mean that anyone was found guilty.")
NOW: Mapping[CaseStatus, tuple[Sentence, ...]] = {
    CaseStatus.OPENED: (say("A report was made."), say("You will find news about it here.")),
    CaseStatus.ASSIGNED: (say("A detective is now working on your case."),),
    CaseStatus.ARREST: (
        say("Someone was arrested in your case."),
        _NOT_GUILTY_YET,
        say("A person who was arrested may be released before the court decides."),
    ),
    CaseStatus.CHARGED: (
        say("Charges were filed in your case. This means that a court will now look at it."),
        _NOT_GUILTY_YET,
    ),
    CaseStatus.SUSPENDED: (
        say("We have nothing more to follow up in your case right now, so our work on it is paused."),
        say("Your case is not closed."),
        NEW_FACTS,
    ),
    CaseStatus.CLOSED: (say("Your case is now closed."), say("Help for you does not end when a case is closed.")),
    CaseStatus.REOPENED: (say("Your case is open again. We are working on it."),),
}
"""What the current step means."""

HAPPENED = say("What has happened")
NEWS: Mapping[MessageKey, Sentence] = {
    MessageKey.CALL_RECEIVED: say("The police were told what had happened."),
    MessageKey.CASE_NUMBER: say("A report was made."),
    MessageKey.DETECTIVE_ASSIGNED: say("A detective started to work on your case."),
    MessageKey.ARREST_MADE: say("Someone was arrested in your case."),
    MessageKey.CHARGES_FILED: say("Charges were filed in your case."),
    MessageKey.CASE_SUSPENDED: say("Our work on your case was paused. The case was not closed."),
    MessageKey.CASE_CLOSED: say("Your case was closed."),
    MessageKey.CASE_REOPENED: say("Your case was opened again."),
}
NO_NEWS = say("There is no news yet.")
SAW = say("I saw this")
SEEN = say("You told us on {date} that you saw this.")

DETECTIVE = say("Your detective")
NO_DETECTIVE = say("We cannot name a detective for your case yet. If you have questions, call {non_emergency_phone}.")
NAME_LABEL = say("Name")
WRITE = say("Write to the detective")
WRITE_NO_DETECTIVE = say("Write about your case")

REPORT = say("Your report")
REPORT_HOW = say("Have your case number ready when you ask. A report can take some days to be finished.")
REPORT_LINK = say("Get a copy of your report")
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
    DeliveryStatus.TEMPORARY_FAILURE: say("Not delivered yet; we will try again"),
    DeliveryStatus.PERMANENT_FAILURE: say("Could not be delivered"),
}

WROTE = say("What you wrote to us")
NOTHING_WRITTEN = say("You have written nothing to us yet.")
BY_PORTAL = say("Written here")
BY_TEXT = say("Sent by text message")
