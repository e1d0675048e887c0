"""Which values may be shown: those that enough calls share, if what is left is enough as well, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

Item = TypeVar("Item")


def told_apart(
    items: Iterable[Item], value_of: Callable[[Item], str | None], least: int
) -> tuple[Mapping[str, list[Item]], list[Item]]:
    """The items of each value that may be shown, and the rest together.

    The rest is empty or has at least `least` items: else it takes in the smallest of the shown, so that it cannot be
    worked out from a total. Where no value can be shown, the rest is all there is, however little.
    """
    groups: dict[str, list[Item]] = defaultdict(list)
    rest: list[Item] = []
    for item in items:
        value = value_of(item)
        (rest if value is None else groups[value]).append(item)
    shown: dict[str, list[Item]] = {}
    for value, group in sorted(groups.items(), key=lambda each: (-len(each[1]), each[0])):
        if len(group) >= least:
            shown[value] = group
        else:
            rest.extend(group)
    while rest and len(rest) < least and shown:
        rest.extend(shown.popitem()[1])
    return shown, rest
