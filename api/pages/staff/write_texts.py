"""The words of the pages on which a detective writes to victims, in English."""

from __future__ import annotations

from collections.abc import Mapping

from domain.approved_words import ApprovedWords
from locales.sentences import Sentence, say

TITLE = say("Write to the victim")
CHOOSE = say("Choose approved words")
CHOOSE_HINT = say("Each victim gets them in their own language.")
APPROVED: Mapping[ApprovedWords, Sentence] = {
    ApprovedWords.PLEASE_CALL: say("Please call the detective"),
    ApprovedWords.MORE_INFORMATION: say("We need more information from you"),
    ApprovedWords.PROPERTY: say("Something of yours can be picked up"),
    ApprovedWords.COURT_DATE: say("A court date has changed"),
    ApprovedWords.NO_NEWS_YET: say("No news yet, we are still working on it"),
}
OWN = say("My own words")
OWN_LABEL = say("Your words")
OWN_HINT = say("They are sent exactly as you write them. They are not translated.")
READS = say("{name} reads {language}.")
READS_NAMELESS = say("A victim in this case reads {language}.")
NO_SECRETS = say(
    "Someone else may read a text message. Write no addresses, no names and nothing that an onlooker must not see."
)
NEXT = say("Show what is sent")
NOTHING_CHOSEN = say("Choose approved words, or write your own.")
TOO_LONG = say("Your words are too long, or have letters that cannot be sent: at most 2,000.")
PREVIEW = say("This is what leaves")
CONFIRM = say("Send this")
NO_ONE = say("No one can be written to, so nothing would be sent.")
