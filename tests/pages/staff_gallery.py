"""Pictures of every staff page at 390 and 1280 px: `python -m tests.pages.staff_gallery FOLDER`. All are invented."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from pathlib import Path
from typing import Annotated

import structlog
import typer
from playwright.async_api import ViewportSize

from locales.catalog_loader import STAFF
from settings import ROOT
from tests.browser import launched
from tests.pages.staff_views import STAFF_VIEWS
from tests.pages.stage import a_guest, staged

FOLDER = ROOT / "gallery" / "staff"
SIZES: tuple[ViewportSize, ...] = ({"width": 390, "height": 800}, {"width": 1280, "height": 900})


def main(
    folder: Annotated[Path, typer.Argument(help="Where to write.")] = FOLDER,
    language: Annotated[list[str], typer.Option(help="Only these languages.")] = list(STAFF.languages),  # noqa: B006
    page: Annotated[list[str], typer.Option(help="Only these pages.")] = list(STAFF_VIEWS),  # noqa: B006
) -> None:
    """Open each page and take its picture, on a phone and on a desk."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_take(folder, page, language))
    typer.echo(f"Wrote {folder}")


async def _take(folder: Path, pages: list[str], languages: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        async with launched() as chromium, staged(Path(place)) as stage:
            for language in languages:
                for name in pages:
                    for size in SIZES:
                        async with a_guest(chromium, stage, language, viewport=size) as guest:
                            await STAFF_VIEWS[name].way(guest)
                            path = folder / f"{name}-{language}-{size['width']}.png"
                            await guest.page.screenshot(path=path, full_page=True)


if __name__ == "__main__":
    typer.run(main)
