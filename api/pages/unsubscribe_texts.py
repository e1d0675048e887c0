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
NOTHING_ELSE = say("This changes nothing about your call or your case. Texts to your phone are not stopped by this.")
STOP_THEM = say("Stop these emails")

STOPPED = say("These emails are stopped.")
STOPPED_MORE = say("You can start them again here at any time.")
START_THEM = say("Send me these emails again")

STARTED = say("You will get these emails again.")
STARTED_MORE = say("You can stop them by the link in each of them.")

AWAY_MORE = say("We cannot change anything right now.")
