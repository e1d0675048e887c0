"""The sentences of the survey: invitation, reminder, questions by text, thanks."""

from __future__ import annotations

from domain.messages import MessageKey
from locales.sentences import Action, MessageWords, if_counted, if_known, say

_CONFIDENTIAL = say("Your answers are confidential.")
_OPEN_FOR = if_counted(
    "The link works for {expires_in_days} more day.",
    "The link works for {expires_in_days} more days.",
    of="expires_in_days",
)
_HERE = say("Please answer here: {link}", unless="question")
# Translators: {question} is a statement such as "The officers listened to me." Digits stay 0, 1 and 5.
_RATE = if_known("{question} Reply 1 (not true) to 5 (true), or 0 to skip.")
_IN_WORDS = if_known("{open_question} Reply in your own words, or 0 to skip.")
_CHANGE_HERE = if_known("You can change your answers here: {link}")
_START = Action(label=say("Answer the questions"), fact="link", required=True)
_NO_DUTY = say("You do not have to answer, and you may skip any question. Your answers do not change how we treat you.")

SURVEY_TEXTS: dict[MessageKey, MessageWords] = {
    MessageKey.SURVEY_INVITATION: MessageWords(
        subject=(say("How did we do?"),),
        lead=(
            say("How did we do with your call {reference}?"),
            _CONFIDENTIAL,
        ),
        sms=(_HERE, _RATE),
        email=(_OPEN_FOR, say("A few short questions help us do better."), _NO_DUTY),
        actions=(_START,),
    ),
    MessageKey.SURVEY_REMINDER: MessageWords(
        subject=(say("A reminder: how did we do?"),),
        lead=(
            say("You can still tell us how we did with your call {reference}. We will not remind you again."),
            _CONFIDENTIAL,
        ),
        sms=(_HERE, _RATE),
        email=(_OPEN_FOR, _NO_DUTY),
        actions=(_START,),
    ),
    MessageKey.SURVEY_QUESTION: MessageWords(
        subject=(say("How did we do?"),),
        lead=(_RATE, _IN_WORDS),
    ),
    MessageKey.SURVEY_THANKS: MessageWords(
        subject=(say("Thank you for your answers."),),
        lead=(say("Thank you for your answers."),),
        sms=(_CHANGE_HERE,),
        email=(_CHANGE_HERE,),
    ),
}
