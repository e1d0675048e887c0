"""However a policy file is damaged, it is read or refused with the line of the damage; its reader never breaks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.files import DEFAULT_POLICY
from policies.policy_file import parse
from policies.toml_file import TomlError

LINES = DEFAULT_POLICY.read_text().splitlines()
PAIRS = {n: line for n, line in enumerate(LINES) if re.match(r"\w+ = .*[^\[]$", line)}
"""By index: the lines that hold one key with the whole of its value."""
NUMBERS = {n: line for n, line in PAIRS.items() if re.search(r"= \d", line)}
HEADERS = {n: line for n, line in enumerate(LINES) if line.startswith("[")}
NEEDED = ("[calls]", "[messages]")

VALUES = st.sampled_from(
    ["3", "-1", "1.5", "nan", "true", '"word"', '""', "[]", "[[3]]", "{}", "{ x = 1 }", "2026-11-28", "08:00:00"]
)


def refused_at(lines: list[str]) -> set[int | None]:
    """The lines of the problems, from 1; none if it is read after all."""
    try:
        parse("\n".join(lines))
    except TomlError as error:
        return {problem.line for problem in error.problems}
    return set()


def changed(n: int, line: str) -> list[str]:
    return [*LINES[:n], *line.split("\n"), *LINES[n + 1 :]]


@given(st.sampled_from(sorted(PAIRS)), st.from_regex(r"[a-z]", fullmatch=True))
def test_a_key_that_is_renamed_is_found_on_its_line(n: int, letter: str) -> None:
    assert n + 1 in refused_at(changed(n, letter + LINES[n]))


@given(st.sampled_from(sorted(HEADERS)), st.from_regex(r"[a-z]", fullmatch=True))
def test_a_section_that_is_renamed_is_found_on_its_line(n: int, letter: str) -> None:
    assert n + 1 in refused_at(changed(n, LINES[n].replace("[", f"[{letter}")))


@given(st.sampled_from(sorted(PAIRS)), VALUES)
def test_a_value_of_any_other_type_is_read_or_refused_on_its_line(n: int, value: str) -> None:
    assert refused_at(changed(n, re.sub(r"= .*", f"= {value}", LINES[n]))) <= {n + 1}


@given(st.sampled_from(sorted(PAIRS)), VALUES)
def test_a_value_in_a_table_of_its_own_is_found_as_well(n: int, value: str) -> None:
    assert n + 1 in refused_at(changed(n, re.sub(r"= .*", f"= {{ x = {value} }}", LINES[n])))


@given(st.sampled_from(sorted(NUMBERS)), st.integers(max_value=-1) | st.integers(min_value=1_000_001))
def test_a_number_out_of_range_is_refused_on_its_line(n: int, number: int) -> None:
    assert refused_at(changed(n, re.sub(r"= \d+", f"= {number}", LINES[n]))) == {n + 1}


@pytest.mark.parametrize("header", HEADERS.values())
def test_a_section_may_be_missing_unless_it_is_needed(header: str) -> None:
    start = LINES.index(header)
    end = next((n for n in HEADERS if n > start), len(LINES))
    assert refused_at(LINES[:start] + LINES[end:]) == ({1} if header in NEEDED else set())


@given(st.sampled_from(range(len(LINES))), st.data())
def test_a_line_that_is_lost_breaks_nothing(n: int, data: st.DataObject) -> None:
    others = [*LINES[:n], *LINES[n + data.draw(st.integers(1, 5), label="so many") :]]
    assert all(line is not None and 1 <= line <= len(others) for line in refused_at(others))


GARBAGE = st.sampled_from(["", '"', "[", "]", "{", "=", "#", "\n", "1", "x", "\\", "'''"]) | st.text(max_size=20)


@given(st.integers(0, 10**6), GARBAGE)
def test_garbage_breaks_nothing(place: int, what: str) -> None:
    text = "\n".join(LINES)
    place %= len(text)
    damaged = text[:place] + what + text[place + 1 :]
    assert all(line is not None and 1 <= line <= damaged.count("\n") + 1 for line in refused_at([damaged]))


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 20_000, "[" * 400 + "]" * 400, "{ a = " * 20_000])
def test_values_that_no_one_writes_are_refused_as_well(value: str) -> None:
    assert refused_at([f"shadow = {value}"]) >= {1}
