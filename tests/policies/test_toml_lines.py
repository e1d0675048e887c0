"""Every key and element of a TOML text is found on the line where it stands."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.toml_lines import lines_of

TEXT = '''\
# a remark with = [signs] in it
title = "one # not a remark"

[calls]  # after a header
types = [
    "A",  # remark ] inside

    "B", "C",
]
"quoted.key" = 'single # quoted'
deep.er.still = 1
inline = { one = 1, two = [2,
  3], three.four = "}" }

[a.b]
text = """
several
lines with \\""" inside
""""
x = 1979-05-27T07:32:00

[[rows]]
name = 'first'
[[rows]]
name = 'second'
[rows.more]
z = true
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("calls",), 4),
        (("calls", "types"), 5),
        (("calls", "types", 0), 6),
        (("calls", "types", 1), 8),
        (("calls", "types", 2), 8),
        (("calls", "quoted.key"), 10),
        (("calls", "deep"), 11),
        (("calls", "deep", "er", "still"), 11),
        (("calls", "inline", "one"), 12),
        (("calls", "inline", "two", 0), 12),
        (("calls", "inline", "two", 1), 13),
        (("calls", "inline", "three", "four"), 13),
        (("a",), 15),
        (("a", "b"), 15),
        (("a", "b", "text"), 16),
        (("a", "b", "x"), 20),
        (("rows",), 22),
        (("rows", 0), 22),
        (("rows", 0, "name"), 23),
        (("rows", 1), 24),
        (("rows", 1, "name"), 25),
        (("rows", 1, "more"), 26),
        (("rows", 1, "more", "z"), 27),
    ],
)
def test_a_path_is_found_on_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert lines_of(TEXT)[path] == line


def test_every_path_that_tomllib_reads_has_a_line_and_no_other_has() -> None:
    assert set(lines_of(TEXT)) == set(_paths(tomllib.loads(TEXT)))


def test_lines_that_end_as_on_windows_are_counted_once() -> None:
    assert lines_of("a = 1\r\n[b]\r\nc = [1,\r\n2]\r\n")["b", "c", 1] == 4


def test_an_empty_text_has_no_lines() -> None:
    assert lines_of("") == {}


def test_what_is_not_toml_is_refused_rather_than_walked_for_ever() -> None:
    with pytest.raises(ValueError, match="not TOML"):
        lines_of("= nothing")


WORDS = st.text("abc#=[]{},'\" \\\n", max_size=6)
LEAVES = st.one_of(st.integers(), st.booleans(), st.dates(), WORDS)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3), max_leaves=6)


@given(st.dictionaries(WORDS, VALUES, max_size=6), st.sampled_from([" ", "\n", " # remark ]\n"]))
def test_any_key_is_found_on_the_line_it_was_written_on(table: dict[str, Any], gap: str) -> None:
    text, expected = "", {}
    for key, value in table.items():
        expected[key] = text.count("\n") + 1
        text += f"{_quoted(key)} = {_written(value, gap)}\n"
    assert set(lines_of(text)) == set(_paths(tomllib.loads(text)))
    assert {key: lines_of(text)[key,] for key in table} == expected


def _written(value: Any, gap: str) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return "[" + "".join(f"{gap}{_written(item, gap)}{gap}," for item in value) + gap + "]"
    return str(value).lower()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return ([path] if path else []) + [found for key, item in inner for found in _paths(item, (*path, key))]
