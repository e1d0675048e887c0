"""For the analyst of an agency: why groups and questions are hidden, and which figures would give them away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rich.console import Console
from rich.table import Table

from commands.survey_tables import name_of
from db.tables import Agency
from domain.surveys.groups import TOTAL, Group
from domain.surveys.results import By
from domain.surveys.suppression import HIDDEN, LEAST, Rule, Why
from intake.surveys.results import PeriodNow

NOT_FOR_PUBLICATION = f"Not for publication: this shows counts under {LEAST}. As the database is now."

_REASONS: dict[Rule, Callable[[str, int], str]] = {
    Rule.SMALL: lambda _, answers: f"{answers} answers, fewer than {LEAST}",
    Rule.ALIKE: lambda _, answers: f"all {answers} answers are the same",
    Rule.WHOLE: lambda _, answers: "the group is hidden for every question",
    Rule.REMAINDER: lambda groups, answers: f"total less the shown groups is {groups}: {answers} answers",
    Rule.DIFFERENCE: lambda groups, answers: f"{groups} differ by {answers} answers",
    Rule.TOGETHER: lambda groups, answers: f"all figures together give {groups}: {answers} answers",
    Rule.COMBINATION: lambda groups, answers: f"all figures together give who is in {groups}: {answers} answers",
}


def show_why(
    console: Console, agency: Agency, now: PeriodNow, hidden: Mapping[tuple[Group, str], Why], by: By | None
) -> None:
    """A row for each hidden group, and for each question hidden in a shown one."""
    table = Table("Group", "Question", "Hidden because", title=f"{agency.ori} {now.period.name}", title_justify="left")
    for (group, item), why in hidden.items():
        if by is None or group[0] == by:
            table.add_row(_named(group), item or "all", reason(why))
    console.print(table if table.row_count else "Nothing is hidden.")
    console.print(NOT_FOR_PUBLICATION, style="dim")


def reason(why: Why) -> str:
    """In one line."""
    return _REASONS[why.rule](", ".join(map(_named, sorted(why.gives_away))), why.answers)


def _named(group: Group) -> str:
    by = group[0].replace("_", " ")
    if group == TOTAL:
        return by
    return f"{by} (all hidden)" if group[1] == HIDDEN else f"{by} {name_of(group)}"
