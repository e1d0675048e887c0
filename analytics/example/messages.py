"""What the callers of the example year were told, and what became of each message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from analytics.example.calls import ExampleCall
from analytics.extract.local_times import LocalTimes
from analytics.extracts import Row
from domain.call_state import End
from domain.delivery import DeliveryStatus, NotSent
from domain.dispositions import REPORT_TAKEN, outcome_key
from domain.messages import Channel, MessageKey
from domain.policy import Policy

_SEGMENTS: Mapping[str, int] = {"en": 1, "fr": 2, "es": 2, "sw": 2, "ar": 3, "fa": 3}
"""Of a usual text: Arabic and Farsi have 67 characters a segment, others 153."""

_FIRST, _LAST = 8, 20
"""Hours between which people are invited to surveys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A person who was invited to the survey about a call."""

    call: ExampleCall
    language: str
    channel: Channel
    at: datetime
    delivered: bool


@dataclass(slots=True, kw_only=True)
class CallTold:
    """What was said about one call; the columns of `calls` that follow from it have their names."""

    rows: list[Row] = field(default_factory=list)
    told: bool = False
    due_at: datetime | None = None
    delay_told_at: datetime | None = None
    delay_withheld: str | None = None
    asked: list[Asked] = field(default_factory=list)
    texted: list[tuple[str, datetime]] = field(default_factory=list)
    """Languages and moments of those who got a text: they may write back."""

    @property
    def is_for_staff(self) -> bool:
        """True if a caller has a number, and no text reaches it."""
        return not self.told and any(row[_REASON] == NotSent.LANDLINE.value for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    language: str
    way: Channel
    has_email: bool
    withheld: NotSent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    key: MessageKey
    at: datetime
    seconds: float
    """From the decision to the provider."""


class ExampleMessages:
    """Says of each call what the policy wants said."""

    def __init__(self, chance: Random, policy: Policy, times: LocalTimes) -> None:
        self._chance = chance
        self._policy = policy
        self._times = times

    def of_call(self, call: ExampleCall) -> CallTold:
        """Every message of the call, sent or not."""
        told = CallTold()
        why_none = self._why_none(call)
        readers = [self._reader(language) for language in call.languages]
        self._tell_of_delay(told, call, readers, why_none)
        for news in self._news(call):
            if why_none is None:
                self._tell(told, call, news, readers)
            else:
                told.rows += [self._withheld(call, news, why_none, language) for language in call.languages or ("en",)]
        told.rows.sort(key=lambda row: row[_PLANNED_AT])
        if why_none is None and call.end is End.CLOSED:
            self._ask(told, call, readers)
        return told

    def _why_none(self, call: ExampleCall) -> NotSent | None:
        if call.sensitive:
            return NotSent.SENSITIVE_CALL_TYPE
        if call.by_officer:
            return NotSent.OFFICER_INITIATED
        return None if self._policy.allows(call.code, call.priority) else NotSent.CALL_TYPE_NOT_ALLOWED

    def _reader(self, language: str) -> _Reader:
        chance = self._chance
        drawn = chance.random()
        withheld = next((why for why, share in _WHY_NOT if (drawn := drawn - share) < 0), None)
        way = Channel.EMAIL if chance.random() < _BY_EMAIL else Channel.SMS
        return _Reader(language=language, way=way, has_email=chance.random() < _ALSO_BY_EMAIL, withheld=withheld)

    def _news(self, call: ExampleCall) -> Iterable[_News]:
        chance = self._chance
        if call.ended_at - call.received_at > self._policy.hold:
            yield _News(
                key=MessageKey.CALL_RECEIVED, at=call.received_at + self._policy.hold, seconds=chance.uniform(1, 5)
            )
        key = MessageKey.CALL_MERGED if call.end is End.MERGED else outcome_key(call.disposition)
        key = MessageKey.CALL_CANCELLED if call.end is End.CANCELLED else key
        if key is not None:
            yield _News(key=key, at=call.ended_at, seconds=chance.uniform(1, 8))
        if call.disposition in REPORT_TAKEN and chance.random() < _A_VICTIM:
            for key in (MessageKey.CASE_NUMBER, MessageKey.VICTIM_RIGHTS):
                yield _News(key=key, at=call.ended_at + timedelta(minutes=30), seconds=chance.uniform(1, 8))

    def _tell_of_delay(
        self, told: CallTold, call: ExampleCall, readers: Iterable[_Reader], why_none: NotSent | None
    ) -> None:
        due_at = call.received_at + self._policy.delay(call.priority)
        if call.by_officer or call.waited_until <= due_at:
            return
        told.due_at = due_at if why_none is None else None
        on_time = self._chance.random() < _ON_TIME_AT_FIRST + (1 - _ON_TIME_AT_FIRST) * 0.85 * call.of_year
        seconds = self._chance.uniform(2, 40) if on_time else self._chance.uniform(70, 900)
        news = _News(key=MessageKey.OFFICER_DELAYED, at=due_at, seconds=seconds)
        if why_none is None and due_at + timedelta(seconds=seconds) >= call.waited_until:
            why_none = NotSent.STALE
        if why_none is None:
            self._tell(told, call, news, readers)
        else:
            told.rows += [self._withheld(call, news, why_none, language) for language in call.languages or ("en",)]
        said = [row for row in told.rows if row[_KEY] == MessageKey.OFFICER_DELAYED.value]
        told.delay_told_at = min((row[_SENT_AT] for row in said if row[_SENT_AT]), default=None)
        told.delay_withheld = None if told.delay_told_at or told.due_at is None else said[-1][_REASON]

    def _tell(self, told: CallTold, call: ExampleCall, news: _News, readers: Iterable[_Reader]) -> None:
        told_to = list(readers)
        for reader in told_to:
            if reader.withheld is not None:
                told.rows.append(self._withheld(call, news, reader.withheld, reader.language))
                continue
            row = self._sent(call, news, reader, reader.way)
            told.rows.append(row)
            told.told = True
            if row[_STATUS] == DeliveryStatus.DELIVERED and reader.way is Channel.SMS:
                told.texted.append((reader.language, row[_SENT_AT]))
            if row[_STATUS] == DeliveryStatus.PERMANENT_FAILURE and reader.has_email and reader.way is Channel.SMS:
                told.rows.append(self._sent(call, news, reader, Channel.EMAIL, stands_in=True))
        if not told_to:
            told.rows.append(self._withheld(call, news, NotSent.NO_CONTACT, "en"))

    def _sent(self, call: ExampleCall, news: _News, reader: _Reader, way: Channel, *, stands_in: bool = False) -> Row:
        chance = self._chance
        status, reason = chance.choices(_ENDS[way], cum_weights=_END_WEIGHTS[way])[0]
        sent_at = news.at + timedelta(seconds=round(news.seconds + (60 if stands_in else 0)))
        arrived = sent_at + timedelta(seconds=chance.randint(1, 25)) if status is DeliveryStatus.DELIVERED else None
        return (
            call.id,
            news.key.value,
            way.value,
            reader.language,
            status.value,
            reason,
            True,
            _SEGMENTS[reader.language] if way is Channel.SMS else 0,
            stands_in,
            news.at,
            sent_at,
            arrived,
            self._times.day(news.at),
        )

    def _withheld(self, call: ExampleCall, news: _News, why: NotSent, language: str) -> Row:
        day = self._times.day(news.at)
        status = DeliveryStatus.WITHHELD.value
        return (call.id, news.key.value, None, language, status, why.value, False, 0, False, news.at, None, None, day)

    def _ask(self, told: CallTold, call: ExampleCall, readers: Iterable[_Reader]) -> None:
        """Six hours later, by day, those who can be reached and were not asked in the last month."""
        at = self._by_day(call.ended_at + self._policy.survey.after)
        news = _News(key=MessageKey.SURVEY_INVITATION, at=at, seconds=self._chance.uniform(1, 8))
        for reader in readers:
            lately = self._chance.random() < _ASKED_LATELY
            why = reader.withheld or (NotSent.RECENTLY_SURVEYED if lately else None)
            if why is not None:
                told.rows.append(self._withheld(call, news, why, reader.language))
                continue
            row = self._sent(call, news, reader, reader.way)
            told.rows.append(row)
            arrived = row[_STATUS] in (DeliveryStatus.DELIVERED, DeliveryStatus.SENT)
            told.asked.append(Asked(call=call, language=reader.language, channel=reader.way, at=at, delivered=arrived))

    def _by_day(self, moment: datetime) -> datetime:
        hour = moment.astimezone(self._times.zone).hour
        if _FIRST <= hour < _LAST:
            return moment
        return moment + timedelta(hours=(_FIRST - hour) % 24)


_KEY, _STATUS, _REASON, _PLANNED_AT, _SENT_AT = 1, 4, 5, 9, 10
"""Places in a row of messages."""

_WHY_NOT: tuple[tuple[NotSent, float], ...] = (
    (NotSent.LANDLINE, 0.028),
    (NotSent.OPTED_OUT, 0.016),
    (NotSent.CAREFUL_ADDRESS, 0.012),
    (NotSent.NOT_SAFE, 0.005),
    (NotSent.COUNTRY_NOT_ALLOWED, 0.004),
)
_BY_EMAIL, _ALSO_BY_EMAIL, _A_VICTIM, _ASKED_LATELY = 0.06, 0.3, 0.55, 0.07
_ON_TIME_AT_FIRST = 0.82

_ENDS: Mapping[Channel, list[tuple[DeliveryStatus, str]]] = {
    Channel.SMS: [
        (DeliveryStatus.DELIVERED, ""),
        (DeliveryStatus.PERMANENT_FAILURE, NotSent.UNDELIVERED.value),
        (DeliveryStatus.SENT, ""),
        (DeliveryStatus.PERMANENT_FAILURE, NotSent.REJECTED.value),
        (DeliveryStatus.UNKNOWN, ""),
    ],
    Channel.EMAIL: [
        (DeliveryStatus.DELIVERED, ""),
        (DeliveryStatus.PERMANENT_FAILURE, NotSent.UNDELIVERED.value),
        (DeliveryStatus.SENT, ""),
    ],
}
_END_WEIGHTS: Mapping[Channel, list[float]] = {Channel.SMS: [95.2, 97.6, 99, 99.4, 100], Channel.EMAIL: [97, 99, 100]}
"""Added up, in per cent."""
