"""Files come with marks, foreign line ends and other encodings; rows that do not fit are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.exports.mapping import Mapping
from intake.exports.rows import UnreadableExport, read_rows
from tests.exports.conftest import HEADER, a_row


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
    with pytest.raises(UnreadableExport, match="no column"):
        read_rows(written(tmp_path, b""), mapping)
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
