"""What messages cost, about, and for each call of which someone was told."""

from __future__ import annotations

from decimal import Decimal

from analytics.results.counting import IN_SPAN, Counting
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
        column("calls", Unit.COUNT, say("Calls written about")),
        column("per_call", Unit.MONEY, say("Cost for each of these calls")),
    ),
    notes=(
        say(
            "An estimate by the list prices in the settings: {sms_per_segment} {currency} for a segment of a text, "
            "{email} {currency} for an email. The provider's bill is what counts."
        ),
        say("Also messages that did not arrive, where a provider took them, and those about surveys."),
    ),
)
SHAPES = (COST,)
ALL = "all"
"""The row of all channels together."""

_ACCEPTED = f"""
SELECT coalesce(channel, '{ALL}'), count(*), sum(coalesce(segments, 0))::BIGINT, count(DISTINCT call_id),
    count(*) FILTER (channel = 'email'), coalesce(sum(segments) FILTER (channel = 'sms'), 0)::BIGINT
FROM messages WHERE {IN_SPAN} AND accepted AND channel IS NOT NULL
GROUP BY GROUPING SETS ((channel), ())
HAVING count(*) > 0
ORDER BY grouping(channel), channel DESC
"""  # noqa: S608


def cost(counting: Counting) -> tuple[FigureTable, ...]:
    """COST by channel, and of all in the last row; money as Decimal."""
    about = counting.about
    per_segment, per_email = Decimal(about.sms_per_segment), Decimal(about.email)
    rows = []
    for channel, accepted, segments, calls, emails, sms_segments in counting.rows(_ACCEPTED):
        money = per_segment * sms_segments + per_email * emails
        rows.append((channel, accepted, segments, _to_cents(money), calls, _to_cents(money / calls)))
    values = {"sms_per_segment": about.sms_per_segment, "email": about.email, "currency": about.currency}
    return (COST.table(rows, values=values),)


def _to_cents(money: Decimal) -> Decimal:
    """And hundredths of them, as list prices are."""
    return money.quantize(Decimal("0.0001"))
