"""The sentences for a victim about the case: its number, the report, rights, the detective, each turn."""

from __future__ import annotations

from domain.messages import MessageKey
from locales.sentences import Action, MessageWords, if_known, say
from messaging.rendering.texts.common import (
    CALL_DETECTIVE,
    CASE_NUMBER,
    FOLLOW,
    IN_DANGER,
    NEW_FACTS,
    QUESTIONS_WITHOUT_DETECTIVE,
)

_NEWS = (if_known("News about your case {case_number}"), say("News about your case"))
_RIGHTS = Action(label=say("Your rights and the help you can get"), fact="rights_link")
_FOLLOW = Action(label=say("Follow your case"), fact="link")
_MAY_BE_RELEASED = say("A person who was arrested may be released before the court decides.")
_NOT_GUILTY_YET = say("It does not mean that anyone was found guilty.")

CASE_TEXTS: dict[MessageKey, MessageWords] = {
    MessageKey.CASE_NUMBER: MessageWords(
        subject=(say("Your case number"),),
        lead=(say("A report was made. Your case number is {case_number}. Please keep it."),),
        sms=(FOLLOW, say("Questions? Call {non_emergency_phone}.", unless="link")),
        email=(
            if_known("The report was made on {date}."),
            say("You will need this number when you call us or your insurance company."),
            say("We are sorry for what happened to you."),
        ),
        actions=(_FOLLOW, Action(label=say("Get a copy of your report"), fact="report_link"), _RIGHTS),
    ),
    MessageKey.REPORT_COPY: MessageWords(
        subject=(say("How to get a copy of your report"),),
        lead=(
            say("You can get a copy of your report."),
            CASE_NUMBER,
            say("To ask for it, call {non_emergency_phone}.", unless="report_link"),
        ),
        sms=(if_known("Ask for it here: {report_link}"),),
        email=(say("Have your case number ready when you ask. A report can take some days to be finished."),),
        actions=(Action(label=say("Get a copy of your report"), fact="report_link"), _FOLLOW),
    ),
    MessageKey.VICTIM_RIGHTS: MessageWords(
        subject=(say("Your rights and the help you can get"),),
        lead=(
            say("You have rights, and there is help for you."),
            say("To learn more, call {non_emergency_phone}.", unless="rights_link"),
        ),
        sms=(if_known("Read more here: {rights_link}"),),
        email=(
            say("You have the right to be treated with respect and to be told what happens in your case."),
            say("You may also be able to get help with costs, safety and someone to talk to."),
        ),
        actions=(_FOLLOW, _RIGHTS),
    ),
    MessageKey.DETECTIVE_ASSIGNED: MessageWords(
        subject=_NEWS,
        lead=(
            say("A detective is now working on your case."),
            if_known("The detective's name is {detective_name}."),
            CALL_DETECTIVE,
        ),
        sms=(CASE_NUMBER, QUESTIONS_WITHOUT_DETECTIVE),
        email=(say("The detective may contact you to ask questions. You can also share anything new you remember."),),
        actions=(_FOLLOW,),
    ),
    MessageKey.ARREST_MADE: MessageWords(
        subject=_NEWS,
        lead=(
            say("Someone was arrested in your case."),
            _MAY_BE_RELEASED,
        ),
        sms=(IN_DANGER, CALL_DETECTIVE, QUESTIONS_WITHOUT_DETECTIVE),
        email=(
            if_known("The arrest was made on {date}."),
            say("An arrest means that officers took a person into custody. The case is not over."),
            _NOT_GUILTY_YET,
            say("If you do not feel safe, tell us. We can help you make a plan."),
        ),
        actions=(_FOLLOW, _RIGHTS),
    ),
    MessageKey.CHARGES_FILED: MessageWords(
        subject=_NEWS,
        lead=(
            say("Charges were filed in your case. This means that a court will now look at it."),
            _NOT_GUILTY_YET,
        ),
        sms=(CALL_DETECTIVE, QUESTIONS_WITHOUT_DETECTIVE),
        email=(
            if_known("The charges were filed on {date}."),
            say("The prosecutor's office may contact you about court dates and about your part in the case."),
        ),
        actions=(_FOLLOW, _RIGHTS),
    ),
    MessageKey.CASE_SUSPENDED: MessageWords(
        subject=_NEWS,
        lead=(
            say("We have nothing more to follow up in your case right now, so our work on it is paused."),
            say("Your case is not closed."),
            NEW_FACTS,
        ),
        email=(
            say("If something new comes up, we will work on your case again and tell you."),
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
            say("Help for you does not end when a case is closed."),
        ),
        actions=(_FOLLOW, _RIGHTS),
    ),
    MessageKey.CASE_REOPENED: MessageWords(
        subject=_NEWS,
        lead=(say("Your case is open again. We are working on it."), CASE_NUMBER),
        sms=(CALL_DETECTIVE, QUESTIONS_WITHOUT_DETECTIVE),
        email=(
            if_known("It was opened again on {date}."),
            say("We will tell you when there is news. We may also contact you with questions."),
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
