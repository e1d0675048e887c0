"""Read a TOML file into a pydantic model of its tables, or raise `TomlError` with each mistake, its line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from policies.mistakes import Mistakes, in_words
from policies.toml_lines import Place, lines_of

Read = TypeVar("Read")
Model = TypeVar("Model", bound=BaseModel)

ABSENT: Any = None
"""The default of a key that may be left out, where the default that counts is the domain's own (see `given`)."""


class Table(BaseModel):
    """A table of a file; a key that it does not have is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self) -> dict[str, Any]:
        """The values that the file has, by field: a domain class made from them fills in its own defaults."""
        return {name: getattr(self, name) for name in self.model_fields_set}


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlProblem:
    """One mistake: what is wrong and what is allowed instead, under which key; no line where the file as such is it."""

    wrong: str
    key: str = ""
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.key}: {self.wrong}" if self.key else self.wrong


class TomlError(ValueError):
    """A TOML file that cannot be used, with every problem in it; reads as `file:line: key: what is wrong`."""

    def __init__(self, problems: Iterable[TomlProblem], file: Path | None = None) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line or 0, problem.key)))
        self.file = file
        super().__init__("\n".join(f"{_where(file, problem.line)}{problem}" for problem in self.problems))


def _where(file: Path | None, line: int | None) -> str:
    if file is None:
        return f"line {line}: " if line else ""
    return f"{file}:{line}: " if line else f"{file}: "


def read_file(file: Path, parse: Callable[[str], Read]) -> Read:
    """What `parse` makes of the text of a file. Raises TomlError, which names the file, also if it cannot be opened."""
    try:
        return parse(file.read_text(encoding="utf-8"))
    except TomlError as error:
        if error.file is not None:  # another file that this one is based on
            raise
        problems = error.problems
    except UnicodeDecodeError:
        problems = (TomlProblem(wrong="this is not text in UTF-8", line=1),)
    except OSError as error:
        problems = (TomlProblem(wrong=error.strerror or str(error)),)
    raise TomlError(problems, file)


def read_text(text: str, model: type[Model]) -> Model:
    """The model a TOML text describes. Raises TomlError with every problem found."""
    values, lines = values_and_lines(text)
    return checked(values, model, {(): 1, **lines})


def values_and_lines(text: str) -> tuple[dict[str, Any], Mapping[Place, int]]:
    """The values of a TOML text, and the line of each key. Raises TomlError if it is not TOML."""
    try:
        return tomllib.loads(text), lines_of(text)
    except (ValueError, RecursionError) as error:  # also what int() says of 5,000 digits, and 500 brackets in a row
        found = re.search(r" \(at line (\d+), column \d+\)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        wrong = f"this is not TOML: {str(error).partition(' (at ')[0]}"
        raise TomlError([TomlProblem(wrong=wrong, line=line)]) from None


def checked(values: Mapping[str, Any], model: type[Model], lines: Mapping[Place, int]) -> Model:
    """The model of these values. Raises TomlError; a problem is on the line of its key or of the nearest around it."""
    try:
        return model.model_validate(values, context=values)
    except ValidationError as error:
        own = _without_consequences(error.errors())
        raise TomlError(found for item in own for found in _problems(item, model, lines)) from None


def _without_consequences(items: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Without what follows from another mistake: values under an unknown key, lists short of their wrong elements."""
    unknown = {item["loc"][:-1] for item in items if item["loc"][-1:] == ("[key]",)}
    for item in items:
        below_unknown = any(item["loc"][:n] in unknown for n in range(len(item["loc"]) + 1))
        if item["loc"][-1:] == ("[key]",) or not (below_unknown or (item["type"] == "too_short" and item["input"])):
            yield item


def _problems(item: ErrorDetails, model: type[BaseModel], lines: Mapping[Place, int]) -> Iterator[TomlProblem]:
    place = tuple(part for part in item["loc"] if part != "[key]")
    error = item.get("ctx", {}).get("error")
    mistakes = error.below if isinstance(error, Mistakes) else {(): in_words(item, model)}
    for below, wrong in mistakes.items():
        path = place + below
        line = next((lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in lines), None)
        yield TomlProblem(wrong=wrong, key=".".join(part for part in path if isinstance(part, str)), line=line)
