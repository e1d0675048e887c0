"""Divide the calls of one release into crowds: at least LEAST calls that show the same when, where and what.

From the top down (Mondrian: LeFevre, DeWitt, Ramakrishnan 2006): all calls begin as one crowd that shows nothing but
the release's days. A crowd is divided by place, by type or by time, whichever tells most, as long as each part is a
crowd. Values that too few calls share stay together as the rest, which keeps the coarser value and is a crowd as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from math import inf, log2

from analytics.open_data.public_calls import LEAST, STEP, PublicCall
from analytics.open_data.told_apart import told_apart
from domain.open_data import Prefer

Calls = Sequence[PublicCall]


class PlaceShown(IntEnum):
    """How much of where the calls of a crowd show."""

    NOTHING = 0
    BEAT = 1
    CELL = 2


class TypeShown(IntEnum):
    """How much of what they were about."""

    NOTHING = 0
    FAMILY = 1
    TYPE = 2


class Side(StrEnum):
    """By what calls can be told apart."""

    PLACE = "place"
    TYPE = "type"
    DAY = "day"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Calls that show the same place, the same type and the same span of days and minutes."""

    calls: tuple[PublicCall, ...]
    place: PlaceShown = PlaceShown.NOTHING
    type: TypeShown = TypeShown.NOTHING
    finished: frozenset[Side] = frozenset()
    """Where it is what was left when others were told apart."""
    told: Mapping[Side, float]
    """What each of its calls tells already, in bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Division:
    """One way to divide a crowd; `told` is what its calls would tell more, in bits of all its calls together."""

    side: Side
    told: float
    parts: tuple[Crowd, ...]


_NOTHING_TOLD: Mapping[Side, float] = dict.fromkeys(Side, 0.0)
_WEIGHTS: Mapping[Side, float] = {Side.PLACE: 1.0, Side.TYPE: 2.5, Side.DAY: 0.7, Side.MINUTE: 2.0}
"""How dear a bit is; measured in decision 25."""

_PLACES: dict[PlaceShown, Callable[[PublicCall], str | None]] = {
    PlaceShown.NOTHING: lambda call: call.beat,
    PlaceShown.BEAT: lambda call: call.cell,
}
_TYPES: dict[TypeShown, Callable[[PublicCall], str | None]] = {
    TypeShown.NOTHING: lambda call: call.family,
    TypeShown.FAMILY: lambda call: call.incident_type,
}
_TIMES: dict[Side, Callable[[PublicCall], int]] = {
    Side.DAY: lambda call: call.day.toordinal(),
    Side.MINUTE: lambda call: call.minute // STEP,
}


def crowds(calls: Calls, prefer: Prefer = Prefer.TIME, least: int = LEAST) -> list[Crowd]:
    """All calls in crowds of at least `least`; nothing if there are fewer calls than that."""
    if len(calls) < least:
        return []
    whole, waiting = [], [Crowd(calls=tuple(calls), told=_NOTHING_TOLD)]
    while waiting:
        crowd = waiting.pop()
        best = max(_divisions(crowd, least), key=lambda each: _worth(crowd, each, prefer), default=None)
        if best is None:
            whole.append(crowd)
        else:
            waiting.extend(best.parts)
    return whole


def _worth(crowd: Crowd, division: _Division, prefer: Prefer) -> float:
    """Bits, as they are; or the fewer, the more the side has told already."""
    if prefer is Prefer.PLACE:
        return division.told
    return division.told * _WEIGHTS[division.side] / (1 + crowd.told[division.side])


def _divisions(crowd: Crowd, least: int) -> Iterator[_Division]:
    if Side.PLACE not in crowd.finished and crowd.place in _PLACES:
        yield from _by_value(crowd, Side.PLACE, _PLACES[crowd.place], least)
    if Side.TYPE not in crowd.finished and crowd.type in _TYPES:
        yield from _by_value(crowd, Side.TYPE, _TYPES[crowd.type], least)
    for side, step_of in _TIMES.items():
        yield from _by_time(crowd, side, step_of, least)


def _by_value(
    crowd: Crowd, side: Side, value_of: Callable[[PublicCall], str | None], least: int
) -> Iterator[_Division]:
    """Each value that is shared by enough calls apart, and the rest together, if the rest is enough as well."""
    shown, rest = told_apart(crowd.calls, value_of, least)
    if not shown:
        return
    finer = {"place": PlaceShown(crowd.place + 1)} if side is Side.PLACE else {"type": TypeShown(crowd.type + 1)}
    parts = [_part(crowd, side, group, **finer) for group in shown.values()]
    bits = sum(len(group) * log2(len(crowd.calls) / len(group)) for group in shown.values())
    if rest:
        parts.append(_part(crowd, side, rest, finished=crowd.finished | {side}))
    # If all have one value, it is told at no cost.
    yield _Division(side=side, told=bits if len(parts) > 1 else inf, parts=tuple(parts))


def _by_time(crowd: Crowd, side: Side, step_of: Callable[[PublicCall], int], least: int) -> Iterator[_Division]:
    """Two parts, as nearly equal as whole steps allow."""
    ordered = sorted(crowd.calls, key=step_of)
    count = len(ordered)
    places = [n for n in range(least, count - least + 1) if step_of(ordered[n - 1]) != step_of(ordered[n])]
    if not places:
        return
    cut = min(places, key=lambda n: abs(2 * n - count))
    halves = (ordered[:cut], ordered[cut:])
    bits = sum(len(half) * log2(count / len(half)) for half in halves)
    yield _Division(side=side, told=bits, parts=tuple(_part(crowd, side, half) for half in halves))


def _part(crowd: Crowd, side: Side, calls: Calls, **changed: object) -> Crowd:
    bits = crowd.told[side] + log2(len(crowd.calls) / len(calls))
    return replace(crowd, calls=tuple(calls), told={**crowd.told, side: bits}, **changed)  # type: ignore[arg-type]
