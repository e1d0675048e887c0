"""Read a mapping file, and say by line what is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Facts
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from intake.exports.mapping import Mapping
from policies.toml_lines import lines_of

BASED_ON = "based_on"
"""A mapping may say `based_on = "other.toml"` and change only what differs; lists are replaced, tables joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingProblem:
    """One thing wrong: where, and what to do."""

    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.key}: {self.message}" if self.key else f"{where}{self.message}"


class MappingError(ValueError):
    """A mapping file that cannot be used; one line per problem."""

    def __init__(self, path: Path, problems: tuple[MappingProblem, ...]) -> None:
        self.path = path
        self.problems = problems
        super().__init__("\n".join([f"{path}:", *(f"  {problem}" for problem in problems)]))


def load_mapping(path: Path) -> Mapping:
    """The mapping of this file. Raises MappingError."""
    raw, text = _read(path)
    try:
        return Mapping.model_validate(_with_base(path, raw))
    except ValidationError as error:
        lines = lines_of(text)
        problems = tuple(
            MappingProblem(line=_line(item["loc"], lines), key=_dotted(item["loc"]), message=_said(item))
            for item in error.errors(include_url=False, include_input=False)
        )
        raise MappingError(path, problems) from None


def _read(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _alone(path, "there is no such file") from None
    except (OSError, UnicodeDecodeError):
        raise _alone(path, "the file cannot be read as UTF-8 text") from None
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        raise _alone(path, f"not TOML: {error}") from None


def _with_base(path: Path, raw: dict[str, Any], seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    if BASED_ON not in raw:
        return raw
    base = (path.parent / str(raw[BASED_ON])).resolve()
    if base in (*seen, path.resolve()):
        raise _alone(path, f"{BASED_ON} goes round in a circle")
    below, _ = _read(base)
    changes = {key: value for key, value in raw.items() if key != BASED_ON}
    return _joined(_with_base(base, below, (*seen, path.resolve())), changes)


def _joined(base: Facts[str, Any], changes: Facts[str, Any]) -> dict[str, Any]:
    joined = dict(base)
    for key, value in changes.items():
        below = joined.get(key)
        joined[key] = _joined(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return joined


_WORDS: dict[str, str] = {
    "extra_forbidden": "unknown key; see docs/cad-export-mapping.md for those there are",
    "missing": "is missing",
}


def _said(item: Any) -> str:
    message: str = _WORDS.get(item["type"], item["msg"])
    return message.removeprefix("Value error, ")


def _line(place: tuple[str | int, ...], lines: Facts[tuple[str | int, ...], int]) -> int | None:
    """The line of the key, or of the nearest thing around it."""
    around = (place[:length] for length in range(len(place), 0, -1))
    return next((lines[part] for part in around if part in lines), None)


def _dotted(place: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in place)


def _alone(path: Path, message: str) -> MappingError:
    return MappingError(path, (MappingProblem(line=None, key="", message=message),))
