"""What the page of today says, in English; Spanish lives in the catalog of the staff pages."""

from __future__ import annotations

from locales.sentences import say
from staff.today import DayList

TODAY = say("Today")
AS_OF = say("As of {clock}, {day}.")
AT_A_GLANCE = say("At a glance")
BACK = say("Back to today")
NOTHING = say("None.")
ALL_OF = say("Show all")
EARLIER = say("Earlier page")
LATER = say("Next page")
AND_MORE = say("{count} and more")

LISTS = {
    DayList.CALLS: say("Today's calls"),
    DayList.DELAYED: say("Delayed calls"),
    DayList.OVERDUE: say("Overdue cases"),
    DayList.UNASSIGNED: say("Cases without a detective"),
}
LIST_HINTS = {
    DayList.CALLS: say("Received since midnight, the newest first."),
    DayList.DELAYED: say("Received in the last 7 days, and still waiting for an officer longer than your policy says."),
    DayList.OVERDUE: say(
        "Under investigation, and the victim has heard nothing for 28 days, or for 5 days since the case changed."
    ),
    DayList.UNASSIGNED: say("Open cases of the last 28 days that no detective has, the newest first."),
}
STATUS_COUNTS = say("Today's calls by status")

CALL = say("Call")
CALL_NUMBER = say("Call {number}")
STATUS = say("Status")
TYPE = say("Type")
RECEIVED = say("Received")
DETECTIVE = say("Detective")
LAST_TOLD = say("Last told")
ACTIONS = say("Go to")
UNASSIGNED = say("Not assigned")
ASSIGN = say("Assign")
TIMELINE = say("Timeline in Temporal")

NOT_SENT = say("Not sent or not delivered")
NOT_SENT_HINT = say("In the last 24 hours, by reason.")
MESSAGES = say("Messages")
REASON = say("Reason")
HOW = say("What happened")
WITHHELD = say("Not sent")
FAILED = say("Failed")
NO_REASON = say("No reason is recorded")

HELD = say("Held because it came in a mass")
HELD_HINT = say(
    "Look at some of the calls before you decide. One person proposes, and a second one who may approves it."
)
HELD_COUNT = say("Messages held: {count}, since {clock}, {day}.")
EXAMPLES = say("Some of its calls:")
WHY = say("Why? The second person reads it.")
PROPOSE_RELEASE = say("Propose to send them")
PROPOSE_DROP = say("Propose never to send them")
DECISIONS = say("What waits for a second person")

PRAISE = say("Praise")
THANKS_COUNT = say("Thanks that people wrote back in the last 7 days: {count}.")
NO_THANKS = say("No one has written back their thanks in the last 7 days.")
FROM_CALL = say("Call {number}, {day}:")
FROM_SURVEYS = say("From the survey results of {period}, as released: rated 4 or 5 by")
SHARE = say("{share} %")
NO_RELEASE = say("No survey results are released yet. Single answers are never shown: people were promised so.")
