"""Shows how far something slow is: a moving bar on a terminal, plain lines in a log."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

LINES_PER_STEP = 10  # in a log, a counted step says how far it is this often


class Steps:
    """Call it with a text, and a count when there is one; every text is a new step."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._text = ""
        self._tenths = 0
        self._task: TaskID | None = None
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[count]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._bar.stop()

    def __call__(self, text: str, done: int | None = None, total: int | None = None) -> None:
        """Show that `text` is happening, `done` of `total`."""
        if self._console.is_terminal:
            self._move(text, done, total)
        else:
            self._print(text, done, total)

    def _move(self, text: str, done: int | None, total: int | None) -> None:
        if self._task is None or text != self._text:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(text, total=total, count="")
            self._text = text
        count = "" if total is None else f"{done} of {total}"
        self._bar.update(self._task, completed=done or 0, total=total, count=count)

    def _print(self, text: str, done: int | None, total: int | None) -> None:
        tenths = LINES_PER_STEP * (done or 0) // total if total else 0
        if (text, tenths) == (self._text, self._tenths):
            return
        self._text, self._tenths = text, tenths
        count = f": {done} of {total}" if total and done else ""
        self._console.print(f"{text}{count}", highlight=False, soft_wrap=True)
