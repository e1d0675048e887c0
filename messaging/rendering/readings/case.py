"""What is said about a case, for every status of it, and what else could be true while it is said.

A sentence that is changed in `texts/case.py` must be read again and changed here too: a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.call_state import CaseStatus
from domain.messages import MessageKey
from messaging.rendering.readings.call import ADVICE, Reading

_ITS_DETECTIVE: Reading = {
    "You can call the detective at {detective_phone}.": "No detective, or none that is named: left out.",
    "Questions? Call {non_emergency_phone}.": ADVICE,
}
_ITS_NUMBER: Reading = {"Your case number is {case_number}.": "Not known: left out."}
_LOOK_AGAIN: Reading = {
    "If you see the person or car again, call 911. For other news, call {non_emergency_phone}.": (
        "No one was seen, and there is no car: if."
    ),
}
_DATED = "The case moved on since, and its date is of another step: left out."

CASE_READINGS: Mapping[MessageKey, Reading] = {
    MessageKey.CASE_NUMBER: {
        "Your case number (report number) is {case_number}. Please keep it.": (
            "The report is not written yet: it speaks of the number."
        ),
        "Follow your case: {link}": ADVICE,
        "Questions? Call {non_emergency_phone}.": ADVICE,
        "You may need this number when you call us or your insurance company.": "They have no insurance: may.",
        "We are sorry for what happened to you.": "Said to victims only.",
    },
    MessageKey.REPORT_COPY: {
        "You can ask for a copy of your report.": "It is not finished, or is not given out: it says ask.",
        **_ITS_NUMBER,
        "To ask for it, call {non_emergency_phone}.": ADVICE,
        "Ask for it here: {report_link}": ADVICE,
        "Have your case number ready when you ask. A report can take some days to be finished.": ADVICE,
    },
    MessageKey.VICTIM_RIGHTS: {
        "You have rights, and there may be help for you.": "No program takes their case: may.",
        "To learn more, call {non_emergency_phone}.": ADVICE,
        "Read more here: {rights_link}": ADVICE,
        "You have the right to be treated with respect. You may also have the right to be told what happens in"
        " your case.": "In some states only for some crimes, or only if they ask: may.",
        "You may also be able to get help with costs, safety and someone to talk to.": "They cannot: may.",
    },
    MessageKey.DETECTIVE_ASSIGNED: {
        "A detective was assigned to your case.": "Another took over, or has not begun: it says was assigned.",
        "The detective's name is {detective_name}.": "Not known, or not to be named: left out.",
        **_ITS_DETECTIVE,
        **_ITS_NUMBER,
        "The detective may contact you to ask questions. You can also share anything new you remember.": (
            "The detective has no questions: may."
        ),
    },
    MessageKey.ARREST_MADE: {
        "Someone was arrested in your case.": "Released since, or one of several: it says was, and someone.",
        "A person who was arrested may be released at any time.": "Was released: may, and at any time.",
        "If you are in danger, call 911.": ADVICE,
        **_ITS_DETECTIVE,
        "We may not be able to tell you when that happens.": "The jail tells them: may.",
        "The arrest was made on {date}.": _DATED,
        "An arrest does not mean that anyone is guilty.": "Another person was convicted: it speaks of the arrest.",
        "If you do not feel safe, call {non_emergency_phone} and ask for help with a safety plan.": (
            "The agency makes none: it can say who does."
        ),
    },
    MessageKey.CHARGES_FILED: {
        "Charges were filed in your case. This means that it was brought to a court.": (
            "They were dropped since: it says were."
        ),
        "Charges do not mean that anyone is guilty.": "Another person was convicted: it speaks of the charges.",
        **_ITS_DETECTIVE,
        "The charges were filed on {date}.": _DATED,
        "The prosecutor's office may contact you about court dates and about your part in the case.": (
            "It does not: may."
        ),
    },
    MessageKey.CASE_SUSPENDED: {
        "Our work on your case is paused.": "For whatever reason: it gives none. Taken up again: it is not sent.",
        "Your case is not closed.": "Closed since: it is not sent.",
        **_LOOK_AGAIN,
        "If something new comes up, we may start work on it again.": "We do not: may.",
        "We know that this is hard to hear.": ADVICE,
    },
    MessageKey.CASE_CLOSED: {
        "Your case is now closed.": "Opened again since: it is not sent. Why it was closed is never said.",
        **_ITS_NUMBER,
        **_ITS_DETECTIVE,
        "It was closed on {date}.": _DATED,
        "If you want to know more, or if you learn anything new, call {non_emergency_phone}.": ADVICE,
        "You may still be able to get help after a case is closed.": "A program ends with the case: may.",
    },
    MessageKey.CASE_REOPENED: {
        "Your case is open again.": "It has moved on: it is still open, or this is not sent.",
        **_ITS_NUMBER,
        **_ITS_DETECTIVE,
        "It was opened again on {date}.": _DATED,
        "We may contact you with news or with questions.": "We do not: may.",
    },
    MessageKey.STILL_OPEN: {
        "Your case is still open. We have no news today, but we have not forgotten you.": (
            "News came while it waited to be sent: then that is said instead."
        ),
        **_ITS_NUMBER,
        **_ITS_DETECTIVE,
        **_LOOK_AGAIN,
    },
}
"""The sentences of a message, of a text and of an email; what each could be wrong about."""

_NUMBER = frozenset({MessageKey.CASE_NUMBER, MessageKey.REPORT_COPY, MessageKey.VICTIM_RIGHTS})
_HAPPENED = frozenset({MessageKey.DETECTIVE_ASSIGNED, MessageKey.ARREST_MADE, MessageKey.CHARGES_FILED})
"""Stays true whatever comes after; the date is left out then."""
_OPEN = frozenset({MessageKey.CASE_REOPENED, MessageKey.STILL_OPEN})

CASE_STANDINGS: Mapping[CaseStatus | None, frozenset[MessageKey]] = {
    None: _HAPPENED,
    CaseStatus.OPENED: _NUMBER | _HAPPENED | _OPEN,
    CaseStatus.ASSIGNED: _NUMBER | _HAPPENED | _OPEN,
    CaseStatus.ARREST: _NUMBER | _HAPPENED | _OPEN,
    CaseStatus.CHARGED: _NUMBER | _HAPPENED | _OPEN,
    CaseStatus.SUSPENDED: _NUMBER | _HAPPENED | {MessageKey.CASE_SUSPENDED},
    CaseStatus.CLOSED: _NUMBER | _HAPPENED | {MessageKey.CASE_CLOSED},
    CaseStatus.REOPENED: _NUMBER | _HAPPENED | _OPEN,
}
"""What may be said of a case with this status, now or held until now; of a merged call, nothing of its case is said."""

CASE_PAGE_READINGS: Mapping[CaseStatus, Reading] = {
    CaseStatus.OPENED: {
        "Your case was opened.": "By a report, or by a case number alone: it does not say how.",
        "You can look for news about it here.": "There is none yet: look for.",
    },
    CaseStatus.ASSIGNED: {
        "A detective was assigned to your case.": "Another took over, or has not begun: it says was assigned.",
    },
    CaseStatus.ARREST: {
        "Someone was arrested in your case.": "Released since, or one of several: it says was, and someone.",
        "An arrest does not mean that anyone is guilty.": "Another person was convicted: it speaks of the arrest.",
        "A person who was arrested may be released at any time.": "Was released: may, and at any time.",
        "We may not be able to tell you when that happens.": "The jail tells them: may.",
        "If you do not feel safe, call {non_emergency_phone} and ask for help with a safety plan.": (
            "The agency makes none: it can say who does."
        ),
    },
    CaseStatus.CHARGED: {
        "Charges were filed in your case. This means that it was brought to a court.": (
            "They were dropped since: it says were."
        ),
        "Charges do not mean that anyone is guilty.": "Another person was convicted: it speaks of the charges.",
    },
    CaseStatus.SUSPENDED: {
        "Our work on your case is paused.": "For whatever reason: it gives none.",
        "Your case is not closed.": "Closed since: then the page says that.",
        **_LOOK_AGAIN,
    },
    CaseStatus.CLOSED: {
        "Your case is now closed.": "Why it was closed is never said.",
        "You may still be able to get help after a case is closed.": "A program ends with the case: may.",
    },
    CaseStatus.REOPENED: {"Your case is open again.": "No one works on it yet: it does not say so."},
}
"""What the case page says of the step where the case stands."""
