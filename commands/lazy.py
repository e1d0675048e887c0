"""A command group that imports only the command that is typed: importing all of them takes seconds."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Where a command lies (`module:name` of a function or a typer.Typer), and its one line of the group's help."""

    where: str
    help: str

    def load(self, name: str) -> Any:
        """The command itself; this is what imports its module."""
        module, _, attribute = self.where.partition(":")
        with _no_look_for_garbage():
            found = getattr(importlib.import_module(module), attribute)
        if isinstance(found, typer.Typer):
            return get_group(found)
        alone = typer.Typer(add_completion=False)
        alone.command(name)(found)
        return get_command(alone)


@contextmanager
def _no_look_for_garbage() -> Iterator[None]:
    """All that is imported stays: to look through it again and again is a tenth of the time that importing takes."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


def group(text: str) -> typer.Typer:
    """A group with this line of help. It stays a group, whose command must be typed, if it has only one."""
    app = typer.Typer(help=text, no_args_is_help=True)
    app.callback()(lambda: None)
    return app


class LazyCommands(MutableMapping[str, Any]):
    """The commands by name, each imported when it is first asked for; found by an old name too, but not listed so."""

    def __init__(self, verbs: Mapping[str, Verb], old_names: Mapping[str, str]) -> None:
        self._verbs = verbs
        self._old_names = old_names
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        name = self._old_names.get(name, name)
        if name not in self._loaded:
            self._loaded[name] = self._verbs[name].load(name)
        return self._loaded[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._verbs or name in self._old_names

    def __iter__(self) -> Iterator[str]:
        return iter(self._verbs)

    def __len__(self) -> int:
        return len(self._verbs)


class LazyGroup(TyperGroup):
    """`typer.Typer(cls=...)` of a subclass that says its verbs."""

    verbs: ClassVar[Mapping[str, Verb]] = {}
    old_names: ClassVar[Mapping[str, str]] = {}
    """Old name -> name: what scripts still type works, and help does not show it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = LazyCommands(self.verbs, self.old_names)

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]  # typer hides click's
        """As ever, from the verbs' own lines: nothing is imported to be listed."""
        lines = {name: TyperCommand(name, help=verb.help) for name, verb in self.verbs.items()}
        listed = TyperGroup(
            name=self.name,
            commands=lines,  # type: ignore[arg-type]  # typer names its vendored click here
            params=self.params,
            help=self.help,
            rich_markup_mode=self.rich_markup_mode,
        )
        listed.format_help(ctx, formatter)
