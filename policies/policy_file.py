"""Read an agency's policy file (TOML); what is wrong with it is said by line (docs/policy-file.md has every key)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from domain.contacts import CALLERS, VICTIMS
from domain.incident_names import NAMES
from domain.incident_types import is_sensitive
from domain.messages import KEY_RULES, LANGUAGES, Channel, MessageKey, Purpose
from domain.policy import KeyPolicy, Policy, ReplyPolicy, SurveyMode, SurveyPolicy
from domain.quiet_hours import Hours
from domain.surveys.periods import Every
from domain.validity import VALID_FOR
from policies.policy_problems import PolicyError, Problem
from policies.policy_reader import Table
from policies.toml_lines import lines_of

__all__ = ["CONFIGURABLE", "PolicyError", "parse"]

CONFIGURABLE: tuple[MessageKey, ...] = tuple(
    key for key, rule in KEY_RULES.items() if rule.purpose is not Purpose.REPLIES
)
"""The messages a policy decides on. Replies to what somebody wrote are always sent."""

MAY_COME_AT_NIGHT: tuple[MessageKey, ...] = (MessageKey.ARREST_MADE, MessageKey.DETECTIVE_MESSAGE)
"""Case messages that may be exempt from hours: arrest and safety."""

SURVEY_LIMITS = Hours(start=time(8), end=time(20))
CASE_LIMITS = Hours(start=time(8), end=time(21))
DETECTIVE_FACTS = ("name", "phone", "email")


def parse(text: str) -> Policy:
    """The policy a file describes. Raises `PolicyError` with every problem found, each with its line."""
    top = _read_toml(text)
    values = {
        "shadow": top.flag("shadow", default=False),
        **_calls(top.table("calls")),
        **_delay(top.table("delay")),
        **_case(top.table("case")),
        **_hours(top.table("hours")),
        **_limits(top.table("limits")),
        "messages": _messages(top.table("messages"), fallback=top.flag("fallback", default=True)),
        "survey": _survey(top.table("survey")),
        "replies": _replies(top.table("replies")),
        "portal": _portal(top.table("portal")),
    }
    top.close()
    if top.problems:
        raise PolicyError(top.problems)
    return Policy(**{name: value for name, value in values.items() if value is not None})


def _read_toml(text: str) -> Table:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at line (\d+), column (\d+)\)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        wrong = str(error).partition(" (at ")[0]
        raise PolicyError([Problem(line=line, key="", wrong=f"this is not TOML: {wrong}")]) from None
    return Table(values=values, lines=lines_of(text), problems=[])


def _calls(table: Table) -> dict[str, Any]:
    types = table.words("types", _allowed_types(table))
    if not table.values.get("types"):
        table.report("types", wrong="no call type is allowed", allowed="list at least one, or use shadow = true")
    least = _by_number(table.table("least_priority"), types or (), most=9)
    hold = table.number("hold_seconds", least=0, most=600)
    table.close()
    return {"call_types": frozenset(types or ()), "least_priority": least, "hold": _seconds(hold)}


def _allowed_types(table: Table) -> frozenset[str]:
    """What `types` may hold. A sensitive type is reported here, for what it is, and is then passed over."""
    listed = table.values.get("types")
    words = [word if isinstance(word, str) else "" for word in listed] if isinstance(listed, list) else []
    sensitive = frozenset(word for word in words if is_sensitive(word))
    for word in sensitive:
        table.report(
            "types",
            words.index(word),
            wrong=f"{word!r} is a sensitive, medical or fire type",
            allowed="it is never contacted automatically: take it out",
        )
    return frozenset(NAMES) | sensitive


def _by_number(table: Table, known: tuple[str, ...], *, most: int) -> dict[str, int]:
    found = {word: table.number(word, least=1, most=most) for word in known}
    table.close()
    return {word: number for word, number in found.items() if number is not None}


def _delay(table: Table) -> dict[str, Any]:
    priorities = tuple(str(priority) for priority in range(10))
    by_priority = _by_number(table.table("minutes_by_priority"), priorities, most=1440)
    repeat = table.number("repeat_minutes", least=5, most=1440)
    at_most = table.number("repeat_at_most", least=1, most=10)
    if at_most is not None and "repeat_minutes" not in table.values:
        table.report("repeat_at_most", wrong="nothing is repeated", allowed="set repeat_minutes too, or take this out")
    minutes = table.number("minutes", least=1, most=1440)
    table.close()
    return {
        "delay_minutes": {int(priority): number for priority, number in by_priority.items()},
        "delay_default": minutes,
        "delay_repeat": _minutes(repeat),
        "delay_repeat_at_most": at_most,
    }


def _case(table: Table) -> dict[str, Any]:
    days = table.number("still_open_after_days", least=1, most=365)
    shared = table.words("share_detective", DETECTIVE_FACTS)
    table.close()
    return {
        "still_open_after": None if days is None else timedelta(days=days),
        "share_detective": None if shared is None else frozenset(shared),
    }


def _hours(table: Table) -> dict[str, Any]:
    survey = table.hours("survey", within=SURVEY_LIMITS, why="surveys never go out between 20:00 and 08:00")
    case = table.hours("case", within=CASE_LIMITS, why="case news wait until 08:00 and stop at 21:00")
    exempt = table.words("exempt", MAY_COME_AT_NIGHT)
    by_number = table.flag("by_number", default=True)
    table.close()
    return {
        "survey_hours": survey,
        "case_hours": case,
        "exempt_from_hours": None if exempt is None else frozenset(MessageKey(key) for key in exempt),
        "hours_by_number": by_number,
    }


def _limits(table: Table) -> dict[str, Any]:
    per_day = table.number("messages_per_person_per_day", least=1, most=100)
    table.close()
    return {"messages_per_person_per_day": per_day}


def _survey(table: Table) -> SurveyPolicy:
    after = table.number("after_hours", least=1, most=72)
    reminder = table.number("reminder_after_hours", least=1, most=336)
    expires = table.number("expires_after_days", least=1, most=30)
    once_per = table.number("once_per_days", least=1, most=365)
    mode = table.word("mode", tuple(SurveyMode))
    task_on_low_score = table.flag("task_on_low_score", default=False)
    results_every = table.word("results_every", tuple(Every))
    table.close()
    given: dict[str, Any] = {
        "after": None if after is None else timedelta(hours=after),
        "reminder_after": None if reminder is None else timedelta(hours=reminder),
        "expires_after": None if expires is None else timedelta(days=expires),
        "once_per": None if once_per is None else timedelta(days=once_per),
        "mode": None if mode is None else SurveyMode(mode),
        "task_on_low_score": task_on_low_score,
        "results_every": None if results_every is None else Every(results_every),
    }
    survey = SurveyPolicy(**{name: value for name, value in given.items() if value is not None})
    if survey.reminder_after >= survey.expires_after:
        table.report("reminder_after_hours", wrong="the survey has expired by then", allowed="remind before it expires")
    return survey


def _replies(table: Table) -> ReplyPolicy:
    everything = table.flag("stop_means_everything", default=True)
    twilio = table.flag("twilio_answers_keywords", default=True)
    offered = table.words("offer_languages", LANGUAGES)
    table.close()
    return ReplyPolicy(
        stop_means_everything=everything,
        twilio_answers_keywords=twilio,
        offer_languages=LANGUAGES if offered is None else offered,
    )


def _portal(table: Table) -> bool:
    enabled = table.flag("enabled", default=True)
    table.close()
    return enabled


def _messages(table: Table, *, fallback: bool) -> Mapping[MessageKey, KeyPolicy]:
    if not table.values:
        table.report(wrong="no message is enabled", allowed="enable at least one under [messages]")
    tables = {key: table.table(key) for key in CONFIGURABLE}
    enabled = {
        key: _message(key, rule, fallback=fallback)
        for key, rule in tables.items()
        if isinstance(table.values.get(key), dict)
    }
    for reply in table.values.keys() & (set(MessageKey) - set(CONFIGURABLE)):
        table.asked.add(reply)
        table.report(reply, wrong="this is a reply", allowed="replies are always sent: take it out")
    if MessageKey.SURVEY_REMINDER in enabled and MessageKey.SURVEY_INVITATION not in enabled:
        table.report(MessageKey.SURVEY_REMINDER, wrong="nobody is invited", allowed="enable survey_invitation too")
    table.close()
    return enabled


def _message(key: MessageKey, table: Table, *, fallback: bool) -> KeyPolicy:
    channels = table.words("channels", tuple(Channel))
    if not table.values.get("channels"):
        table.report("channels", wrong="no channel", allowed='use channels = ["sms"], ["email"] or both')
    minutes = table.number("valid_minutes", least=1, most=10080)
    all_channels = table.flag("all_channels", default=False)
    everybody = VICTIMS if KEY_RULES[key].victims_only else CALLERS
    audience = table.words("audience", everybody)
    if table.values.get("audience") == []:
        table.report("audience", wrong="nobody hears it", allowed="take the message out if nobody shall")
    if KEY_RULES[key].purpose is not Purpose.SURVEY:
        fallback = table.flag("fallback", default=fallback)
    table.close()
    return KeyPolicy(
        channels=tuple(Channel(channel) for channel in channels or ()),
        all_channels=all_channels,
        valid_for=_minutes(minutes) or VALID_FOR.get(key),
        audience=None if audience is None else frozenset(role for role in everybody if role in audience),
        fallback=fallback,
    )


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)


def _seconds(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(seconds=number)
