"""A message's status is assigned in one place, which asks the table of moves: `OutboundMessage.move_to`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import SOURCES

HOME = "db/tables/messages.py"
CALLS = ("call",)
"""Names under which the sources change the status of a call, which is another matter; the simulator has messages of
its own."""


def bypasses(module: ast.Module) -> Iterator[str]:
    """Each way by which a row's status could be set besides its method."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr == "status" and isinstance(node.ctx, ast.Store):
            target = ast.unparse(node.value)
            if target not in CALLS:
                yield f"line {node.lineno}: {target}.status = ..."
        if isinstance(node, ast.Call):
            yield from _by_call(node)


def _by_call(node: ast.Call) -> Iterator[str]:
    called = ast.unparse(node.func)
    names = {keyword.arg for keyword in node.keywords}
    if called.endswith(".values") and "status" in names and "OutboundMessage" in called:
        yield f"line {node.lineno}: update(OutboundMessage).values(status=...)"
    if called == "setattr" and ast.unparse(node.args[1]) == "'status'":
        yield f"line {node.lineno}: setattr(..., 'status')"


@pytest.mark.parametrize("path", [path for path in SOURCES if path != HOME and not path.startswith("simulator/")])
def test_nothing_assigns_the_status_of_a_message_but_its_move(path: str) -> None:
    assert list(bypasses(SOURCES[path])) == []


def test_in_its_own_module_it_is_assigned_once() -> None:
    assert len(list(bypasses(SOURCES[HOME]))) == 1


@pytest.mark.parametrize(
    "bypass",
    [
        "row.status = 'sent'",
        "row.status, row.reason = 'sent', ''",
        "update(OutboundMessage).where(mine).values(status='sent')",
        "setattr(row, 'status', 'sent')",
    ],
)
def test_a_bypass_would_be_seen(bypass: str) -> None:
    assert list(bypasses(ast.parse(bypass)))
