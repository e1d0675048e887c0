"""A call played without Temporal and without a database: memory, plan and deadlines, as the workflow joins them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from activities.contract import Happened, StepOutcome
from domain.audience import Audience, Surveys
from domain.call_state import CaseStatus
from domain.contacts import Contact
from domain.deadlines import deadlines, is_held
from domain.events import CallEvent
from domain.message_plan import MAY_PASS, PlannedMessage, plan
from domain.messages import KEY_RULES, MessageKey, Urgency
from domain.policy import Policy
from domain.wait_times import waiting
from tests.builders import AGENCY, LOS_ANGELES
from workflows.call_memory import CallMemory
from workflows.contract import CallForServiceInput
from workflows.signalled import Signalled

MOST_STEPS = 300


class Endless(AssertionError):
    """The call never came to rest."""


class Played:
    """One call and everything planned for it. `steps` is how often it was looked at."""

    def __init__(self, policy: Policy, contacts: Iterable[Contact]) -> None:
        self.memory = CallMemory(CallForServiceInput(agency=AGENCY, call_number="2026-001"))
        self.policy = policy
        self.contacts = tuple(contacts)
        self.planned: list[tuple[datetime, PlannedMessage]] = []
        self.happened: list[Happened] = []
        self.steps = 0
        self.looked_at = datetime.min.replace(tzinfo=UTC)
        """When the call was last looked at: time does not run backwards."""
        self.settled: list[PlannedMessage] = []
        """Of what was planned, what a test has sent or let go."""

    def hear(self, *events: CallEvent, at: datetime) -> None:
        """These events arrive together; deadlines that came before are passed first."""
        self.wait(until=at)
        self.step(at, events)
        self.wait(until=at)

    def wait(self, *, until: datetime) -> None:
        """Time goes by."""
        while self.memory.next_step is not None and self.memory.next_step.at <= until:
            self.step(max(self.memory.next_step.at, self.looked_at), ())

    @property
    def sent(self) -> list[PlannedMessage]:
        """What was not withheld."""
        return [message for _, message in self.planned if message.withheld is None]

    def step(self, now: datetime, events: Iterable[CallEvent]) -> None:
        """One look at the call, without passing what came before."""
        self.steps += 1
        self.looked_at = max(now, self.looked_at)
        if self.steps > MOST_STEPS:
            raise Endless
        due = self.memory.due(now)
        signalled = [Signalled(event=event, entry_key=f"{event.source}/{event.id}") for event in events]
        self.happened += self.memory.take(signalled, now=now)
        self.happened += self.memory.pass_deadlines(due, now=now)
        state = self.memory.state
        new = plan(state, self._audience(now), self.policy, now=now)
        self.planned += [(now, message) for message in new]
        quiet = [m.not_before for _, m in self.planned if m.not_before is not None]
        waits = waiting(state, self._audience(now), self.policy, quiet_until=quiet)
        next_deadlines = deadlines(state, self.policy, waits, now=now)
        holding = is_held(state, self.policy, now)
        ended = state.response_over and state.case_status in (None, CaseStatus.CLOSED)
        finished = not next_deadlines and not holding and ended
        self.memory.planned(StepOutcome(deadlines=next_deadlines, holding=holding, finished=finished), now=now)

    def _audience(self, now: datetime) -> Audience:
        passing = {_key(m) for _, m in self.planned if m.withheld in MAY_PASS}
        lasting = {_key(m) for _, m in self.planned if m.withheld not in MAY_PASS}
        recent = [m for at, m in self.planned if at > now - timedelta(days=1) and m.withheld is None]
        case_news = [m.contact_id for m in recent if KEY_RULES[m.key].urgency is Urgency.CASE]
        others = [m.contact_id for m in recent if KEY_RULES[m.key].urgency is not Urgency.CASE]
        invited = {
            m.contact_id: m.not_before or at
            for at, m in self.planned
            if m.key is MessageKey.SURVEY_INVITATION and m.withheld is None
        }
        return Audience(
            contacts=self.contacts,
            said=frozenset(passing | lasting),
            not_yet=frozenset(passing - lasting),
            said_today={contact_id: others.count(contact_id) for contact_id in others},
            case_news_today={contact_id: case_news.count(contact_id) for contact_id in case_news},
            surveys=Surveys(invited_at=invited),
            zone=LOS_ANGELES,
        )

    def contact(self, contact_id: str) -> Contact:
        """Who that was."""
        return next(contact for contact in self.contacts if contact.id == contact_id)

    def change(self, contact_id: str, **facts: object) -> None:
        """Something else is known of a person now."""
        self.contacts = tuple(
            replace(person, **facts) if person.id == contact_id else person  # type: ignore[arg-type]  # by test
            for person in self.contacts
        )


def _key(message: PlannedMessage) -> tuple[str, MessageKey, int]:
    return message.contact_id, message.key, message.n
