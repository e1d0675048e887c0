"""The sentences for a caller while officers deal with the call, and about how it ended."""

from __future__ import annotations

from domain.messages import MessageKey
from locales.sentences import MessageWords, if_counted, if_known, say
from messaging.rendering.texts.common import IN_DANGER, NEW_FACTS, QUESTIONS

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
            say("We got your call. Your call number is {reference}."),
            say("We will write to you when there is news."),
        ),
        sms=(say("If something changes, call {non_emergency_phone}. In an emergency, call or text 911."),),
        email=(
            if_known("You called us on {date} at {time}."),
            say("Please keep the call number. It helps us find your call when you phone us."),
            say("If something changes before an officer comes, call {non_emergency_phone}."),
        ),
    ),
    MessageKey.OFFICER_DELAYED: MessageWords(
        subject=(say("We are sorry for the wait on your call {reference}"),),
        lead=(
            say("We are sorry for the wait on your call {reference}. Our officers are still busy with other calls."),
            if_counted(
                "You have been waiting for {minutes} minute.",
                "You have been waiting for {minutes} minutes.",
                of="minutes",
            ),
            say("We have not forgotten you. An officer will come as soon as one is free."),
        ),
        sms=(IN_DANGER,),
        email=(say("If you no longer need an officer, or if something has changed, call {non_emergency_phone}."),),
    ),
    MessageKey.OFFICER_DISPATCHED: MessageWords(
        subject=(say("An officer was sent for your call {reference}"),),
        lead=(say("We have sent an officer for your call {reference}."), _ARRIVAL),
        sms=(IN_DANGER,),
        email=(
            say("Sometimes an officer has to go to a more urgent call first. If that happens, we will send another."),
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
            say("Our officers have handled your call {reference}."),
            if_known("A report was written. Its number is {case_number}."),
        ),
        sms=(QUESTIONS,),
        email=(say("Thank you for calling us. If you need us again, we are here for you."),),
    ),
    MessageKey.OUTCOME_UNABLE_TO_LOCATE: MessageWords(
        subject=_OUTCOME_SUBJECT,
        lead=(
            say("Officers went out for your call {reference}, but they could not find what you told us about."),
            say("If it happens again, call {non_emergency_phone}, or 911 in an emergency."),
        ),
        email=(say("You did the right thing by calling."),),
    ),
    MessageKey.OUTCOME_LOOKOUT: MessageWords(
        subject=_OUTCOME_SUBJECT,
        lead=(
            say("Our officers now know what to look out for, thanks to your call {reference}."),
            NEW_FACTS,
        ),
        email=(say("You may not hear from us again about this call, but officers keep watching."),),
    ),
    MessageKey.OUTCOME_REFERRED: MessageWords(
        subject=_OUTCOME_SUBJECT,
        lead=(say("We passed your call {reference} on to others who can help you better. They may contact you."),),
        sms=(QUESTIONS,),
        email=(say("If you do not hear from them, call {non_emergency_phone} and give your call number."),),
    ),
    MessageKey.CALL_CANCELLED: MessageWords(
        subject=(say("Your call {reference} was cancelled"),),
        lead=(
            say("Your call {reference} was cancelled, so no officer will come."),
            say("If you still need an officer, call {non_emergency_phone}, or 911 in an emergency."),
        ),
        email=(say("If you did not ask us to cancel it, please call us."),),
    ),
    MessageKey.CALL_MERGED: MessageWords(
        subject=(say("Your call {reference} was joined with an earlier one"),),
        lead=(say("Your report was joined with an earlier one, number {surviving_reference}."),),
        sms=(QUESTIONS,),
        email=(say("This happens when several calls are about the same thing. You do not need to do anything."),),
    ),
}
