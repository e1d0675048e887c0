"""Where a call stands and what its people are to it, in the words of staff pages."""

from __future__ import annotations

from domain.call_state import CallStatus
from domain.contacts import ContactRole
from locales.sentences import say

STATUSES = {
    CallStatus.RECEIVED: say("Received"),
    CallStatus.DELAYED: say("Delayed"),
    CallStatus.DISPATCHED: say("Dispatched"),
    CallStatus.EN_ROUTE: say("On the way"),
    CallStatus.ON_SCENE: say("On scene"),
    CallStatus.CLEARED: say("Cleared"),
    CallStatus.CANCELLED: say("Canceled"),
    CallStatus.MERGED: say("Duplicate"),
    CallStatus.ASSIGNED: say("Assigned"),
    CallStatus.ARREST: say("Arrest made"),
    CallStatus.CHARGED: say("Charges filed"),
    CallStatus.SUSPENDED: say("Suspended"),
    CallStatus.CLOSED: say("Closed"),
    CallStatus.REOPENED: say("Reopened"),
}

PEOPLE = {
    ContactRole.REPORTING_PARTY: say("Caller"),
    ContactRole.VICTIM: say("Victim"),
    ContactRole.WITNESS: say("Witness"),
    ContactRole.SUSPECT: say("Suspect"),
    ContactRole.PERSON_OF_INTEREST: say("Person of interest"),
    ContactRole.DETECTIVE: say("Detective"),
}
