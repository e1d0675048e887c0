"""A call with its agency, state and policy at one moment: built once per step, then passed on instead of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.state_json import state_of
from db.tables import Agency, Call
from domain.call_state import CallState
from domain.policy import Policy
from policies.in_force import policy_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContext:
    """`state` is the call's own, or what it comes to with this step; `now` is the call's time."""

    agency: Agency
    call: Call
    state: CallState
    policy: Policy
    now: datetime

    @classmethod
    def of(cls, agency: Agency, call: Call, *, now: datetime) -> CallContext:
        """The call as it was last recorded. Raises policies.policy_problems.PolicyError."""
        return cls(agency=agency, call=call, state=state_of(call), policy=policy_of(agency), now=now)
