"""The tables of an extract: their columns, which hold no person, and what each means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """Of a column, as SQL and Parquet call it."""

    TEXT = "VARCHAR"
    WHOLE = "INTEGER"
    YES_NO = "BOOLEAN"
    MOMENT = "TIMESTAMP"
    """In UTC, to the second."""
    DAY = "DATE"
    """By the agency's clocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. Whatever is not known is null."""

    name: str
    type: ColumnType
    meaning: str


def _column(name: str, type_: ColumnType, meaning: str) -> Column:
    return Column(name=name, type=type_, meaning=meaning)


T, W, Y, M, D = ColumnType.TEXT, ColumnType.WHOLE, ColumnType.YES_NO, ColumnType.MOMENT, ColumnType.DAY

CALLS: tuple[Column, ...] = (
    _column("call_id", T, "An opaque id of the call, not its number; the same in every extract."),
    _column("received_at", M, "When the agency received it."),
    _column("local_day", D, "The day of that moment."),
    _column("local_hour", W, "Its hour, 0 to 23."),
    _column("local_weekday", W, "Its day of the week: 1 is Monday, 7 is Sunday."),
    _column("incident_type", T, "What it was about at last (APCO 2.103.2)."),
    _column("sensitive", Y, "It was of a sensitive type at any time: its people were never contacted by themselves."),
    _column("priority", W, "1 is the most urgent."),
    _column("beat", T, "Where, as the agency divides its area."),
    _column("cell", T, "Where, as an H3 cell of resolution 10; null for sensitive calls."),
    _column("officer_initiated", Y, "An officer began it; no member of the public called."),
    _column("dispatched_at", M, "When the first unit was sent."),
    _column("arrived_at", M, "When the first unit was on scene."),
    _column("ended_at", M, "When the response was over."),
    _column("end", T, "How: closed, cancelled or merged."),
    _column("disposition", T, "What came of it (APCO/NENA 01 to 45)."),
    _column("status", T, "Where it stands, in one word."),
    _column("case_status", T, "Where its case stands; null without one."),
    _column(
        "callers",
        W,
        "How many people who may be told of its progress can be reached by a number or an address; 0 once erased.",
    ),
    _column("told", Y, "A provider took at least one message about its progress."),
    _column(
        "delay_due_at",
        M,
        "When, by the policy of that day, its callers were to be told that an officer is late; null if one came in "
        "time, and of calls whose callers it tells nothing (sensitive types, types that are not allowed).",
    ),
    _column("delay_told_at", M, "When the first message about that was handed to a provider."),
    _column("delay_withheld", T, "Why no caller was told of it; null if one was, or none was to be."),
    _column(
        "called_again",
        W,
        "How many further calls came from its callers' numbers while it waited for an officer; 0 without a number.",
    ),
)

MESSAGES: tuple[Column, ...] = (
    _column("call_id", T, "The call it is about."),
    _column("key", T, "What it says: call_received, officer_delayed ..."),
    _column("channel", T, "sms or email; null if there was no way to its reader."),
    _column("language", T, "What it is in."),
    _column("status", T, "Where it is: delivered, permanent_failure, withheld ..."),
    _column("reason", T, "Why it was not sent, did not arrive, or is in English."),
    _column("accepted", Y, "A provider took it, and wants to be paid for it."),
    _column("segments", W, "Of a text; 0 for an email."),
    _column("stands_in", Y, "It was sent because another channel failed."),
    _column("planned_at", M, "When it was decided."),
    _column("sent_at", M, "When a provider took it."),
    _column("delivered_at", M, "When it arrived, as far as the provider knows."),
    _column("local_day", D, "The day on which it was decided."),
)

REPLIES: tuple[Column, ...] = (
    _column("received_at", M, "When a text was written; letters to detectives are in waiting."),
    _column("local_day", D, "The day of that moment."),
    _column("intent", T, "What it was understood to mean."),
    _column("answered_with", T, "The key of the answer; null if none was due."),
    _column("about_a_call", Y, "It is known which call it is about."),
)

CONSENTS: tuple[Column, ...] = (
    _column("at", M, "When it was said."),
    _column("local_day", D, "The day of that moment."),
    _column("purpose", T, "updates or survey."),
    _column("given", Y, "True for an opt-in, false for an opt-out."),
    _column("how", T, "By which way: reply, page, email, provider, staff or other."),
)

WAITING: tuple[Column, ...] = (
    _column(
        "kind", T, "letter: what a victim wrote to a detective (also a task: reply); else that of a task: call_back."
    ),
    _column("opened_at", M, "Since when it waits for staff."),
    _column("local_day", D, "The day of that moment."),
    _column("due_at", M, "By when it is to be done; null for letters."),
    _column("done_at", M, "When it was done or answered; null while it waits."),
    _column("outcome", T, "What came of it."),
)

SURVEYS: tuple[Column, ...] = (
    _column("period", T, "A released period, as 2026-Q3."),
    _column("begins", D, "Its first day."),
    _column("ends", D, "The first day after it."),
    _column("dimension", T, "By what people are grouped: total, month, beat, call_type, language, channel, outcome."),
    _column("value", T, "Which group of that dimension; total of total."),
    _column(
        "question", T, "The question's id; null in the row of the group's invitations, which alone has the next two."
    ),
    _column("words", T, "The question in English."),
    _column("invited", W, "Who was invited, of the group, in the row without a question; null if hidden."),
    _column("answered", W, "Who answered (AAPOR RR2: at least half of the ratings), in that row; null if hidden."),
    _column("ratings", W, "How many rated this question; null if hidden."),
    _column("rated_1", W, "Of these, how many gave 1; null if hidden."),
    _column("rated_2", W, "... 2."),
    _column("rated_3", W, "... 3."),
    _column("rated_4", W, "... 4."),
    _column("rated_5", W, "... 5."),
)
"""As released (decision 5): one row for each group and question, hidden ones with nulls."""

TABLES: Mapping[str, tuple[Column, ...]] = {
    "calls": CALLS,
    "messages": MESSAGES,
    "replies": REPLIES,
    "consents": CONSENTS,
    "waiting": WAITING,
    "surveys": SURVEYS,
}
"""Name of a table, which is that of its file -> its columns in order."""
