"""Read an agency's policy file (TOML) into a `Policy`, or list its mistakes by line (keys: docs/policy-file.md)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated, Any, Self

from phonenumbers import SUPPORTED_REGIONS
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from domain.contacts import CALLERS, VICTIMS, ContactRole
from domain.incident_names import NAMES
from domain.incident_types import is_sensitive
from domain.mass_news import MassNewsPolicy
from domain.messages import KEY_RULES, LANGUAGES, NEWS_KEYS, Channel, MessageKey, Purpose
from domain.policy import KeyPolicy, Policy, ReplyPolicy, SurveyMode, SurveyPolicy
from domain.quiet_hours import Hours
from domain.surveys.periods import Every
from domain.validity import VALID_FOR
from policies.coaching_table import CoachingTable
from policies.fields import Chosen, Flag, Listed, hours_within, one_of, whole
from policies.mistakes import Mistakes, did_you_mean
from policies.open_data_table import OpenDataTable
from policies.retention_table import RetentionTable
from policies.toml_file import ABSENT, Table, read_text
from policies.toml_lines import Place

CONFIGURABLE: tuple[MessageKey, ...] = tuple(
    key for key in MessageKey if key in NEWS_KEYS and key is not MessageKey.CORRECTION
)
"""The messages a policy decides on. Replies to what a person wrote are always sent, and so are corrections."""

MAY_COME_AT_NIGHT: tuple[MessageKey, ...] = (MessageKey.ARREST_MADE, MessageKey.DETECTIVE_MESSAGE)
"""Case messages that may be exempt from hours: arrest and safety."""

SURVEY_LIMITS = hours_within(Hours(start=time(8), end=time(20)), why="surveys never go out between 20:00 and 08:00")
CASE_LIMITS = hours_within(Hours(start=time(8), end=time(21)), why="case news wait until 08:00 and stop at 21:00")

_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def parse(text: str) -> Policy:
    """The policy a file describes. Raises `TomlError` with every problem found, each with its line."""
    return read_text(text, PolicyFile).policy()


def _not_sensitive(word: object) -> object:
    if isinstance(word, str) and is_sensitive(word):
        raise ValueError(
            f"{word!r} is a sensitive, medical or fire type; it is never contacted automatically: take it out"
        )
    return word


CallType = Annotated[
    str, one_of(NAMES), BeforeValidator(_not_sensitive), Field(description="a call type that docs/policy-file.md lists")
]


class CallsTable(Table):
    """Which calls are contacted at all."""

    call_types: Chosen[CallType] = Field(
        alias="types",
        min_length=1,
        description="a list of call types in quotes, at least one (to send nothing, use shadow = true)",
    )
    least_priority: dict[str, Annotated[int, whole(1, 9)]] = ABSENT
    hold: Annotated[timedelta, whole(0, 600, _SECOND)] = Field(default=ABSENT, alias="hold_seconds")
    numbers_are_reused: Flag = ABSENT

    @field_validator("least_priority")
    @classmethod
    def _of_types_that_are_contacted(cls, given: dict[str, int], info: ValidationInfo) -> dict[str, int]:
        known = info.data.get("call_types", given)
        if unknown := given.keys() - known:
            raise Mistakes({(word,): f"unknown key; {did_you_mean(word, known)}" for word in unknown})
        return given


class DelayTable(Table):
    """When an officer is late, and how often that is said."""

    delay_default: Annotated[int, whole(1, 1440)] = Field(default=ABSENT, alias="minutes")
    delay_minutes: dict[Annotated[int, one_of("0123456789")], Annotated[int, whole(1, 1440)]] = Field(
        default=ABSENT, alias="minutes_by_priority"
    )
    delay_repeat: Annotated[timedelta, whole(5, 1440, _MINUTE)] = Field(default=ABSENT, alias="repeat_minutes")
    delay_repeat_at_most: Annotated[int, whole(1, 10)] = Field(default=ABSENT, alias="repeat_at_most")

    @field_validator("delay_repeat_at_most")
    @classmethod
    def _only_if_repeated(cls, given: int, info: ValidationInfo) -> int:
        if info.data.get("delay_repeat", "wrong") is ABSENT:
            raise ValueError("nothing is repeated; set repeat_minutes too, or take this out")
        return given


class CaseTable(Table):
    """What victims hear of their case."""

    still_open_after: Annotated[timedelta, whole(1, 365, _DAY)] = Field(default=ABSENT, alias="still_open_after_days")
    share_detective: Chosen[Annotated[str, one_of(("name", "phone", "email"))]] = ABSENT


class HoursTable(Table):
    """When messages that can wait are sent."""

    survey_hours: Annotated[Hours, SURVEY_LIMITS] = Field(default=ABSENT, alias="survey")
    case_hours: Annotated[Hours, CASE_LIMITS] = Field(default=ABSENT, alias="case")
    exempt_from_hours: Chosen[Annotated[MessageKey, one_of(MAY_COME_AT_NIGHT)]] = Field(default=ABSENT, alias="exempt")
    hours_by_number: Flag = Field(default=ABSENT, alias="by_number")


class LimitsTable(Table):
    """How much one person gets, and the agency sends, and to where."""

    messages_per_person_per_day: Annotated[int, whole(1, 100)] = ABSENT
    texts_per_day: Annotated[int, whole(1, 1_000_000)] = ABSENT
    countries: Chosen[Annotated[str, one_of(sorted(SUPPORTED_REGIONS))]] = Field(
        default=ABSENT, min_length=1, description='a list of countries like "US" (ISO 3166-1), at least one'
    )


class MassNewsTable(Table):
    """When consequential news comes in a mass, and is held for a person."""

    at_least: Annotated[int, whole(1, 10000)] = Field(default=ABSENT, alias="ceiling")
    times_usual: Annotated[int, whole(1, 100)] = ABSENT


class SurveyTable(Table):
    """When the survey is sent, and how."""

    after: Annotated[timedelta, whole(1, 72, _HOUR)] = Field(default=ABSENT, alias="after_hours")
    reminder_after: Annotated[timedelta, whole(1, 336, _HOUR)] = Field(default=ABSENT, alias="reminder_after_hours")
    expires_after: Annotated[timedelta, whole(1, 30, _DAY)] = Field(default=ABSENT, alias="expires_after_days")
    once_per: Annotated[timedelta, whole(1, 365, _DAY)] = Field(default=ABSENT, alias="once_per_days")
    mode: SurveyMode = ABSENT
    task_on_low_score: Flag = ABSENT
    results_every: Every = ABSENT

    @model_validator(mode="after")
    def _reminded_before_it_expires(self) -> Self:
        survey = SurveyPolicy(**self.given())
        if survey.reminder_after >= survey.expires_after:
            wrong = "the survey has expired by then; remind before it expires"
            raise Mistakes({("reminder_after_hours",): wrong})
        return self


class RepliesTable(Table):
    """How replies by text are taken."""

    stop_means_everything: Flag = ABSENT
    twilio_answers_keywords: Flag = ABSENT
    offer_languages: Listed[Annotated[str, one_of(LANGUAGES)]] = ABSENT


def _not_english(word: object) -> object:
    if word == LANGUAGES[0]:
        raise ValueError("English is what every message is written in; take it out")
    return word


class LanguagesTable(Table):
    """Which translations must be read by a speaker before they are sent."""

    require_reviewed: Chosen[Annotated[str, one_of(LANGUAGES[1:]), BeforeValidator(_not_english)]] = ABSENT


class PortalTable(Table):
    """The portal of victims."""

    portal: Flag = Field(default=ABSENT, alias="enabled")


class MessageTable(Table):
    """One message: its channels, who of those it is for hears it, and how long it is worth saying."""

    channels: Listed[Channel] = Field(min_length=1, description='["sms"], ["email"] or both')
    all_channels: Flag = ABSENT
    valid_for: Annotated[timedelta, whole(1, 43200, _MINUTE)] = Field(default=ABSENT, alias="valid_minutes")
    audience: Chosen[Annotated[ContactRole, one_of(CALLERS)]] = Field(
        default=ABSENT,
        min_length=1,
        description="a list of roles in quotes (to send it to no one, take the message out)",
    )
    fallback: Flag = ABSENT


def _not_a_reply(key: object) -> object:
    if key == MessageKey.CORRECTION:
        raise ValueError("corrections go to those who got what they correct: take it out")
    if key == MessageKey.LANGUAGE_OFFER:
        raise ValueError("languages are offered as replies.offer_languages says: take it out")
    if key in set(MessageKey) - set(CONFIGURABLE):
        raise ValueError("this is a reply; replies are always sent: take it out")
    return key


def _as_their_keys_allow(messages: dict[MessageKey, MessageTable]) -> dict[MessageKey, MessageTable]:
    if not messages:
        raise ValueError("no message is enabled; enable at least one under [messages]")
    wrong: dict[Place, str] = {}
    for key, message in messages.items():
        if KEY_RULES[key].victims_only and (message.audience or VICTIMS) != VICTIMS:
            wrong[key, "audience"] = 'news of a case are for victims only; use ["victim"], or take this out'
        if KEY_RULES[key].purpose is Purpose.SURVEY and message.fallback is not ABSENT:
            wrong[key, "fallback"] = "unknown key; a survey goes over no other channel when it fails: take this out"
    if MessageKey.SURVEY_REMINDER in messages and MessageKey.SURVEY_INVITATION not in messages:
        wrong[(MessageKey.SURVEY_REMINDER,)] = "no one is invited; enable survey_invitation too"
    if wrong:
        raise Mistakes(wrong)
    return messages


Key = Annotated[MessageKey, one_of(CONFIGURABLE), BeforeValidator(_not_a_reply)]


class PolicyFile(Table):
    """The whole file. Tables without a rule of their own hold fields of `Policy`, under the names of the file."""

    shadow: Flag = False
    fallback: Flag = True
    calls: CallsTable = Field(default={}, validate_default=True)
    delay: DelayTable = DelayTable()
    case: CaseTable = CaseTable()
    hours: HoursTable = HoursTable()
    limits: LimitsTable = LimitsTable()
    mass_news: MassNewsTable = MassNewsTable()
    languages: LanguagesTable = LanguagesTable()
    portal: PortalTable = PortalTable()
    messages: Annotated[dict[Key, MessageTable], AfterValidator(_as_their_keys_allow)] = Field(
        default={}, validate_default=True
    )
    survey: SurveyTable = SurveyTable()
    replies: RepliesTable = RepliesTable()
    retention: RetentionTable = RetentionTable()
    coaching: CoachingTable = ABSENT
    open_data: OpenDataTable = OpenDataTable()

    def policy(self) -> Policy:
        """What the file says, with the defaults of the domain for the rest."""
        plain = (self.calls, self.delay, self.case, self.hours, self.limits, self.languages, self.portal)
        return Policy(
            shadow=self.shadow,
            messages={key: self._rule(key) for key in CONFIGURABLE if key in self.messages},
            mass_news=MassNewsPolicy(**self.mass_news.given()),
            survey=SurveyPolicy(**self.survey.given()),
            replies=ReplyPolicy(**self.replies.given()),
            retention=self.retention.policy(),
            coaching=self.coaching.policy() if self.coaching else None,
            open_data=self.open_data.policy(),
            **{name: value for table in plain for name, value in table.given().items()},
        )

    def _rule(self, key: MessageKey) -> KeyPolicy:
        of_all: dict[str, Any] = {"fallback": self.fallback, "valid_for": VALID_FOR.get(key)}
        return KeyPolicy(**of_all | self.messages[key].given())
