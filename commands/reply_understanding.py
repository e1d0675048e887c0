"""`caseline reply explain`, `train` and `measure`: how replies are understood, why, and how well."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from commands.output import show_table, spaced
from domain.replies.intents import Intent
from intake.replies.understanding.measure import Score, crossed, scores, understood_as
from intake.replies.understanding.understand import Explained, explain
from locales.reply_data import CONTEXTS, REPLIES, LabeledReply, ReplyDataError, checksum, read_all, read_file
from locales.reply_training import TrainerMissing, lightened, meaning_model, written_in_model
from locales.reply_weights import MEANING, WRITTEN_IN, WeightsFile, write_weights

ADDED = ("intent", "purpose", "probability", "rating", "asked_language")
_EVERYTHING = "all"

Context = Annotated[
    str,
    typer.Option("--context", help="What came before: `survey` (a survey question) or `opted_out` (they said stop)."),
]


def explain_reply(
    text: Annotated[str, typer.Argument(help="What a person might text back, in quotation marks.")] = "",
    context: Context = "",
    file: Annotated[
        Path | None, typer.Option("--file", exists=True, dir_okay=False, help="A CSV file with a column `text`.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", dir_okay=False, help="Where to write the CSV with answers.")
    ] = None,
) -> None:
    """Say what a reply means to Caseline, how surely, and which pieces of it decided. Nothing is stored or sent.

    With --file and --out, do so for every row of a CSV file. It has the columns text, language (may be empty) and
    perhaps context; the same rows are written with intent, purpose (all, survey or updates, of an opt-out),
    probability, rating (of a survey answer) and asked_language added. So anyone can measure it on replies of their own.

    Example: caseline reply explain "he is at my door again"
    """
    if file is not None:
        _explain_file(file, out or file.with_name(f"{file.stem}.explained.csv"))
    elif text:
        _show(explain(text, CONTEXTS[_checked(context)]))
    else:
        raise typer.BadParameter(
            'Give a reply: caseline reply explain "thanks officer", or --file IN.csv --out OUT.csv.'
        )


def train() -> None:
    """Learn anew from locales/replies/*.tsv, after a speaker has added or corrected replies there.

    Needs scikit-learn: uv sync --group train. Takes about a minute. Commit the .tsv and the weights together.
    """
    replies = _replies()
    made_from = checksum(REPLIES)
    with Console(stderr=True).status(f"Learning from {len(replies):,} replies"):
        try:
            meaning, written_in = lightened(meaning_model(replies)), lightened(written_in_model(replies))
        except TrainerMissing as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
    for name, model in ((MEANING.name, meaning), (WRITTEN_IN.name, written_in)):
        path = REPLIES / name
        size = write_weights(path, WeightsFile(made_from=made_from, model=model))
        typer.echo(f"{path}: {len(model.pieces):,} pieces, {size / 1000:,.0f} kB")
    typer.echo("How well it understands: caseline reply measure")


def measure(
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="A labeled .tsv file, as those in locales/replies."),
    ] = None,
    mistakes: Annotated[bool, typer.Option("--mistakes", help="Also list what was misunderstood.")] = False,
) -> None:
    """Show recall and precision of each intent, in each language and register.

    With a file: of that file, by the weights in use. Without one: of the training data, each fifth of it understood by
    weights that were made from the other four (needs scikit-learn, takes minutes).
    """
    if file is not None:
        pairs = [(reply, understood_as(reply)) for reply in _file_replies(file)]
    else:
        with Console(stderr=True).status("Learning five times from four fifths of the replies"):
            pairs = crossed(_replies())
    for title, found in _tables(scores(pairs), scores(pairs, by=_language), scores(pairs, by=_register)):
        show_table((title, "Intent", "Replies", "Precision", "Recall"), found)
    wrong = [(reply, intent) for reply, intent in pairs if reply.intent is not intent]
    typer.echo(f"{len(pairs) - len(wrong):,} of {len(pairs):,} understood.")
    for reply, intent in wrong if mistakes else ():
        typer.echo(f"{reply} is {reply.intent}, understood as {intent}")


def _explain_file(file: Path, out: Path) -> None:
    """Everything is read and checked before anything is written."""
    if out.resolve() == file.resolve():
        raise typer.BadParameter("--out must be another file than --file: it would take its place.")
    columns, rows = _csv_rows(file)
    contexts = [CONTEXTS[_checked(row.get("context") or "", row=at)] for at, row in enumerate(rows, start=2)]
    with out.open("w", encoding="utf-8", newline="") as target:
        added = [name for name in ADDED if name not in columns]
        writer = csv.DictWriter(target, [*columns, *added], extrasaction="ignore")
        writer.writeheader()
        for row, context in zip(rows, contexts, strict=True):
            writer.writerow({**row, **_answers(explain(row["text"] or "", context))})
    typer.echo(f"{out}: {len(rows):,} replies explained.")


def _csv_rows(file: Path) -> tuple[Sequence[str], list[dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.DictReader(source)
            columns, rows = reader.fieldnames or (), list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise typer.BadParameter(f"{file} is no CSV file in UTF-8: {type(error).__name__}.") from None
    if "text" not in columns:
        raise typer.BadParameter(f"{file} must have a column named text in its first line.")
    return columns, rows


def _answers(explained: Explained) -> Mapping[str, object]:
    meant = explained.understood
    return {
        "intent": meant.intent.value,
        "purpose": (meant.purpose or _EVERYTHING) if meant.intent is Intent.OPT_OUT else "",
        "probability": f"{explained.probability:.3f}",
        "rating": "" if meant.rating is None else meant.rating,
        "asked_language": meant.language if meant.intent is Intent.LANGUAGE else "",
    }


def _show(explained: Explained) -> None:
    console, meant = Console(), explained.understood
    more = [f"purpose {meant.purpose}" if meant.purpose else "", f"language {meant.language}" if meant.language else ""]
    if meant.rating is not None:
        more.append(f"rating {meant.rating}")
    line = f"{spaced(meant.intent)}, probability {explained.probability:.3f}"
    console.print(Text(", ".join(filter(None, (line, *more))), style="bold"))
    if explained.keyword:
        console.print(Text(f"because the whole text is the keyword {explained.keyword!r}"))
    for piece, weight in explained.pieces:
        console.print(Text(f"  {weight:+.2f}  {piece}"))


def _tables(
    alone: Mapping[tuple[str, Intent], Score],
    by_language: Mapping[tuple[str, Intent], Score],
    by_register: Mapping[tuple[str, Intent], Score],
) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    for title, found in (("Replies", alone), ("Language", by_language), ("Register", by_register)):
        yield title, [(group, spaced(intent), *score.cells()) for (group, intent), score in found.items()]


def _language(reply: LabeledReply) -> str:
    return reply.written_in


def _register(reply: LabeledReply) -> str:
    return spaced(reply.register)


def _replies() -> list[LabeledReply]:
    try:
        return read_all(REPLIES)
    except ReplyDataError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _file_replies(file: Path) -> list[LabeledReply]:
    try:
        return read_file(file)
    except ReplyDataError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _checked(context: str, *, row: int = 0) -> str:
    if context.strip() not in CONTEXTS:
        where = f"Row {row}: " if row else ""
        raise typer.BadParameter(f"{where}context is empty, survey or opted_out, not {context!r}.")
    return context.strip()
