"""What the pages of tasks say, in English; Spanish lives in the catalog of the staff pages."""

from __future__ import annotations

from db.queries.task_lists import TaskView
from domain.task_kinds import TaskKind, TaskOutcome
from locales.sentences import say

TASKS = say("Tasks")
VIEWS_LABEL = say("Which tasks")
VIEWS = {
    TaskView.ALL: say("All open"),
    TaskView.MINE: say("Mine"),
    TaskView.UNOWNED: say("Not taken yet"),
    TaskView.CLOSED: say("Closed lately"),
}
NOTHING = {
    TaskView.ALL: say("Nothing waits. A reply to read, or a message that reached no one, would be here."),
    TaskView.MINE: say("You have no task. Take one from the list of those not taken yet."),
    TaskView.UNOWNED: say("Every open task has an owner."),
    TaskView.CLOSED: say("No task was closed here lately."),
}
SCOPE_OWN = say("You see emergencies, tasks of your own cases, and tasks you were handed.")

KINDS = {
    TaskKind.EMERGENCY_REPLY: say("May be in danger"),
    TaskKind.MASS_NEWS: say("News held because it came in a mass"),
    TaskKind.SENDER_TROUBLE: say("Messages cannot be sent"),
    TaskKind.CALL_BACK: say("Call back"),
    TaskKind.WRONG_NUMBER: say("Wrong number"),
    TaskKind.UNDELIVERABLE: say("Could not be reached"),
    TaskKind.SUSPECTS_ADDRESS: say("Same address as a suspect"),
    TaskKind.DAILY_LIMIT: say("Daily limit of messages reached"),
    TaskKind.DELETION_REQUEST: say("Asks to be erased"),
    TaskKind.REPLY: say("Reply to read"),
    TaskKind.COACHING: say("Pointer of coaching"),
}
OUTCOMES = {
    TaskOutcome.DONE: say("Done"),
    TaskOutcome.CALLED_BACK: say("Called back"),
    TaskOutcome.NOT_REACHED: say("Not reached"),
    TaskOutcome.WRONG_PERSON: say("Wrong person"),
    TaskOutcome.NO_ACTION: say("No action needed"),
}

TASK = say("Task")
DUE = say("Due")
CASE = say("Case")
CALL = say("Call {number}")
OWNER = say("Owner")
OUTCOME = say("Outcome")
NO_OWNER = say("Not taken")
NO_CASE = say("No case")
URGENT = say("Urgent")
OVERDUE = say("Overdue")
AT_ONCE = say("At once")
TIMES = say("Happened {count} times")
WROTE = say("They wrote on {day} at {clock}:")
NEWER = say("Earlier page")
OLDER = say("Next page")
TAKE = say("Take")
OPEN = say("Open")

SINCE = say("Waiting since")
WHY = say("Why")
PERSON = say("The person")
NAME = say("Name")
PHONE = say("Telephone")
EMAIL = say("Email")
SPEAKS = say("Language")
UNKNOWN = say("Not known")
STRANGER = say("We do not know who wrote: the number is in no call of yours, and is not stored readable.")
MIND = say("Mind before you call")
TO_CASE = say("Go to the case")
NOT_YOUR_CASE = say("The case is not yours. Tell the detective who has it, or a supervisor.")
TO_DECISIONS = say("Look at what is held and propose a decision")
ALL_TASKS = say("All tasks")

CAUTIONS = {
    "not safe to phone": say("Not safe to phone"),
    "not safe to text": say("Not safe to text"),
    "not safe to email": say("Not safe to email"),
    "do not say that you are the police": say("Do not say that you are the police"),
    "ask whether this still holds": say("Ask whether this still holds"),
}
SAFE_HOURS = say("Safe only at {hours}")

TAKE_MORE = say("It is yours until you hand it over or close it.")
YOURS = say("You have this task.")
HAND_OVER = say("Hand over")
HAND_OVER_TO = say("To")
CLOSE = say("Close the task")
WHAT_CAME = say("What came of it?")
WORDS = say("In your words (optional)")
WORDS_HINT = say("Kept encrypted with the case, and erased with its people.")
CHOOSE = say("Choose what came of it.")
CHOOSE_OWNER = say("Choose who gets the task.")
CLOSED_ON = say("Closed on {day} at {clock} by {by}: {outcome}.")
CLOSED_ALONE = say("Closed on {day} at {clock}, as its cause went away.")
NOTE = say("Note")

GONE = say("This task was closed meanwhile")
GONE_MORE = say("Nothing was changed. Go back to the list of tasks.")
