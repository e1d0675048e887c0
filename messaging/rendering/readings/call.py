"""What is said about a call, for every status and disposition, and what else could be true while it is said.

A sentence that is changed in `texts/call.py` must be read again and changed here too: a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.call_state import CallStatus
from domain.dispositions import CANCELLED, DISPOSITIONS, NOTHING_IS_SAID
from domain.messages import MessageKey

Reading = Mapping[str, str]
"""English sentence -> what else could be true, and why the sentence still is. Empty: it only says where to call."""

ADVICE = ""

CALL_READINGS: Mapping[MessageKey, Reading] = {
    MessageKey.CALL_RECEIVED: {
        "We got your call. Your incident number is {reference}.": "It ended since: then it is not sent.",
        "We may write to you when there is news.": "No news, or none that the policy sends: it says may.",
        "If something changes, call {non_emergency_phone}. In an emergency, call 911.": ADVICE,
        "Please keep the incident number. It helps us find your call when you phone us.": ADVICE,
        "If you no longer need an officer, or if something has changed, call {non_emergency_phone}.": (
            "No officer will come, since it is settled by phone: it promises none."
        ),
    },
    MessageKey.OFFICER_DELAYED: {
        "We are sorry for the wait on your call {reference}. Officers may be busy with other calls.": (
            "An officer was sent and has not arrived: it says may, and does not say that none was sent."
        ),
        "You have been waiting for {minutes} minute.": "Counted until it leaves; left out above four hours.",
        "We have not forgotten you. If you no longer need an officer, call {non_emergency_phone}.": (
            "It is settled by phone or canceled in the end: it promises no officer."
        ),
        "If you are in danger, call 911.": ADVICE,
        "If something has changed, call {non_emergency_phone}.": ADVICE,
    },
    MessageKey.OFFICER_DISPATCHED: {
        "We have sent an officer for your call {reference}.": "Called off, or arrived: it is not sent.",
        "The officer should be there in about {eta_minutes} minute.": "CAD's estimate may be wrong: should, about.",
        "If you are in danger, call 911.": ADVICE,
        "Sometimes an officer has to go to a more urgent call first. If that happens, it may take longer.": (
            "No one else is sent: it does not say so."
        ),
    },
    MessageKey.OFFICER_EN_ROUTE: {
        "An officer is on the way for your call {reference}.": "Called off, or arrived: it is not sent.",
        "The officer should be there in about {eta_minutes} minute.": "CAD's estimate may be wrong: should, about.",
        "If you are in danger, call 911.": ADVICE,
        "Please keep your phone close. The officer may call you.": "The officer does not call: may.",
    },
    MessageKey.OUTCOME_HANDLED: {
        "We have handled your call {reference}.": (
            "By phone (05), with a report (01, 08), an arrest (03), a citation (04), no cause found (17, 20), or ended"
            " without a disposition: it does not say how, nor that an officer came."
        ),
        "Your case number (report number) is {case_number}.": "The report is not written yet: it speaks of the number.",
        "Questions? Call {non_emergency_phone}.": ADVICE,
        "Thank you for calling us. If you need us again, please call.": ADVICE,
    },
    MessageKey.OUTCOME_UNABLE_TO_LOCATE: {
        "We followed up on your call {reference} but did not find the person or problem. That can happen."
        " You did the right thing by calling.": (
            "Gone on arrival, or looked for without an officer on scene (14 is both): it does not say that any went."
        ),
        "If it happens again, call {non_emergency_phone}, or 911 in an emergency.": ADVICE,
    },
    MessageKey.OUTCOME_LOOKOUT: {
        "Our officers now know what to look out for, thanks to your call {reference}.": (
            "They find nothing, or stop looking: it says what they know."
        ),
        "If you see the person or car again, call 911. For other news, call {non_emergency_phone}.": ADVICE,
        "You may not hear from us again about this call, but officers have the description.": (
            "They do not keep watching: it says what they have."
        ),
    },
    MessageKey.OUTCOME_REFERRED: {
        "We passed your call {reference} on to another agency or office. They may contact you.": (
            "The fire department or animal control (15); they do not call back, or cannot help: may, and no promise."
        ),
        "Questions? Call {non_emergency_phone}.": ADVICE,
        "If you do not hear from them, call {non_emergency_phone} and give your incident number.": ADVICE,
    },
    MessageKey.CALL_CANCELLED: {
        "Your call {reference} was canceled. Please do not wait for an officer.": (
            "By the caller, the agency or by mistake; an officer is there already, or comes all the same: it does not"
            " say who canceled it, nor that no officer comes."
        ),
        "If you still need an officer, call {non_emergency_phone}, or 911 in an emergency.": ADVICE,
        "If you did not ask us to cancel it, call {non_emergency_phone}.": "They did: if.",
    },
    MessageKey.CALL_MERGED: {
        "Your call was joined with another call about the same thing. Its incident number is {surviving_reference}.": (
            "The other call came in later: it does not say earlier."
        ),
        "Questions? Call {non_emergency_phone}.": ADVICE,
        "This happens when several calls are about the same thing. You do not need to do anything.": (
            "It was joined by mistake: then they ask, and it says where."
        ),
    },
}
"""The sentences of a message, of a text and of an email, in their order."""

NO_DISPOSITION = ""
SPOKEN_OF = (DISPOSITIONS | {NO_DISPOSITION}) - NOTHING_IS_SAID
EVERY_DISPOSITION = SPOKEN_OF | NOTHING_IS_SAID
_OUTCOME_OF_ITS_OWN = CANCELLED | {"06", "14", "15"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """All pairs of these statuses and dispositions, and the messages that may be said of a call in any of them."""

    statuses: frozenset[CallStatus]
    dispositions: frozenset[str]
    says: frozenset[MessageKey] = frozenset()


def _while(*statuses: CallStatus, of: frozenset[str], says: frozenset[MessageKey]) -> Pairs:
    return Pairs(statuses=frozenset(statuses), dispositions=of, says=says)


_RECEIVED, _DELAYED = MessageKey.CALL_RECEIVED, MessageKey.OFFICER_DELAYED
_SENT, _ON_THE_WAY = MessageKey.OFFICER_DISPATCHED, MessageKey.OFFICER_EN_ROUTE
_OVER = (CallStatus.CLEARED, CallStatus.CLOSED)
_NOTHING: frozenset[MessageKey] = frozenset()

CALL_STANDINGS: tuple[Pairs, ...] = (
    _while(CallStatus.RECEIVED, CallStatus.DELAYED, of=EVERY_DISPOSITION, says=frozenset({_RECEIVED, _DELAYED})),
    _while(CallStatus.DISPATCHED, of=EVERY_DISPOSITION, says=frozenset({_RECEIVED, _DELAYED, _SENT})),
    _while(CallStatus.EN_ROUTE, of=EVERY_DISPOSITION, says=frozenset({_RECEIVED, _DELAYED, _ON_THE_WAY})),
    _while(CallStatus.ON_SCENE, of=EVERY_DISPOSITION, says=frozenset({_RECEIVED})),
    _while(*_OVER, of=SPOKEN_OF - _OUTCOME_OF_ITS_OWN, says=frozenset({MessageKey.OUTCOME_HANDLED})),
    _while(*_OVER, of=frozenset({"06"}), says=frozenset({MessageKey.OUTCOME_LOOKOUT})),
    _while(*_OVER, of=frozenset({"14"}), says=frozenset({MessageKey.OUTCOME_UNABLE_TO_LOCATE})),
    _while(*_OVER, of=frozenset({"15"}), says=frozenset({MessageKey.OUTCOME_REFERRED})),
    _while(*_OVER, of=CANCELLED, says=frozenset({MessageKey.CALL_CANCELLED})),
    _while(*_OVER, of=NOTHING_IS_SAID, says=_NOTHING),
    _while(CallStatus.CANCELLED, of=SPOKEN_OF, says=frozenset({MessageKey.CALL_CANCELLED})),
    _while(CallStatus.CANCELLED, of=NOTHING_IS_SAID, says=_NOTHING),
    _while(CallStatus.MERGED, of=EVERY_DISPOSITION, says=frozenset({MessageKey.CALL_MERGED})),
)
"""Every pair stands in exactly one row. A call whose status is that of its case stands in the row of its response."""
