"""What commands of coaching ask first: whether the agency's policy has it open."""

from __future__ import annotations

from commands.open_database import stop
from db.tables import Agency
from domain.coaching.policy import CoachingPolicy
from policies.in_force import policy_of
from policies.toml_file import TomlError

CLOSED = "Coaching is closed: the agency's policy has no table [coaching]. Nothing was read and nothing was stored."


def open_policy(agency: Agency) -> CoachingPolicy:
    """What opens it; ends the command if it is closed."""
    try:
        policy = policy_of(agency).coaching
    except TomlError as error:
        stop(f"Coaching is closed, as the agency's policy cannot be read:\n{error}")
    return policy or stop(CLOSED)
