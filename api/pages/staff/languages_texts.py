"""The words of the page on languages."""

from __future__ import annotations

from locales.sentences import say

TITLE = say("Languages")
INTRO = say(
    "Every message is translated into these languages. A mark says which speaker has read a sentence; where your"
    " policy requires it, what is not read goes out in English."
)
LANGUAGE = say("Language")
SENTENCES = say("Sentences translated")
READ = say("Read by a speaker")
QUESTIONS = say("Survey questions read")
LAST = say("Read last")
NEVER = say("not yet")
MESSAGES = say("Messages wholly read")
REQUIRED = say("Your policy")
MUST = say("must be read")
MAY = say("may be sent unread")
IN_ENGLISH = say("{count} of {total} messages go out in English today")
OF = say("{count} of {total}")
HOW = say("A speaker reads with: caseline translations read. What changes afterwards must be read again.")
