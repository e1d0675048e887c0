"""What the audit log records: the kinds of acts, and the shape of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ActKind(StrEnum):
    """What was done, or refused."""

    SIGNED_IN = "staff.signed_in"
    SIGN_IN_REFUSED = "staff.sign_in_refused"
    SIGNED_OUT = "staff.signed_out"
    SESSION_LOCKED = "staff.session_locked"
    """Recorded when the first request finds it so."""
    SESSION_UNLOCKED = "staff.session_unlocked"
    ACCOUNT_LOCKED = "staff.account_locked"
    ACCOUNT_RELEASED = "staff.account_released"
    ACCOUNT_ADDED = "staff.account_added"
    ACCOUNT_CHANGED = "staff.account_changed"
    ACCOUNT_CLOSED = "staff.account_closed"
    ACCOUNT_REOPENED = "staff.account_reopened"
    INVITED = "staff.invited"
    """A link was made that sets up anew how an account signs in."""
    CREDENTIAL_ADDED = "staff.credential_added"
    CREDENTIAL_REMOVED = "staff.credential_removed"
    NOT_ALLOWED = "staff.not_allowed"
    """A page or an act was asked for without the right to it."""
    PERSON_SEEN = "person.seen"
    PERSON_CHANGED = "person.changed"
    SEARCHED = "person.searched"
    REVEALED = "person.revealed"
    """Sealed words or addresses were opened by a command."""
    CALL_CHANGED = "call.changed"
    """Marked sensitive, an address marked unsafe."""
    CASE_STATUS_DECIDED = "case.status_decided"
    """Staff decided on a status, which is held for a minute: then it is undone, refused or changed."""
    CASE_STATUS_CHANGED = "case.status_changed"
    CASE_STATUS_UNDONE = "case.status_undone"
    CASE_STATUS_REFUSED = "case.status_refused"
    CASE_ASSIGNED = "case.assigned"
    MESSAGE_DECIDED = "message.decided"
    """Sent or withheld: with template, policy version and a salted hash of the words."""
    MESSAGE_WRITTEN = "message.written"
    """Staff wrote to a victim."""
    MESSAGE_UNDONE = "message.undone"
    """... and took it back before it left."""
    TASK_CHANGED = "task.changed"
    PROPOSED = "proposal.made"
    APPROVED = "proposal.approved"
    DECLINED = "proposal.declined"
    POLICY_CHANGED = "policy.changed"
    SENDER_CHANGED = "sender.changed"
    KEY_CHANGED = "key.changed"
    AGENCY_CHANGED = "agency.changed"
    HELD_REVIEWED = "held.reviewed"
    CORRECTED = "messages.corrected"
    ERASED = "person.erased"
    RETENTION_RAN = "retention.ran"
    HOLD_CHANGED = "hold.changed"
    """A legal hold was placed or lifted."""
    COACHING_SEEN = "coaching.seen"
    """What is held about an officer or call-taker was looked at by another."""
    OWN_RECORD_SEEN = "coaching.own_seen"
    COACHING_REMARKED = "coaching.remarked"
    """They wrote what they think of what is held of them."""
    COACHING_POINTED = "coaching.pointed"
    COACHING_CLOSED = "coaching.closed"
    """A supervisor closed a pointer, with a word."""
    COACHING_IMPORTED = "coaching.imported"
    """Counts came from the agency's own records."""
    COACHING_RULE_TRIED = "coaching.rule_tried"
    COACHING_ERASED = "coaching.erased"
    LOG_READ = "audit.read"
    LOG_CONTINUED = "audit.continued"
    """After a restore from a backup: what the second place knew of, and this database does not, is given up."""


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. `by` is `str(domain.actors.Actor)`; `about` names what it concerns by kind and id, as
    `call:24-100001`, `message:<id>`, `account:<badge>`; `source` is the network address it came from. No names,
    numbers, addresses of people or words of messages in any field but `private`.
    """

    ori: str
    kind: ActKind
    by: str
    about: str = ""
    outcome: Outcome = Outcome.DONE
    reason: str = ""
    source: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """Plain facts in JSON."""
    contact_id: str = ""
    """Which of a call's people it concerns, by our id: with their erasure `private` can be checked no more."""
    private: str = ""
    """What is personal or can be guessed, as the words of a message: only a salted hash of it is kept."""
