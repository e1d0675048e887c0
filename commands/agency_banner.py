"""`caseline agency banner`: what staff read and agree to before they sign in, in the agency's own words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from commands.acting import operator
from commands.find_rows import find_agency
from commands.open_database import reading, stop, writing
from domain.audit.acts import Act, ActKind
from locales.catalog_loader import STAFF

LONGEST = 4000
"""Characters."""
_COLUMNS = {"en": "logon_banner", "es": "logon_banner_spanish"}


def banner(
    ori: Annotated[str, typer.Argument(help="The agency's ORI.")],
    file: Annotated[Path | None, typer.Option(help="A text file with the words, in UTF-8.")] = None,
    language: Annotated[str, typer.Option(help="Of the words: en or es.")] = "en",
    ours: Annotated[bool, typer.Option("--ours", help="Show Caseline's words again.")] = False,
    by: Annotated[str, typer.Option(metavar="BADGE", help="Who types this, for the audit log; else your login.")] = "",
) -> None:
    """Show an agency's own words before staff sign in [CJIS AC-8]; without an option, print those in force."""
    if language not in STAFF.languages:
        stop(f"The language of staff pages is one of {', '.join(STAFF.languages)}.")
    if file is not None and ours:
        stop("Say either --file or --ours.")
    if file is not None or ours:
        _put(ori.upper(), language, None if file is None else _read(file), operator(by))
    agency = reading(find_agency)(ori.upper())
    for each, column in _COLUMNS.items():
        typer.echo(f"{each}: {getattr(agency, column) or 'the words of Caseline'}")


def _read(file: Path) -> str:
    try:
        words = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        stop(f"{file} is no text file in UTF-8 that can be read; nothing was changed.")
    if not 0 < len(words) <= LONGEST:
        stop(f"A banner has 1 to {LONGEST:,} characters; nothing was changed.")
    return words


@writing
async def _put(session: AsyncSession, ori: str, language: str, words: str | None, by: str) -> None:
    agency = await find_agency(session, ori)
    setattr(agency, _COLUMNS[language], words)
    await session.flush()
    act = Act(ori=ori, kind=ActKind.AGENCY_CHANGED, by=by, detail={"changed": _COLUMNS[language]})
    await record(session, act, now=datetime.now(UTC))
