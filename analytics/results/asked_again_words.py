"""What the tables of calls back say: their columns, and how they were counted."""

from __future__ import annotations

from analytics.results.answers import PRIORITY
from analytics.results.figure_table import Unit
from analytics.results.shape import Shape, column
from locales.sentences import say

ASKED_AGAIN = Shape(
    key="asked_again",
    title=say("Calls back that telling people of a delay avoided"),
    columns=(
        column("told", Unit.COUNT, say("Calls told of a delay")),
        column("not_told", Unit.COUNT, say("Like calls that could not be told")),
        column("again_told", Unit.RATE, say("Calls back for each hundred that were told")),
        column("again_not_told", Unit.RATE, say("Calls back for each hundred like them that were not")),
        column("avoided_per_hundred", Unit.RATE, say("Avoided for each hundred told")),
        column("avoided_per_hundred_low", Unit.RATE, say("It may be as low as")),
        column("avoided_per_hundred_high", Unit.RATE, say("It may be as high as")),
        column("avoided_calls", Unit.COUNT, say("Calls back avoided")),
        column("avoided_calls_low", Unit.COUNT, say("They may be as few as")),
        column("avoided_calls_high", Unit.COUNT, say("They may be as many as")),
    ),
    notes=(
        say(
            "An estimate from what was observed, not from an experiment. It is off where callers who could not be told "
            "differ in ways that the extract does not know."
        ),
        say(
            "Compared: calls whose callers were told that an officer is late, with calls whose callers could not be, "
            "for reasons that do not lie in what they want: a landline, no sender, the provider, the budget, a trial."
        ),
        say(
            "Like with like: calls of one priority that waited about as long and came at about the same time of day. "
            "Calls that could not be told count as often as there are calls like them that were told."
        ),
        say(
            "A call back is a further call from the same number while the first one waited. Callers whose number is "
            "not known are in neither group."
        ),
    ),
)
LEFT_OUT = say("Not in it: {left_out} calls that were told and have too few like them that were not.")
MAY_BE_CHANCE = say("This may be chance: no difference at all is within the interval.")
OF_YEAR = say("These days have too few to tell. It is of the year up to their end: {since} to {until}.")
TOO_FEW = say(
    "Too few to tell: {not_told} calls like those that were told could not be, and at least {least} are needed, for "
    "half of the calls that were told, with enough calls back."
)
COMPARED = Shape(
    key="asked_again_compared",
    title=say("The calls that were compared"),
    columns=(
        PRIORITY,
        column("waited", Unit.WORD, say("Waited, in minutes")),
        column("hours", Unit.WORD, say("Hours of the day")),
        column("told", Unit.COUNT, say("Calls told of a delay")),
        column("not_told", Unit.COUNT, say("Like calls that could not be told")),
        column("again_told", Unit.RATE, say("Calls back for each hundred that were told")),
        column("again_not_told", Unit.RATE, say("Calls back for each hundred like them that were not")),
    ),
    notes=(say("Each row holds calls that are alike but for being told, at least {least_in_row} of both."),),
)
