"""What messages cost, about, and for each call of which someone was told."""

from __future__ import annotations

from decimal import Decimal

from analytics.results.counting import CALLS_TOLD, IN_SPAN, Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from locales.sentences import say

COST = Shape(
    key="cost",
    title=say("What messages cost"),
    columns=(
        column("channel", Unit.WORD, say("Channel")),
        column("accepted", Unit.COUNT, say("Accepted by a provider")),
        column("segments", Unit.COUNT, say("Segments")),
        column("money", Unit.MONEY, say("Cost, about")),
        column("per_call", Unit.MONEY, say("For each call told")),
    ),
    notes=(
        say(
            "An estimate by the list prices in the settings: {sms_per_segment} {currency} for a segment of a text, "
            "{email} {currency} for an email. The provider's bill is what counts."
        ),
        say("Also messages that did not arrive, where a provider took them, and those about surveys."),
        say("Calls told: {calls_told} of these days, whose callers were told at least once how it goes."),
    ),
)
SHAPES = (COST,)
ALL = "all"
"""The row of all channels together."""

_ACCEPTED = f"""
SELECT coalesce(channel, '{ALL}'), count(*), coalesce(sum(segments), 0)::BIGINT,
    count(*) FILTER (channel = 'email'), coalesce(sum(segments) FILTER (channel = 'sms'), 0)::BIGINT
FROM messages WHERE {IN_SPAN} AND accepted AND channel IS NOT NULL
GROUP BY GROUPING SETS ((channel), ())
HAVING count(*) > 0
ORDER BY grouping(channel), channel DESC
"""  # noqa: S608


def cost(counting: Counting) -> tuple[FigureTable, ...]:
    """COST by channel, and of all in the last row; money as Decimal."""
    about, calls_told = counting.about, counting.rows(CALLS_TOLD)[0][0]
    per_segment, per_email = Decimal(about.sms_per_segment), Decimal(about.email)
    rows = []
    for channel, accepted, segments, emails, sms_segments in counting.rows(_ACCEPTED):
        money = per_segment * sms_segments + per_email * emails
        per_call = _to_cents(money / calls_told) if calls_told else None
        rows.append((channel, accepted, segments, _to_cents(money), per_call))
    prices = {"sms_per_segment": about.sms_per_segment, "email": about.email, "currency": about.currency}
    return (COST.table(rows, values=prices | {"calls_told": calls_told}),)


def _to_cents(money: Decimal) -> Decimal:
    """And hundredths of them, as list prices are."""
    return money.quantize(Decimal("0.0001"))
