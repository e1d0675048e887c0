"""`.env.example` says what settings.py says."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings import Settings
from tools.env_example import example, variable

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / ".env.example"


def test_the_example_is_what_the_settings_are() -> None:
    assert FILE.read_text() == example(), "run `.venv/bin/python tools/env_example.py > .env.example`"


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_what_the_example_sets_is_what_is_set_without_it(tmp_path: Path) -> None:
    lines = [line.removeprefix("# ") for line in FILE.read_text().splitlines()]
    names = tuple(variable(name, field) for name, field in Settings.model_fields.items())
    env = tmp_path / "env"
    env.write_text("\n".join(line for line in lines if line.startswith(names) and not line.endswith("=")))
    assert Settings(_env_file=env) == Settings(_env_file=None)  # type: ignore[call-arg]  # pydantic's own, not a field


@pytest.mark.parametrize(("name", "field"), Settings.model_fields.items())
def test_the_variable_named_is_the_one_that_is_read(name: str, field: object, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Settings.model_fields[name].annotation
    value = {"int": "7", "float": "7.0", "bool": "False", "bool | None": "False"}.get(
        str(getattr(kind, "__name__", kind)), "changed"
    )
    del field
    value = "0.7" if name.endswith("_share") else value
    monkeypatch.setenv(variable(name, Settings.model_fields[name]), value)
    assert str(getattr(Settings(_env_file=None), name)) == value  # type: ignore[call-arg]  # as above
