"""The words of the pages on coaching and on one's own record, in English; Spanish lives in the staff catalog."""

from __future__ import annotations

from domain.coaching.terms import CountKind, Direction, LookReason, PointerOutcome, SubjectRole
from domain.staff.roles import Role
from locales.sentences import Sentence, say

TITLE = say("Coaching")
CLOSED_TITLE = say("Coaching is closed")
CLOSED = say("Nothing about single officers or call-takers is read or kept, and no one can look.")
HOW_IT_OPENS = say(
    "It opens when the agency's policy says what it is for, who sees it, how long it is kept, and which labor "
    "agreement allows it. Two persons must agree to that, as to every change of the policy. These are the lines:"
)
EXAMPLE = """[coaching]
purpose = "Praise what goes well, and help where it does not."
seen_by = ["supervisor"]
keep_months = 12
labor_agreement = "Agreement with ..., of ..."
"""

PURPOSE = say("What it is for")
AGREEMENT = say("By which labor agreement")
SEEN_BY = say("Who sees it")
OF_SUPERVISOR = say("supervisors")
OF_ADMINISTRATOR = say("administrators")
READERS = {Role.SUPERVISOR: OF_SUPERVISOR, Role.ADMINISTRATOR: OF_ADMINISTRATOR}
AND_THEMSELVES = say("and each officer and call-taker what is held about themselves")
KEPT = say("How long it is kept")
MONTHS = say("{count} months, then it is erased")
FIRST = say("Who sees a pointer first")
FIRST_DAYS = say("the one it is about, {count} days before anyone else")

NOT_FOR = say("What this must not be used for")
NOT_THESE = (
    say("It is no ground for discipline, dismissal, pay, promotion, assignment or a rating of anyone."),
    say("It is no ranking: people are not set in order, and there is no score."),
    say("What people answer depends on what happened to them, and on who comes. A difference is a question."),
)

POINTERS = say("Pointers")
NO_POINTERS = say("There are none.")
DIRECTIONS = {
    Direction.PRAISE: say("People rate them better than peers on like calls"),
    Direction.LOOK: say("People rate them less well than peers on like calls"),
}
ROLES = {SubjectRole.OFFICER: say("As an officer"), SubjectRole.CALL_TAKER: say("As a call-taker")}
POINTER_AT = say("{id}, since {day}")
MORE_POINTERS = say("There are more: these are the oldest.")
NOT_YOURS = say("The policy does not let your role look at anyone. You can see and try the rule.")

LOOK_UP = say("Look at one officer or call-taker")
SUBJECT = say("Their id in CAD")
SUBJECT_HINT = say("An id, as 1234; no name.")
WHY = say("Why do you look?")
LOOKED = say("They can read that you looked, when, and why.")
SHOW = say("Show")
TYPE_AN_ID = say("Type an id as CAD has it.")
CHOOSE_WHY = say("Say why you look.")
REASONS = {
    LookReason.PRAISE: say("To praise what goes well"),
    LookReason.TALK: say("Before a talk with them"),
    LookReason.ASKED: say("They asked me to"),
}
ALL_REASONS = REASONS | {LookReason.POINTER: say("A pointer led there")}

OF_SUBJECT = say("What is held about {id}")
MADE = say("Made on {day} from answers since {since}.")
NOTHING_MADE = say("No answers have been put together yet: that is done each night.")
INVENTED = say("These answers are invented, to try it out.")
TOO_FEW = say(
    "There are not {answers} answers about {calls} calls that can be set beside like calls of peers, so none are shown."
)
GOOD_THINGS = say("Compliments")
COMPLIMENTS = say("Compliments in the agency's records: {count}")
FULL_MARKS = say("People who gave the highest mark to all they were asked: {marks} of {answers}")
BESIDE_PEERS = say("Answers beside those about peers")
LIKE_CALLS = say(
    "Calls are alike if beat, shift and type are. A call is rated well if its marks are 4 or more of 5 on average."
)
COMPARED = say(
    "Calls with answers: {calls}. Of these, {compared} have enough like calls of peers, with {answers} answers."
)
RATED_WELL = say("Rated well")
OF_PEERS = say("Like calls of peers rated well")
LONG_RUN = say("In the long run, as far as so many calls can tell")
IN_100 = say("{share} in 100 ({count} of {all})")
SHARE = say("{share} in 100")
BETWEEN = say("{share} in 100, between {low} and {high}")
WITHIN_CHANCE = say("The difference is within what chance explains.")
BEYOND_CHANCE = say("The difference is more than chance alone explains. Why, the figures do not tell.")
PLOT_NAME = say(
    "Each is a dot: to the right with more calls, higher up with more calls rated well than those of peers."
)
PLOT_MORE = say(
    "The ring is {id}. The others have no names, and their order says nothing. Between the dashed lines chance alone "
    "explains nearly every difference: with few calls it is large."
)
PLOT_CALLS = say("Calls that are compared")
PLOT_DIFFERENCE = say("Calls in 100 rated well: so many more or fewer than like calls of peers")
NO_PLOT = say("The plot cannot be drawn on this machine; the table says the same.")

RECORDS = say("Counts from the agency's records, by month")
NO_COUNTS = say("There are none.")
MONTH = say("Month")
KINDS = {
    CountKind.COMPLIMENT: say("Compliments"),
    CountKind.TRAINING: say("Training"),
    CountKind.COMPLAINT: say("Complaints"),
}
COUNTS_MEAN = say("Complaints are counted as they were filed, whatever came of them.")

REMARKS = say("What {id} remarks")
NO_REMARKS = say("Nothing so far.")

OUTCOMES = {
    PointerOutcome.PRAISE: say("Praised"),
    PointerOutcome.COACHING: say("Coaching"),
    PointerOutcome.WORKLOAD: say("Workload: the calls explain it"),
    PointerOutcome.NOTHING: say("Nothing to do"),
    PointerOutcome.DATA_WRONG: say("The data are wrong"),
}
OPEN = say("Still open")
CLOSED_AS = say("Closed on {day}: {outcome}")
OPENED = say("Pointer of {day}")
CLOSE = say("Close this pointer")
CLOSE_MORE = say("Nothing follows from it but the word and what you write. The one it is about reads both.")
OUTCOME = say("What came of it?")
WORDS = say("In your words, for the one it is about")
CLOSE_IT = say("Close it")
CHOOSE_OUTCOME = say("Choose what came of it.")
GONE = say("This pointer is closed")
GONE_MORE = say("Someone closed it before you.")
NO_ACCOUNT = say(
    "{id} has no account here, and cannot have seen this. Hand it to them, and hear them, before you close it."
)
SEEN_FIRST = say("{id} has been able to see this since {day}.")
BACK = say("All of coaching")

RULE = say("The rule, and what it would point at")
RULE_LINK = say("The rule that points, and how many it would point at")
RULE_MORE = say("These are numbers of the last 12 months, of no one by name. Nothing is changed by trying.")
FIELDS: dict[str, Sentence] = {
    "least_answers": say("Answers that are needed, at least"),
    "least_calls": say("Calls that are needed, at least"),
    "false_discoveries_percent": say("Of 100 pointers, by chance at most"),
    "least_difference_percent": say("Calls in 100 that the difference must be, at least"),
}
TRY = say("Try it")
WRONG_RULE = say("The numbers do not fit. Each has a least and a most, which stand beside it.")
FROM_TO = say("{least} to {most}")
IN_FORCE = say("In force")
TRIED = say("Tried")
SHOWN = say("with enough answers")
WOULD_PRAISE = say("pointed at, rated better than peers")
WOULD_LOOK = say("pointed at, rated less well than peers")
WHO = say("Who")
ROLES_MANY = {SubjectRole.OFFICER: say("Officers"), SubjectRole.CALL_TAKER: say("Call-takers")}
WITH_THIS = say("Coaching, on the last 12 months")
OPENS = say(
    "This policy opens coaching. Before that no answer is read, so no one can say how many it would point at; "
    "once it is in force, this page's numbers can be seen a day before anyone is pointed at."
)
CLOSES = say("This policy closes coaching: once it is in force, all that is kept of it is erased.")

OWN_TITLE = say("My record")
OWN_CLOSED = say("Coaching is closed at your agency: nothing is held about single officers or call-takers.")
OWN_UNLINKED = say("Your account is not tied to your id in CAD. Ask an administrator, and you see here what is held.")
OWN_ID = say("Held about {id}, your id in CAD.")
OWN_POINTER_FIRST = say("You see this first. Supervisors see it from {day} on.")
OWN_POINTER_SHOWN = say("Supervisors have been able to see it since {day}.")
LOOKS = say("Who looked, and why")
NO_LOOKS = say("No one has.")
LOOK_AT = say("When")
LOOK_BY = say("Who")
LOOK_WHY = say("Why")
NEWEST_LOOKS = say("The newest 50 are shown.")
YOUR_REMARKS = say("Your remarks")
REMARK = say("What do you think of it?")
REMARK_HINT = say(
    "Supervisors read it beside the figures. It cannot be taken back. Write no names of people who called."
)
ADD_REMARK = say("Add it")
WRITE_SOMETHING = say("Write something first.")
NOT_INSTALLED = say("This installation has no analytics")
NOT_INSTALLED_MORE = say("An operator installs them: pip install 'caseline[analytics]'.")
