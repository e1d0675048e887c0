"""The pictures of pages in docs/images: six telephones side by side: `python -m tests.pages.sheets`.

Small enough to be kept with the code; `make gallery` has all pages in full.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import tempfile
from pathlib import Path
from typing import Literal

import structlog
from babel import Locale
from playwright.async_api import Browser, ViewportSize

from domain.messages import LANGUAGES
from settings import ROOT
from tests.browser import launched
from tests.pages.stage import Stage, a_guest, staged
from tests.pages.table import VIEWS

Light = Literal["light", "dark"]

FOLDER = ROOT / "docs" / "images"
TELEPHONE: ViewportSize = {"width": 360, "height": 700}
SHEET: ViewportSize = {"width": 1240, "height": 430}
SHEETS: tuple[tuple[str, str, Light], ...] = (
    ("survey", "survey", "light"),
    ("portal-sign-in", "portal-sign-in", "light"),
    ("portal-case", "portal-case", "light"),
    ("portal-case-dark", "portal-case", "dark"),
    ("portal-choices", "portal-preferences", "light"),
)
"""File, page and light."""

_STYLE = """body { margin: 0; padding: 8px; display: flex; gap: 8px; background: #e3e7eb; font: 14px system-ui; }
figure { margin: 0; text-align: center; } img { width: 197px; border-radius: 8px; display: block; margin-top: 4px; }"""


async def _sheet(chromium: Browser, stage: Stage, file: str, page: str, light: Light) -> None:
    figures = ""
    for language in LANGUAGES:
        async with a_guest(chromium, stage, language, viewport=TELEPHONE, color_scheme=light) as guest:
            await VIEWS[page].way(guest)
            picture = base64.b64encode(await guest.page.screenshot()).decode()
        name = Locale(language).get_language_name(language)
        figures += f"<figure>{name}<img src='data:image/png;base64,{picture}'></figure>"
    together = await chromium.new_page(viewport=SHEET)
    await together.set_content(f"<style>{_STYLE}</style>{figures}")
    await together.screenshot(path=FOLDER / f"{file}.png")
    await together.close()


async def _all() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as place:
        async with staged(Path(place)) as stage, launched() as chromium:
            for file, page, light in SHEETS:
                await _sheet(chromium, stage, file, page, light)
                print(f"Wrote {FOLDER / file}.png")


if __name__ == "__main__":
    asyncio.run(_all())
