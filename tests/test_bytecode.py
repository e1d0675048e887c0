"""What a test run compiles is kept."""

from __future__ import annotations

import os
import sys

import pytest

from tests.bytecode import FORBIDS, keep_bytecode


def test_this_process_and_those_it_starts_keep_bytecode_though_the_environment_forbids_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(FORBIDS, "1")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    keep_bytecode()
    assert not sys.dont_write_bytecode
    assert FORBIDS not in os.environ
