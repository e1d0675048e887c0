"""Write small xlsx files by hand: texts, numbers, and numbers in the style of a date or time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

STYLES = ("General", "m/d/yyyy h:mm", "m/d/yyyy", "h:mm:ss")
DAY_AND_TIME, DAY, TIME = 1, 2, 3

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True)
class Styled:
    """A number that a spreadsheet shows as a date or time."""

    number: float
    style: int


Value = str | float | Styled | None


def moment(text: str, style: int = DAY_AND_TIME) -> Styled:
    """A cell with this ISO time, as a spreadsheet counts days."""
    return Styled((datetime.fromisoformat(text) - datetime(1899, 12, 30)).total_seconds() / 86_400, style)  # noqa: DTZ001


def xlsx(sheets: Mapping[str, Sequence[Sequence[Value]]], *, hidden: frozenset[str] = frozenset()) -> bytes:
    """The bytes of a workbook."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, text in _parts(sheets, hidden).items():
            file.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return content.getvalue()


def _parts(sheets: Mapping[str, Sequence[Sequence[Value]]], hidden: frozenset[str]) -> dict[str, str]:
    numbered = list(enumerate(sheets, start=1))
    state = {name: ' state="hidden"' if name in hidden else "" for name in sheets}
    listed = "".join(f'<sheet name="{name}" sheetId="{n}"{state[name]} r:id="s{n}"/>' for n, name in numbered)
    links = "".join(
        f'<Relationship Id="s{n}" Type="{_OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>' for n, _ in numbered
    )
    formats = "".join(f'<numFmt numFmtId="{170 + n}" formatCode="{style}"/>' for n, style in enumerate(STYLES))
    styles = "".join(f'<xf numFmtId="{170 + n if n else 0}"/>' for n, _ in enumerate(STYLES))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType='
        '"application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="w" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="st" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>",
    }
    return parts | {f"xl/worksheets/s{n}.xml": _sheet(sheets[name]) for n, name in numbered}


def _sheet(rows: Sequence[Sequence[Value]]) -> str:
    written = ""
    for n, row in enumerate(rows, start=1):
        cells = "".join(_cell(value, f"{chr(64 + place)}{n}") for place, value in enumerate(row, start=1))
        written += f'<row r="{n}">{cells}</row>'
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'


def _cell(value: Value, place: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    number, style = (value.number, value.style) if isinstance(value, Styled) else (value, 0)
    return f'<c r="{place}" s="{style}"><v>{number!r}</v></c>'
