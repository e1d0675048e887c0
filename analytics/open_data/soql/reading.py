"""Read SoQL into a tree. Nothing of the text goes further than into this tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.not_installed import library
from analytics.open_data.soql.mistakes import SoqlCode, SoqlError

if TYPE_CHECKING:
    from lark import Lark, Tree

LONGEST = 4_000
"""Letters of one question."""

DEEPEST = 60
"""Brackets, signs and NOTs within one another."""

MOST_PARTS = 600
"""Columns, values, functions and signs of one question."""

GRAMMAR = Path(__file__).with_name("grammar.lark")
STARTS = ("query", "expression", "selected", "grouped", "ordered")


@cache
def _parser() -> Lark:
    parser: Lark = library("lark").Lark(
        GRAMMAR.read_text(encoding="utf-8"), parser="lalr", start=list(STARTS), maybe_placeholders=True
    )
    return parser


def read(text: str, start: str) -> Tree[Any]:
    """The tree of one clause, or of a whole query. Raises SoqlError, NotInstalled."""
    if len(text) > LONGEST:
        raise SoqlError(SoqlCode.TOO_MUCH, f"A question has at most {LONGEST} letters.")
    if "\x00" in text:
        raise SoqlError(SoqlCode.MALFORMED, "There is a NUL in it.")
    _refuse_depth(text)
    errors = library("lark").exceptions
    try:
        tree = _parser().parse(text, start=start)
    except errors.UnexpectedInput as error:
        raise SoqlError(SoqlCode.MALFORMED, _where(text, error)) from None
    if sum(1 for _ in _parts(tree)) > MOST_PARTS:
        raise SoqlError(SoqlCode.TOO_MUCH, f"A question has at most {MOST_PARTS} parts.")
    return tree


def _parts(tree: Tree[Any]) -> Iterator[Any]:
    """Every part once, without recursion."""
    waiting: list[Any] = [tree]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(each for each in getattr(part, "children", ()) if each is not None)


def _refuse_depth(text: str) -> None:
    """Before it is parsed: what walks the tree goes as deep as it is."""
    depth = deepest = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        deepest = max(deepest, depth)
    chain = max(text.upper().count("NOT"), _signs(text))
    if deepest > DEEPEST or chain > DEEPEST:
        raise SoqlError(SoqlCode.TOO_MUCH, f"A question is at most {DEEPEST} brackets deep.")


def _signs(text: str) -> int:
    """The longest run of signs before a value."""
    longest = run = 0
    for letter in text:
        run = run + 1 if letter in "+-" else run if letter.isspace() else 0
        longest = max(longest, run)
    return longest


def _where(text: str, error: Any) -> str:
    place = getattr(error, "pos_in_stream", None)
    if place is None or not 0 <= place < len(text):
        return "Something is missing at its end."
    return f"It cannot be read from letter {place + 1} on: {text[place : place + 20]!r}"
