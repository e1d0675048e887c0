"""The words of the pages on which a detective changes the status of a case, in English."""

from __future__ import annotations

from locales.sentences import say

TITLE = say("Change the status of the case")
WHICH = say("What happened?")
NOT_NOW = say("Not possible now: the case stands at “{status}”.")
WHEN = say("When did it happen?")
WHEN_HINT = say("By your agency's clocks. Leave it empty for now.")
NEXT = say("Show what is sent")
CHOOSE_ONE = say("Choose what happened.")
WRONG_WHEN = say("This is not a date and a time that has passed.")

PREVIEW = say("This is what leaves")
NEW_STATUS = say("New status")
HAPPENED_AT = say("Happened at")
RIGHT_NOW = say("now")
TOLD = say("Who is told, word for word")
NO_ONE_TOLD = say("No one is told.")
NOT_TOLD = say("Who is not told, and why")
EVERYONE_TOLD = say("Everyone in the case is told.")
AT_ONCE = say("Leaves at once, after the minute in which you can undo it.")
LATER = say("Leaves at {when}.")
SEGMENTS = say("{count} text segments")
CANNOT = say("The case cannot be changed so")
CONFIRM = say("Change the status and send this")
CONFIRM_NO_ONE = say("Change the status")
HOLD = say("It leaves after {seconds} seconds. Until then you can undo it on the page of the case.")
BACK = say("Back, without changing anything")
ALREADY_HELD = say("Another change is still waiting")
ALREADY_HELD_MORE = say("Undo it on the page of the case, or wait until it has left. Nothing was changed.")
