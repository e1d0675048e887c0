"""The words of the page on the audit log."""

from __future__ import annotations

from domain.audit.acts import ActKind, Outcome
from locales.sentences import say

TITLE = say("Audit log")
INTRO = say("Who did what, the newest first. That you look is recorded too.")
SIGNED = say("Checkpoint {number} was signed on {day} at {clock}. It binds {count} records.")
NOT_SIGNED = say("No checkpoint has been signed yet: the first is, within a minute of the first record.")
HOW_TO_VERIFY = say("An operator verifies the whole log with `caseline audit verify`.")
FILTER = say("Look for")
BY = say("Who")
BY_HINT = say("As staff:D-114, key:id, operator:name.")
ABOUT = say("About what")
ABOUT_HINT = say("As call:24-100001, account:D-114, proposal:id.")
KIND = say("What")
ALL_KINDS = say("Everything")
DAY = say("Day")
DAY_HINT = say("As 2026-11-25.")
SHOW = say("Show")
NONE = say("Nothing of that is recorded.")
WHEN = say("When")
FROM = say("From")
DETAIL = say("Detail")
OLDER = say("Older ones")
OUTCOMES = {Outcome.DONE: say("done"), Outcome.REFUSED: say("refused")}

KINDS = {
    ActKind.SIGNED_IN: say("Signed in"),
    ActKind.SIGN_IN_REFUSED: say("Sign-in refused"),
    ActKind.SIGNED_OUT: say("Signed out"),
    ActKind.SESSION_LOCKED: say("Session locked"),
    ActKind.SESSION_UNLOCKED: say("Session opened again"),
    ActKind.ACCOUNT_LOCKED: say("Account locked"),
    ActKind.ACCOUNT_RELEASED: say("Account released"),
    ActKind.ACCOUNT_ADDED: say("Account added"),
    ActKind.ACCOUNT_CHANGED: say("Account changed"),
    ActKind.ACCOUNT_CLOSED: say("Account closed"),
    ActKind.ACCOUNT_REOPENED: say("Account opened again"),
    ActKind.INVITED: say("Invited"),
    ActKind.CREDENTIAL_ADDED: say("Way to sign in added"),
    ActKind.CREDENTIAL_REMOVED: say("Way to sign in removed"),
    ActKind.NOT_ALLOWED: say("Asked without the right"),
    ActKind.PERSON_SEEN: say("Person seen"),
    ActKind.PERSON_CHANGED: say("Person changed"),
    ActKind.SEARCHED: say("Searched"),
    ActKind.REVEALED: say("Sealed words opened"),
    ActKind.CALL_CHANGED: say("Call changed"),
    ActKind.CASE_STATUS_DECIDED: say("Case status decided"),
    ActKind.CASE_STATUS_CHANGED: say("Case status changed"),
    ActKind.CASE_STATUS_UNDONE: say("Case status undone"),
    ActKind.CASE_STATUS_REFUSED: say("Case status refused"),
    ActKind.CASE_ASSIGNED: say("Case assigned"),
    ActKind.MESSAGE_DECIDED: say("Message decided"),
    ActKind.MESSAGE_WRITTEN: say("Message written"),
    ActKind.MESSAGE_UNDONE: say("Message undone"),
    ActKind.TASK_CHANGED: say("Task changed"),
    ActKind.PROPOSED: say("Proposed"),
    ActKind.APPROVED: say("Proposal approved"),
    ActKind.DECLINED: say("Proposal declined"),
    ActKind.POLICY_CHANGED: say("Policy changed"),
    ActKind.SENDER_CHANGED: say("Sender changed"),
    ActKind.KEY_CHANGED: say("Key changed"),
    ActKind.AGENCY_CHANGED: say("Agency changed"),
    ActKind.HELD_REVIEWED: say("Held messages reviewed"),
    ActKind.CORRECTED: say("Messages corrected"),
    ActKind.ERASED: say("Person erased"),
    ActKind.HOLD_CHANGED: say("Legal hold changed"),
    ActKind.RETENTION_RAN: say("Old records deleted"),
    ActKind.COACHING_SEEN: say("Coaching: looked at one officer or call-taker"),
    ActKind.OWN_RECORD_SEEN: say("Coaching: looked at the own record"),
    ActKind.COACHING_REMARKED: say("Coaching: remark written"),
    ActKind.COACHING_POINTED: say("Coaching: pointer made"),
    ActKind.COACHING_CLOSED: say("Coaching: pointer closed"),
    ActKind.COACHING_IMPORTED: say("Coaching: counts imported"),
    ActKind.COACHING_RULE_TRIED: say("Coaching: rule tried"),
    ActKind.COACHING_ERASED: say("Coaching: erased"),
    ActKind.LOG_READ: say("Audit log read"),
    ActKind.LOG_CONTINUED: say("Log gone on with after a restore"),
}
"""Every kind has its words; a test says which has none."""
