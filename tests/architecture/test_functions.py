"""A function takes six things at most: what travels together is a value with a name (`CallContext`, `WakeUp`)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import SOURCES

MOST = 6

ENTRY_POINTS = ("command", "callback", "get", "post", "put", "patch", "delete")
"""Decorators of Typer and FastAPI: a parameter of theirs is an option, or a part of the request."""

ADDED_AS_COMMANDS = {"commands/audit_show.py: show", "commands/replay.py: replay", "commands/results_show.py: show"}
"""Commands that are named where the commands are put together, not by a decorator."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: str) -> Iterator[tuple[str, Function]]:
    """Path and name -> each function that is no constructor and no entry point."""
    for node in ast.walk(SOURCES[path]):
        if isinstance(node, Function) and node.name != "__init__" and not _is_entry_point(node):
            yield f"{path}: {node.name}", node


def _is_entry_point(node: Function) -> bool:
    calls = (decorator.func for decorator in node.decorator_list if isinstance(decorator, ast.Call))
    return any(isinstance(call, ast.Attribute) and call.attr in ENTRY_POINTS for call in calls)


def parameters(node: Function) -> list[str]:
    """The names of what it takes, without its own object or class."""
    taken = node.args
    named = (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)
    packed = filter(None, (taken.vararg, taken.kwarg))
    return [each.arg for each in (*named, *packed) if each.arg not in ("self", "cls")]


def too_many(path: str) -> dict[str, list[str]]:
    """What takes more than it should."""
    return {name: taken for name, node in functions(path) if len(taken := parameters(node)) > MOST}


@pytest.mark.parametrize("path", SOURCES)
def test_no_function_takes_more_than_six_things(path: str) -> None:
    assert {name: taken for name, taken in too_many(path).items() if name not in ADDED_AS_COMMANDS} == {}


def test_the_commands_named_here_still_take_more() -> None:
    found = {name for path in SOURCES for name in too_many(path)}
    assert found == ADDED_AS_COMMANDS


def test_every_way_to_take_something_counts() -> None:
    [function] = ast.parse("def f(self, a, /, b, *c, d, e=1, **g): ...").body
    assert isinstance(function, ast.FunctionDef)
    assert parameters(function) == ["a", "b", "d", "e", "c", "g"]
