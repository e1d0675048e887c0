"""The words of the page that stops emails, in English; other languages live in the catalogs."""

from __future__ import annotations

from domain.messages import Purpose
from locales.sentences import Sentence, say

TITLE = say("Stop these emails?")
# Translators: {agency} is the name of a police agency.
ABOUT: dict[str, Sentence] = {
    Purpose.UPDATES: say("{agency} will no longer send you emails about your calls and cases."),
    Purpose.SURVEY: say("{agency} will no longer ask you by email how your call was handled."),
}
NOTHING_ELSE = say("This changes nothing about your call or your case. It does not stop texts to your phone.")
STOP_THEM = say("Stop these emails")

STOPPED = say("We will not send you these emails anymore.")
ONLY_STOPS = say("This link can only stop emails.")
# Translators: "Choices" is the name of a page, translated as "Choices" is elsewhere.
AGAIN = say(
    "To get them again, call {non_emergency_phone}. If you follow your case online, you can also start them there,"
    " under Choices."
)

AWAY_MORE = say("We cannot change anything right now.")
