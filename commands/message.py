"""`caseline message`: see what people are told, in every language, and keep the catalogs in order."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from commands.message_costs import costs_table, longer_than_english, segment_costs
from commands.message_gallery import gallery_page
from commands.message_samples import FULL, MINIMAL, UNSUBSCRIBE_URL
from commands.message_show import show
from domain.messages import LANGUAGES, Channel, MessageKey
from domain.sms_segments import segments
from locales.catalog_loader import TEMPLATE, load_catalogs
from locales.catalog_template import extract, write_template
from locales.catalog_upkeep import compile_all, problems
from locales.catalog_upkeep import update as update_catalogs
from locales.negotiate import spoken_language
from messaging.rendering.renderer import RenderedMessage, Renderer

app = typer.Typer(help="See what people are told, and keep its translations in order.", no_args_is_help=True)

Language = Annotated[str, typer.Option("--language", "-l", help="A tag or a name: ar, es-MX, Farsi.")]
Brief = Annotated[bool, typer.Option("--minimal", help="Only the facts the message cannot do without.")]

app.command()(show)


@app.command()
def preview(
    key: Annotated[MessageKey, typer.Argument(help="Which message.")],
    language: Language = "en",
    channel: Annotated[Channel, typer.Option(help="How it travels.")] = Channel.SMS,
    minimal: Brief = False,
) -> None:
    """Print one message with invented facts, its length and what it costs."""
    spoken = spoken_language(language)
    if spoken is None:
        raise typer.BadParameter(f"Caseline speaks {', '.join(LANGUAGES)}.", param_hint="--language")
    message = _renderer().render(key, channel, spoken, MINIMAL if minimal else FULL, unsubscribe_url=UNSUBSCRIBE_URL)
    title = f"{key.value} · {channel.value} · {spoken}"
    console = Console()
    if message.subject:
        console.print(Text(message.subject, style="bold"))
    console.print(Panel(Text(message.text), title=title, title_align="left", width=min(console.width, 80)))
    console.print(Text(_measure(message)))


@app.command()
def gallery(
    out: Annotated[Path, typer.Option(help="Where to write the page.")] = Path("gallery/index.html"),
) -> None:
    """Write one HTML page of every message in every language."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(gallery_page(_renderer()), encoding="utf-8")
    typer.echo(f"Wrote {out.resolve().as_uri()}")


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
        typer.echo(f"{len(found)} to mend.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{len(template)} sentences, complete in {len(LANGUAGES)} languages.")


@app.command("all")
def everything() -> None:
    """Extract, update and compile, then show what each text message costs. Fails like `check`."""
    extract_template()
    update()
    compile_catalogs()
    costs = segment_costs(_renderer())
    Console().print(costs_table(costs))
    for line in longer_than_english(costs):
        typer.echo(line)
    check()


def _renderer() -> Renderer:
    return Renderer(load_catalogs())


def _measure(message: RenderedMessage) -> str:
    if message.channel is Channel.EMAIL:
        return f"{len(message.text)} characters of text, {len(message.html or '')} of HTML"
    count = segments(message.text)
    noun = "segment" if count.segments == 1 else "segments"
    return f"{count.characters} characters, {count.segments} {noun} ({count.encoding.value})"


def _near(path: Path) -> str:
    """The path as seen from here, if it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
