"""What a year of twenty agencies left in the database: for each large table, how its rows follow from numbers.

Call `c` of `calls` was received so far along the year; it has one person and ten messages, `m` from 0 to 9. People
call now and then, and each busy address (a shop, a hospital, a shelter) is in a thousandth of all calls: the table
`busy` holds hashes by which the code finds them. Every two hundredth call is still open, and those are the last ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MESSAGES_PER_CALL = 10
AGENCIES = 20
BUSY = 12

_AT = "(now() - interval '365 days' * (1 - c / {calls}.0))"
_SENT = f"({_AT} + m * interval '3 hours')"
_IS_OPEN = "(c > {calls} * 0.995)"
_ORI = "CASE WHEN c % 20 < 6 THEN 'WADEMO000' ELSE 'WA' || lpad((c % 20)::text, 7, '0') END"
_CALL, _CONTACT, _MESSAGE = "md5('c' || c)", "md5('p' || c)", "md5('m' || c || '/' || m)"
_PERSON = "md5('a' || (hashint8(c) & 2147483647) % ({calls} * 6 / 10))"


def _hash(kind: str) -> str:
    busy = f"(SELECT {kind}_hash FROM busy WHERE n = c / 83 % {BUSY})"  # noqa: S608  words of this file
    return f"CASE WHEN c % 83 = 1 THEN {busy} ELSE {_PERSON} || '{kind:0>32}' END"


_PHONE, _EMAIL = _hash("phone"), _hash("email")
_TEXT_OR_MAIL = "CASE WHEN m % 3 < 2 THEN 'sms' ELSE 'email' END"
_ADDRESS = f"CASE WHEN m % 3 < 2 THEN {_PHONE} ELSE {_EMAIL} END"
_KEYS = (
    "call_received,officer_delayed,case_number,report_copy,detective_assigned,arrest_made,charges_filed,"
    "survey_invitation,case_closed,victim_rights"
)
_KEY = f"(string_to_array('{_KEYS}', ','))[m + 1]"
_LOT = "((c * 7 + m * 13) % 100)"
_WAITS = f"({_IS_OPEN} AND m = 7)"
_UNHEARD = f"({_IS_OPEN} AND {_LOT} BETWEEN 93 AND 94)"
_SEALED = "md5('s' || c) || md5('t' || c) || md5('u' || c) || md5('v' || c)"
_BY_CALL = "generate_series(1, {calls}) c"


def _each(many: int) -> str:
    return f"generate_series(1, {{calls}}) c, generate_series(0, {many - 1}) m"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOfPast:
    """The rows of one table: a source that counts `c` (and `m`), which of them, and what their columns hold."""

    source: str = _BY_CALL
    where: str = "true"
    distinct: str = ""
    """The columns by which a row is the same as another, where rows may come twice."""
    columns: Mapping[str, str] = field(default_factory=dict)


PAST: Mapping[str, TableOfPast] = {
    "calls": TableOfPast(
        columns={
            "id": _CALL,
            "ori": _ORI,
            "call_number": "'25-' || c",
            "status": f"CASE WHEN {_IS_OPEN} THEN 'cleared' ELSE 'closed' END",
            "case_number": "CASE WHEN c % 3 = 0 THEN '25-' || c || 'C' END",
            "received_at": _AT,
            "sensitive_at": f"CASE WHEN c % 33 = 0 THEN {_AT} END",
            "state": "json_build_object('past', repeat('x', 1200))",
            "created_at": _AT,
            "updated_at": f"{_AT} + interval '10 days'",
        }
    ),
    "contacts": TableOfPast(
        columns={
            "id": _CONTACT,
            "call_id": _CALL,
            "ref": "'h1.' || md5('r' || c) || md5('q' || c)",
            "roles": "CASE WHEN c % 50 = 7 THEN 'suspect' ELSE 'reporting_party victim' END",
            "language": "'en'",
            "name_sealed": _SEALED,
            "phone_sealed": _SEALED,
            "email_sealed": _SEALED,
            "phone_hash": _PHONE,
            "email_hash": _EMAIL,
            "zones": "'America/Los_Angeles'",
            "phone_country": "'US'",
            "careful": "c % 33 = 0 OR c % 50 = 7",
            "safe_sms": "true",
            "safe_email": "true",
            "created_at": _AT,
            "updated_at": _AT,
        }
    ),
    "inbox": TableOfPast(
        source=_each(5),
        columns={
            "ori": _ORI,
            "source": "'cad'",
            "event_id": "'25-' || c || '/' || m",
            "content_hash": "md5('h' || c || m) || md5('i' || c)",
            "call_number": "'25-' || c",
            "type": "'unit.dispatched'",
            "facts": "json_build_object('past', repeat('x', 140))",
            "occurred_at": _SENT,
            "recorded_at": _SENT,
            "relayed_at": _SENT,
            "given_up_at": "NULL",
            "attempts": "1",
        },
    ),
    "timeline": TableOfPast(
        source=_each(15),
        columns={
            "call_id": _CALL,
            "entry_key": f"CASE WHEN m < 5 THEN 'cad/25-' || c || '/' || m ELSE 'message/' || {_MESSAGE} END",
            "occurred_at": _SENT,
            "recorded_at": _SENT,
            "kind": "CASE WHEN m < 5 THEN 'event' ELSE 'message' END",
            "what": "'unit.dispatched'",
            "effect": "'changed'",
            "status": "'closed'",
            "by": "'workflow'",
            "detail": "json_build_object('channel', 'sms', 'language', 'en')",
        },
    ),
    "messages": TableOfPast(
        source=_each(MESSAGES_PER_CALL),
        columns={
            "id": _MESSAGE,
            "call_id": _CALL,
            "contact_id": _CONTACT,
            "key": _KEY,
            "n": "1",
            "channel": _TEXT_OR_MAIL,
            "address_hash": f"CASE WHEN {_WAITS} OR {_LOT} = 99 THEN '' ELSE {_ADDRESS} END",
            "status": f"CASE WHEN {_WAITS} THEN 'created' WHEN {_LOT} < 93 THEN 'delivered'"
            f" WHEN {_UNHEARD} THEN 'sent' WHEN {_LOT} < 99 THEN 'permanent_failure' ELSE 'withheld' END",
            "content_sealed": f"CASE WHEN NOT {_WAITS} THEN {_SEALED} || {_SEALED} || {_SEALED} END",
            "segments": "2",
            "provider": "CASE WHEN m % 3 < 2 THEN 'twilio' ELSE 'sendgrid' END",
            "provider_message_id": f"CASE WHEN NOT {_WAITS} AND {_LOT} < 99 THEN 'SM' || {_MESSAGE} END",
            "attempts": "1",
            "planned_at": _SENT,
            "not_before": f"CASE WHEN {_WAITS} THEN now() + interval '10 days' END",
            "valid_until": f"{_SENT} + interval '1 day'",
            "sending_at": f"CASE WHEN NOT {_WAITS} AND {_LOT} < 99 THEN {_SENT} END",
            "sent_at": f"CASE WHEN NOT {_WAITS} AND {_LOT} < 99 THEN {_SENT} END",
            "updated_at": _SENT,
        },
    ),
    "receipts": TableOfPast(
        source=_each(MESSAGES_PER_CALL),
        where=f"{_LOT} < 99 AND NOT {_UNHEARD} AND NOT {_WAITS}",
        columns={
            "provider": "CASE WHEN m % 3 < 2 THEN 'twilio' ELSE 'sendgrid' END",
            "event_key": f"'SM' || {_MESSAGE} || '/delivered'",
            "message_id": _MESSAGE,
            "said": f"CASE WHEN {_LOT} < 93 THEN 'delivered' ELSE 'undelivered' END",
            "code": f"CASE WHEN {_LOT} < 93 THEN '' ELSE '30007' END",
            "effect": "'delivered'",
            "occurred_at": _SENT,
            "recorded_at": _SENT,
        },
    ),
    "audit_records": TableOfPast(
        source=_each(3),
        columns={
            "ori": "'WA' || lpad((c % 20)::text, 7, '0')",  # none of the agency that is played: its tree grows
            "at": _SENT,
            "kind": "'message.decided'",
            "by": "'workflow'",
            "about": f"'message:' || {_MESSAGE}",
            "outcome": "'done'",
            "detail": "json_build_object('past', repeat('x', 130))",
            "contact_id": _CONTACT,
            "commitment": _SEALED,
            "salt": "md5('y' || c) || md5('z' || c)",
            "leaf_index": "c * 3 + m",
        },
    ),
    "brake_entries": TableOfPast(
        source="generate_series(1, {calls}) c, (VALUES (4), (5), (8)) AS consequential(m)",
        where="c % 3 = 0",
        columns={
            "message_id": _MESSAGE,
            "ori": _ORI,
            "key": _KEY,
            "decision": "'let_go'",
            "counts": "true",
            "at": _SENT,
        },
    ),
    "portal_links": TableOfPast(
        where="c % 3 = 0",
        columns={
            "token_hash": "md5('l' || c) || md5('k' || c)",
            "ori": _ORI,
            "contact_id": _CONTACT,
            "channel": "'sms'",
            "address_hash": _PHONE,
            "created_at": _AT,
        },
    ),
    "unsubscribe_links": TableOfPast(
        where="c % 2 = 0",
        columns={
            "token_hash": "md5('w' || c) || md5('x' || c)",
            "ori": _ORI,
            "address_hash": _EMAIL,
            "purpose": "'updates'",
            "language": "'en'",
            "created_at": _AT,
        },
    ),
    "survey_invitations": TableOfPast(
        where="c % 3 = 0",
        columns={
            "id": "md5('i' || c)",
            "ori": _ORI,
            "call_id": _CALL,
            "contact_id": _CONTACT,
            "address_hash": _PHONE,
            "token_hash": "md5('j' || c) || md5('k' || c)",
            "language": "'en'",
            "question_set": "'officer_came.1'",
            "mode": "'link'",
            "invited_at": _AT,
            "expires_at": f"{_AT} + interval '14 days'",
        },
    ),
    "replies": TableOfPast(
        where="c % 10 = 0",
        columns={
            "id": "md5('o' || c)",
            "ori": _ORI,
            "provider": "'twilio'",
            "provider_message_id": "'SM' || md5('o' || c)",
            "address_hash": _PHONE,
            "call_id": _CALL,
            "contact_id": _CONTACT,
            "body_sealed": _SEALED,
            "intent": "'thanks'",
            "received_at": _AT,
            "heard_at": _AT,
        },
    ),
    "incoming_texts": TableOfPast(
        where="c % 10 = 0",
        columns={
            "id": "md5('o' || c)",
            "provider": "'twilio'",
            "provider_message_id": "'SM' || md5('o' || c)",
            "account": "'AC0'",
            "written_at": _AT,
            "hear_at": _AT,
            "tries": "1",
            "heard_at": _AT,
        },
    ),
    "consents": TableOfPast(
        where="c % 20 = 0",
        columns={
            "ori": _ORI,
            "address_hash": _PHONE,
            "purpose": "'updates'",
            "given": "c % 40 = 0",
            "how": "'reply'",
            "at": _AT,
        },
    ),
    "preferences": TableOfPast(
        where="c % 30 = 2 AND c % 83 <> 1",
        distinct="ori, address_hash",
        columns={"ori": _ORI, "address_hash": _PHONE, "language": "'es'", "how": "'reply'", "set_at": _AT},
    ),
    "phone_lines": TableOfPast(
        where="c % 83 <> 1",
        distinct="phone_hash",
        columns={"phone_hash": _PHONE, "line_type": "'mobile'", "looked_up_at": _AT},
    ),
    "staff_tasks": TableOfPast(
        where="c % 50 = 0",
        columns={
            "id": "md5('g' || c)",
            "ori": _ORI,
            "task_key": f"'emergency_reply/' || {_CALL} || '/' || c",
            "kind": "'emergency_reply'",
            "call_id": _CALL,
            "opened_at": _AT,
            "last_at": _AT,
            "closed_at": f"CASE WHEN NOT {_IS_OPEN} THEN {_AT} END",
        },
    ),
    "rate_counts": TableOfPast(
        source="generate_series(1, {calls} / 10) c",
        columns={"bucket": "'portal.network/900/' || md5('n' || c)", "began_at": _AT, "count": "1"},
    ),
    "portal_attempts": TableOfPast(
        where="c % 50 = 1",
        columns={
            "id": "md5('d' || c)",
            "token_hash": "md5('d' || c) || md5('e' || c)",
            "ori": _ORI,
            "code_hash": "md5('f' || c) || md5('g' || c)",
            "contact_id": _CONTACT,
            "address_hash": _PHONE,
            "channel": "'sms'",
            "created_at": _AT,
            "expires_at": f"{_AT} + interval '10 minutes'",
            "looked_up_at": _AT,
            "used_at": _AT,
        },
    ),
    "portal_sessions": TableOfPast(
        where="c % 50 = 1",
        columns={
            "token_hash": "md5('b' || c) || md5('e' || c)",
            "ori": _ORI,
            "address_hash": _PHONE,
            "channel": "'sms'",
            "language": "'en'",
            "created_at": _AT,
            "last_seen_at": _AT,
        },
    ),
}
"""A column that is not named is NULL if it may be, else empty, zero or false."""
