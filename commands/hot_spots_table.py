"""What hot spots were found, as a table on a terminal, and what they were good for before."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from analytics.hot_spots.findings import (
    FEWEST_CALLS,
    FEWEST_SHOWN,
    AreaShare,
    CountingVerdict,
    HotSpot,
    HotSpotFinding,
    HotSpotFindings,
)

DAYS = ("", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

VERDICTS = {
    CountingVerdict.CLUSTERS: "In the weeks that followed, clusters met more calls than counting.",
    CountingVerdict.COUNTING: "In the weeks that followed, counting met more calls than clusters.",
    CountingVerdict.EQUAL: "In the weeks that followed, counting the last period was as good as clusters.",
    CountingVerdict.UNKNOWN: "Too few periods to say whether clusters are better than counting.",
}


def show(console: Console, findings: HotSpotFindings, finding: HotSpotFinding) -> None:
    """One choice."""
    invented = " (invented)" if findings.invented else ""
    console.print(
        f"{findings.agency}{invented}, {finding.key}: {finding.calls:,} calls of the public from {finding.begins} "
        f"until before {finding.ends}, in {findings.cells:,} cells; {finding.without_place:,} more without a place, "
        f"{finding.outside:,} outside.",
        markup=False,
    )
    if not finding.is_enough:
        console.print(f"Too few to look for hot spots: at least {FEWEST_CALLS} are needed.")
        return
    console.print(_spots(finding) if finding.spots else "No cell stands out by more than chance.")
    if finding.tried:
        console.print(_tried(finding))
    console.print(VERDICTS[finding.verdict])


def _spots(finding: HotSpotFinding) -> Table:
    table = Table("No.", "Cells", "Beats", "Calls", "Even spread", "Hot before", "Most calls come")
    for spot in finding.spots:
        calls = str(spot.calls) if spot.calls is not None else f"fewer than {FEWEST_SHOWN}"
        before = f"{spot.steady} of {finding.earlier}"
        beats = ", ".join(spot.beats)
        table.add_row(str(spot.number), str(spot.cells), beats, calls, f"{spot.expected:.1f}", before, _when(spot))
    return table


def _when(spot: HotSpot) -> str:
    hours = f"{spot.hours[0]:02}:00 to {spot.hours[1]:02}:00" if spot.hours else ""
    days = " ".join(DAYS[day] for day in spot.days) if spot.days else ""
    return ", ".join(filter(None, (hours, days))) or "at no time in particular"


def _tried(finding: HotSpotFinding) -> Table:
    table = Table("Area", "Cells", "Way", "Periods", "Calls met", "PAI (lowest to highest)", "PEI")
    names = {AreaShare.AS_HOT: "as many as hot", AreaShare.ONE: "1 %", AreaShare.FIVE: "5 %"}
    for each in finding.tried:
        table.add_row(
            names[each.area],
            f"{each.cells:.0f}",
            each.method.value,
            str(each.periods),
            f"{each.caught:.1%}",
            f"{each.pai:.1f} ({each.pai_lowest:.1f} to {each.pai_highest:.1f})",
            f"{each.pei:.2f}",
        )
    return table
