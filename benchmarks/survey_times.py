"""When a survey is sent, called to mind and closed around a change of clocks: `python -m benchmarks.survey_times`.

The real rules, asked at each moment they name; tests/domain/test_survey_times.py holds what is printed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from domain.audience import Audience, Surveys
from domain.call_state import CallState
from domain.contacts import Contact, ContactRole
from domain.events import CallEvent, EventType
from domain.lifecycle import advance
from domain.message_plan import PlannedMessage, plan
from domain.messages import MessageKey
from domain.policy import KeyPolicy, Policy
from domain.wait_times import waiting

KEYS = (MessageKey.SURVEY_INVITATION, MessageKey.SURVEY_REMINDER)
POLICY = Policy(call_types=frozenset({"LARCENY"}), messages=dict.fromkeys(KEYS, KeyPolicy()))
MOMENT = timedelta(seconds=1)

ENDS: tuple[tuple[str, str, str, str], ...] = (
    ("America/New_York", "2027-03-12T13:30", "", "spring forward: 48 hours later it is 20:30"),
    ("America/New_York", "2027-03-13T23:10", "", "the night that lasts 11 hours"),
    ("America/New_York", "2026-10-30T13:30", "", "fall back in between"),
    ("America/New_York", "2026-10-31T23:10", "", "the night that lasts 13 hours"),
    ("America/New_York", "2027-11-05T13:30", "", "the same a year later"),
    ("America/Phoenix", "2027-03-12T13:30", "", "no summer time"),
    ("America/Phoenix", "2027-03-12T22:45", "", "no summer time, at night"),
    ("America/Anchorage", "2027-03-12T13:30", "", "the same rule four hours later"),
    ("Africa/Casablanca", "2027-02-05T13:30", "", "an hour back for Ramadan, in February"),
    ("Australia/Lord_Howe", "2027-04-02T13:30", "", "half an hour back, in April"),
    ("America/Los_Angeles", "2027-03-12T13:30", "America/New_York", "a number of New York"),
    ("America/Phoenix", "2027-03-12T05:00", "Pacific/Honolulu", "a number of Honolulu"),
)
"""Zone, local time at which the call ended, where the caller's number is at home if elsewhere, and what is special."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyTimes:
    """Aware UTC."""

    ended: datetime
    invitation: datetime
    reminder: datetime
    expiry: datetime


def survey_times(ended: datetime, zone: ZoneInfo, *, number_in: Iterable[ZoneInfo] = ()) -> SurveyTimes:
    """What one caller, who does not answer, is sent when; `number_in`: where their number is at home."""
    caller = Contact(
        id="caller",
        roles=frozenset({ContactRole.REPORTING_PARTY}),
        language="en",
        has_phone=True,
        has_email=False,
        zones=frozenset(number_in),
    )
    state, audience = _a_closed_call(ended), Audience(contacts=(caller,), zone=zone)
    invitation = waiting(state, audience, POLICY, quiet_until=()).survey_at
    assert invitation is not None
    _is_said_then(MessageKey.SURVEY_INVITATION, state, audience, invitation)
    audience = replace(
        audience,
        said=frozenset({("caller", MessageKey.SURVEY_INVITATION, 1)}),
        surveys=Surveys(invited_at={"caller": invitation}),
    )
    (reminder,) = waiting(state, audience, POLICY, quiet_until=()).reminders_at
    _is_said_then(MessageKey.SURVEY_REMINDER, state, audience, reminder)
    expiry = invitation + POLICY.survey.expires_after
    return SurveyTimes(ended=state.ended_at or ended, invitation=invitation, reminder=reminder, expiry=expiry)


def _a_closed_call(ended: datetime) -> CallState:
    received = CallEvent(
        type=EventType.CALL_RECEIVED,
        id="1",
        occurred_at=ended - timedelta(hours=1),
        incident_type="LARCENY",
        priority=3,
    )
    closed = CallEvent(type=EventType.CALL_CLOSED, id="2", occurred_at=ended, disposition="02")
    state = CallState(agency="WASPD0000", call_number="27-1")
    for event in (received, closed):
        state = advance(state, event).state
    return state


def _is_said_then(key: MessageKey, state: CallState, audience: Audience, moment: datetime) -> None:
    """Not a second earlier, and then at once."""
    assert _planned(key, state, audience, moment - MOMENT) == []
    (message,) = _planned(key, state, audience, moment)
    assert (message.withheld, message.not_before) == (None, None)


def _planned(key: MessageKey, state: CallState, audience: Audience, now: datetime) -> list[PlannedMessage]:
    return [message for message in plan(state, audience, POLICY, now=now) if message.key is key]


def _shown(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%a %d %b %H:%M %z}\n{moment.astimezone(UTC):%a %d %b %H:%M} UTC"


def times_of(end: tuple[str, str, str, str]) -> SurveyTimes:
    """Of one line of the table."""
    name, ended, number_in, _ = end
    zone = ZoneInfo(name)
    local = datetime.fromisoformat(ended).replace(tzinfo=zone)
    return survey_times(local.astimezone(UTC), zone, number_in=[ZoneInfo(number_in)] if number_in else [])


def _show() -> None:
    table = Table("Zone", "Call ended", "Invitation", "Reminder", "Closes", title="A survey that is not answered")
    for end in ENDS:
        zone, times = ZoneInfo(end[0]), times_of(end)
        moments = (times.ended, times.invitation, times.reminder, times.expiry)
        table.add_row(f"{end[0]}\n{end[-1]}", *(_shown(moment, zone) for moment in moments))
        table.add_section()
    Console().print(table)


if __name__ == "__main__":
    _show()
