"""What the search page says, in English; Spanish lives in the catalog of the staff pages."""

from __future__ import annotations

from locales.sentences import say
from staff.search import SearchReason

SEARCH = say("Search")
WHAT = say("Call number, case number, telephone or email")
WHAT_HINT = say("Numbers in any usual form: (206) 555-0123 or +1 206 555 0123.")
WHY = say("Why do you search?")
REASONS = {
    SearchReason.PERSON_CALLED: say("A call or a visit from the person"),
    SearchReason.INVESTIGATION: say("Investigation"),
    SearchReason.RECORDS_REQUEST: say("Records request"),
    SearchReason.OTHER: say("Another reason"),
}
WORDS = say("In a few words (needed for another reason)")
WORDS_HINT = say("Without names and numbers of people: the audit log keeps it for good.")
RECORDED = say("Every search is recorded with your badge, the time and the reason.")
FIND = say("Search")

TYPE_SOMETHING = say("Type a number or an email address.")
CHOOSE_REASON = say("Choose why you search.")
SAY_WHY = say("Say in a few words why, without names and numbers of people.")
TOO_OFTEN = say("You have searched very often. Wait a few minutes; this stands in the audit log.")

FOUND = say("Found")
NOTHING = say("Nothing that you may see was found.")
NOTHING_OWN = say("You find your own cases. A supervisor finds all.")
MORE = say("There are more: only the newest {count} are shown.")
CASE = say("Case")
CALL = say("Call {number}")
STATUS = say("Status")
RECEIVED = say("Received")
WHOSE = say("Detective")
UNASSIGNED = say("Not assigned")
PERSON = say("The person is")
