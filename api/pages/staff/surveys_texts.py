"""The words of the page on survey questions."""

from __future__ import annotations

from domain.surveys.questions import About, SurveyOutcome
from locales.sentences import say

TITLE = say("Survey questions")
INTRO = say(
    "What people are asked after a call. A set that was once used never changes: a changed one has a higher version."
)
_AFTER = (
    say("After an officer came"),
    say("After it was dealt with by telephone"),
    say("After no officer came"),
)
OUTCOMES = dict(zip(SurveyOutcome, _AFTER, strict=True))
ABOUTS = {
    About.CALL_TAKER: say("about the call-taker"),
    About.OFFICERS: say("about the officers"),
    About.WHOLE: say("about the whole"),
}
VERSION = say("Set {name}, version {version}")
RATED = say("Rated from 1 to 5, {about}")
OPEN = say("Open question")
READ_BY = say("read by {name} on {day}")
UNREAD = say("not read by a speaker yet")
