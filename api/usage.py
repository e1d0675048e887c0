"""Route of the monthly usage report, for the agency whose key asks."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api import examples
from api.access import UsageReader
from api.dependencies import Deps
from api.responses import refusals
from db.queries import usage as queries
from db.tables import Agency
from domain.surveys.periods import month_of
from domain.usage import MONTH, UsageReport

router = APIRouter(prefix="/v1/usage", tags=["usage"])


class UsageQuery(BaseModel):
    """Which month; a parameter that is not there is a mistake, not ignored."""

    model_config = ConfigDict(extra="forbid")

    month: str = Field(default="", pattern=MONTH, description="The month it is if not said.", examples=examples.MONTHS)


@router.get("", summary="A month's messages, segments and estimated price", responses=refusals(401, 403, 422))
async def get_usage(client: UsageReader, deps: Deps, asked: Annotated[UsageQuery, Query()]) -> UsageReport:
    """By message key, channel, language, outcome and reason; the month is the agency's own, by its clock.

    A message counts in the month in which it was first handed to a provider or, if it never was, planned. Prices are
    estimates: what is accepted costs, by segment for texts and each for emails.
    """
    async with deps.database.reading() as session:
        agency = await session.get_one(Agency, client.ori)
        name = asked.month or month_of(deps.clock(), ZoneInfo(agency.time_zone))
        return await queries.month(session, agency, name, deps.prices)
