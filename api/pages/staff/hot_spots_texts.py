"""What the page of hot spots says, in English; Spanish lives in the catalog of the staff pages."""

from __future__ import annotations

from analytics.hot_spots.findings import AreaShare, CellRanking, CountingVerdict
from locales.sentences import say

TITLE = say("Hot spots")
INVENTED = say("These calls are invented: no person lived them, and the town exists nowhere.")
INTRO = say("Where more calls of the public came from than an even spread over your area would bring.")
AS_OF = say("By the extract of {day}, {clock}: calls of {first} to {last}.")

TYPES = say("Calls about")
HOURS = say("Hours")
WEEKS = say("Window")
SHOW = say("Show")

NOT_YET = say("Hot spots were not looked for yet")
NOT_YET_MORE = say(
    "They are looked for each night, once there is an extract of your calls. An operator of Caseline can do so at once:"
)
TOO_FEW = say("Too few calls to say anything")
TOO_FEW_MORE = say(
    "{calls} calls with a place fit your choice. With fewer than {fewest} chance alone draws patterns. Choose more "
    "types, more hours or a longer window."
)
NO_PLACES = say("No call of this window has a place")
NO_PLACES_MORE = say(
    "Hot spots need the place of calls, which your CAD can send as coordinates. Caseline keeps the cell they lie in, "
    "never the point."
)
NONE = say("No place stands out by more than chance")
NONE_MORE = say("That is an answer too: in this window these calls come from all over your area.")

THE_MAP = say("Map")
MAP_OF = say("Map of {agency}: {count} hot spots, numbered as in the list.")
NORTH = say("N")
MILES = say("{miles} mi ({kilometers} km)")
NO_BOUNDARY = say(
    "The outline is drawn around the places that calls came from. Give Caseline your boundary and beats to see them."
)

LIST = say("List")
FIRST_OF = say("The {count} with most calls; the files have all.")
NUMBER = say("No.")
WHERE = say("Beat")
NO_BEAT = say("no beat")
CELLS_OF = say("Cells: {count}")
CALLS = say("Calls")
EVEN = say("Even spread")
BEFORE = say("Hot before")
BEFORE_OF = say("{count} of {of} windows")
WHEN = say("When")
FEWER = say("fewer than {count}")
BETWEEN = say("between {begins} and {ends}")
MOST_HOURS_DAYS = say("Most {hours}, {days}")
MOST_HOURS = say("Most {hours}")
MOST_DAYS = say("Most on {days}")
ANY_TIME = say("At no time in particular")
HOW_TO_READ = say(
    "A cell is about 430 feet (130 meters) across. Hot cells that touch are one hot spot. Even spread: how "
    "many calls it would have if each cell had as many. Hot before: in how many of the earlier windows, one before the "
    "other, part of it was hot. When: the fewest hours and days that have two thirds of its calls of all hours, if "
    "that is more than chance; a night belongs to the day on which it begins."
)
NOT_COUNTED = say("{calls} calls are counted. {without} more had no place, {outside} came from outside your boundary.")
CELL_BY_CELL = say("Cell by cell")
STANDS_OUT = say("Gi*")
SHARES = say("The same on 1 and 5 percent of the area")
CSV = say("Hot cells as CSV")
GEOJSON = say("Hot cells as GeoJSON")

IS_NOT = say("What this is not")
NOT_PEOPLE = say(
    "It is about places, never about people. Being there says nothing about a person, and is no reason to stop one."
)
NOT_FORECAST = say(
    "It is no forecast. It says where calls came from, and below how often the next ones came from there."
)
NOT_CRIMES = say(
    "Calls are not crimes. They are what people reported: where people call more, more is seen, and who does not call "
    "is not seen at all."
)
NOT_PER_HEAD = say(
    "It compares with an even spread over the ground, not over people. Where many people live, work or go out, there "
    "are more calls, and a busy center is hot without anything being wrong."
)
NOT_STREETS = say(
    "Parks and water inside your boundary count as ground like any other. That makes the rest look busier than it is."
)
NOT_PATROLS = say(
    "What officers began themselves is not counted, so that patrols do not make the hot spots to which they are sent. "
    "Sensitive calls, as those about violence at home, have no place and are not counted."
)
NOT_ADDRESS = say(
    "One cell by itself, among quiet ones, does not stand out, however many calls it has. An address that calls often "
    "needs a visit, not a map."
)
GOOD_FOR = say(
    "It is good for a question: what is it about this place, at these hours? A lamp, a lock, a closing time or a word "
    "with those who run it may end the calls for good."
)

BETTER = say("Is it better than counting?")
BETTER_MORE = say(
    "Each way of choosing cells was tried on up to six past windows, and judged by the calls of the four weeks that "
    "followed."
)
VERDICTS = {
    CountingVerdict.CLUSTERS: say(
        "Yes: in all periods but at most one, more calls followed in the hot cells than in as many cells with the most "
        "calls, and in sum more than 5 percent more."
    ),
    CountingVerdict.COUNTING: say(
        "No: in all periods but at most one, more calls followed in the cells with the most calls, and in sum more "
        "than 5 percent more. To know where calls will come from, count the last period."
    ),
    CountingVerdict.EQUAL: say(
        "No: counting is as good. As many cells with the most calls in the last period met about as many of the next. "
        "What the hot spots add is how sure it is that a place differs from the rest."
    ),
    CountingVerdict.UNKNOWN: say(
        "That cannot be told yet: hot cells could be compared in fewer than three past periods."
    ),
}
AREA = say("Cells chosen")
WAY = say("By")
CAUGHT = say("Calls of the next 4 weeks there")
PAI = say("Times as many as by chance (PAI)")
PEI = say("Of the best possible (PEI)")
RANGE = say("{mean}, from {lowest} to {highest}")
PERIODS = say("Periods")
AREAS = {
    AreaShare.AS_HOT: say("As many as are hot"),
    AreaShare.ONE: say("1 percent of all"),
    AreaShare.FIVE: say("5 percent of all"),
}
METHODS = {
    CellRanking.CLUSTERS: say("Hot spots (Gi*)"),
    CellRanking.DENSITY: say("Density, 250 m"),
    CellRanking.COUNTING: say("Counting the window"),
}
HOW_FOUND = say("How they were found")
HOW_FOUND_MORE = say(
    "For each of {cells} cells the calls of the cell and its neighbors are summed (Getis and Ord, Gi*) and compared "
    "with all ways to deal the same counts out over all cells. Cells pass by the procedure of Benjamini and Hochberg "
    "at 2 percent, if they also have more calls than the mean. Tried on invented cities without any hot spot, it finds "
    "one in at most 3 of 100; in cities with known hot spots, less than 5 percent of what it finds lies beside them."
)
