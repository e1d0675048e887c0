"""What plots say, in English; Spanish lives in the catalog of the staff pages. Each title is what is seen."""

from __future__ import annotations

from analytics.results.spans import SpanKind
from locales.sentences import if_counted, say

BEFORE = {
    SpanKind.WEEK: say("the week before"),
    SpanKind.MONTH: say("the month before"),
    SpanKind.QUARTER: say("the quarter before"),
    SpanKind.YEAR: say("the year before"),
}

HALF_BEFORE = {
    SpanKind.WEEK: say("half, in the week before"),
    SpanKind.MONTH: say("half, in the month before"),
    SpanKind.QUARTER: say("half, in the quarter before"),
    SpanKind.YEAR: say("half, in the year before"),
}

MINUTE = if_counted("{count} minute", "{count} minutes", of="count")
HOURS = if_counted("{count} hour", "{count} hours", of="count")
DAYS = if_counted("{count} day", "{count} days", of="count")

HALF = say("half")
NINE_OF_TEN = say("9 of 10")
HALF_WITHIN = say("half within")
NINE_OF_TEN_WITHIN = say("9 of 10 within")
PRIORITY = say("Priority {priority}")
NO_PRIORITY = say("Without a priority")
HALF_AND_NINE = say("{half}; {nine}")
OF_CALLS = say("{share} of {count}")
NO_FIGURE = say("no figure")
THESE_DAYS = say("these days")

VOLUME = say("{count} calls from the public")
VOLUME_MORE = say("{count} calls from the public, {share} more than in {before}")
VOLUME_LESS = say("{count} calls from the public, {share} fewer than in {before}")
VOLUME_SAME = say("{count} calls from the public, as many as in {before}")
BY_TYPE = say("People called most often about: {name}")
ANSWER = say("Half of priority {priority} callers see an officer within {half}; 9 of 10 within {nine}")
BY_HOUR = say("Callers wait longest from {hour} on: half of them {half} or more")
TOLD = say("Callers of {share} of the calls were told how it goes")
DELAY_TOLD = say("{in_time} of {due} delays were told of within a minute of the policy's time")
NOT_TOLD = say("What most often kept callers from being told of a delay: {reason}")
AVOIDED = say("Each hundred callers told of a delay call back about {count} times less: {low} to {high}")
MAYBE_AVOIDED = say(
    "It cannot be told whether being told of a delay saves calls back: {low} to {high} for each hundred callers"
)
AVOIDED_IN_A_YEAR = say("These days alone are too few to tell: this is the year up to their end.")
AGAIN_TOLD = say("Told of the delay")
AGAIN_NOT_TOLD = say("Like calls that could not be told")
FOR_EACH_HUNDRED = say("{count} per hundred")
SATISFACTION = say("Rated best, with {mean} of 5: “{question}”")
SATISFACTION_SPREAD = say("Rated best, with {mean} of 5: “{question}”; worst, with {least}: “{other}”")
SCALE_ENDS = (say("1: lowest"), say("5: highest"))
INTERVAL = say("The line around each value: what chance alone may have made of it, in 95 of 100 cases.")
MEAN_OF = say("{mean}, of {count} ratings")
RESPONSE = say("{answered} of {invited} people who were invited answered")
DELIVERED = say("{delivered} of {sent} messages arrived")
BY_LANGUAGE = say("Messages in {language} arrived least often: {share}")
UNDELIVERED = say("Why messages most often did not arrive: {reason}")
WITHHELD = say("Why messages were most often withheld: {reason}")
REPLIES = say("What people text back most often: {name}")
OPT_OUTS = say("{count} opt-outs: {rate} for each thousand calls told")
OPT_OUTS_ALONE = say("{count} opt-outs")
COUNT_AND_RATE = say("{purpose}: {how}")
WAITING = say("{name}: half waited {half} at most, 9 of 10 {nine}")
WAITING_STILL = say("{name}: {count} still wait")
COST = say("Messages cost about {money}: {per_call} for each call told")
COST_ALONE = say("Messages cost about {money}")
NOTHING = say("Nothing in these days")
