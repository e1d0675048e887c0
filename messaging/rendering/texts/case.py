"""The sentences for a victim about the case: its number, the report, rights, the detective, each turn."""

from __future__ import annotations

from domain.messages import MessageKey
from locales.sentences import Action, MessageWords, if_known, say
from messaging.rendering.texts.common import (
    ARREST_IS_NOT_GUILT,
    ARRESTED,
    CALL_DETECTIVE,
    CASE_NUMBER,
    CHARGED,
    CHARGES_ARE_NOT_GUILT,
    FOLLOW,
    IN_DANGER,
    MAY_BE_RELEASED,
    NEW_FACTS,
    NOT_CLOSED,
    NOT_TOLD_OF_RELEASE,
    PAUSED,
    QUESTIONS_WITHOUT_DETECTIVE,
    SAFETY_PLAN,
    STILL_HELP,
)

_NEWS = (if_known("News about your case {case_number}"), say("News about your case"))
_RIGHTS = Action(label=say("Your rights and the help you can get"), fact="rights_link")
_FOLLOW = Action(label=say("Follow your case"), fact="link")
_REPORT = Action(label=say("Ask for a copy of your report"), fact="report_link")

CASE_TEXTS: dict[MessageKey, MessageWords] = {
    MessageKey.CASE_NUMBER: MessageWords(
        subject=(say("Your case number"),),
        lead=(say("Your case number (report number) is {case_number}. Please keep it."),),
        sms=(FOLLOW, say("Questions? Call {non_emergency_phone}.", unless="link")),
        email=(
            say("You may need this number when you call us or your insurance company."),
            say("We are sorry for what happened to you."),
        ),
        actions=(_FOLLOW, _REPORT, _RIGHTS),
    ),
    MessageKey.REPORT_COPY: MessageWords(
        subject=(say("How to ask for a copy of your report"),),
        lead=(
            say("You can ask for a copy of your report."),
            CASE_NUMBER,
            say("To ask for it, call {non_emergency_phone}.", unless="report_link"),
        ),
        sms=(if_known("Ask for it here: {report_link}"),),
        email=(say("Have your case number ready when you ask. A report can take some days to be finished."),),
        actions=(_REPORT, _FOLLOW),
    ),
    MessageKey.VICTIM_RIGHTS: MessageWords(
        subject=(say("Your rights and the help you can get"),),
        lead=(
            say("You have rights, and there may be help for you."),
            say("To learn more, call {non_emergency_phone}.", unless="rights_link"),
        ),
        sms=(if_known("Read more here: {rights_link}"),),
        email=(
            say(
                "You have the right to be treated with respect. You may also have the right to be told what happens in"
                " your case."
            ),
            say("You may also be able to get help with costs, safety and someone to talk to."),
        ),
        actions=(_FOLLOW, _RIGHTS),
    ),
    MessageKey.DETECTIVE_ASSIGNED: MessageWords(
        subject=_NEWS,
        lead=(
            say("A detective was assigned to your case."),
            if_known("The detective's name is {detective_name}."),
            CALL_DETECTIVE,
        ),
        sms=(CASE_NUMBER, QUESTIONS_WITHOUT_DETECTIVE),
        email=(say("The detective may contact you to ask questions. You can also share anything new you remember."),),
        actions=(_FOLLOW,),
    ),
    MessageKey.ARREST_MADE: MessageWords(
        subject=_NEWS,
        lead=(ARRESTED, MAY_BE_RELEASED),
        sms=(IN_DANGER, CALL_DETECTIVE, QUESTIONS_WITHOUT_DETECTIVE),
        email=(
            NOT_TOLD_OF_RELEASE,
            if_known("The arrest was made on {date}."),
            ARREST_IS_NOT_GUILT,
            SAFETY_PLAN,
            IN_DANGER,
        ),
        actions=(_FOLLOW, _RIGHTS),
    ),
    MessageKey.CHARGES_FILED: MessageWords(
        subject=_NEWS,
        lead=(CHARGED, CHARGES_ARE_NOT_GUILT),
        sms=(CALL_DETECTIVE, QUESTIONS_WITHOUT_DETECTIVE),
        email=(
            if_known("The charges were filed on {date}."),
            say("The prosecutor's office may contact you about court dates and about your part in the case."),
        ),
        actions=(_FOLLOW, _RIGHTS),
    ),
    MessageKey.CASE_SUSPENDED: MessageWords(
        subject=_NEWS,
        lead=(PAUSED, NOT_CLOSED, NEW_FACTS),
        email=(
            say("If something new comes up, we may start work on it again."),
            say("We know that this is hard to hear."),
        ),
        actions=(_FOLLOW, _RIGHTS),
    ),
    MessageKey.CASE_CLOSED: MessageWords(
        subject=_NEWS,
        lead=(say("Your case is now closed."), CASE_NUMBER),
        sms=(CALL_DETECTIVE, QUESTIONS_WITHOUT_DETECTIVE),
        email=(
            if_known("It was closed on {date}."),
            say("If you want to know more, or if you learn anything new, call {non_emergency_phone}."),
            STILL_HELP,
        ),
        actions=(_FOLLOW, _RIGHTS),
    ),
    MessageKey.CASE_REOPENED: MessageWords(
        subject=_NEWS,
        lead=(say("Your case is open again."), CASE_NUMBER),
        sms=(CALL_DETECTIVE, QUESTIONS_WITHOUT_DETECTIVE),
        email=(
            if_known("It was opened again on {date}."),
            say("We may contact you with news or with questions."),
        ),
        actions=(_FOLLOW,),
    ),
    MessageKey.STILL_OPEN: MessageWords(
        subject=(if_known("Your case {case_number} is still open"), say("Your case is still open")),
        lead=(
            say("Your case is still open. We have no news today, but we have not forgotten you."),
            CASE_NUMBER,
        ),
        sms=(CALL_DETECTIVE, QUESTIONS_WITHOUT_DETECTIVE),
        email=(NEW_FACTS,),
        actions=(_FOLLOW, _RIGHTS),
    ),
    MessageKey.DETECTIVE_MESSAGE: MessageWords(
        subject=(
            if_known("A message about your case {case_number}"),
            say("A message about your case"),
        ),
        lead=(say("You have a message from the detective on your case."),),
        sms=(
            if_known("Read it here: {link}"),
            say("The message: {detective_message}", unless="link"),
            CALL_DETECTIVE,
        ),
        quote="detective_message",
        actions=(Action(label=say("Answer the detective"), fact="link"),),
    ),
}
