"""The sentences that take a message back: what it said and when, and that it was a mistake."""

from __future__ import annotations

from collections.abc import Mapping

from domain.messages import MessageKey
from locales.sentences import MessageWords, Sentence, if_known, say
from messaging.rendering.texts.common import CASE_NUMBER, IN_DANGER, QUESTIONS, SAFETY_PLAN

MISTAKE = say("That was a mistake: it is not true. We are sorry.")
_SUBJECT = (if_known("A correction about your case {case_number}"), say("A correction about your case"))


def _about_the_case(*told: Sentence, sms: tuple[Sentence, ...] = (), email: tuple[Sentence, ...] = ()) -> MessageWords:
    return MessageWords(
        subject=_SUBJECT,
        lead=(*told, MISTAKE, CASE_NUMBER),
        sms=(*sms, QUESTIONS),
        email=(*email, QUESTIONS),
    )


CORRECTION_TEXTS: Mapping[MessageKey, MessageWords] = {
    MessageKey.DETECTIVE_ASSIGNED: _about_the_case(
        if_known("On {date} we told you that a detective was assigned to your case."),
        say("We told you that a detective was assigned to your case.", unless="date"),
    ),
    MessageKey.ARREST_MADE: _about_the_case(
        if_known("On {date} we told you that someone was arrested in your case."),
        say("We told you that someone was arrested in your case.", unless="date"),
        sms=(IN_DANGER,),
        email=(SAFETY_PLAN, IN_DANGER),
    ),
    MessageKey.CHARGES_FILED: _about_the_case(
        if_known("On {date} we told you that charges were filed in your case."),
        say("We told you that charges were filed in your case.", unless="date"),
    ),
    MessageKey.CASE_SUSPENDED: _about_the_case(
        if_known("On {date} we told you that our work on your case was paused."),
        say("We told you that our work on your case was paused.", unless="date"),
    ),
    MessageKey.CASE_CLOSED: _about_the_case(
        if_known("On {date} we told you that your case was closed."),
        say("We told you that your case was closed.", unless="date"),
    ),
    MessageKey.CASE_REOPENED: _about_the_case(
        if_known("On {date} we told you that your case was open again."),
        say("We told you that your case was open again.", unless="date"),
    ),
}
"""By the key of the message that is taken back."""

OTHER_CORRECTION = MessageWords(
    subject=(say("A correction about your call {reference}"),),
    lead=(
        if_known("On {date} we sent you a message about your call {reference}."),
        say("We sent you a message about your call {reference}.", unless="date"),
        say("That message was a mistake. Please ignore it. We are sorry."),
    ),
    sms=(QUESTIONS,),
    email=(QUESTIONS,),
)
"""Of every other message."""
