"""The words of the page on which a victim writes to the detective, in English; other languages live in the catalogs."""

from __future__ import annotations

from api.pages.survey_texts import NOT_URGENT, PROBLEMS
from locales.sentences import say
from messaging.rendering.texts.reply import CALL_911_NOW, IN_DANGER_NOW

__all__ = ["CALL_911_NOW", "IN_DANGER_NOW", "NOT_URGENT", "PROBLEMS"]

TITLE = say("Write to the detective")
NO_PROMISE = say("We may not be able to answer you.")
WHO_READS = say("What you write is kept with your case. The people who work on it can read it.")
YOUR_WORDS = say("Your message")
AT_MOST = say("At most {longest} characters.")
SEND = say("Send")
NOTHING = say("Please write something first.")
TOO_LONG = say("Your text is too long: it has {count} characters. Please shorten it to {longest}.")
TOO_MANY = say("You have written many messages today. Please write again tomorrow, or call {non_emergency_phone}.")

KEPT = say("We have kept your message.")
BACK = say("Back to your case")
NO_HELP_FROM_HERE = say("{agency} cannot send help through these messages.")
