"""How people are asked, afterwards, how it went."""

from __future__ import annotations

from activities.messages.words import Action, Words, if_counted, say
from domain.messages import MessageKey

_CONFIDENTIAL = say("Your answers are confidential.")
_OPEN_FOR = if_counted(
    "The link works for {expires_in_days} more day.",
    "The link works for {expires_in_days} more days.",
    of="expires_in_days",
)
_HERE = say("Please answer here: {link}")
_START = Action(label=say("Answer the questions"), fact="link", required=True)
_NO_DUTY = say("You do not have to answer, and you may skip any question. Your answers do not change how we treat you.")

SURVEY_TEXTS: dict[MessageKey, Words] = {
    MessageKey.SURVEY_INVITATION: Words(
        subject=(say("How did we do?"),),
        lead=(
            say("How did we do with your call {reference}?"),
            _CONFIDENTIAL,
            _OPEN_FOR,
        ),
        sms=(_HERE,),
        email=(say("A few short questions help us do better."), _NO_DUTY),
        actions=(_START,),
    ),
    MessageKey.SURVEY_REMINDER: Words(
        subject=(say("A reminder: how did we do?"),),
        lead=(
            say("You can still tell us how we did with your call {reference}. We will not remind you again."),
            _CONFIDENTIAL,
            _OPEN_FOR,
        ),
        sms=(_HERE,),
        email=(_NO_DUTY,),
        actions=(_START,),
    ),
}
