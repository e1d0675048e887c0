"""The words of the pages on policies and their trials."""

from __future__ import annotations

from locales.sentences import say

TITLE = say("Policy")
IN_FORCE = say("In force: version {number}, since {day}, put by {by}")
FROM_BEFORE = say("before versions were kept")
APPROVED_BY = say("approved by {by}")
SHADOW = say("This policy only tries itself out: everything is recorded, nothing is sent.")
WHO_IS_TOLD = say("Who is told what, and when")
MESSAGE = say("Message")
TO = say("To")
WAY = say("By")
HOURS = say("Hours")
VALID = say("Worth saying for")
RULES = say("Everything else")
RULES_HINT = say("In English, as the policy file is.")
TEXT = say("The policy file")
TRY = say("Try a new policy")
TRY_MORE = say(
    "It is checked, compared with the one in force, and tried on the calls of the last 7 days. Nothing is sent or"
    " changed. Then you can propose to put it in force."
)
NEW_TEXT = say("The new policy file")
CHECK = say("Check it and try it")
MISTAKES = say("The policy has mistakes")
LINE = say("Line {line}")
WHOLE_FILE = say("The whole file")
HISTORY = say("Versions that were in force")
VERSION = say("Version")
SINCE = say("In force since")
PUT_BY = say("Put by")
TRIALS = say("Tried lately")
VERSION_TITLE = say("Version {number} of the policy")
COMPARED = say("What it changed of version {number}")
FIRST = say("It is the first version that was kept.")
TRY_AGAIN = say("Try this version")

TRIAL = say("A policy on trial")
RUNNING = say("{done} of {total} calls were looked at. It goes on by itself, also while you are elsewhere.")
BEGINS = say("It begins in a moment.")
LOOK_AGAIN = say("Show how far it is")
FINISHED = say("Calls of the last 7 days that it was tried on: {calls}.")
LEFT_OUT = say("Older calls of these days that were left out: {count}.")
TOLD_NOW = say("Messages that would have gone: {now} under the policy in force, {then} under the new one.")
SAME = say("Nothing would have been different in these calls.")
PEOPLE = say("People")
CALLS = say("Calls")
AGREEMENT = say(
    "How far this can be believed: played again under the policy in force, {agreed} of {compared} messages came out as"
    " they were really planned. Where people changed their wishes since, or the policy was another then, it differs."
)
NOT_IN_IT = say(
    "What only sending decides is not in it: the budget of texts, the brake on mass news, a second channel after a"
    " failure, and languages that are not read yet."
)
OLD_BASE = say("The policy in force has changed since this trial. Try it again before you propose it.")
ALREADY = say("This policy is in force.")
DIFF = say("What would change")
PROPOSE = say("Propose to put it in force")
