"""Commands as processes of their own, forked from one that has imported already what all of them import.

This file is also that process's program: it reads lists of orders and answers with the exit codes.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import NoReturn

from tests.conftest import ROOT

PATIENCE = 120
"""Seconds for a command to end; then it is killed."""

IMPORTED = ("cli", *(f"commands.{name}" for name in ("api_process", "worker_process", "encryption", "agency", "up")))

OWN_MOUNTS = 0x00020000
"""CLONE_NEWNS of unshare(2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is typed, and the file that takes what is printed."""

    words: str
    output: str
    environment: Mapping[str, str] = field(default_factory=dict)
    read_only: str = ""
    """A folder on a disk that nobody can write on, as the command sees it. Only root can have that."""


class Forks:
    """The process that is forked."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *orders: Order) -> Sequence[int]:
        """All of them at once; their exit codes, once the last has ended."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps([asdict(order) for order in orders]), file=self._process.stdin, flush=True)
        codes: Sequence[int] = json.loads(self._process.stdout.readline())
        return codes


@contextmanager
def forks() -> Iterator[Forks]:
    """It ends with the block."""
    words, pipe = [sys.executable, "-m", __name__], subprocess.PIPE
    with subprocess.Popen(words, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield Forks(process)


def _serve() -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    for line in sys.stdin:
        pids = [_fork(Order(**order)) for order in json.loads(line)]
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]), flush=True)


def _fork(order: Order) -> int:
    if pid := os.fork():
        return pid
    try:
        _become(order)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # to take apart what was imported costs more than most commands


def _become(order: Order) -> NoReturn:
    written = os.open(order.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream in (1, 2):
        os.dup2(written, stream)
    signal.alarm(PATIENCE)
    os.environ.update(order.environment)
    if order.read_only:
        _make_read_only(order.read_only)
    sys.argv = ["caseline", *order.words.split()]
    from cli import main

    main()
    sys.exit(0)


def _make_read_only(folder: str) -> None:
    assert ctypes.CDLL(None).unshare(OWN_MOUNTS) == 0
    for words in (("--make-rprivate", "/"), ("--bind", folder, folder), ("-o", "remount,ro,bind", folder)):
        subprocess.run(["mount", *words], check=True)


if __name__ == "__main__":
    _serve()
