"""Sentences that several messages share: the agency's name, how to stop, where to turn."""

from __future__ import annotations

from locales.sentences import Sentence, if_known, say

# Translators: opens every text message; {text} is the message itself.
PREFIX = say("{agency}: {text}")

# Translators: STOP must stay as it is, in Latin letters: phones only understand that word.
STOP = say("Reply STOP to stop these texts.")

IN_DANGER = say("If you are in danger, call or text 911.")
QUESTIONS = say("Questions? Call {non_emergency_phone}.")
FOLLOW = if_known("Follow your case: {link}")
NEW_FACTS = say("If you learn anything new, call {non_emergency_phone}.")
CASE_NUMBER = if_known("Your case number is {case_number}.")
CALL_DETECTIVE = if_known("You can call the detective at {detective_phone}.")
QUESTIONS_WITHOUT_DETECTIVE = say("Questions? Call {non_emergency_phone}.", unless="detective_phone")

CALL_NUMBER_LABEL = say("Call number")
CASE_NUMBER_LABEL = say("Case number")
DETECTIVE_LABEL = say("Detective")
PHONE_LABEL = say("Phone")
EMAIL_LABEL = say("Email")

# Translators: one line of a list, such as "Call number: 26-1234".
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

FOOTER: tuple[Sentence, ...] = (
    say("{agency} sent you this message. No one reads replies to it."),
    say("In an emergency, call or text 911. For anything else, call {non_emergency_phone}."),
)
UNSUBSCRIBE = say("Stop these emails")
NO_UNSUBSCRIBE = say("To stop these emails, call {non_emergency_phone}.")
