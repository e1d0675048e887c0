"""What the pages of results say, in English; Spanish lives in the catalog of the staff pages."""

from __future__ import annotations

from analytics.results.spans import SpanKind
from locales.sentences import say

RESULTS = say("Results")
SPANS = {
    SpanKind.WEEK: say("Week"),
    SpanKind.MONTH: say("Month"),
    SpanKind.QUARTER: say("Quarter"),
    SpanKind.YEAR: say("Year"),
}
SPANS_LABEL = say("Which days")
EARLIER = say("Before: {span}")
LATER = say("Next: {span}")
NAMES = {
    SpanKind.WEEK: say("{first} to {last}"),
    SpanKind.QUARTER: say("{first} to {last}"),
}
MADE = say("From an extract of your calls: what happened after {day}, {clock} is not in it.")
NOT_WHOLE = say(
    "The extract does not hold all of these days: it has {first} to {last}. Counts are not compared with those of the "
    "days before."
)
BEFORE_NOT_WHOLE = say("The extract does not hold all of the days before: counts are not compared with theirs.")
INVENTED = say("Invented")
INVENTED_MORE = say("These calls were made up by “caseline results example”. No one lived them.")
HEADLINES = say("At a glance")
BEFORE = say("{before}: {value}")
ALL_TABLES = say("All tables")
TABLE_AND_COUNT = say("The table, and how it was counted")
AND_MORE = say("{count} more rows are in the whole table.")
COUNTED = say("How it was counted")
NOTHING = say("Nothing in these days.")
FILES = say("As a file")
CSV = say("CSV")
PARQUET = say("Parquet")
BACK = say("All results")
THE_BEFORE = say("The same, {before}")
PRINT = say("To print this page, use your browser: plots and tables come without menus.")

NO_EXTRACT = say("There are no results yet")
NO_EXTRACT_MORE = say(
    "Results come from an extract of your agency's calls, which is made each night and holds no people. To make the "
    "first one now, the operator of this machine types:"
)
NOT_INSTALLED = say("Results are not installed")
NOT_INSTALLED_MORE = say("The operator of this machine installs what they need with:")
UNKNOWN_SPAN = say("There are no results of these days")
UNKNOWN_SPAN_MORE = say("The extract holds {first} to {last}. Go back, or choose a page above.")
