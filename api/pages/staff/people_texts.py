"""The words of the pages on which staff corrects people and marks a call sensitive, in English."""

from __future__ import annotations

from collections.abc import Mapping

from locales.sentences import Sentence, say
from staff.people import SensitiveBecause

ADD = say("Add a person")
CORRECT = say("Correct a person")
NAME = say("Name")
PHONE = say("Telephone")
PHONE_HINT = say("With an extension it is kept for you to dial, and is never texted.")
EMAIL = say("Email address")
LANGUAGE = say("Language")
LANGUAGE_UNKNOWN = say("Not known: your agency's own")
ROLE = say("Role in the case")
STAYS_SUSPECT = say("This person was named a suspect or a person of interest, and stays one here.")
SAFETY = say("Safety")
UNSAFE_SMS = say("A text message may put this person in danger")
UNSAFE_EMAIL = say("An email may put this person in danger")
SAVE = say("Save")
PROBLEMS = say("Nothing was saved yet")
FEED = say("A newer report of your dispatch system may change this again.")

FAULTS: Mapping[str, Sentence] = {
    "is not a telephone number and was not kept": say("This is not a telephone number."),
    "is a placeholder and was not kept": say("This is a placeholder, no one's number or address."),
    "is a premium-rate, satellite or other special number and was not kept": say(
        "This is a premium-rate, satellite or other special number."
    ),
    "is not an email address and was not kept": say("This is not an email address."),
    "is your agency's own and was not kept": say("This is your agency's own."),
    "must be chosen": say("Choose at least one role."),
    "is too long, or has letters that cannot be shown": say("This is too long, or has letters that cannot be shown."),
}
"""What the reader of addresses says -> how a page says it."""
OTHER_FAULT = say("This cannot be used.")

SENSITIVE = say("Mark the call sensitive")
SENSITIVE_MORE = say(
    "From then on nothing is sent by itself to anyone in this call: no news, no survey. This cannot be undone here."
)
ALREADY_SENSITIVE = say("This call is sensitive already.")
WHY = say("Why?")
BECAUSE: Mapping[SensitiveBecause, Sentence] = {
    SensitiveBecause.VIOLENCE_AT_HOME: say("Violence at home"),
    SensitiveBecause.SEXUAL_OFFENSE: say("A sexual offense"),
    SensitiveBecause.CHILD: say("A child is concerned"),
    SensitiveBecause.MENTAL_HEALTH: say("Mental health"),
    SensitiveBecause.ASKED: say("The victim asked for it"),
    SensitiveBecause.OTHER: say("Another reason"),
}
MARK = say("Mark it sensitive")
