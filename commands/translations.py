"""`caseline translations`: keep the translators' catalogs in step with the sources."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console

from commands.lazy import group
from commands.message_costs import costs_table, longer_than_english, segment_costs
from domain.messages import LANGUAGES
from locales.catalog_loader import TEMPLATE, load_catalogs
from locales.catalog_template import extract, write_template
from locales.catalog_upkeep import compile_all, problems
from locales.catalog_upkeep import update as update_catalogs
from messaging.rendering.renderer import Renderer

app = group("Extract, update, compile and check the translations.")


@app.command("extract")
def extract_template() -> None:
    """Collect every sentence of the sources into locales/caseline.pot."""
    count = len(write_template())
    typer.echo(f"{_near(TEMPLATE)}: {count} sentences")


@app.command()
def update() -> None:
    """Bring every catalog in line with the sources; a changed sentence becomes fuzzy."""
    changed = update_catalogs(extract())
    typer.echo(f"Changed catalogs: {', '.join(changed) or 'none'}")


@app.command("compile")
def compile_catalogs() -> None:
    """Write the binary catalogs (never committed; without them the .po files are read)."""
    for path in compile_all():
        typer.echo(f"Wrote {_near(path)}")


@app.command()
def check() -> None:
    """Fail if a translation is missing, fuzzy, obsolete or wrong, or the template is out of date."""
    template = extract()
    found = problems(template, TEMPLATE)
    for problem in found:
        typer.echo(str(problem), err=True)
    if found:
        typer.echo(f"{len(found)} to correct.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{len(template)} sentences, complete in {len(LANGUAGES)} languages.")


@app.command("all")
def everything() -> None:
    """Extract, update and compile, then show what each text message costs. Fails like `check`."""
    extract_template()
    update()
    compile_catalogs()
    costs = segment_costs(Renderer(load_catalogs()))
    Console().print(costs_table(costs))
    for line in longer_than_english(costs):
        typer.echo(line)
    check()


def _near(path: Path) -> str:
    """The path relative to the current folder, if it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
