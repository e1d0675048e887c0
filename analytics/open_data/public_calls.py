"""A call as open data may know it: when, where and what, before any of it is made coarser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.incident_types import HARMLESS

LEAST = 8
"""So many calls at least share what a row shows of when, where and what (decision 25)."""

STEP = 15
"""Times are told to so many minutes."""

FAMILIES: Mapping[str, frozenset[str]] = {
    "alarm": frozenset("ALMA ALMB ALMR ALRBA ALRBS ALRU ALRVEH OPEN".split()),
    "disorder": frozenset(
        "CDX CIVIL CRWD CURFEW DISORD DRUGS FIGHT FIREWRKS INTOX LIQUOR NOISE PHANDLE TRESPASS TROUBLE TRUANT".split()
    ),
    "property": frozenset(
        """BURGLARY CNTRFT DMPX EXTORT FRAUD IMP INTERNET LARCENY PROPFND PROPLOST PROPSTLN SHOPLIFT VANDAL
        VEHREC VEHSTLN""".split()
    ),
    "suspicion": frozenset("INVEST PERSUSP SUSP VEHSUSP".split()),
    "traffic": frozenset(
        """CRIMTRAF DISVEH DUI HAZ MVA MVAHR MVCP PARKING RECKDRV THAZ TOW REPO VEHABND VEHASST VEHLOCK""".split()
    ),
    "service": frozenset("ADMIN ANIMAL ASSIST ATL CITASST HOLD INFO NONEMERG PERFND WILDLIFE".split()),
}
"""Families of the types that may be published call by call: what a row shows whose type is rare there and then."""

_FAMILY_OF = {code: family for family, codes in FAMILIES.items() for code in codes}


def family_of(incident_type: str) -> str:
    """The family of a type that may be published call by call. Raises KeyError for any other."""
    return _FAMILY_OF[incident_type]


def may_be_a_row(incident_type: str | None) -> bool:
    """False for sensitive, medical, fire and unknown types: they are only in yearly totals of the whole city."""
    return (incident_type or "").upper() in HARMLESS


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCall:
    """One call from the public, of a type that may be published. Times are the agency's own."""

    day: date
    minute: int
    """Of the day, 0 to 1439."""
    beat: str | None
    cell: str | None
    """An H3 cell of resolution 10."""
    incident_type: str
    priority: int | None = None
    ended: str | None = None
    arrival: str | None = None
    """In what time the first unit was there, as a band."""

    @property
    def family(self) -> str:
        """Of its type."""
        return family_of(self.incident_type)
