"""Releases or drops what the brake on mass news holds of one message, as it is at the moment of the approval."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import mass_news
from db.tables import Agency
from domain.mass_news import CONSEQUENTIAL
from domain.messages import MessageKey
from staff.acts.contract import CannotPropose, Done, Execution, Facts


class HeldAct:
    """Facts: `key`, whose held messages it is about. They are marked at the approval, and settled by a job."""

    async def checked(self, session: AsyncSession, agency: Agency, facts: Facts) -> dict[str, Any]:
        """There must be something held of this message."""
        key = str(facts.get("key", ""))
        if key not in CONSEQUENTIAL or not await mass_news.count_held(session, agency.ori, key):
            raise CannotPropose("nothing of this message is held")
        return {"key": MessageKey(key).value}

    async def state(self, session: AsyncSession, agency: Agency, facts: Facts) -> Any:
        """The ids of what is held: the second person pins them, as more may come while the first one waits."""
        held = await mass_news.held(session, agency.ori, facts["key"])
        return sorted(each.message_id for each in held) or None

    async def execute(self, session: AsyncSession, doing: Execution) -> Done:
        """Mark what is held now; `staff.approved` settles it, however often it is broken off."""
        key = doing.facts["key"]
        await mass_news.one_at_a_time(session, doing.agency.ori)
        count = await mass_news.mark_for_review(session, doing.agency.ori, key, doing.proposal.id)
        return Done(about=f"held:{key}", facts={"messages": count}, to_its_end=False)
