"""`caseline translations read`: note that a speaker has read translations, all at once or one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from fnmatch import fnmatch
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from commands.open_database import say, stop
from domain.messages import LANGUAGES
from locales.catalog_loader import LOCALES
from locales.read_catalogs import entries, store_in_catalog
from locales.read_marks import Passage, ReadMark, readers_name
from policies.files import load_question_sets
from policies.read_questions import REGISTER, question_entries, store_in_register
from policies.toml_file import TomlError

CATALOGS, QUESTIONS = LOCALES, REGISTER
TRANSLATED = LANGUAGES[1:]


def _language(given: str) -> str:
    if given not in TRANSLATED:
        raise typer.BadParameter(f"{given!r} is not one of {', '.join(TRANSLATED)}")
    return given


def _reader(given: str) -> str:
    try:
        return readers_name(given)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def read(
    language: Annotated[str, typer.Option(help=f"One of {', '.join(TRANSLATED)}.", callback=_language)],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who has read it.", callback=_reader)],
    file: Annotated[
        str, typer.Option("--file", metavar="PATTERN", help="What comes from such a file, as in the catalog after #:")
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="Everything that is not read yet.")] = False,
) -> None:
    """Note that a speaker has read translations and found them right, with name and day.

    With --file or --all at once; without, it shows one after the other and asks. A mark falls when the English or the
    translation changes. What is empty or fuzzy is left out.

    Example: caseline translations read --language es --by "Ana Perez" --file "texts/call.py"
    """
    if file and everything:
        raise typer.BadParameter("give --file or --all, not both")
    unread = _unread(language)
    if file:
        unread = _of_files(unread, file)
    chosen = iter(unread) if file or everything else _asked(unread)
    today = datetime.now().astimezone().date()
    marks: list[ReadMark] = []
    try:
        marks.extend(passage.marked(by=by, on=today) for passage in chosen)
    finally:
        stored = _store(language, marks)
        say(f"{language}: {stored} of {len(unread)} now marked as read by {by}.")


def _unread(language: str) -> list[Passage]:
    try:
        questions = question_entries(language, load_question_sets(), QUESTIONS)
    except TomlError as error:
        stop(str(error))
    found = (*entries(language, CATALOGS), *questions)
    return [entry.passage for entry in found if entry.mark is None]


def _of_files(unread: Sequence[Passage], pattern: str) -> list[Passage]:
    found = [passage for passage in unread if any(_matches(place, pattern) for place in passage.places)]
    if not found:
        counts = Counter(place for passage in unread for place in passage.places)
        files = "".join(f"\n  {place} ({count})" for place, count in sorted(counts.items()))
        stop(f"Nothing unread comes from a file like {pattern!r}. Unread are:{files or ' none'}")
    return found


def _matches(place: str, pattern: str) -> bool:
    return pattern in place or fnmatch(place, pattern)


def _asked(unread: Sequence[Passage]) -> Iterator[Passage]:
    """Those that the reader says are right, until they leave."""
    console = Console(highlight=False, soft_wrap=True)
    for number, passage in enumerate(unread, start=1):
        console.print(Text(f"\n{number} of {len(unread)}, {', '.join(passage.places)}", style="dim"))
        for line in _shown(passage):
            console.print(line)
        answer = _answer()
        if answer == "q":
            return
        if answer == "y":
            yield passage


def _shown(passage: Passage) -> Iterable[Text]:
    yield from (Text(f"  ({hint})", style="dim") for hint in passage.hints)
    yield from (Text(f"  en  {form}") for form in passage.english)
    yield from (Text(f"  {passage.language}  {form}", style="bold") for form in passage.translation)


def _answer() -> str:
    while True:
        said = str(typer.prompt("Is it right? y: yes, n: not yet, q: quit")).strip().lower()[:1]
        if said in ("y", "n", "q"):
            return said


def _store(language: str, marks: Sequence[ReadMark]) -> int:
    return store_in_catalog(language, marks, CATALOGS) + store_in_register(marks, load_question_sets(), QUESTIONS)
