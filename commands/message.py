"""`caseline message`: preview what people are told; see what became of one message; decide about what is held."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from commands.lazy import group
from commands.message_correct import correct
from commands.message_gallery import gallery_page
from commands.message_held import drop, held, release
from commands.message_samples import FULL, MINIMAL, UNSUBSCRIBE_URL, sample
from commands.message_show import show
from domain.messages import LANGUAGES, Channel, MessageKey
from domain.sms_segments import segments
from locales.catalog_loader import load_catalogs
from locales.negotiate import spoken_language
from messaging.rendering.renderer import RenderedMessage, Renderer

app = group("Preview what people are told, see what became of a message, decide about what is held.")


app.command()(show)
app.command()(held)
app.command()(release)
app.command()(drop)
app.command()(correct)


@app.command()
def preview(
    key: Annotated[MessageKey, typer.Argument(help="Which message.")],
    language: Annotated[str, typer.Option("--language", "-l", help="A tag or a name: ar, es-MX, Farsi.")] = "en",
    channel: Annotated[Channel, typer.Option(help="How it travels.")] = Channel.SMS,
    minimal: Annotated[bool, typer.Option("--minimal", help="Only the facts the message cannot do without.")] = False,
    text_to_911: Annotated[bool, typer.Option("--text-to-911", help="As where 911 takes texts.")] = False,
    corrects: Annotated[MessageKey | None, typer.Option(help="Of a correction: what it takes back.")] = None,
) -> None:
    """Print one message with invented facts, its length and what it costs.

    Example: caseline message preview officer_delayed --language ar
    """
    spoken = spoken_language(language)
    if spoken is None:
        raise typer.BadParameter(f"Caseline speaks {', '.join(LANGUAGES)}.", param_hint="--language")
    if key is MessageKey.LANGUAGE_OFFER and channel is Channel.EMAIL:
        raise typer.BadParameter("languages are offered by text only.", param_hint="--channel")
    facts = replace(sample(key, MINIMAL if minimal else FULL), corrects=corrects, text_to_911=text_to_911)
    message = Renderer(load_catalogs()).render(key, channel, spoken, facts, unsubscribe_url=UNSUBSCRIBE_URL)
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
    out.write_text(gallery_page(Renderer(load_catalogs())), encoding="utf-8")
    typer.echo(f"Wrote {out.resolve().as_uri()}")


def _measure(message: RenderedMessage) -> str:
    if message.channel is Channel.EMAIL:
        return f"{len(message.text)} characters of text, {len(message.html or '')} of HTML"
    count = segments(message.text)
    noun = "segment" if count.segments == 1 else "segments"
    return f"{count.characters} characters, {count.segments} {noun} ({count.encoding.value})"
