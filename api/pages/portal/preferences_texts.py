"""The words of the preferences page, in English; other languages live in the catalogs."""

from __future__ import annotations

from api.pages.survey_texts import PROBLEMS
from domain.messages import Channel
from domain.preferences import UpdateGroup
from locales.sentences import Sentence, say

__all__ = ["PROBLEMS"]

TITLE = say("Choices")
# Translators: {agency} is the name of a police agency.
ABOUT = say("Choose here how {agency} writes to you. This is for all your calls to us.")
SAVED = say("Your choices are saved.")
LAST = say("You last changed something here on {date}.")
REVIEW = say(
    "It has been a while since you told us what is safe for you. Please check that it is still right, and save."
)
REVIEW_BY = say("After {date} we will ask you if it is still right.")

LANGUAGE = say("Your language")
HOW = say("How we write to you")
AS_USUAL = say("As we usually do")
BY: dict[Channel, Sentence] = {Channel.SMS: say("By text"), Channel.EMAIL: say("By email")}
BY_BOTH = say("By text and by email")
NOT_AT_ALL = say("Not at all. I will look here.")
ALWAYS_ANSWERED = say("We may still answer when you write to us, or ask for a code.")

UPDATES = say("What we write to you about")
UPDATES_HINT = say("What you switch off here, you can still read on these pages.")
GROUPS: dict[UpdateGroup, Sentence] = {
    UpdateGroup.PROGRESS: say("Your call: we got it, there is a delay, how it ended"),
    UpdateGroup.CASE_STATUS: say("What happens in your case: an arrest, charges, paused, closed"),
    UpdateGroup.REPORTS_AND_RIGHTS: say("Your case number, your report and your rights"),
    UpdateGroup.STILL_OPEN: say("That your case is still open, when there is no news"),
    UpdateGroup.DETECTIVE: say("Who your detective is, and what the detective writes"),
    UpdateGroup.SURVEYS: say("Questions about how we did"),
}

SAFE = say("What is safe for you")
SAFE_HINT = say(
    "Think of who else may see your phone or your email. If you say that texts or emails are not safe, you are"
    " signed out here on every phone and computer."
)
SAFE_SMS = say("It is safe to text me.")
SAFE_EMAIL = say("It is safe to email me.")
SAFE_VOICE = say("It is safe to call me.")
MAY_IDENTIFY = say("You may say that you are the police.")
MAY_IDENTIFY_HINT = say("Our texts and emails say who we are. If we may not say it, we send you none.")
UNSAFE: dict[Channel, Sentence] = {
    Channel.SMS: say("We were told that texts are not safe for you. If that is wrong, call {non_emergency_phone}."),
    Channel.EMAIL: say("We were told that emails are not safe for you. If that is wrong, call {non_emergency_phone}."),
}
NO_CODE = say(
    "If neither texts nor emails are safe, we cannot send you a code to sign in here again. To change it then, call"
    " {non_emergency_phone}."
)

WHEN = say("When it is safe to write to you or call you")
WHEN_HINT = say("These are the times at {agency}. If the second is earlier than the first, it is on the next day.")
DECENT = say(
    "We send most news about a case only between {start} and {end}. If that is never safe for you, we do not send it."
)
FROM = say("From")
UNTIL = say("Until")
ANY_TIME = say("Any time")
SAVE = say("Save my choices")

WRONG_CHOICE = say("Please choose one of these.")
BOTH_TIMES = say("Please choose both times, or none.")
TWO_TIMES = say("Please choose two different times.")

STOP = say("Stop everything")
STOP_MORE = say("We then send you no updates and no questions, by text or by email. You can start them here again.")
STOPPED = say("You have stopped our messages, or some of them.")
START = say("Start everything again")
START_MORE = say("If you have texted us STOP, your phone company may keep our texts back until you text us START.")
