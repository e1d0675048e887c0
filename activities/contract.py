"""The payloads, names and task queues that the workflow and its activities share: plain facts, never people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.call_state import CallState
from domain.claims import Claim
from domain.deadlines import Deadline
from domain.lifecycle import Effect
from domain.messages import Channel, MessageKey

TASK_QUEUE = "caseline"
"""For workflows and the activities that only use the database."""

SEND_QUEUES: dict[Channel, str] = {Channel.SMS: "caseline-sms", Channel.EMAIL: "caseline-email"}
"""Each provider has a queue of its own, so that its rate limit holds up nothing else."""

_LONGEST_FAIRNESS_KEY = 64

LOAD_CALL = "read what is known"
SEND_MESSAGE = "send_message"
SEND_SURVEY = "send_survey"
"""Activities by name: the workflow must not import what they need. A step is recorded under its own name."""


HELD = "held"
"""The status of a `SendOutcome` whose message waits for staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event or deadline the workflow has just dealt with, as the timeline shows it.

    `entry_key` recognizes a repeat; `status` is where the call stood afterwards.
    """

    entry_key: str
    kind: str
    what: str
    occurred_at: datetime
    effect: Effect
    status: str
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    """Which unit, and for which badge or user id."""
    by: str = ""
    """Who did it, as `str(Actor)`; empty where only `claim` tells, or nothing does."""
    claim: Claim | None = None
    """Of an event whose sender is still to be checked: the activity does, and answers who it was, or refuses."""
    proven: bool = True
    """False: refused, as nothing proves who sent it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutDeadlines:
    """The same step as if no deadline had come: the feed may yet tell that an officer arrived long ago."""

    state: CallState
    happened: tuple[Happened, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRequest:
    """A step of a call to record: the state after it, what happened, and the call's clock."""

    state: CallState
    now: datetime
    happened: tuple[Happened, ...] = ()
    in_hand: tuple[str, ...] = ()
    """Messages the workflow is sending already."""
    in_danger: bool = False
    """A person who may be in danger texted back: has staff seen to it?"""
    is_new: bool = False
    """The run has just begun and takes its call for a new one: if it is not, nothing is recorded."""
    without_deadlines: WithoutDeadlines | None = None
    """If deadlines that change the call have come: what is recorded instead while a restore is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOrder:
    """Messages to one person over one channel, to be sent now, in this order."""

    message_ids: tuple[str, ...]
    keys: tuple[MessageKey, ...]
    channel: Channel
    language: str
    to: str
    """"caller" or "victim": for the summary in the Temporal Web UI."""
    lane: str = ""
    """Sends of one lane leave one after another, whatever step planned them. Answers have none: they never wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCall:
    """What is known of a call whose workflow starts: None and nothing for a new call."""

    state: CallState | None = None
    seen: tuple[str, ...] = ()
    in_danger: bool = False
    """Staff has not yet seen to a person of the call who may be in danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOutcome:
    """What the workflow does next: messages to send side by side, and when to look again."""

    sends: tuple[SendOrder, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    holding: bool = False
    """The hold before the first text is not over: news waits."""
    finished: bool = False
    """Once these messages are sent there is nothing more to do."""
    in_danger: bool = False
    """Staff has not yet seen to a person who may be in danger; looked up only if the request asks."""
    sensitive: bool = False
    """The call is on careful ground, also for what only the database knows: it was joined with a sensitive one."""
    undelivered: tuple[str, ...] = ()
    """What reaches a person over no channel, and waits for staff to tell them."""
    held: tuple[str, ...] = ()
    """What is held until staff has looked at the mass of news it came in."""
    deadlines_wait: bool = False
    """A restore is under way: the deadlines that came were not passed, and are asked about again."""
    recorded: str = ""
    """A mark of the state that the database now holds: after a restore both sides are compared by it."""
    at_once: bool = False
    """These sends may leave in the task of this step, without a turn in a queue."""
    known: LoadedCall | None = None
    """The run is new and the call is not: what is known of it. Then the step is not recorded."""
    by: tuple[str, ...] = ()
    """Who sent what happened, in its order: of each that had a claim."""
    refusals: tuple[str, ...] = ()
    """If one must be refused, of each that had a claim: why, or nothing. Then the step is not recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRef:
    """Which call."""

    agency: str
    call_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRequest:
    """Send these messages, one after another."""

    message_ids: tuple[str, ...]
    agency: str
    channels: tuple[Channel, ...] = ()
    """Of each message, where they leave over several."""
    now: datetime | None = None
    """The call's clock, in a local activity, which is not told it otherwise."""


SEND_WITHIN = timedelta(seconds=60)
"""For each message of a request: longer than the providers' own limits, as an attempt must not be given up while it is
under way; the next one would ask the provider too early."""

WAITING = "waiting"
"""Status of a message that is not to be tried before a time which its row says."""

AGAIN = "again"
"""Status of a message whose channel must be waited for, while the rest of its order has ended: to be ordered anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOutcome:
    """How sending one message ended: sent, withheld or failed, and why; or that it is held for staff, or waits."""

    key: MessageKey
    status: str
    reason: str = ""
    message_id: str = ""
    """Which message; older workers did not say."""


def fairness_key(agency: str) -> str:
    """By which Temporal shares out what several agencies want at once, and limits each."""
    return agency[:_LONGEST_FAIRNESS_KEY]
