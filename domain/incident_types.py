"""Which call types are never contacted automatically (APCO 2.103.2 codes as used in EIDO)."""

from __future__ import annotations

SENSITIVE: frozenset[str] = frozenset(
    """
    DVA DVNA ABUSE SEXOFFNS ABDUCTF ABDUCTNF STKX ORDERV HARR THREATS HOMICIDE DEATH DEATHNTF SUICIDE
    SUICTHRT MNTL MTLV EDP JUV RUNAWAY CUST FAM NEGLECT HATE OD SHOOT STABBING NCRASLTWF ASSAULT FAS FASX
    ROBBERY ACTSHOOT HOSTAGE BARICADE WEAPON PROW FORCENTR 911H 911OPN ALMH ALRPANA ALRPANS ALRROBA ALRROBS
    WELFARE PERMISS ALIEN VICE WARRANT
    """.split()
)
"""Never contacted automatically, whatever a policy says; every medical and fire type belongs here too,
which the deny-by-default list of a policy takes care of."""


def is_sensitive(incident_type: str | None) -> bool:
    """True if a call of this type may endanger somebody by a text."""
    return (incident_type or "").upper() in SENSITIVE
