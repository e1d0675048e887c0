"""Sentences that several messages share: the agency's name, how to stop, where to turn."""

from __future__ import annotations

from locales.sentences import Sentence, call_911, if_known, say

# Translators: opens every text message; {text} is the message itself.
PREFIX = say("{agency}: {text}")

# Translators: STOP must stay as it is, in Latin letters: phones only understand that word.
STOP = say("Reply STOP to stop these texts.")

IN_DANGER = call_911(
    say("If you are in danger, call 911."),
    or_text=say("If you are in danger, call or text 911."),
)
QUESTIONS = say("Questions? Call {non_emergency_phone}.")
FOLLOW = if_known("Follow your case: {link}")
# Translators: said when officers look for a person or a car, and when the police have no more news about a case.
NEW_FACTS = call_911(
    say("If you see the person or car again, call 911. For other news, call {non_emergency_phone}."),
    or_text=say("If you see the person or car again, call or text 911. For other news, call {non_emergency_phone}."),
)
CASE_NUMBER = if_known("Your case number is {case_number}.")
CALL_DETECTIVE = if_known("You can call the detective at {detective_phone}.")
QUESTIONS_WITHOUT_DETECTIVE = say("Questions? Call {non_emergency_phone}.", unless="detective_phone")
NO_LONGER_NEEDED = say("If you no longer need an officer, or if something has changed, call {non_emergency_phone}.")
# Translators: {surviving_reference} is the number of the other call.
MERGED = say(
    "Your call was joined with another call about the same thing. Its incident number is {surviving_reference}."
)
ARRESTED = say("Someone was arrested in your case.")
MAY_BE_RELEASED = say("A person who was arrested may be released at any time.")
NOT_TOLD_OF_RELEASE = say("We may not be able to tell you when that happens.")
ARREST_IS_NOT_GUILT = say("An arrest does not mean that anyone is guilty.")
CHARGED = say("Charges were filed in your case. This means that it was brought to a court.")
CHARGES_ARE_NOT_GUILT = say("Charges do not mean that anyone is guilty.")
SAFETY_PLAN = say("If you do not feel safe, call {non_emergency_phone} and ask for help with a safety plan.")
PAUSED = say("Our work on your case is paused.")
NOT_CLOSED = say("Your case is not closed.")
STILL_HELP = say("You may still be able to get help after a case is closed.")

# Translators: the number of the call, which the caller says when they phone the police.
CALL_NUMBER_LABEL = say("Incident number")
CASE_NUMBER_LABEL = say("Case number")
DETECTIVE_LABEL = say("Detective")
PHONE_LABEL = say("Phone")
EMAIL_LABEL = say("Email")

# Translators: one line of a list, such as "Incident number: 26-1234".
LABELLED = say("{label}: {value}")

DETAILS: tuple[tuple[str, Sentence], ...] = (
    ("reference", CALL_NUMBER_LABEL),
    ("case_number", CASE_NUMBER_LABEL),
)
DETECTIVE_DETAILS: tuple[tuple[str, Sentence], ...] = (
    ("detective_name", DETECTIVE_LABEL),
    ("detective_phone", PHONE_LABEL),
    ("detective_email", EMAIL_LABEL),
)
"""Rows of the small table in an email: the fact and its label."""

EMERGENCY_OR_ELSE = call_911(
    say("In an emergency, call 911. For anything else, call {non_emergency_phone}."),
    or_text=say("In an emergency, call or text 911. For anything else, call {non_emergency_phone}."),
)
FOOTER: tuple[Sentence, ...] = (
    say("This is an automatic message from {agency}. We may not see a reply right away."),
    EMERGENCY_OR_ELSE,
)
UNSUBSCRIBE = say("Stop these emails")
NO_UNSUBSCRIBE = say("To stop these emails, call {non_emergency_phone}.")
