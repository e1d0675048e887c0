"""An agency's policy as rules see it: who is told what, when, over which channels. `policies` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.coaching.policy import CoachingPolicy
from domain.contacts import CALLERS, VICTIMS, ContactRole
from domain.mass_news import MassNewsPolicy
from domain.messages import KEY_RULES, LANGUAGES, Channel, MessageKey
from domain.open_data import OpenDataPolicy
from domain.quiet_hours import Hours
from domain.retention import RetentionPolicy
from domain.surveys.periods import Every


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPolicy:
    """How one message is sent: channels in order of preference, to the first possible or to all of them.

    `valid_for` is how long the message stays true after it was planned; None means for ever. `audience`
    narrows who hears it; None means all it concerns. With `fallback`, another of its channels stands in
    for one that fails.
    """

    channels: tuple[Channel, ...] = (Channel.SMS, Channel.EMAIL)
    all_channels: bool = False
    valid_for: timedelta | None = None
    audience: frozenset[ContactRole] | None = None
    fallback: bool = True


class SurveyMode(StrEnum):
    """How a survey is answered by those who are invited by text; an email always has the link to the page."""

    LINK = "link"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPolicy:
    """When the survey is sent, and how. Defaults are the practice of the field (domain rules, "Survey practice")."""

    after: timedelta = timedelta(hours=6)
    reminder_after: timedelta = timedelta(hours=48)
    expires_after: timedelta = timedelta(days=7)
    once_per: timedelta = timedelta(days=30)
    mode: SurveyMode = SurveyMode.LINK
    task_on_low_score: bool = False
    """An answer of 1 or 2 is a task for staff."""
    results_every: Every = Every.QUARTER
    """How long the periods are by which results are released."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPolicy:
    """How replies by text are taken. `offer_languages` are offered in the first text if the language is a guess."""

    stop_means_everything: bool = True
    """False: a bare STOP stops what was said last, updates or surveys, and not the other."""
    twilio_answers_keywords: bool = True
    """Twilio obeys and answers STOP, START and HELP by itself, as it does unless an account has that switched off."""
    offer_languages: tuple[str, ...] = LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Who is told what and when. `messages` lists the enabled keys; a key that is missing is never planned.

    `call_types` is the allow-list of incident types (deny by default). `delay_minutes` maps priority to
    minutes after which an officer is late; priorities not named use `delay_default`.
    """

    call_types: frozenset[str]
    messages: Mapping[MessageKey, KeyPolicy]
    least_priority: Mapping[str, int] = field(default_factory=dict)
    """Types contacted only from this priority number on: a burglary in progress (1) is left alone."""
    live_from: datetime | None = None
    """Calls received before are silent; set for each agency (`caseline agency live`), not in its file."""
    numbers_are_reused: bool = False
    """CAD uses call numbers again: the same number at another time is another call. False: such a call is refused."""
    shadow: bool = False
    """Plan and record everything, send nothing: for trying a policy out."""
    hold: timedelta = timedelta(seconds=60)
    delay_minutes: Mapping[int, int] = field(default_factory=dict)
    delay_default: int = 30
    delay_repeat: timedelta | None = None
    delay_repeat_at_most: int = 1
    still_open_after: timedelta = timedelta(days=28)
    survey: SurveyPolicy = field(default_factory=SurveyPolicy)
    replies: ReplyPolicy = field(default_factory=ReplyPolicy)
    survey_hours: Hours = field(default_factory=lambda: Hours(start=time(8), end=time(20)))
    case_hours: Hours = field(default_factory=lambda: Hours(start=time(8), end=time(21)))
    exempt_from_hours: frozenset[MessageKey] = frozenset({MessageKey.ARREST_MADE})
    hours_by_number: bool = True
    """Hours hold by the clocks of the agency and of where the person's number is at home, both."""
    messages_per_person_per_day: int = 20
    texts_per_day: int = 5000
    """The agency's budget of texts; answers to people who write are counted, and sent all the same."""
    countries: frozenset[str] = frozenset({"US"})
    """Whose numbers are texted, ISO 3166-1."""
    mass_news: MassNewsPolicy = field(default_factory=MassNewsPolicy)
    share_detective: frozenset[str] = frozenset({"name", "phone", "email"})
    retention: RetentionPolicy = field(default_factory=RetentionPolicy)
    open_data: OpenDataPolicy = field(default_factory=OpenDataPolicy)
    require_reviewed: frozenset[str] = frozenset()
    """Languages in which only what a speaker has read is sent; the rest goes out in English."""
    coaching: CoachingPolicy | None = None
    """None: coaching is closed, and nothing of it is read or stored."""
    portal: bool = True
    """Victims follow their case in the portal, and are sent a link to it. False: it is closed."""

    @property
    def ways(self) -> frozenset[Channel]:
        """The channels the agency uses at all."""
        return frozenset(channel for rule in self.messages.values() for channel in rule.channels)

    def delay(self, priority: int | None) -> timedelta:
        """How long a caller of this priority waits before hearing that an officer is late."""
        return timedelta(minutes=self.delay_minutes.get(-1 if priority is None else priority, self.delay_default))

    def allows(self, incident_type: str | None, priority: int | None = None) -> bool:
        """True if calls of this type and priority are contacted at all; an unknown priority may be any."""
        code = (incident_type or "").upper()
        least = self.least_priority.get(code, 0)
        return code in self.call_types and (least == 0 or (priority is not None and priority >= least))

    def audience(self, key: MessageKey) -> frozenset[ContactRole]:
        """The roles that hear this message."""
        intended = VICTIMS if KEY_RULES[key].victims_only else CALLERS
        enabled = self.messages.get(key)
        return intended if enabled is None or enabled.audience is None else intended & enabled.audience
