"""The words of the page that lists a detective's cases, in English."""

from __future__ import annotations

from locales.sentences import say

TITLE = say("My cases")
WAITS = say("What waits for you")
NOTHING_WAITS = say("Nothing waits for you.")
LETTERS = say("Letters from victims")
CALL_BACKS = say("People who want to be called")
UNREACHED = say("What could not be delivered")
SINCE = say("since {when}")
TIMES = say("{count} times")
DANGER = say("It reads like danger")
OPEN_CASES = say("Open cases, by what is due next")
NO_CASES = say("No open case is assigned to you.")
RULE = say(
    "A victim should hear something within 5 days of a change, and at least every 28 days. The clock starts when"
    " something was last sent to them."
)
CASE = say("Case")
STATUS = say("Status")
UPDATE = say("Next update")
LAST_TOLD = say("Last told")
NEVER_TOLD = say("Nothing yet")
BY = say("by {date}")
NO_CLOCK = say("No update is due")
CALL_NUMBER = say("Call {number}")
MORE = say("Show all {count}")
ENDED = say("Closed and paused cases")
OPEN_AGAIN = say("Back to open cases")
NO_ENDED = say("You have no closed or paused case.")

NO_SUCH_CASE = say("There is no such case")
NO_SUCH_CASE_MORE = say("It does not exist, or it is not yours.")
