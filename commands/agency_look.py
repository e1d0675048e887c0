"""`caseline agency look`: the color and the seal of an agency's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note
from commands.find_rows import find_agency
from commands.open_database import reading, stop, writing
from db.queries import agency_seals
from db.tables import Agency
from domain.agency_color import PoorColor, agency_color, contrast_with_white, shown
from domain.agency_seal import NAMES, PoorSeal, checked_seal
from domain.audit.acts import ActKind
from domain.pictures.picture import PictureKind
from domain.pictures.reader import picture_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What is to be changed; None leaves it as it is, and empty takes it away."""

    color: str | None
    seal: bytes | None


def look(
    ori: Annotated[str, typer.Argument(help="The agency's ORI.")],
    color: Annotated[
        str | None,
        typer.Option(help="Behind its name, of links and buttons, as #0b4f8a. White text on it must have 4.5:1."),
    ] = None,
    seal: Annotated[
        Path | None,
        typer.Option(help="PNG, JPEG or WebP with sides of 64 to 512 pixels and at most 16,000 bytes; no SVG."),
    ] = None,
    without_color: Annotated[bool, typer.Option("--without-color", help="Take the color away again.")] = False,
    without_seal: Annotated[bool, typer.Option("--without-seal", help="Take the seal away again.")] = False,
) -> None:
    """Give an agency's pages its color and its seal; without an option, show both.

    The survey, the portal and the page that stops emails open with the seal and the agency's name on this color. For
    the dark scheme Caseline makes a lighter tone of it by itself. An agency without a look has a plain dark band.
    """
    if (color and without_color) or (seal and without_seal):
        stop("Say either what to show or to show none.")
    change = _Change(
        color="" if without_color else _checked_color(color),
        seal=b"" if without_seal else _checked_seal(seal),
    )
    if change != _Change(color=None, seal=None):
        _give(ori.upper(), change)
    for line in reading(_shown)(ori.upper()):
        typer.echo(line)


def _checked_color(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return agency_color(text).by_day
    except PoorColor as error:
        stop(f"{error}.\nNothing was changed.")


def _checked_seal(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        content = file.read_bytes()
        checked_seal(content, suffix=file.suffix)
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}.\nNothing was changed.")
    except PoorSeal as error:
        stop(f"{file.name} cannot be a seal: {error}.\nNothing was changed.")
    return content


@writing
async def _give(session: AsyncSession, ori: str, change: _Change) -> None:
    agency = await find_agency(session, ori)
    if change.color is not None:
        agency.color = change.color or None
    if change.seal:
        await agency_seals.give(session, agency, change.seal, picture_of(change.seal).kind, now=datetime.now(UTC))
    elif change.seal is not None:
        await agency_seals.take(session, agency)
    changed = [name for name, value in (("color", change.color), ("seal", change.seal)) if value is not None]
    await note(session, ActKind.AGENCY_CHANGED, ori, f"agency:{ori}", detail={"changed": changed})


async def _shown(session: AsyncSession, ori: str) -> tuple[str, ...]:
    agency = await find_agency(session, ori)
    return f"Color:  {_color(agency)}", f"Seal:   {await _seal(session, agency)}"


def _color(agency: Agency) -> str:
    if agency.color is None:
        return "none"
    by_night = agency_color(agency.color).by_night
    return f"{agency.color}, {shown(contrast_with_white(agency.color))} with white; {by_night} in the dark scheme"


async def _seal(session: AsyncSession, agency: Agency) -> str:
    seal = await agency_seals.get(session, agency.seal_id) if agency.seal_id else None
    if seal is None:
        return "none"
    picture, kind = picture_of(seal.image), NAMES[PictureKind(seal.media_type)]
    return f"{kind}, {picture.width} by {picture.height} pixels, {len(seal.image):,} bytes"
