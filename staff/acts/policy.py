"""Puts a policy in force for an agency."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import agencies, policy_versions
from db.queries.policy_versions import PutBy
from db.tables import Agency
from policies.policy_file import parse
from policies.toml_file import TomlError
from staff.acts.contract import CannotPropose, Done, Execution, Facts

LONGEST = 200_000
"""Characters: a hundred times what a policy has."""


class PolicyAct:
    """Facts: `text`, the policy file; `trial`, the id of its trial, if it was tried."""

    async def checked(self, session: AsyncSession, agency: Agency, facts: Facts) -> dict[str, Any]:
        """The text, which must be readable and another than the one in force."""
        text = str(facts.get("text", "")).replace("\r\n", "\n")
        try:
            parse(text[:LONGEST])
        except TomlError as error:
            raise CannotPropose(str(error)) from None
        if text == agency.policy:
            raise CannotPropose("this policy is in force already")
        return {"text": text, "trial": str(facts.get("trial", ""))}

    async def state(self, session: AsyncSession, agency: Agency, facts: Facts) -> Any:
        """The hash of the policy in force."""
        now = await agencies.get(session, agency.ori)
        return policy_versions.text_hash(now.policy) if now else None

    async def execute(self, session: AsyncSession, doing: Execution) -> Done:
        """From their next step on the agency's calls follow it."""
        who = PutBy(by=doing.by, approved_by=doing.approved_by)
        text = doing.facts["text"]
        version = await policy_versions.put_in_force(session, doing.agency, text, who, now=doing.now)
        facts = {"version": version.number if version else 0, "text_hash": policy_versions.text_hash(text)}
        return Done(about="policy", facts=facts)
