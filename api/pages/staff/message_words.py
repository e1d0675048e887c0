"""What each message to people is called on staff pages, so that it has one name on all of them; in English."""

from __future__ import annotations

from collections.abc import Mapping

from domain.messages import MessageKey
from locales.sentences import Sentence, say

MESSAGES: Mapping[MessageKey, Sentence] = {
    MessageKey.CALL_RECEIVED: say("We got your call"),
    MessageKey.OFFICER_DELAYED: say("It takes longer"),
    MessageKey.OFFICER_DISPATCHED: say("An officer was sent"),
    MessageKey.OFFICER_EN_ROUTE: say("An officer is on the way"),
    MessageKey.OUTCOME_HANDLED: say("The call was handled"),
    MessageKey.OUTCOME_UNABLE_TO_LOCATE: say("Officers found no one"),
    MessageKey.OUTCOME_LOOKOUT: say("Officers will look out"),
    MessageKey.OUTCOME_REFERRED: say("The call was passed on"),
    MessageKey.CALL_CANCELLED: say("The call was canceled"),
    MessageKey.CALL_MERGED: say("The call was joined with another one"),
    MessageKey.CASE_NUMBER: say("The case number"),
    MessageKey.REPORT_COPY: say("How to get a copy of the report"),
    MessageKey.VICTIM_RIGHTS: say("Rights and help"),
    MessageKey.DETECTIVE_ASSIGNED: say("Detective assigned"),
    MessageKey.ARREST_MADE: say("Arrest made"),
    MessageKey.CHARGES_FILED: say("Charges filed"),
    MessageKey.CASE_SUSPENDED: say("Case paused"),
    MessageKey.CASE_CLOSED: say("Case closed"),
    MessageKey.CASE_REOPENED: say("Case opened again"),
    MessageKey.STILL_OPEN: say("Still open, no news"),
    MessageKey.DETECTIVE_MESSAGE: say("Message from the detective"),
    MessageKey.CORRECTION: say("Correction of a mistake"),
    MessageKey.SURVEY_INVITATION: say("Invitation to the survey"),
    MessageKey.SURVEY_REMINDER: say("Reminder of the survey"),
    MessageKey.SURVEY_QUESTION: say("Question of the survey"),
    MessageKey.SURVEY_THANKS: say("Thanks for the answers"),
    MessageKey.OPT_OUT_CONFIRMED: say("Texts are stopped"),
    MessageKey.OPT_IN_CONFIRMED: say("Texts go on"),
    MessageKey.HELP: say("Who to ask for help"),
    MessageKey.NOT_MONITORED: say("No one reads along here"),
    MessageKey.EMERGENCY: say("Call 911"),
    MessageKey.LANGUAGE_CHANGED: say("Language changed"),
    MessageKey.CANCEL_VISIT: say("The visit is not needed"),
    MessageKey.WRONG_NUMBER: say("Sorry, wrong number"),
    MessageKey.PORTAL_CODE: say("Code for the pages"),
    MessageKey.PORTAL_SIGNED_IN: say("A sign-in to the pages"),
    MessageKey.LANGUAGE_OFFER: say("Offer of other languages"),
}
