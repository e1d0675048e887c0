"""Shows a policy as a table: who is told what, when and over which channels."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from domain.contacts import CALLERS
from domain.messages import MessageKey
from domain.policy import Policy
from policies.policy_summary import MessageRule, duration, message_rules, rule_sentences

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


def policy_view(policy: Policy) -> RenderableType:
    """Two tables: the messages, and everything else in sentences."""
    return Group(_messages(policy), _rules(policy))


def _messages(policy: Policy) -> Table:
    table = Table("Message", "When", "To", "By", "Hours", "Worth saying for", box=box.SIMPLE_HEAD)
    for rule in message_rules(policy):
        cells = _cells(rule) if rule.is_on else ("off",)
        table.add_row(rule.key.value, _WHEN[rule.key], *cells, style="" if rule.is_on else "dim")
    return table


def _cells(rule: MessageRule) -> tuple[str, str, str, str]:
    roles = ", ".join(sorted(role.replace("_", " ") for role in rule.roles))
    channels = (" and " if rule.all_channels else ", else ").join(rule.channels)
    hours = f"{rule.hours.start:%H:%M}-{rule.hours.end:%H:%M}" if rule.hours else "any"
    valid = "for ever" if rule.valid_for is None else duration(rule.valid_for)
    return "callers" if rule.roles == CALLERS else roles, channels, hours, valid


def _rules(policy: Policy) -> Table:
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.add_column(style="bold", no_wrap=True)
    for name, value in rule_sentences(policy):
        grid.add_row(name, Text(value))
    return grid
