"""The sentences for a person who texts back: stop, start, help, danger, language, a wrong number, a one-time code."""

from __future__ import annotations

from domain.messages import MessageKey
from locales.sentences import MessageWords, call_911, if_counted, if_known, say
from messaging.rendering.texts.common import EMERGENCY_OR_ELSE, IN_DANGER, STOP

IN_DANGER_NOW = call_911(
    say("If you or someone else is in danger, call 911 now."),
    or_text=say("If you or someone else is in danger, call or text 911 now."),
)
CALL_911_NOW = call_911(
    say("In an emergency, call 911 now"),
    or_text=say("In an emergency, call or text 911 now"),
)

ASK_HERE = if_known("You can ask for a code here: {link}")

_NO_MORE = say("You will get no more of these messages from us.")
_MORE_AGAIN = say("You can get messages from us again.")

REPLY_TEXTS: dict[MessageKey, MessageWords] = {
    MessageKey.OPT_OUT_CONFIRMED: MessageWords(
        subject=(_NO_MORE,),
        lead=(
            _NO_MORE,
            say(
                "This did not cancel your call to the police. To cancel it, call {non_emergency_phone}.",
                when="cancel_word",
            ),
        ),
        # Translators: START must stay as it is, in Latin letters.
        sms=(say("To get them again, reply START."),),
        email=(say("To get them again, call {non_emergency_phone}."),),
    ),
    MessageKey.OPT_IN_CONFIRMED: MessageWords(
        subject=(_MORE_AGAIN,),
        lead=(_MORE_AGAIN,),
        sms=(STOP,),
    ),
    MessageKey.HELP: MessageWords(
        named=False,
        subject=(say("How to reach us"),),
        lead=(
            call_911(
                say("If this is an emergency, call 911."),
                or_text=say("If this is an emergency, call or text 911."),
            ),
            say("This is {agency}. For anything else, call {non_emergency_phone}."),
        ),
        sms=(STOP,),
    ),
    MessageKey.NOT_MONITORED: MessageWords(
        subject=(say("We may not see your reply right away"),),
        lead=(
            EMERGENCY_OR_ELSE,
            say("This is an automatic message. We may not see your reply right away."),
        ),
    ),
    MessageKey.EMERGENCY: MessageWords(
        named=False,
        subject=(CALL_911_NOW,),
        lead=(
            IN_DANGER_NOW,
            say("{agency} cannot send help through these messages."),
        ),
    ),
    MessageKey.LANGUAGE_CHANGED: MessageWords(
        subject=(say("We changed your language"),),
        # Translators: put the name of your language in place of English.
        lead=(say("From now on we will write to you in English."),),
    ),
    MessageKey.CANCEL_VISIT: MessageWords(
        subject=(say("How to cancel your call"),),
        lead=(
            say("To cancel your call, call {non_emergency_phone}. We cannot cancel it by text."),
            IN_DANGER,
        ),
    ),
    MessageKey.WRONG_NUMBER: MessageWords(
        subject=(say("We will stop sending you these messages"),),
        lead=(
            say("Sorry, these messages were meant for another person."),
            say("We will stop sending them to you."),
        ),
        sms=(say("If that is a mistake, call {non_emergency_phone}."),),
        email=(say("If that is a mistake, call {non_emergency_phone}."),),
    ),
    MessageKey.PORTAL_CODE: MessageWords(
        subject=(say("Your code"),),
        lead=(
            say("Your code is {code}. Do not give it to anyone."),
            if_counted("The code works for {minutes} minute.", "The code works for {minutes} minutes.", of="minutes"),
        ),
        sms=(ASK_HERE,),
        email=(say("We will never ask you for it."), ASK_HERE),
    ),
    MessageKey.PORTAL_SIGNED_IN: MessageWords(
        subject=(say("A sign-in to your case page"),),
        lead=(
            say("Someone signed in to your case page.", unless="date"),
            # Translators: {date} is a date, {time} a time of day. In Spanish {time} brings its article and a full stop
            # of its own ("la 1:05 p. m."), so it must not end a sentence; in Swahili it brings its "saa".
            if_known("Someone signed in to your case page on {date} at {time}."),
            say("If it was not you, call {non_emergency_phone}."),
        ),
        # Translators: "Choices" is the name of a page, translated as "Choices" is elsewhere.
        email=(say("On your case page, under Choices, you can sign out everywhere."),),
    ),
}
