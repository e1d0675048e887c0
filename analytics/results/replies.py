"""What people text back, and who opts out."""

from __future__ import annotations

from analytics.results.counting import CALLS_TOLD, IN_SPAN, Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from locales.sentences import say

REPLIES = Shape(
    key="replies",
    title=say("What people texted back"),
    columns=(
        column("intent", Unit.WORD, say("Understood as")),
        column("replies", Unit.COUNT, say("Replies")),
        column("share", Unit.SHARE, say("Share")),
        column("answered", Unit.COUNT, say("Answered automatically")),
        column("about_a_call", Unit.COUNT, say("It is known about which call")),
    ),
    notes=(say("Software understands replies; staff read those that it does not understand."),),
)
OPT_OUTS = Shape(
    key="opt_outs",
    title=say("Who wants no more messages"),
    columns=(
        column("purpose", Unit.WORD, say("Kind of messages")),
        column("how", Unit.WORD, say("How")),
        column("opt_outs", Unit.COUNT, say("Opt-outs")),
        column("opt_ins", Unit.COUNT, say("Opt-ins")),
        column("per_thousand", Unit.RATE, say("Opt-outs for each thousand calls told")),
    ),
    notes=(
        say("Calls told: {calls_told}, whose callers were told at least once how it goes. An extract knows no people."),
        say("Opt-ins are of those who had opted out before, or agreed by themselves."),
    ),
)
SHAPES = (REPLIES, OPT_OUTS)

_REPLIES = f"""
SELECT intent, count(*) AS found, found / sum(found) OVER (),
    count(answered_with), count(*) FILTER (about_a_call)
FROM replies WHERE {IN_SPAN}
GROUP BY intent ORDER BY found DESC, intent
"""  # noqa: S608
_CONSENTS = f"""
SELECT purpose, how, count(*) FILTER (NOT given) AS outs, count(*) FILTER (given)
FROM consents WHERE {IN_SPAN}
GROUP BY purpose, how ORDER BY outs DESC, purpose, how
"""  # noqa: S608


def replies(counting: Counting) -> tuple[FigureTable, ...]:
    """REPLIES and OPT_OUTS, the most frequent first."""
    told = counting.rows(CALLS_TOLD)[0][0]
    outs = [(*row, row[2] * 1000 / told if told else None) for row in counting.rows(_CONSENTS)]
    return REPLIES.table(counting.rows(_REPLIES)), OPT_OUTS.table(outs, values={"calls_told": told})
