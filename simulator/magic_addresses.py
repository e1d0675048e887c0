"""The magic email addresses: which recipient at simulator.test fails in which documented way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from simulator.magic_numbers import Hang

DOMAIN = "simulator.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """One event of SendGrid's webhook, and the fields only this event has."""

    event: str
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    knows_message: bool = True
    """False: `sg_message_id` is missing, as it is from delayed bounces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRule:
    """How one inbox behaves; the default is one where everything arrives."""

    refuse_with: int | None = None
    hang: Hang | None = None
    first_requests_only: int | None = None
    """`refuse_with` or `hang` befall only this many requests; None means all."""
    events: tuple[EventRule, ...] = ()


def _event(event: str, *, knows_message: bool = True, **fields: str) -> EventRule:
    return EventRule(event=event, fields=MappingProxyType(fields), knows_message=knows_message)


_PROCESSED = _event("processed")
_DELIVERED = _event("delivered", response="250 OK")
_DEFERRED = _event("deferred", response="451 4.7.1 try again later", attempt="1")
_BOUNCE = _event("bounce", type="bounce", status="5.1.1", reason="550 5.1.1 no such mailbox")
_BLOCKED = _event("bounce", type="blocked", status="5.7.1", reason="550 5.7.1 refused by policy")
_LATE_BOUNCE = _event("bounce", knows_message=False, type="bounce", status="5.2.2", reason="552 5.2.2 mailbox full")
_NO_DOMAIN = _event(
    "bounce", type="bounce", status="5.0.0", reason="unable to get mx info", bounce_classification="Technical Failure"
)
_FULL = _event(
    "bounce", type="blocked", status="4.2.2", reason="452 4.2.2 over quota", bounce_classification="Mailbox Unavailable"
)
_RATE = _event(
    "bounce",
    type="blocked",
    status="4.7.28",
    reason="421 4.7.28 unusual rate",
    bounce_classification="Frequency or Volume Too High",
)
_LISTED = _event(
    "bounce", type="blocked", status="5.7.1", reason="550 5.7.1 listed", bounce_classification="Reputation"
)
_DROPPED = _event("dropped", reason="Bounced Address", status="5.0.0")

DEFAULT_RULE = AddressRule(events=(_PROCESSED, _DELIVERED))

RULES: dict[str, AddressRule] = {
    "bounce": AddressRule(events=(_PROCESSED, _BOUNCE)),
    "blocked": AddressRule(events=(_PROCESSED, _BLOCKED)),
    "latebounce": AddressRule(events=(_PROCESSED, _DELIVERED, _LATE_BOUNCE)),
    "nodomain": AddressRule(events=(_PROCESSED, _NO_DOMAIN)),
    "full": AddressRule(events=(_PROCESSED, _FULL)),
    "rate": AddressRule(events=(_PROCESSED, _RATE)),
    "listed": AddressRule(events=(_PROCESSED, _LISTED)),
    "dropped": AddressRule(events=(_DROPPED,)),
    "deferred": AddressRule(events=(_PROCESSED, _DEFERRED, _DELIVERED)),
    "alwaysdeferred": AddressRule(events=(_PROCESSED, _DEFERRED, _DEFERRED)),
    "spamreport": AddressRule(events=(_PROCESSED, _DELIVERED, _event("spamreport"))),
    "unsubscribe": AddressRule(events=(_PROCESSED, _DELIVERED, _event("unsubscribe"))),
    "groupunsubscribe": AddressRule(events=(_PROCESSED, _DELIVERED, _event("group_unsubscribe"))),
    "noevents": AddressRule(events=()),
    "badrequest": AddressRule(refuse_with=400),
    "unauthorized": AddressRule(refuse_with=401),
    "forbidden": AddressRule(refuse_with=403),
    "toolarge": AddressRule(refuse_with=413),
    "ratelimited": AddressRule(refuse_with=429),
    "error": AddressRule(refuse_with=500),
    "unavailable": AddressRule(refuse_with=503),
    "hang": AddressRule(hang=Hang.AFTER_ACCEPTING),
    "hangbefore": AddressRule(hang=Hang.BEFORE_ACCEPTING),
    "flaky": AddressRule(refuse_with=503, first_requests_only=2, events=DEFAULT_RULE.events),
    "hangonce": AddressRule(hang=Hang.AFTER_ACCEPTING, first_requests_only=1, events=DEFAULT_RULE.events),
}
"""The part before @simulator.test. Every other address is an inbox that receives everything."""


def rule_for(address: str) -> AddressRule:
    """The rule of this inbox."""
    name, _, domain = address.lower().partition("@")
    return RULES.get(name, DEFAULT_RULE) if domain == DOMAIN else DEFAULT_RULE
