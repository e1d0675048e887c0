"""What the weekly email says, in English; Spanish lives in the catalog of the staff pages."""

from __future__ import annotations

from locales.sentences import say

SUBJECT = say("{agency}: results of {first} to {last}")
SUBJECT_INVENTED = say("Invented: results of {first} to {last}")
INVENTED = say("These figures were made up by “caseline results example”. No one lived them.")
INTRO = say("The week from {first} to {last}, beside the week before.")
COUNTED = say("Counted from the extract of {day}. It holds no people, and neither does this email.")
FIGURE = say("Figure")
WEEK = say("This week")
BEFORE = say("The week before")
NOT_KNOWN = say("not known")
NOTHING = say("Nothing happened in this week that could be counted.")
SEE_ALL = say("See plots and tables")
WHY_YOU = say("You get this each Monday because {agency} named you as its reader.")
HOW_TO_STOP = say(
    "To stop it, ask the operator of Caseline at your agency to type: caseline results email off --to {address}"
)
