"""Shows survey results in a terminal: how many answered, and a table with bars for each question."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from db.tables import Agency
from domain.incident_names import NAMES
from domain.surveys.figures import NOTES, GroupFigures, ItemFigures, figures
from domain.surveys.groups import TOTAL, Group
from domain.surveys.intervals import Estimate
from domain.surveys.questions import RATINGS
from domain.surveys.results import By, Item, Results
from intake.surveys.results import PeriodNow, ReleaseState

HIDDEN = "hidden"
WIDE = 100
"""Columns from which on the shares of all five ratings fit beside the bars."""

NARROW = 60
"""Columns below which a response rate has no bar."""

LONGEST_BAR, SHORTEST_BAR = 20, 6
_EIGHTHS = " ▏▎▍▌▋▊▉"


def show(console: Console, agency: Agency, now: PeriodNow, results: Results | None, by: By | None) -> None:
    """Everything about a period, as wide as the terminal is."""
    zone = ZoneInfo(agency.time_zone)
    console.print(Text.assemble((f"{agency.ori} {now.period.name}", "bold"), f": {now.invited} invited"))
    if results is None or not results.invited:
        console.print(_not_yet(now, zone) if results is None else "No one was invited in it.")
        return
    groups = [figures(group) for group in (results.by(by) if by else results.groups[:1])]
    if groups and not groups[0].shown:
        console.print("Fewer than ten answered, or all alike: nothing of it is shown.")
        return
    console.print(_responses(groups, console.width))
    for item in results.items:
        _show_item(console, item, groups)
    console.print()
    for note in NOTES:
        console.print(Text(note, style="dim"))
    if not by:
        console.print(Text(f"By group: --by {', '.join(By)}.", style="dim"))


def _not_yet(now: PeriodNow, zone: ZoneInfo) -> str:
    when = f"{now.release_at.astimezone(zone):%Y-%m-%d %H:%M}"
    if now.standing is ReleaseState.RUNNING:
        return f"The period is not over. Its results come on {when}, once no one can answer any more."
    return f"Some can still answer. Results come on {when}."


def _responses(groups: Sequence[GroupFigures], width: int) -> Table:
    wide, narrow = width >= WIDE, width < NARROW
    columns = (
        "Answered",
        "RR2",
        *(() if narrow else ("", "RR1")),
        *(("Invited", "Complete", "Partial") if wide else ()),
    )
    table = _table(*columns)
    for group in groups:
        said = group.response
        if said is None:
            table.add_row(_name(group), HIDDEN, style="dim")
            continue
        bar = () if narrow else (_bar(said.rr2.value, SHORTEST_BAR * 2), _percent(said.rr1, interval=wide))
        counts = (said.invited, said.complete, said.partial) if wide else ()
        table.add_row(_name(group), str(said.answered), _percent(said.rr2), *bar, *map(str, counts))
    return table


def _show_item(console: Console, item: Item, groups: Sequence[GroupFigures]) -> None:
    rated = [(group, found) for group in groups for found in group.items if found.item == item.key]
    if not rated:
        return
    wide = console.width >= WIDE
    table = _table("", "Mean", "95 %", "n", *(map(str, RATINGS) if wide else ()))
    for group, found in rated:
        table.add_row(_name(group), *_cells(found, console.width, wide), style="" if found.shown else "dim")
    console.print()
    console.print(Text.assemble((item.text, "bold"), f" ({item.key})"))
    console.print(table)


def _cells(found: ItemFigures, width: int, wide: bool) -> list[str]:
    if found.mean is None:
        return [HIDDEN]
    low, high = RATINGS[0], RATINGS[-1]
    longest = min(LONGEST_BAR, max(SHORTEST_BAR, (width - 3 * SHORTEST_BAR) // 4))
    bar = _bar((found.mean.value - low) / (high - low), longest)
    shares = [f"{each.share.value:.0%}" for each in found.ratings] if wide else []
    interval = f"{found.mean.low:.1f}-{found.mean.high:.1f}"
    return [bar, f"{found.mean.value:.1f}", interval, str(found.n), *shares]


def _table(*columns: str) -> Table:
    """The first column has names and may be broken; one without a name has bars."""
    table = Table("", box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    return table


def _bar(part: float, longest: int) -> str:
    """Unicode blocks to an eighth of a column."""
    eighths = round(part * longest * 8)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip() or "▏"


def _percent(estimate: Estimate, *, interval: bool = True) -> str:
    ends = f" ({estimate.low * 100:.0f}-{estimate.high * 100:.0f})" if interval else ""
    return f"{estimate.value * 100:.1f} %{ends}"


def _name(group: GroupFigures) -> str:
    return name_of((group.by, group.value))


def name_of(group: Group) -> str:
    """A group's value in words."""
    by, value = group
    if group == TOTAL:
        return by
    if by == By.CALL_TYPE and value in NAMES:
        return f"{value} {NAMES[value]}"
    return value.replace("_", " ") or "not known"
