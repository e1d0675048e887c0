"""Compose the activity name of a step from closed vocabularies, and recognize such a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from activities.contract import Happened
from domain.deadlines import Deadline, DeadlineKind
from domain.events import EventType
from domain.lifecycle import Effect
from domain.messages import MessageKey
from domain.replies.intents import Intent

LONGEST = 200
MALFORMED = "malformed"
"""What happened when a signal could not be read."""

UNKNOWN_KEY = "a message"
"""Whose delivery failed, when its signal does not say."""

LOOK_AGAIN = "look again"

PASSED: dict[DeadlineKind, str] = {
    DeadlineKind.HOLD: "hold over",
    DeadlineKind.OFFICER_DELAYED: "officer delayed",
    DeadlineKind.QUIET_HOURS: "quiet hours over",
    DeadlineKind.SEND_AGAIN: "send again",
    DeadlineKind.SURVEY: "survey due",
    DeadlineKind.SURVEY_REMINDER: "survey reminder due",
    DeadlineKind.STILL_OPEN: "case still open",
}


def step_name(
    happened: Sequence[Happened], due: Sequence[Deadline], failed: Sequence[str] = (), replies: Sequence[Intent] = ()
) -> str:
    """`unit.arrived`, `survey due`, `reply received: help`; several are separated by commas."""
    events = [_event(item.what, refused=item.effect is Effect.REFUSED) for item in happened if item.kind == "event"]
    passed = [PASSED[deadline.kind] for deadline in due]
    rest = dict.fromkeys([*map(_failure, failed), *map(reply, replies)])
    return (", ".join([*events, *passed, *rest]) or LOOK_AGAIN)[:LONGEST]


def reply(intent: Intent) -> str:
    """What a text from one of the call's people meant."""
    return f"reply received: {intent.replace('_', ' ')}"


def is_step_name(name: str) -> bool:
    """True for what `step_name` may compose, its last part cut off where the name is as long as it may be."""
    *parts, last = name.split(", ")
    was_cut = len(name) == LONGEST and any(f"{part}, ".startswith(last) for part in _PARTS)
    return name == LOOK_AGAIN or (_PARTS.issuperset(parts) and (last in _PARTS or was_cut))


def _event(what: str, *, refused: bool) -> str:
    return f"{what} refused" if refused else what


def _failure(key: str) -> str:
    return f"delivery failed: {key}"


def _parts() -> Iterator[str]:
    for event_type in EventType:
        yield _event(event_type, refused=False)
        yield _event(event_type, refused=True)
    yield _event(MALFORMED, refused=True)
    yield from PASSED.values()
    yield from map(_failure, (*MessageKey, UNKNOWN_KEY))
    yield from map(reply, Intent)


_PARTS = frozenset(_parts())
