"""A mapping file that cannot be used says why, and on which line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intake.exports.mapping_file import load_mapping
from policies.toml_file import TomlError


def problems_of(path: Path) -> list[str]:
    """As they are printed, without the name of the file."""
    with pytest.raises(TomlError) as refused:
        load_mapping(path)
    return [line.removeprefix(f"{path}:").strip() for line in str(refused.value).splitlines()]


def changed(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def line_of(path: Path, text: str) -> int:
    return next(number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('arrived = "Arrived"', 'arived = "Arrived"', "unknown key; did you mean arrived?"),
        ('"America/Chicago"', '"Central"', "not an IANA time zone"),
        ('"%Y-%m-%d %H:%M"', '"year first"', "strptime format"),
        ('"REPORT*" = "01"', '"REPORT*" = "99"', "01 to 45"),
        ('otherwise = "13"', 'otherwise = "ended"', "01 to 45"),
        ('"BURG*"', '"/(/"', "not a regular expression"),
        ("minutes = 30", "minutes = -1", "-1 is out of range; use a number from 0"),
        (
            'after = "arrived"',
            'after = "lunch"',
            "'lunch' is not known; known here: arrived, cleared, dispatched, ",
        ),
        ('steps = ["opened"]', 'steps = ["solved"]', "'solved' is not known; known here: arrest, assigned, "),
        ("nobody_share = 0", "nobody_share = 2", "2 is out of range; use a number from 0 to 1"),
        ('area_codes = ["312"]', 'area_codes = ["12"]', r"'12' is not a text in quotes that fits ^[2-9]\d\d$"),
        ("nobody_share = 0", "languages = { de = 1 }", "we do not speak de"),
        ("nobody_share = 0", "languages = { en = 0 }", "at least one weight"),
        ("values = { 1 = 1,", "values = { 1 = 0,", "0 is out of range; use a whole number from 1 to 99"),
        ('any = [{ How = "ONVIEW" }]', 'same_time = ["received"]', "two times"),
        ('several_rows = "merge"', 'encoding = "latin-99"', "not an encoding"),
        ('several_rows = "merge"', 'encoding = "undefined"', "not an encoding"),
        ('several_rows = "merge"', "delimiter = '\"'", "a delimiter is a character such as"),
        ('several_rows = "merge"', "title_lines = -1", "-1 is out of range"),
        ('several_rows = "merge"', 'blank = "/(/"', "not a regular expression"),
        ("values = { 1 = 1,", "values = { '/(/' = 1,", "not a regular expression"),
        ('"REPORT*" = "01"', '"/(/" = "01"', "not a regular expression"),
        ('when = { Status = "Open" }', 'when = { Status = "/(/" }', "not a regular expression"),
        ("minutes = 30", "minutes = 1e300", "out of range"),
        ("days_after = 2", "days_after = 1e300", "out of range"),
    ],
)
def test_a_mistake_is_named_with_its_line(mapping_path: Path, old: str, new: str, said: str) -> None:
    changed(mapping_path, old, new)
    (problem,) = {problem for problem in problems_of(mapping_path) if said in problem}
    written = line_of(mapping_path, new)
    assert int(problem.split(":")[0]) in (written, written - 1)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("DV", "'DV' is not an incident type that Caseline knows; did you mean DVA?"),
        ("LARCENCY", "did you mean LARCENY?"),
        ("larceny", "did you mean LARCENY?"),
        ("BURGLRY", "did you mean BURGLARY?"),
        ("SUICID", "did you mean SUICIDE?"),
        ("DOMESTIC", "'DOMESTIC' is not an incident type that Caseline knows; use UNKNOWN, or a code that "),
    ],
)
def test_an_incident_type_that_caseline_does_not_know_is_a_mistake(mapping_path: Path, code: str, said: str) -> None:
    changed(mapping_path, '= "DVA"', f'= "{code}"')
    (problem,) = problems_of(mapping_path)
    assert said in problem
    assert int(problem.split(":")[0]) == line_of(mapping_path, f'= "{code}"')


@pytest.mark.parametrize("key", ['unknown = "OTHER"', 'most_serious = ["BURGLARRY"]'])
def test_so_it_is_wherever_a_type_may_be_named(mapping_path: Path, key: str) -> None:
    changed(mapping_path, 'most_serious = ["BURGLARY", "LARCENY"]', key)
    (problem,) = problems_of(mapping_path)
    assert "is not an incident type that Caseline knows" in problem


def test_a_value_that_can_mean_anything_may_be_called_unknown(mapping_path: Path) -> None:
    changed(mapping_path, '= "DVA"', '= "UNKNOWN"')
    assert "UNKNOWN" in load_mapping(mapping_path).incident_type.values.values()


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text('[export]\nname = "x"\nsource = "x"\ntime_zone = "UTC"\ntime_format = "iso"\n', encoding="utf-8")
    said = problems_of(path)
    assert "call_number: is missing; use a table" in said
    assert "people: is missing; use a table" in said


def test_what_is_not_toml_or_not_there_says_so(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    assert problems_of(path) == ["No such file or directory"]
    path.write_text("[export\n", encoding="utf-8")
    assert "not TOML" in problems_of(path)[0]
    path.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in problems_of(path)[0]


def test_a_mapping_based_on_another_says_only_what_differs(mapping_path: Path) -> None:
    other = mapping_path.parent / "other.toml"
    other.write_text('based_on = "smalltown.toml"\n[export]\ntime_zone = "America/Denver"\n', encoding="utf-8")
    base, changed_one = load_mapping(mapping_path), load_mapping(other)
    assert changed_one.export.time_zone == "America/Denver"
    assert changed_one.export.name == base.export.name
    assert changed_one.incident_type == base.incident_type


def test_the_mappings_of_the_documentation_can_be_read(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "cad-export-mapping.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    whole = next(block for block in blocks if "[export]" in block)
    path = tmp_path / "m.toml"
    path.write_text(whole, encoding="utf-8")
    assert load_mapping(path).export.name == "Smalltown calls"
    times = re.compile(r"\[times\]\n.*?(?=\n\[|\Z)", re.DOTALL)
    for block in blocks:
        if block != whole:
            path.write_text((times.sub("", whole) if block.startswith("[times]") else whole) + block, encoding="utf-8")
            load_mapping(path)


def test_mappings_based_on_each_other_are_refused(mapping_path: Path) -> None:
    other = mapping_path.parent / "other.toml"
    other.write_text('based_on = "smalltown.toml"\n', encoding="utf-8")
    mapping_path.write_text('based_on = "other.toml"\n', encoding="utf-8")
    assert "circle" in problems_of(other)[0]


def test_several_mistakes_are_told_at_once(mapping_path: Path) -> None:
    changed(mapping_path, 'otherwise = "13"', 'otherwise = "77"')
    changed(mapping_path, "[people]", "[people]\nshoe_size = 44")
    assert len(problems_of(mapping_path)) == 2
