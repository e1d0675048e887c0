"""What hot spots are looked for in: which types of calls, at which hours, over how many weeks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from locales.sentences import Sentence, say


class TypeGroup(StrEnum):
    """Types of calls that belong together."""

    ALL = "all"
    THEFT = "theft"
    VEHICLES = "vehicles"
    BURGLARY = "burglary"
    DAMAGE = "damage"
    DISORDER = "disorder"
    TRAFFIC = "traffic"


INCIDENT_TYPES: Mapping[TypeGroup, frozenset[str]] = {
    TypeGroup.THEFT: frozenset({"LARCENY", "SHOPLIFT", "PROPSTLN"}),
    TypeGroup.VEHICLES: frozenset({"VEHSTLN", "VEHREC", "VEHABND"}),
    TypeGroup.BURGLARY: frozenset({"BURGLARY"}),
    TypeGroup.DAMAGE: frozenset({"VANDAL"}),
    TypeGroup.DISORDER: frozenset("DISORD NOISE FIGHT INTOX TROUBLE LIQUOR CRWD FIREWRKS TRESPASS".split()),
    TypeGroup.TRAFFIC: frozenset("MVA MVAHR MVCP RECKDRV CRIMTRAF DUI THAZ HAZ PARKING DISVEH VEHASST TOW".split()),
}
"""Group -> its APCO 2.103.2 codes; TypeGroup.ALL is every type. "Suspicious" is no group of its own: such calls say
what seemed odd to callers."""


class DayPart(StrEnum):
    """Hours by the agency's clocks."""

    ALL_HOURS = "all_hours"
    NIGHT = "night"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    WEEKEND_NIGHTS = "weekend_nights"


HOURS: Mapping[DayPart, range] = {
    DayPart.NIGHT: range(6),
    DayPart.MORNING: range(6, 12),
    DayPart.AFTERNOON: range(12, 18),
    DayPart.EVENING: range(18, 24),
}
WEEKEND_FROM, WEEKEND_TO = 20, 4
"""Friday and Saturday from 20:00 to 04:00 of the next day."""

WEEKS = (4, 12)
"""How long windows are; they end with the extract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpotChoice:
    """One of the questions that hot spots answer."""

    group: TypeGroup = TypeGroup.ALL
    part: DayPart = DayPart.ALL_HOURS
    weeks: int = WEEKS[-1]

    @property
    def key(self) -> str:
        """As `theft.night.12`."""
        return f"{self.group}.{self.part}.{self.weeks}"


def every_choice() -> Iterator[HotSpotChoice]:
    """All of them, in the order in which they are offered."""
    return (
        HotSpotChoice(group=group, part=part, weeks=weeks) for group in TypeGroup for part in DayPart for weeks in WEEKS
    )


GROUPS_WORDS: Mapping[TypeGroup, Sentence] = {
    TypeGroup.ALL: say("All types"),
    TypeGroup.THEFT: say("Theft"),
    TypeGroup.VEHICLES: say("Vehicles stolen, found or left"),
    TypeGroup.BURGLARY: say("Burglary"),
    TypeGroup.DAMAGE: say("Damage to property"),
    TypeGroup.DISORDER: say("Noise, fights and disorder"),
    TypeGroup.TRAFFIC: say("Traffic"),
}
PARTS_WORDS: Mapping[DayPart, Sentence] = {
    DayPart.ALL_HOURS: say("All hours"),
    DayPart.NIGHT: say("Night, 00:00 to 06:00"),
    DayPart.MORNING: say("Morning, 06:00 to 12:00"),
    DayPart.AFTERNOON: say("Afternoon, 12:00 to 18:00"),
    DayPart.EVENING: say("Evening, 18:00 to 24:00"),
    DayPart.WEEKEND_NIGHTS: say("Weekend nights: Friday and Saturday from 20:00 to 04:00"),
}
WEEKS_WORDS: Mapping[int, Sentence] = {4: say("The last 4 weeks"), 12: say("The last 12 weeks")}
