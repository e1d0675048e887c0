"""The rows of replies, of what people allowed and forbade, and of what waits for staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from analytics.extract.local_times import LocalTimes
from analytics.extract.plain_words import consent_way
from analytics.extracts import Row

LETTER = "letter"
"""The kind of what a victim wrote to a detective."""

ANSWERED, CLOSED = "answered", "closed"
"""What came of a letter: the detective wrote back, or its task was closed otherwise."""


def reply_rows(replies: Iterable[Any], times: LocalTimes) -> Iterable[Row]:
    """In the order of `analytics.columns.REPLIES`."""
    for row in replies:
        about_a_call = row.call_id is not None
        yield row.received_at, times.day(row.received_at), row.intent, row.answered_with or None, about_a_call


def consent_rows(consents: Iterable[Any], times: LocalTimes) -> Iterable[Row]:
    """In the order of `analytics.columns.CONSENTS`."""
    for row in consents:
        yield row.at, times.day(row.at), row.purpose, row.given, consent_way(row.how).value


def task_rows(tasks: Iterable[Any], times: LocalTimes) -> Iterable[Row]:
    """In the order of `analytics.columns.WAITING`."""
    for row in tasks:
        day = times.day(row.opened_at)
        yield row.kind, row.opened_at, day, row.due_at, row.closed_at, row.outcome or None


def letter_rows(
    letters: Iterable[Any], answers: Iterable[Any], closed: Iterable[Any], times: LocalTimes
) -> Iterable[Row]:
    """The same for letters: done with the first message to the call's victims after it, or with its task."""
    done: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for row in answers:
        done[row.call_id].append((row.planned_at, ANSWERED))
    for row in closed:
        done[row.call_id].append((row.closed_at, CLOSED))
    for row in letters:
        later = (each for each in done.get(row.call_id, ()) if each[0] >= row.received_at)
        done_at, outcome = min(later, default=(None, None))
        yield LETTER, row.received_at, times.day(row.received_at), None, done_at, outcome
