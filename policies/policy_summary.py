"""Says in plain words what a policy does: each message with who gets it, how and when, and everything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from domain.contacts import ContactRole
from domain.incident_names import incident_name
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose, Urgency
from domain.policy import Policy, SurveyMode
from domain.quiet_hours import Hours
from policies.policy_file import CONFIGURABLE

_ASKED: dict[SurveyMode, str] = {
    SurveyMode.LINK: "answered by link",
    SurveyMode.TEXT: "asked by text, one question at a time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRule:
    """How one message goes; `is_on` False: it is never sent. `hours` None: at any hour; `valid_for` None: for ever."""

    key: MessageKey
    is_on: bool
    roles: frozenset[ContactRole] = frozenset()
    channels: tuple[Channel, ...] = ()
    all_channels: bool = False
    hours: Hours | None = None
    valid_for: timedelta | None = None


def message_rules(policy: Policy) -> Iterator[MessageRule]:
    """Every message a policy decides on, in the order of their keys."""
    for key in CONFIGURABLE:
        rule = policy.messages.get(key)
        if rule is None:
            yield MessageRule(key=key, is_on=False)
        else:
            yield MessageRule(
                key=key,
                is_on=True,
                roles=policy.audience(key),
                channels=rule.channels,
                all_channels=rule.all_channels,
                hours=hours_of(key, policy),
                valid_for=rule.valid_for,
            )


def hours_of(key: MessageKey, policy: Policy) -> Hours | None:
    """The hours in which a message may leave; None if it may at any hour."""
    if KEY_RULES[key].purpose is Purpose.SURVEY:
        return policy.survey_hours
    if KEY_RULES[key].urgency is Urgency.CASE and key not in policy.exempt_from_hours:
        return policy.case_hours
    return None


def rule_sentences(policy: Policy) -> list[tuple[str, str]]:
    """Everything else a policy says: a word for what it is about, and the sentence."""
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
        ("Coaching", _coaching(policy)),
        ("Shadow", "nothing is sent, everything is recorded" if policy.shadow else "no: messages are sent"),
    ]
    return [(name, value) for name, value in sentences if value]


def _coaching(policy: Policy) -> str:
    found = policy.coaching
    if found is None:
        return "closed: nothing about single officers or call-takers is read or kept"
    rule = found.rule
    return (
        f"open for: {found.purpose} Seen by {' and '.join(sorted(found.seen_by))}, kept {found.keep_months} months, "
        f"by {found.labor_agreement}. Hidden under {rule.least_answers} answers of {rule.least_calls} calls; points at "
        f"differences of {rule.least_difference_percent} in 100, of which {rule.false_discoveries_percent} % may be "
        f"chance; who is pointed at sees it {found.officer_first_days} days before supervisors do"
    )


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


def _stand_ins(policy: Policy) -> str:
    """What happens when a message cannot arrive; surveys have no stand-in in any case."""
    updates = [(key, rule) for key, rule in policy.messages.items() if KEY_RULES[key].purpose is Purpose.UPDATES]
    without = [key.value for key, rule in updates if not rule.fallback]
    if len(without) == len(updates):
        return "no: when a message fails, staff is asked at once"
    but = f"; not for {', '.join(without)}" if without else ""
    return f"when a message fails, another of its channels stands in, else staff is asked{but}"
