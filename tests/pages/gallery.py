"""Pictures of every page for people, in every state and language: `python -m tests.pages.gallery` (make gallery).

It lives with the tests, as it shows the very states that they look at. Everybody in the pictures is invented.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from pathlib import Path
from typing import Annotated, Literal

import structlog
import typer
from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.async_api import Browser, ViewportSize
from rich.console import Console
from rich.progress import Progress

from domain.messages import LANGUAGES
from settings import ROOT
from tests.browser import NoChromium, launched
from tests.pages.stage import Stage, a_guest, staged
from tests.pages.table import VIEWS

FOLDER = ROOT / "gallery" / "pages"
TELEPHONE: ViewportSize = {"width": 390, "height": 700}
LIGHTS: tuple[Literal["light", "dark"], ...] = ("light", "dark")


app = typer.Typer(add_completion=False)


@app.command()
def main(
    folder: Annotated[Path, typer.Argument(help="Where to write.")] = FOLDER,
    language: Annotated[list[str], typer.Option(help="Only these languages; may be repeated.")] = list(LANGUAGES),  # noqa: B006
    page: Annotated[list[str], typer.Option(help="Only these pages, by name; may be repeated.")] = list(VIEWS),  # noqa: B006
) -> None:
    """Open every page in a browser, take its picture by day and by night, and write an index of them."""
    console = Console(stderr=True)
    unknown = {*page} - {*VIEWS} or {*language} - {*LANGUAGES}
    if unknown:
        console.print(f"[red]Not known: {', '.join(sorted(unknown))}[/red]")
        raise typer.Exit(2)
    try:
        with Progress(console=console) as progress:
            asyncio.run(_take(folder, page, language, progress))
    except NoChromium as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from None
    (folder / "index.html").write_text(_index(page, language), encoding="utf-8")
    typer.echo(f"Wrote {(folder / 'index.html').resolve().as_uri()}")


def file_name(page: str, language: str, light: str) -> str:
    """Of a picture."""
    return f"{page}-{language}-{light}.png"


async def _take(folder: Path, pages: list[str], languages: list[str], progress: Progress) -> None:
    task = progress.add_task("Taking pictures", total=len(pages) * len(languages))
    with tempfile.TemporaryDirectory() as place:
        async with launched() as chromium, staged(Path(place)) as stage:
            structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
            for language in languages:
                for page in pages:
                    await _take_one(chromium, stage, page, language, folder)
                    progress.advance(task)


async def _take_one(chromium: Browser, stage: Stage, page: str, language: str, folder: Path) -> None:
    async with a_guest(chromium, stage, language, viewport=TELEPHONE) as guest:
        await VIEWS[page].way(guest)
        for light in LIGHTS:
            await guest.page.emulate_media(color_scheme=light)
            await guest.page.screenshot(path=folder / file_name(page, language, light), full_page=True)


def _index(pages: list[str], languages: list[str]) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    names = {code: Locale(code).get_language_name(code) or code for code in languages}
    return environment.get_template("gallery.html.j2").render(
        pages=pages, languages=names, lights=LIGHTS, file_name=file_name
    )


if __name__ == "__main__":
    app()
