"""Route of survey results, for the agency whose key asks: released once per period and never changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api import examples
from api.access import SurveyReader
from api.dependencies import Deps
from api.problems import NotFound
from api.responses import refusals, view_of
from db.tables import Agency
from domain.surveys.csv_rows import HEADER, rows
from domain.surveys.figures import NOTES, GroupFigures, figures
from domain.surveys.periods import NAME
from domain.surveys.results import By, Item
from intake.surveys import results as survey_results
from intake.surveys.results import PeriodNow, ReleaseState

router = APIRouter(prefix="/v1/surveys", tags=["surveys"])

CSV = "text/csv"


class Format(StrEnum):
    """How to answer."""

    JSON = "json"
    CSV = "csv"


class ResultsQuery(BaseModel):
    """Which period, seen from which side; a parameter that is not there is a mistake, not ignored."""

    model_config = ConfigDict(extra="forbid")

    period: str = Field(
        default="",
        pattern=NAME,
        description="The last one that is released, else the one it is, if not said.",
        examples=examples.PERIODS,
    )
    by: By | None = Field(default=None, description="The total and the groups of this; of everything if not said.")
    format: Format | None = Field(default=None, description="Goes before what the header Accept says.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFigures:
    """A period. Its results can be seen from `release_at` on: by then it is over and no answer can come in."""

    name: str
    begins: datetime
    ends: datetime
    standing: ReleaseState
    release_at: datetime
    invited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyResults:
    """A period's results; without items and groups as long as it is not released. `periods`: all there are."""

    agency: str
    period: PeriodFigures
    periods: list[PeriodFigures]
    items: list[Item]
    groups: list[GroupFigures]
    notes: list[str]


@router.get(
    "/results",
    summary="Response rate, mean and distribution per question, by group",
    response_model=SurveyResults,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}, **refusals(401, 403, 404, 422)},
)
async def get_results(
    client: SurveyReader,
    deps: Deps,
    response: Response,
    asked: Annotated[ResultsQuery, Query()],
    accept: Annotated[str, Header(include_in_schema=False)] = "*/*",
) -> Any:
    """One period's results: the total, and by month, beat, call type, language, channel and outcome.

    Results are released once per period, when it is over and no answer can come in. Groups of fewer than ten
    answers are hidden, and so is what would let them be worked out; the rest is the same for every reader at any time.
    There is a row for each group and item in CSV (`format=csv`, or `Accept: text/csv`).
    """
    now = deps.clock()
    async with deps.database.reading() as session:
        agency = await session.get_one(Agency, client.ori)
        periods = await survey_results.periods(session, agency, now=now)
    chosen = survey_results.choose(periods, asked.period)
    if chosen is None:
        raise NotFound(f"there is no such period; there are {', '.join(each.period.name for each in periods)}")
    results = None
    if chosen.standing is ReleaseState.RELEASED:
        period, sets = chosen.period, deps.question_sets
        results = await survey_results.results_of(deps.database, agency, period, sets, now=now)
        if results is None:
            raise NotFound("results of that year were released by other periods just now: ask again")
    groups = [figures(group) for group in results.by(asked.by)] if results else []
    vary = {"Vary": "Accept"}
    if (asked.format or _preferred(accept)) is Format.CSV:
        return Response(_csv(agency.ori, chosen.period.name, groups), media_type=CSV, headers=vary)
    response.headers.update(vary)
    return SurveyResults(
        agency=agency.ori,
        period=_shown(chosen),
        periods=[_shown(each) for each in periods],
        items=list(results.items) if results else [],
        groups=groups,
        notes=list(NOTES),
    )


def _shown(now: PeriodNow) -> PeriodFigures:
    period = {"name": now.period.name, "begins": now.period.begins, "ends": now.period.ends}
    return view_of(PeriodFigures, now, **period)


def _csv(agency: str, period: str, groups: Iterable[GroupFigures]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(rows(agency, period, groups))
    return text.getvalue()


def _preferred(accept: str) -> Format:
    """CSV if it is named and JSON is not wanted as much."""
    media = (part.partition(";") for part in accept.lower().split(","))
    wanted = {kind.strip(): _weight(parameters) for kind, _, parameters in media}
    return Format.CSV if wanted.get(CSV, 0.0) > wanted.get("application/json", 0.0) else Format.JSON


def _weight(parameters: str) -> float:
    name, _, value = parameters.replace(" ", "").partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 1.0
