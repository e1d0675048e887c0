"""The sentences for a caller while officers deal with the call, and about how it ended."""

from __future__ import annotations

from domain.messages import MessageKey
from locales.sentences import MessageWords, call_911, if_counted, if_known, say
from messaging.rendering.texts.common import IN_DANGER, MERGED, NEW_FACTS, NO_LONGER_NEEDED, QUESTIONS

_ARRIVAL = if_counted(
    "The officer should be there in about {eta_minutes} minute.",
    "The officer should be there in about {eta_minutes} minutes.",
    of="eta_minutes",
)
_OUTCOME_SUBJECT = (say("What happened with your call {reference}"),)

CALL_TEXTS: dict[MessageKey, MessageWords] = {
    MessageKey.CALL_RECEIVED: MessageWords(
        subject=(say("We got your call {reference}"),),
        lead=(
            say("We got your call. Your incident number is {reference}."),
            say("We may write to you when there is news."),
        ),
        sms=(
            call_911(
                say("If something changes, call {non_emergency_phone}. In an emergency, call 911."),
                or_text=say("If something changes, call {non_emergency_phone}. In an emergency, call or text 911."),
            ),
        ),
        email=(
            say("Please keep the incident number. It helps us find your call when you phone us."),
            NO_LONGER_NEEDED,
        ),
    ),
    MessageKey.OFFICER_DELAYED: MessageWords(
        subject=(say("We are sorry for the wait on your call {reference}"),),
        lead=(
            say("We are sorry for the wait on your call {reference}. Officers may be busy with other calls."),
            if_counted(
                "You have been waiting for {minutes} minute.",
                "You have been waiting for {minutes} minutes.",
                of="minutes",
            ),
            say("We have not forgotten you. If you no longer need an officer, call {non_emergency_phone}."),
        ),
        sms=(IN_DANGER,),
        email=(say("If something has changed, call {non_emergency_phone}."),),
    ),
    MessageKey.OFFICER_DISPATCHED: MessageWords(
        subject=(say("An officer was sent for your call {reference}"),),
        lead=(say("We have sent an officer for your call {reference}."), _ARRIVAL),
        sms=(IN_DANGER,),
        email=(
            say("Sometimes an officer has to go to a more urgent call first. If that happens, it may take longer."),
        ),
    ),
    MessageKey.OFFICER_EN_ROUTE: MessageWords(
        subject=(say("An officer is on the way for your call {reference}"),),
        lead=(say("An officer is on the way for your call {reference}."), _ARRIVAL),
        sms=(IN_DANGER,),
        email=(say("Please keep your phone close. The officer may call you."),),
    ),
    MessageKey.OUTCOME_HANDLED: MessageWords(
        subject=_OUTCOME_SUBJECT,
        lead=(
            say("We have handled your call {reference}."),
            if_known("Your case number (report number) is {case_number}."),
        ),
        sms=(QUESTIONS,),
        email=(say("Thank you for calling us. If you need us again, please call."),),
    ),
    MessageKey.OUTCOME_UNABLE_TO_LOCATE: MessageWords(
        subject=_OUTCOME_SUBJECT,
        lead=(
            say(
                "We followed up on your call {reference} but did not find the person or problem. That can happen."
                " You did the right thing by calling."
            ),
            say("If it happens again, call {non_emergency_phone}, or 911 in an emergency."),
        ),
    ),
    MessageKey.OUTCOME_LOOKOUT: MessageWords(
        subject=_OUTCOME_SUBJECT,
        lead=(
            say("Our officers now know what to look out for, thanks to your call {reference}."),
            NEW_FACTS,
        ),
        email=(say("You may not hear from us again about this call, but officers have the description."),),
    ),
    MessageKey.OUTCOME_REFERRED: MessageWords(
        subject=_OUTCOME_SUBJECT,
        lead=(say("We passed your call {reference} on to another agency or office. They may contact you."),),
        sms=(QUESTIONS,),
        email=(say("If you do not hear from them, call {non_emergency_phone} and give your incident number."),),
    ),
    MessageKey.CALL_CANCELLED: MessageWords(
        subject=(say("Your call {reference} was canceled"),),
        lead=(
            say("Your call {reference} was canceled. Please do not wait for an officer."),
            say("If you still need an officer, call {non_emergency_phone}, or 911 in an emergency."),
        ),
        email=(say("If you did not ask us to cancel it, call {non_emergency_phone}."),),
    ),
    MessageKey.CALL_MERGED: MessageWords(
        subject=(say("Your call {reference} was joined with another call"),),
        lead=(MERGED,),
        sms=(QUESTIONS,),
        email=(say("This happens when several calls are about the same thing. You do not need to do anything."),),
    ),
}
