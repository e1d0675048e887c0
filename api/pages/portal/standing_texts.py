"""Where a case stands and what comes next, in one sentence for each; other languages live in the catalogs.

Each must be true of every case that it is said of, and promise nothing: what comes next is often another's to decide.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.portal.standing import CaseStanding
from locales.sentences import Sentence, say

STANDING: Mapping[CaseStanding, Sentence] = {
    CaseStanding.RECEIVED: say(
        "The police were told what happened, and what comes next depends on how urgent it is and which officers are"
        " free."
    ),
    CaseStanding.DELAYED: say(
        "Officers may be busy with other calls, and we cannot say yet when one of them will be free."
    ),
    CaseStanding.DISPATCHED: say(
        "An officer was sent and should come or call next, unless a more urgent call comes first."
    ),
    CaseStanding.EN_ROUTE: say(
        "An officer is on the way and should arrive next, unless a more urgent call comes first."
    ),
    CaseStanding.ON_SCENE: say("An officer has come, and what comes next depends on what the officer finds."),
    CaseStanding.CANCELLED: say(
        "The call was canceled, so please do not wait for an officer; if you need one, call {non_emergency_phone}."
    ),
    CaseStanding.MERGED: say(
        "Your call was joined with another one, number {surviving_reference}, and what comes next belongs to that one."
    ),
    CaseStanding.REPORT: say(
        "Your case was opened, and a detective may work on it next, but not every case gets a detective."
    ),
    CaseStanding.REPORT_ALONE: say(
        "Your case was opened, and if there is news that we can share, you will find it here."
    ),
    CaseStanding.ASSIGNED: say(
        "A detective was assigned to your case, and what comes next depends on what can be found out."
    ),
    CaseStanding.ARREST: say("Someone was arrested in your case, and next, a prosecutor may decide about charges."),
    CaseStanding.CHARGED: say(
        "Charges were filed in your case, and the prosecutor and the court decide about what comes next."
    ),
    CaseStanding.SUSPENDED: say(
        "Our work on your case is paused, not closed, and can go on if we learn something new."
    ),
    CaseStanding.CLOSED: say(
        "Your case is closed, and we plan nothing next; if you learn something new, call {non_emergency_phone}."
    ),
    CaseStanding.CLOSED_AFTER_ARREST: say(
        "Our part of your case is closed, and the prosecutor and the court decide about anything that comes next."
    ),
    CaseStanding.REOPENED: say("Your case is open again, and what comes next depends on what can be found out."),
    CaseStanding.NEWEST_SHOWN: say(
        "The newest step that we can show is marked below; to ask what comes next, call {non_emergency_phone}."
    ),
    CaseStanding.NONE_SHOWN: say(
        "There is no step that we can show yet; to ask what comes next, call {non_emergency_phone}."
    ),
}
