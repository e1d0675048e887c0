"""Types of values in policy files, for `Annotated`: whole numbers, words, texts and hours, each within its bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, GetPydanticSchema, Strict, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import core_schema as core

from domain.preferences import hours_of, text_of
from domain.quiet_hours import Hours
from policies.mistakes import Mistakes

Item = TypeVar("Item")


def whole(least: int, most: int, unit: int | timedelta = 1) -> GetPydanticSchema:
    """A whole number within bounds, as so many of the unit."""
    number = core.int_schema(strict=True, ge=least, le=most)
    return GetPydanticSchema(lambda *_: core.no_info_after_validator_function(lambda count: count * unit, number))


def one_of(words: Iterable[str]) -> GetPydanticSchema:
    """One of some words, as the type that is annotated."""
    known = core.literal_schema([str(word) for word in words])
    return GetPydanticSchema(lambda kind, _: core.no_info_after_validator_function(kind, known))


def a_text(longest: int) -> GetPydanticSchema:
    """A text of so many characters at most, with single spaces."""
    bounded = core.str_schema(min_length=1, max_length=longest)
    return GetPydanticSchema(lambda *_: core.no_info_before_validator_function(_single_spaced, bounded))


def hours_within(limits: Hours, why: str) -> GetPydanticSchema:
    """A daily window such as "08:00-20:00" that does not leave the limits, which are there for this reason."""
    example = f'"{text_of(limits)}"'

    def read(text: str) -> Hours:
        try:
            hours = hours_of(text.replace(" ", ""))
        except ValueError:
            raise ValueError(f"{text!r} is not a window of hours; write it like {example}") from None
        if hours.start >= hours.end:
            raise ValueError(f"{text!r} ends before it starts; hours may not cross midnight")
        if hours.start < limits.start or hours.end > limits.end:
            raise ValueError(f"{text!r} goes beyond {example}; {why}")
        return hours

    return GetPydanticSchema(
        lambda *_: core.no_info_after_validator_function(read, core.str_schema()),
        lambda schema, describe: {**describe(schema), "description": f"hours of the day like {example}"},
    )


def fitting(pattern: str, wanted: str) -> AfterValidator:
    """A text that has this form, which `wanted` tells a person."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"{text!r} does not fit; use {wanted}")
        return text

    return AfterValidator(check)


def _single_spaced(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _each_once(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    found = read(value)
    if repeats := [n for n, word in enumerate(value) if word in value[:n]]:
        raise Mistakes({(n,): f"{value[n]!r} is there twice; leave one out" for n in repeats})
    return found


Flag = Annotated[bool, Strict()]
"""true or false."""

Listed = Annotated[tuple[Item, ...], WrapValidator(_each_once)]
"""A list in the order of the file, each once."""

Chosen = Annotated[frozenset[Item], WrapValidator(_each_once)]
"""A list whose order does not matter, each once."""
