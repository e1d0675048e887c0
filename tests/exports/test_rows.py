"""Files come with marks, foreign line ends and other encodings; rows that do not fit are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.exports.mapping import Mapping
from intake.exports.rows import UnreadableExport, read_rows
from tests.exports.conftest import HEADER, a_row, changed


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    return path


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path, mapping: Mapping) -> None:
    content = b"\xef\xbb\xbf" + f"{HEADER}\r\n{a_row()}\r\n\r\n".encode()
    export = read_rows(written(tmp_path, content), mapping)
    assert [row.values["Call"] for row in export.rows] == ["C1"]
    assert export.dropped == ()


def test_another_encoding_is_read_when_named_and_refused_when_not(tmp_path: Path, mapping: Mapping) -> None:
    path = written(tmp_path, f"{HEADER}\n{a_row(Beat='Peña')}\n".encode("cp1252"))
    with pytest.raises(UnreadableExport, match=r"set export\.encoding"):
        read_rows(path, mapping)
    western = mapping.model_copy(update={"export": mapping.export.model_copy(update={"encoding": "cp1252"})})
    assert read_rows(path, western).rows[0].values["Beat"] == "Peña"


def test_missing_columns_are_named_together(tmp_path: Path, mapping: Mapping) -> None:
    path = written(tmp_path, HEADER.replace("Arrived,", "").replace("Beat", "Zone").encode())
    with pytest.raises(UnreadableExport, match="no column 'Arrived', 'Beat'; it has Call"):
        read_rows(path, mapping)


def test_an_empty_or_missing_file_is_refused(tmp_path: Path, mapping: Mapping) -> None:
    for nothing in (b"", b"\xef\xbb\xbf"):
        with pytest.raises(UnreadableExport, match="is empty: there is no column 'Arrived'"):
            read_rows(written(tmp_path, nothing), mapping)
    with pytest.raises(UnreadableExport, match="no such file"):
        read_rows(tmp_path / "nowhere.csv", mapping)
    with pytest.raises(UnreadableExport, match="cannot be read"):
        read_rows(tmp_path, mapping)


def test_a_row_with_too_many_or_too_few_columns_is_named_and_the_rest_read(tmp_path: Path, mapping: Mapping) -> None:
    rows = [a_row(Call="A"), "B,too,few", a_row(Call="C") + ",one more", a_row(Call="D")]
    export = read_rows(written(tmp_path, "\n".join([HEADER, *rows]).encode()), mapping)
    assert [row.values["Call"] for row in export.rows] == ["A", "D"]
    assert [row.number for row in export.dropped] == [3, 4]
    assert export.dropped[0].reason == "3 columns where the header has 14"
    assert export.total == 4


def refusal_of(tmp_path: Path, mapping: Mapping, content: str | bytes, encoding: str = "utf-8") -> str:
    with pytest.raises(UnreadableExport) as refused:
        read_rows(written(tmp_path, content if isinstance(content, bytes) else content.encode(encoding)), mapping)
    return str(refused.value).removeprefix(f"{tmp_path / 'export.csv'} ")


@pytest.mark.parametrize("again", ["Type", " Type ", "\N{NO-BREAK SPACE}Type", "\N{ZERO WIDTH SPACE}Type"])
def test_a_header_with_the_same_column_twice_is_refused_and_both_are_named(
    tmp_path: Path, mapping: Mapping, again: str
) -> None:
    said = refusal_of(tmp_path, mapping, f"{HEADER},{again}\n{a_row()},NOISE\n")
    assert said.startswith("has the column 'Type' 2 times (columns 12, 15): rename all but one")


def test_every_column_that_is_there_twice_is_named_used_or_not(tmp_path: Path, mapping: Mapping) -> None:
    said = refusal_of(tmp_path, mapping, f"{HEADER},Notes,Call,Notes\n{a_row()},,,\n")
    assert "the column 'Call' 2 times (columns 1, 16) and the column 'Notes' 2 times (columns 15, 17)" in said


def test_columns_without_a_name_may_be_several(tmp_path: Path, mapping: Mapping) -> None:
    assert len(read_rows(written(tmp_path, f"{HEADER},,\n{a_row()},,\n".encode()), mapping).rows) == 1


def test_marks_that_no_screen_shows_make_no_difference(tmp_path: Path, mapping: Mapping) -> None:
    mark = "\N{ZERO WIDTH NO-BREAK SPACE}"
    header = HEADER.replace("Type", "\N{ZERO WIDTH SPACE}Type").replace("Beat", "Beat\N{NO-BREAK SPACE}")
    for start in (mark, mark * 2, mark * 3):
        path = written(tmp_path, f'{start}"Call"{header.removeprefix("Call")}\n{a_row()}\n'.encode())
        (row,) = read_rows(path, mapping).rows
        assert (row.values["Call"], row.values["Type"], row.values["Beat"]) == ("C1", "THEFT", "B2")


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-16", "is UTF-16 text, not utf-8-sig: set export.encoding = 'utf-16'"),
        ("utf-16-le", "is UTF-16 text, not utf-8-sig: set export.encoding = 'utf-16-le'"),
        ("utf-16-be", "is UTF-16 text, not utf-8-sig: set export.encoding = 'utf-16-be'"),
        ("utf-32", "is UTF-32 text, not utf-8-sig: set export.encoding = 'utf-32'"),
    ],
)
def test_what_the_encoding_seems_to_be_is_said_and_doing_so_helps(
    tmp_path: Path, mapping: Mapping, mapping_path: Path, encoding: str, said: str
) -> None:
    content = f"{HEADER}\n{a_row(Beat='B2')}\n"
    assert refusal_of(tmp_path, mapping, content, encoding) == said
    advised = changed(mapping_path, "several_rows", f"{said.rpartition('export.')[2]}\nseveral_rows")
    assert read_rows(written(tmp_path, content.encode(encoding)), advised).rows[0].values["Beat"] == "B2"


def test_an_encoding_that_the_mapping_says_in_error_is_corrected(
    tmp_path: Path, mapping: Mapping, mapping_path: Path
) -> None:
    content = f"{HEADER}\n{a_row(Beat='Peła')}\n"
    western = changed(mapping_path, "several_rows", 'encoding = "cp1252"\nseveral_rows')
    assert "set export.encoding = 'utf-8-sig'" in refusal_of(tmp_path, western, content, "utf-8-sig")
    assert refusal_of(tmp_path, western, content, "utf-16").startswith("is UTF-16 text, not cp1252")
    assert "is not cp1252 text (line 2): ask for the encoding" in refusal_of(
        tmp_path, western, HEADER.encode() + b"\n\x81\xff\n"
    )
    ascii_only = changed(mapping_path, '"cp1252"', '"ascii"')
    assert "is UTF-8 text, not ascii" in refusal_of(tmp_path, ascii_only, content)


@pytest.mark.parametrize(("delimiter", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_delimiter_is_named_and_read_once_the_mapping_says_so(
    tmp_path: Path, mapping: Mapping, mapping_path: Path, delimiter: str, name: str
) -> None:
    content = "\n".join([HEADER, a_row()]).replace(",", delimiter)
    said = refusal_of(tmp_path, mapping, content)
    assert said.startswith(f"has its columns separated by {name}: set export.delimiter = ")
    advised = changed(mapping_path, "several_rows", f"{said.rpartition('export.')[2]}\nseveral_rows")
    assert read_rows(written(tmp_path, content.encode()), advised).rows[0].values["Call"] == "C1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 ...", "is a PDF: save or export the table as CSV"),
        (b"\x1f\x8b\x08...", "is compressed with gzip: unpack it first"),
        (b"\n <html><table>", "is a web page, whatever its name ends with"),
        (b"<?xml version='1.0'?><Workbook>", "is XML: open it in a spreadsheet"),
        (b'\xef\xbb\xbf[\n  {"Call": "C1"}]', "is JSON: save or export the table as CSV"),
        (b'{"features": []}', "is JSON: save or export the table as CSV"),
        (b"SQLite format 3\x00", "is an SQLite database"),
        (b"Call,Type\x00\x01 and so on", "is not text: save or export the table as CSV"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path: Path, mapping: Mapping, content: bytes, said: str) -> None:
    assert refusal_of(tmp_path, mapping, content).startswith(said)


def test_a_quotation_mark_left_open_is_named_by_its_line(tmp_path: Path, mapping: Mapping) -> None:
    rows = [a_row(Call="A"), a_row(Call="B", Beat='"B2'), a_row(Call="C"), a_row(Call="D", Beat='"B4"')]
    for below in (rows, rows[:3]):
        said = refusal_of(tmp_path, mapping, "\n".join([HEADER, *below]))
        assert said.startswith("has a quotation mark in line 3 that is not closed")
    endless = "\n".join([HEADER, rows[1], *rows[:1] * 3000])
    assert refusal_of(tmp_path, mapping, endless).startswith("has a quotation mark in line 2 that is not closed")


def test_marks_that_do_not_pair_up_within_a_line_cost_that_row_alone(tmp_path: Path, mapping: Mapping) -> None:
    rows = [
        a_row(Call="A"),
        a_row(Call="B", Beat='"The "Loop" beat"'),
        a_row(Call="C", Beat='"a ""good"" one"'),
        a_row(Call="D", Beat='"never closed'),
    ]
    export = read_rows(written(tmp_path, "\n".join([HEADER, *rows]).encode()), mapping)
    assert [(row.values["Call"], row.values["Beat"]) for row in export.rows] == [("A", "B2"), ("C", 'a "good" one')]
    assert [row.number for row in export.dropped] == [3, 5]
    assert all(row.reason.startswith("its quotation marks do not pair up") for row in export.dropped)


def test_a_value_of_several_lines_is_one_value(tmp_path: Path, mapping: Mapping) -> None:
    rows = [a_row(Call="A", Beat='"B\r\n2"'), a_row(Call="B")]
    export = read_rows(written(tmp_path, "\r\n".join([HEADER, *rows]).encode()), mapping)
    assert [row.number for row in export.rows] == [2, 3]
    assert export.rows[0].values["Beat"] == "B\r\n2"


def test_title_lines_above_the_header_are_passed_over(tmp_path: Path, mapping: Mapping, mapping_path: Path) -> None:
    content = f'Calls of "March\n\n{HEADER}\n{a_row()}\n'
    plain = content.replace('"', "")
    assert refusal_of(tmp_path, mapping, plain) == "has its header in line 3: set export.title_lines = 2"
    titled = changed(mapping_path, "several_rows", "title_lines = 2\nseveral_rows")
    for text in (content, plain):
        (row,) = read_rows(written(tmp_path, text.encode()), titled).rows
        assert (row.number, row.values["Call"]) == (4, "C1")


def test_a_line_for_spreadsheets_above_the_header_is_a_title_line(tmp_path: Path, mapping: Mapping) -> None:
    content = "sep=;\n" + "\n".join([HEADER, a_row()]).replace(",", ";")
    said = refusal_of(tmp_path, mapping, content)
    assert said == (
        "has its header in line 2 and its columns separated by semicolons: "
        "set export.title_lines = 1 and export.delimiter = ';'"
    )


def test_a_missing_column_comes_with_the_closest_there_is(tmp_path: Path, mapping: Mapping) -> None:
    said = refusal_of(tmp_path, mapping, HEADER.replace("Arrived", "Arrived At"))
    assert "no column 'Arrived' (did you mean Arrived At?); it has Call" in said


@pytest.mark.parametrize("nothing", ["NULL", "null", "(null)", "N/A", "#N/A", "NaN", "NaT", " NULL "])
def test_values_that_mean_nothing_are_blank(tmp_path: Path, mapping: Mapping, nothing: str) -> None:
    (row,) = read_rows(written(tmp_path, f"{HEADER}\n{a_row(Beat=nothing)}\n".encode()), mapping).rows
    assert row.values["Beat"] == ""


def test_a_number_that_is_kept_from_a_spreadsheet_is_that_number(tmp_path: Path, mapping: Mapping) -> None:
    kept = '"=""0017"""'
    content = f"{HEADER}\n{a_row(Call=kept)}\n"
    (row,) = read_rows(written(tmp_path, content.encode()), mapping).rows
    assert row.values["Call"] == "0017"


def test_the_mapping_says_which_values_mean_nothing(tmp_path: Path, mapping_path: Path) -> None:
    own = changed(mapping_path, "several_rows", 'blank = ["-*-", "UNK"]\nseveral_rows')
    rows = [a_row(Call="A", Beat="---"), a_row(Call="B", Beat="unk"), a_row(Call="C", Beat="NULL")]
    export = read_rows(written(tmp_path, "\n".join([HEADER, *rows]).encode()), own)
    assert [row.values["Beat"] for row in export.rows] == ["", "", "NULL"]
