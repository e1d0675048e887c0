"""Short names of incident types for timelines and lists; never used in a message."""

from __future__ import annotations

from domain.incident_types import MEDICAL_AND_FIRE, SENSITIVE

NAMES: dict[str, str] = {
    "ADMIN": "Administrative",
    "ALMA": "Audible alarm",
    "ALMB": "Commercial alarm",
    "ALMR": "Residential alarm",
    "ALRBA": "Burglar alarm",
    "ALRBS": "Silent burglar alarm",
    "ALRU": "Alarm",
    "ALRVEH": "Vehicle alarm",
    "ANIMAL": "Animal complaint",
    "ASSIST": "Assist to an agency",
    "ATL": "Attempt to locate",
    "BURGLARY": "Burglary",
    "CDX": "Civil dispute",
    "CITASST": "Citizen assist",
    "CIVIL": "Civil matter",
    "CNTRFT": "Counterfeit money",
    "CRIMTRAF": "Criminal traffic",
    "CRWD": "Rowdy crowd",
    "CURFEW": "Curfew violation",
    "DISORD": "Disorderly conduct",
    "DISVEH": "Disabled vehicle",
    "DMPX": "Illegal dumping",
    "DRUGS": "Drugs",
    "DUI": "Impaired driver",
    "EXTORT": "Extortion",
    "FIGHT": "Fight",
    "FIREWRKS": "Fireworks",
    "FRAUD": "Fraud",
    "HAZ": "Natural hazard",
    "HOLD": "Person held for police",
    "IMP": "Impersonation",
    "INFO": "Information",
    "INTERNET": "Internet crime",
    "INTOX": "Intoxicated person",
    "INVEST": "Investigation",
    "LARCENY": "Theft",
    "LIQUOR": "Liquor violation",
    "MVA": "Collision without injury",
    "MVAHR": "Hit and run",
    "MVCP": "Collision on private property",
    "NOISE": "Noise complaint",
    "NONEMERG": "Non-emergency",
    "OPEN": "Unsecured building",
    "PARKING": "Parking complaint",
    "PERFND": "Found person",
    "PERSUSP": "Suspicious person",
    "PHANDLE": "Panhandling",
    "PROPFND": "Found property",
    "PROPLOST": "Lost property",
    "PROPSTLN": "Stolen property",
    "RECKDRV": "Reckless driving",
    "REPO": "Repossession",
    "SHOPLIFT": "Shoplifting",
    "SUSP": "Suspicious incident",
    "THAZ": "Traffic hazard",
    "TOW": "Tow",
    "TRESPASS": "Trespass",
    "TROUBLE": "Unknown trouble",
    "TRUANT": "Truancy",
    "VANDAL": "Vandalism",
    "VEHABND": "Abandoned vehicle",
    "VEHASST": "Motorist assist",
    "VEHLOCK": "Vehicle lock-out",
    "VEHREC": "Recovered vehicle",
    "VEHSTLN": "Stolen vehicle",
    "VEHSUSP": "Suspicious vehicle",
    "WILDLIFE": "Wildlife violation",
}
"""The types a policy may allow. No sensitive type has a name here: it stays a code."""

UNNAMED = "Call for service"
SENSITIVE_NAME = "Sensitive call"
MEDICAL_OR_FIRE_NAME = "Medical or fire call"


def incident_name(incident_type: str | None) -> str:
    """ "Theft" for LARCENY. What is sensitive is not named; a type we do not know is "Call for service"."""
    code = (incident_type or "").upper()
    if code in SENSITIVE:
        return SENSITIVE_NAME
    if code in MEDICAL_AND_FIRE:
        return MEDICAL_OR_FIRE_NAME
    return NAMES.get(code, UNNAMED)
