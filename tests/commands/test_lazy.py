"""A command is imported when it is typed."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from commands.lazy import Verb

COMMAND = """
import gc
LOOKED = gc.isenabled()
def hello() -> None:
    pass
"""


@pytest.mark.parametrize("looks", [True, False], ids=["garbage is looked for", "it is not"])
def test_while_it_is_imported_nothing_looks_for_garbage_and_then_it_is_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: bool
) -> None:
    (tmp_path / "typed_for_a_test.py").write_text(COMMAND)
    monkeypatch.syspath_prepend(tmp_path)
    before = gc.isenabled()
    try:
        (gc.enable if looks else gc.disable)()
        assert Verb(where="typed_for_a_test:hello", help="").load("hello")
        assert gc.isenabled() is looks
    finally:
        (gc.enable if before else gc.disable)()
    assert sys.modules.pop("typed_for_a_test").LOOKED is False


def test_a_command_that_cannot_be_imported_leaves_it_as_it_was() -> None:
    assert gc.isenabled()
    with pytest.raises(ModuleNotFoundError):
        Verb(where="no_such_module:hello", help="").load("hello")
    assert gc.isenabled()
