"""The words of the survey page, in English; other languages live in the catalogs."""

from __future__ import annotations

from activities.messages.words import Sentence, say

TITLE = say("How did we do?")
# Translators: {agency} is the name of a police agency.
ABOUT = say("{agency} would like to know how your call was handled.")
CONFIDENTIAL = say("Your answers are confidential.")
NO_DUTY = say("You do not have to answer, and you may skip any question. Your answers do not change how we treat you.")
OVERALL = say("Overall, how well was your call handled?")
CHOICES: tuple[tuple[int, Sentence], ...] = (
    (5, say("Very well")),
    (4, say("Well")),
    (3, say("Neither well nor badly")),
    (2, say("Badly")),
    (1, say("Very badly")),
)
COMMENT = say("What could we have done better, or what did we do well?")
COMMENT_HINT = say("Please do not write names, addresses or phone numbers here.")
NOT_URGENT = say("Nobody reads this page at once. In an emergency, call or text 911.")
SEND = say("Send my answers")

WRONG_CHOICE = say("Please choose one of the five answers, or leave them all empty.")
TOO_LONG = say("Your text is too long. Please shorten it to 2000 characters.")

THANKS = say("Thank you.")
STORED = say("We have received your answers. You can change them here until the survey closes.")
CLOSED = say("This survey is closed.")
CLOSED_MORE = say("Thank you for coming by. Answers can no longer be given.")
UNKNOWN = say("This link does not work.")
UNKNOWN_MORE = say("Please check that you opened the whole link from our message.")
AWAY = say("Please try again in a few minutes.")
AWAY_MORE = say("We cannot receive your answers right now.")
