"""Which orders of a step leave together, and what became of each. No Temporal here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from activities.contract import AGAIN, SendOrder, SendOutcome
from domain.messages import KEY_RULES, Channel, Purpose

Group = tuple[SendOrder, ...]
"""One order, or a text and an email to the same person."""


def together(orders: Iterable[SendOrder], *, is_free: Callable[[str], bool]) -> list[Group]:
    """A text and an email to one person are one send, the text first, unless one of them would have to wait.

    Then each goes its own way: a mail that is stuck must not hold up a text. An answer (without a lane) goes alone.
    """
    orders = list(orders)
    in_lane = Counter(order.lane for order in orders)
    groups: dict[object, list[SendOrder]] = {}
    for order in orders:
        goes_along = order.lane and in_lane[order.lane] == 1 and is_free(order.lane) and not _is_survey(order)
        groups.setdefault(_person(order) if goes_along else order.message_ids, []).append(order)
    return [tuple(sorted(group, key=_sms_first)) for group in groups.values()]


def split(
    group: Group, outcomes: Sequence[SendOutcome]
) -> Iterator[tuple[SendOrder, list[SendOutcome], SendOrder | None]]:
    """Of each order: how its messages ended, and an order of those that are to be ordered anew, if there are any."""
    for order in group:
        own = [outcome for outcome in outcomes if _is_of(outcome, order, group)]
        again = {outcome.message_id for outcome in own if outcome.status == AGAIN}
        yield order, [outcome for outcome in own if outcome.status != AGAIN], _part(order, again) if again else None


def ids_of(group: Group) -> tuple[str, ...]:
    """Of all its messages."""
    return tuple(message_id for order in group for message_id in order.message_ids)


def _is_of(outcome: SendOutcome, order: SendOrder, group: Group) -> bool:
    """Of what an order does not name, such as an offer of languages beside it, the first order is told."""
    if len(group) == 1 or outcome.message_id in order.message_ids:
        return True
    return order is group[0] and outcome.message_id not in ids_of(group)


def _part(order: SendOrder, ids: Collection[str]) -> SendOrder:
    kept = [(id_, key) for id_, key in zip(order.message_ids, order.keys, strict=True) if id_ in ids]
    return replace(order, message_ids=tuple(id_ for id_, _ in kept), keys=tuple(key for _, key in kept))


def _person(order: SendOrder) -> str:
    return order.lane.rpartition("/")[0]


def _is_survey(order: SendOrder) -> bool:
    return KEY_RULES[order.keys[0]].purpose is Purpose.SURVEY


def _sms_first(order: SendOrder) -> int:
    return tuple(Channel).index(order.channel)
