"""The words of the page on the data held about a victim, in English; other languages live in the catalogs."""

from __future__ import annotations

from api.pages.portal.cases_texts import NAME_LABEL, ONLY_NEWEST, REPORTED
from api.pages.portal.frame_texts import LANGUAGE, MY_DATA
from locales.sentences import say
from messaging.rendering.texts.common import CALL_NUMBER_LABEL, CASE_NUMBER_LABEL, EMAIL_LABEL, PHONE_LABEL

__all__ = [
    "CALL_NUMBER_LABEL",
    "CASE_NUMBER_LABEL",
    "EMAIL_LABEL",
    "LANGUAGE",
    "MY_DATA",
    "NAME_LABEL",
    "ONLY_NEWEST",
    "PHONE_LABEL",
    "REPORTED",
]

# Translators: {agency} is the name of a police agency.
ABOUT = say("This is what {agency} keeps about you here.")
NOT_ALL = say("Some calls may not be shown online. To ask about everything, call {non_emergency_phone}.")

ABOUT_YOU = say("About you")
TEXTS_SAFE = say("Text messages are safe for you")
EMAILS_SAFE = say("Emails are safe for you")
YES = say("Yes")
NO = say("No")
NOTHING_HELD = say("There is nothing to show.")

YOUR_CALLS = say("Your calls and cases")
HOW_MUCH = say("What else we keep")
MESSAGES = say("Messages we sent you, or could not send")
WROTE = say("What you wrote to us")
SURVEYS = say("Surveys we asked you to answer")
CONSENTS = say("When you stopped or started our messages")
SIGN_INS = say("When you signed in here")

DOWNLOAD = say("Download all of it")
DOWNLOAD_MORE = say(
    "The file also has the words of each message. Anyone who can use this device can read it. Keep it in a safe place,"
    " or delete it after reading."
)

DELETE = say("Ask us to delete it")
DELETE_WHO = say("A person at {agency} will look at what you ask. Nothing is deleted right away.")
DELETE_WHAT = say("They can delete your name, your number, your address, and the words of messages.")
DELETE_NOT = say("The law may say that some records, such as the police report, must be kept for some time.")
DELETE_THEN = say("After that, you get no more news about your case from us, and you cannot sign in here anymore.")
DELETE_ASK = say("Ask to delete my data")
ASKED = say("You have asked us to delete your data.")
ASKED_MORE = say("If you change your mind, call {non_emergency_phone}.")
