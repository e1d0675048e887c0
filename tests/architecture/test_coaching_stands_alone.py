"""Nothing follows from coaching: only its own pages, commands and its nightly round know of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.sources import SOURCES

KNOW_IT = (
    "analytics/coaching/",
    "api/pages/staff/coaching",
    "api/pages/staff/own_record.py",
    "commands/coaching",
    "commands/local/demo_coaching.py",
    "commands/local/demo_staff.py",
    "wiring/worker.py",
    "benchmarks/coaching.py",
)
"""Files that may import `analytics.coaching` or the queries of its tables."""

ITS_OWN = ("analytics.coaching", "db.queries.coaching", "db.queries.coaching_answers", "db.tables.coaching")
MESSENGERS = ("messaging.", "workflows", "activities", "intake.relay", "engine.", "temporalio", "db.queries.inbox")
"""What could send a message or tell a workflow."""


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module that is imported, and every name taken out of one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_only_its_own_pages_commands_and_round_know_of_coaching() -> None:
    others = {
        path
        for path, tree in SOURCES.items()
        if not path.startswith((*KNOW_IT, "db/")) and any(name.startswith(ITS_OWN) for name in imported(tree))
    }
    assert not others


def test_coaching_can_send_no_message_and_tell_no_workflow() -> None:
    found = {
        (path, name)
        for path, tree in SOURCES.items()
        if path.startswith(("analytics/coaching/", "api/pages/staff/coaching", "api/pages/staff/own_record"))
        for name in imported(tree)
        if name.startswith(MESSENGERS)
    }
    assert not found


def test_coaching_writes_to_no_table_but_its_own_tasks_and_the_log() -> None:
    queries = {
        name
        for path, tree in SOURCES.items()
        if path.startswith("analytics/coaching/")
        for name in imported(tree)
        if name.startswith("db.queries.")
    }
    assert queries == {
        "db.queries.agencies",
        "db.queries.audit_records",
        "db.queries.audit_records.WantedRecords",
        "db.queries.coaching",
        "db.queries.coaching_answers",
        "db.queries.coaching_answers.AnsweredSurvey",
        "db.queries.staff_tasks",
        "db.queries.staff_tasks.ClosedHow",
    }
