"""`caseline open-data`: release what the city publishes of its calls, say what is released, and serve it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from analytics import extracts
from analytics.extracts import NoExtract
from analytics.not_installed import NotInstalled
from analytics.open_data import preview
from analytics.open_data.crowds import PlaceShown, TypeShown
from analytics.open_data.datasets import DATASETS, DataSet
from analytics.open_data.due import InventedYear, release_due
from analytics.open_data.stored import AgencyFolder, StoredRelease
from commands.find_rows import OnlyOri, Ori, agencies_by_ori
from commands.lazy import group
from commands.open_data_serve import serve
from commands.open_database import plain_errors, reading, say, stop
from commands.output import DAYS, show_table
from domain.open_data import OpenDataPolicy, Prefer, ReleaseSpan
from policies.in_force import policy_of
from settings import Settings

app = group("Release what the city publishes of its calls, say what is released, and serve it.")
app.command()(serve)


@app.command()
def release(agency: OnlyOri = "") -> None:
    """Release what is due, of each agency whose policy publishes. What is released stays as it is.

    It comes from the newest extract (`caseline results extract`).
    """
    settings = Settings()
    for ori, policy in _policies(agency).items():
        if not policy.publish:
            say(f"{ori} publishes nothing: its policy has no [open_data] with publish = true.")
            continue
        try:
            with plain_errors():
                made = release_due(
                    settings.analytics_path,
                    settings.open_data_path,
                    ori,
                    policy,
                    base_url=settings.open_data_base,
                    now=datetime.now(UTC),
                )
        except (NoExtract, NotInstalled, InventedYear) as error:
            stop(str(error))
        say(_released(ori, made))


@app.command()
def status(agency: OnlyOri = "") -> None:
    """Show what is released, of each agency."""
    settings = Settings()
    rows = [
        _row(ori, dataset, AgencyFolder(path=settings.open_data_path / ori).releases(dataset), policy)
        for ori, policy in _policies(agency).items()
        for dataset in DATASETS.values()
    ]
    show_table(["Agency", "Publishes", "Dataset", "Id", "Releases", "Rows", "First day", "Last day"], rows)


@app.command("preview")
def show_preview(agency: Ori) -> None:
    """Show how much the rows of the last 91 days would tell, by how often they were released, and what first.

    Each row shares what it tells of when, where and what with at least seven others.
    """
    try:
        with plain_errors():
            extract = extracts.current(Settings().analytics_path, agency)
            found = {
                (every, prefer): preview.of_extract(extract, every, prefer)
                for every in ReleaseSpan
                for prefer in Prefer
            }
    except (NoExtract, NotInstalled) as error:
        stop(str(error))
    columns = ["every", "prefer", "Rows", "Cell", "Beat", "No place", "Type", "Family", "No type", "Half within"]
    show_table(columns, [_told(*key, told) for key, told in found.items() if told])


def _told(every: ReleaseSpan, prefer: Prefer, told: preview.ToldShares) -> list[str]:
    shares = [
        *(told.place[each] for each in (PlaceShown.CELL, PlaceShown.BEAT, PlaceShown.NOTHING)),
        *(told.type[each] for each in (TypeShown.TYPE, TypeShown.FAMILY, TypeShown.NOTHING)),
    ]
    within = f"{told.minutes / 60:.1f} h of {told.days} d"
    return [every, prefer, f"{told.rows:,}", *(f"{share:.0%}" for share in shares), within]


def _released(ori: str, made: Sequence[StoredRelease]) -> str:
    if not made:
        return f"{ori}: nothing is due."
    last = made[-1].about.released_at
    rows = sum(each.about.rows for each in made)
    return f"{ori}: {len(made)} releases, {rows:,} rows, at {last:%Y-%m-%d %H:%M} UTC."


def _row(ori: str, dataset: DataSet, releases: Sequence[StoredRelease], policy: OpenDataPolicy) -> list[str]:
    abouts = [each.about for each in releases]
    days = [f"{abouts[0].begins:{DAYS}}", f"before {abouts[-1].ends:{DAYS}}"] if abouts else ["", ""]
    rows = f"{sum(each.rows for each in abouts):,}"
    return [ori, "yes" if policy.publish else "no", dataset.name, dataset.id_of(ori), str(len(abouts)), rows, *days]


@reading
async def _policies(session: AsyncSession, ori: str) -> dict[str, OpenDataPolicy]:
    found = await agencies_by_ori(session, ori)
    return {each: policy_of(agency).open_data for each, agency in found.items()}
