"""Turn pydantic's errors about a file into sentences that tell an administrator what is wrong and what is allowed."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from policies.toml_lines import Place

FEW = 25

Node = Mapping[str, Any]
"""What JSON Schema says of one value: pydantic's errors say what is wrong, the schema of the model what is allowed."""


class Mistakes(ValueError):
    """What a validator finds wrong at keys below the value it is asked about."""

    def __init__(self, below: Mapping[Place, str]) -> None:
        self.below = below
        super().__init__("; ".join(below.values()))


def in_words(item: ErrorDetails, model: type[BaseModel]) -> str:
    """What is wrong, and what is allowed instead."""
    place, given = item["loc"], item["input"]
    if "error" in item.get("ctx", {}):
        return str(item["ctx"]["error"])  # a validator of ours has said it
    if place[-1:] == ("[key]",):
        return f"unknown key; {did_you_mean(str(given), _allowed_at(model, place[:-2])['propertyNames']['enum'])}"
    if item["type"] == "extra_forbidden":
        return f"unknown key; {did_you_mean(str(place[-1]), _allowed_at(model, place[:-1])['properties'])}"
    return _against_schema(item["type"], given, _allowed_at(model, place))


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint for a word that is not known: the closest that is, else all there are, or what they are if too many."""
    words = sorted(known)
    folded = {other.casefold(): other for other in words}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.7)
    if close:
        return f"did you mean {folded[close[0]]}?"
    return f"known here: {', '.join(words)}" if len(words) <= FEW or not otherwise else f"use {otherwise}"


def _allowed_at(model: type[BaseModel], place: Place) -> Node:
    """The schema of one place, with the keys of the file."""
    node = top = _schema(model)
    for part in place:
        found = node.get("properties", {}).get(part) or node.get("items") or node.get("additionalProperties") or {}
        while "$ref" in (found := found.get("anyOf", [found])[0]):
            shared = top["$defs"][found["$ref"].rpartition("/")[2]]
            # A class describes itself for programmers; only the field that has it describes it for administrators.
            found = {**shared, "description": None, **{key: found[key] for key in found if key != "$ref"}}
        node = found
    return node


@cache
def _schema(model: type[BaseModel]) -> Node:
    return model.model_json_schema()


def _against_schema(error_type: str, given: Any, node: Node) -> str:
    """By pydantic's type of the error; every other type is a value of the wrong kind."""
    allowed = _allowed(node)
    match error_type:
        case "enum" | "literal_error":
            return f"{_shown(given)} is not known; {did_you_mean(str(given), _words(node), allowed)}"
        case "greater_than_equal" | "less_than_equal":
            return f"{given} is out of range; use {_kind_and_bounds(node)}"
        case "string_too_long":
            return f"has {len(given)} characters; use at most {node['maxLength']}"
        case "too_long":
            return f"there are {len(given)}; use {allowed}"
        case "missing" | "string_too_short" | "too_short":
            return f"is {'missing' if error_type == 'missing' else 'empty'}; use {allowed}"
        case _:
            return f"{_shown(given)} is not {allowed}"


_KINDS = {
    "array": "a list of words in quotes",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a table",
    "string": "a text in quotes",
}


def _allowed(node: Node) -> str:
    """What a value may be: as its field describes it, else by its kind and bounds."""
    return str(node.get("description") or " or ".join(_words(node)) or _kind_and_bounds(node))


def _kind_and_bounds(node: Node) -> str:
    kind = _KINDS.get(node.get("type", ""), "allowed here")
    limits = {"pattern": "that fits", "minimum": "from", "maximum": "to"}
    bounds = [f"{said} {node[limit]}" for limit, said in limits.items() if limit in node]
    return " ".join([kind, *bounds])


def _words(node: Node) -> list[str]:
    return list(node.get("enum") or ([node["const"]] if "const" in node else []))


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    return str(value).lower() if isinstance(value, bool) else reprlib.repr(value)
