"""The words of the survey page, in English; other languages live in the catalogs."""

from __future__ import annotations

from domain.surveys.questions import About
from locales.sentences import Sentence, call_911, if_counted, say

TITLE = say("How did we do?")
IN_SHORT = if_counted(
    "{count} short question: your answer is confidential, and you may skip it.",
    "{count} short questions: your answers are confidential, and you may skip any of them.",
    of="count",
)
YOUR_ANSWERS = say("About your answers")
OWN_WORDS = say("In your own words")
# Translators: {agency} is the name of a police agency.
ABOUT = say("{agency} would like to know how your call was handled.")
CONFIDENTIAL = say("Your answers are confidential.")
NO_DUTY = say("You do not have to answer, and you may skip any question. Your answers do not change how we treat you.")
# Translators: {day} is a date such as November 29, 2026, {clock} a time such as 3:45 PM.
OPEN_UNTIL = say("You can answer here until {day}, {clock}.")
HEADINGS: dict[About, Sentence] = {
    About.CALL_TAKER: say("The person who took your call"),
    About.OFFICERS: say("The officers"),
    About.WHOLE: say("Your call as a whole"),
}
# Translators: stand under the first and the last of the numbers 1 to 5 to choose from.
LEAST = say("not true at all")
MOST = say("completely true")
NO_ANSWER = say("No answer")
COMMENT_HINT = say("Please do not write names, addresses or phone numbers here.")
COMMENT_KEPT = say("You have written something here before. What you write now takes its place.")
CALL_BACK = say("Please call me back.")
CALL_BACK_HINT = say("We may not be able to call you back.")
CALL_BACK_ASKED = say("You have asked us to call you back. We may not be able to.")
NO_COMPLAINT = say("This survey is not a way to file a complaint.")
COMPLAIN = say("File a complaint or a compliment")
# Translators: at the head of a page, beside the name of the agency.
EMERGENCY = call_911(say("In an emergency, call 911."), or_text=say("In an emergency, call or text 911."))
NOT_URGENT = call_911(
    say("We may not see what you write here right away. In an emergency, call 911."),
    or_text=say("We may not see what you write here right away. In an emergency, call or text 911."),
)
SEND = say("Send my answers")

PROBLEMS = say("Please check these:")
WRONG_CHOICE = say("Please choose one of the numbers, or no answer.")
TOO_LONG = say("Your text is too long. Please shorten it to 2000 characters.")

THANKS = say("Thank you.")
STORED = say("We have received your answers. You can change them here until the survey closes.")
CHANGE = say("Change my answers")
CLOSED = say("This survey is closed.")
CLOSED_MORE = say("The survey has ended. You can no longer answer.")
UNKNOWN = say("This link does not work.")
UNKNOWN_MORE = say("Please check that you opened the whole link from our message.")
AWAY = say("Please try again in a few minutes.")
AWAY_MORE = say("We cannot receive your answers right now.")
