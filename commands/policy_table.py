"""Shows a policy as a table: who is told what, when and over which channels."""

from __future__ import annotations

from datetime import timedelta

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from domain.contacts import CALLERS
from domain.incident_names import incident_name
from domain.messages import KEY_RULES, MessageKey, Purpose, Urgency
from domain.policy import KeyPolicy, Policy, SurveyMode
from domain.quiet_hours import Hours
from policies.policy_file import CONFIGURABLE

_WHEN: dict[MessageKey, str] = {
    MessageKey.CALL_RECEIVED: "the call is received",
    MessageKey.OFFICER_DELAYED: "no officer on scene in time",
    MessageKey.OFFICER_DISPATCHED: "an officer is dispatched",
    MessageKey.OFFICER_EN_ROUTE: "an officer is on the way",
    MessageKey.OUTCOME_HANDLED: "officers have dealt with it",
    MessageKey.OUTCOME_UNABLE_TO_LOCATE: "officers found no one",
    MessageKey.OUTCOME_LOOKOUT: "officers are on the lookout",
    MessageKey.OUTCOME_REFERRED: "it was referred elsewhere",
    MessageKey.CALL_CANCELLED: "the call was cancelled",
    MessageKey.CALL_MERGED: "it was reported before",
    MessageKey.CASE_NUMBER: "there is a report",
    MessageKey.REPORT_COPY: "there is a report",
    MessageKey.VICTIM_RIGHTS: "there is a report",
    MessageKey.DETECTIVE_ASSIGNED: "a detective has the case",
    MessageKey.ARREST_MADE: "a suspect was arrested",
    MessageKey.CHARGES_FILED: "a suspect was charged",
    MessageKey.CASE_SUSPENDED: "the case is suspended",
    MessageKey.CASE_CLOSED: "the case is closed",
    MessageKey.CASE_REOPENED: "the case is open again",
    MessageKey.STILL_OPEN: "no news for a while",
    MessageKey.DETECTIVE_MESSAGE: "a detective writes",
    MessageKey.SURVEY_INVITATION: "after the end",
    MessageKey.SURVEY_REMINDER: "no answer yet",
}


_ASKED: dict[SurveyMode, str] = {
    SurveyMode.LINK: "answered by link",
    SurveyMode.TEXT: "asked by text, one question at a time",
}


def policy_view(policy: Policy) -> RenderableType:
    """Two tables: the messages, and everything else in sentences."""
    return Group(_messages(policy), _rules(policy))


def _messages(policy: Policy) -> Table:
    table = Table("Message", "When", "To", "By", "Hours", "Worth saying for", box=box.SIMPLE_HEAD)
    for key in CONFIGURABLE:
        rule = policy.messages.get(key)
        cells = ("off",) if rule is None else _cells(key, rule, policy)
        table.add_row(key.value, _WHEN[key], *cells, style="dim" if rule is None else "")
    return table


def _cells(key: MessageKey, rule: KeyPolicy, policy: Policy) -> tuple[str, str, str, str]:
    valid = "for ever" if rule.valid_for is None else duration(rule.valid_for)
    return _audience(key, policy), _channels(rule), _hours(key, policy), valid


def _audience(key: MessageKey, policy: Policy) -> str:
    roles = policy.audience(key)
    return "callers" if roles == CALLERS else ", ".join(sorted(role.replace("_", " ") for role in roles))


def _channels(rule: KeyPolicy) -> str:
    return (" and " if rule.all_channels else ", else ").join(rule.channels)


def _stand_ins(policy: Policy) -> str:
    """What happens when a message cannot arrive; surveys have no stand-in in any case."""
    updates = [(key, rule) for key, rule in policy.messages.items() if KEY_RULES[key].purpose is Purpose.UPDATES]
    without = [key.value for key, rule in updates if not rule.fallback]
    if len(without) == len(updates):
        return "no: when a message fails, staff is asked at once"
    but = f"; not for {', '.join(without)}" if without else ""
    return f"when a message fails, another of its channels stands in, else staff is asked{but}"


def _hours(key: MessageKey, policy: Policy) -> str:
    if KEY_RULES[key].purpose is Purpose.SURVEY:
        return _window(policy.survey_hours)
    if KEY_RULES[key].urgency is Urgency.CASE and key not in policy.exempt_from_hours:
        return _window(policy.case_hours)
    return "any"


def _window(hours: Hours) -> str:
    return f"{hours.start:%H:%M}-{hours.end:%H:%M}"


def _rules(policy: Policy) -> Table:
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.add_column(style="bold", no_wrap=True)
    for name, value in _sentences(policy):
        grid.add_row(name, Text(value))
    return grid


def _sentences(policy: Policy) -> list[tuple[str, str]]:
    survey = policy.survey
    sentences = [
        ("Call types", ", ".join(f"{code} ({incident_name(code)})" for code in sorted(policy.call_types))),
        ("In progress", "; ".join(f"{code}: not below priority {n}" for code, n in policy.least_priority.items())),
        ("Hold", f"{duration(policy.hold)} before the first message"),
        ("Officer late", _delays(policy)),
        ("Repeated", _repeats(policy)),
        ("Still open", f"after {duration(policy.still_open_after)} without news"),
        ("Stop", _stop(policy)),
        ("Offered", _offered(policy)),
        ("Translations", _reviewed(policy)),
        ("Detective", ", ".join(sorted(policy.share_detective)) or "nothing is shared"),
        (
            "Survey",
            f"{duration(survey.after)} after the end, reminder after {duration(survey.reminder_after)}, "
            f"open for {duration(survey.expires_after)}, once in {duration(survey.once_per)} per person; "
            f"{_ASKED[survey.mode]}{'; a low score is a task' if survey.task_on_low_score else ''}; "
            f"results every {survey.results_every}",
        ),
        ("Fallback", _stand_ins(policy)),
        ("Portal", "victims get a link by which they follow their case" if policy.portal else "no link is sent"),
        ("Limit", f"{policy.messages_per_person_per_day} messages per person per day"),
        ("Budget", f"{policy.texts_per_day} texts per day"),
        ("Countries", ", ".join(sorted(policy.countries))),
        (
            "Mass news",
            f"above {policy.mass_news.at_least} case messages in 15 minutes, or {policy.mass_news.times_usual} times "
            "what is usual, the rest is held for a person",
        ),
        ("Shadow", "nothing is sent, everything is recorded" if policy.shadow else "no: messages are sent"),
    ]
    return [(name, value) for name, value in sentences if value]


def _delays(policy: Policy) -> str:
    named = [f"priority {priority}: {minutes} minutes" for priority, minutes in sorted(policy.delay_minutes.items())]
    return ", ".join([*named, f"others: {policy.delay_default} minutes"])


def _stop(policy: Policy) -> str:
    what = "everything" if policy.replies.stop_means_everything else "what was said last, updates or surveys"
    who = "Twilio" if policy.replies.twilio_answers_keywords else "Caseline"
    return f"STOP means {what}; {who} answers it"


def _offered(policy: Policy) -> str:
    offered = ", ".join(policy.replies.offer_languages)
    return f"{offered}, in the first text to a person whose language is not known" if offered else "no language"


def _reviewed(policy: Policy) -> str:
    languages = ", ".join(sorted(policy.require_reviewed))
    only = f"in {languages}, only what a speaker has read is sent, and the rest in English"
    return only if languages else "all are sent, read by a speaker or not"


def _repeats(policy: Policy) -> str:
    if policy.delay_repeat is None:
        return "no: an officer's delay is said once"
    return f"every {duration(policy.delay_repeat)}, at most {policy.delay_repeat_at_most} times"


def duration(length: timedelta) -> str:
    """The largest unit that says it exactly: 7 days, 6 hours, 30 minutes, 60 seconds."""
    for unit, size in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        if length >= size and not length % size:
            count = length // size
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{length.total_seconds():.0f} seconds"
