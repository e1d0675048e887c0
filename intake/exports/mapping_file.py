"""Read a mapping file, with the file it is based on, and report mistakes by line."""

from __future__ import annotations

from collections.abc import Mapping as Facts
from functools import partial
from pathlib import Path
from typing import Any

from intake.exports.mapping import Mapping
from policies.toml_file import TomlError, TomlProblem, checked, read_file, values_and_lines

BASED_ON = "based_on"
"""A mapping may say `based_on = "other.toml"` and change only what differs; lists are replaced, tables joined."""


def load_mapping(path: Path) -> Mapping:
    """The mapping of this file. Raises TomlError."""
    return read_file(path, partial(_mapping, path))


def _mapping(path: Path, text: str) -> Mapping:
    values, lines = values_and_lines(text)
    return checked(_with_base(path, values), Mapping, lines)


def _with_base(path: Path, raw: dict[str, Any], seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    if BASED_ON not in raw:
        return raw
    base = (path.parent / str(raw[BASED_ON])).resolve()
    if base in (*seen, path.resolve()):
        raise TomlError([TomlProblem(wrong=f"{BASED_ON} goes round in a circle")], path)
    below = _with_base(base, read_file(base, values_and_lines)[0], (*seen, path.resolve()))
    return _joined(below, {key: value for key, value in raw.items() if key != BASED_ON})


def _joined(base: Facts[str, Any], changes: Facts[str, Any]) -> dict[str, Any]:
    joined = dict(base)
    for key, value in changes.items():
        below = joined.get(key)
        joined[key] = _joined(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return joined
