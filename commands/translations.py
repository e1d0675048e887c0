"""`caseline translations`: keep the translators' catalogs in step with the sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer
from rich.console import Console

from commands.gsm_letters import OutsideGsm, questions_outside_gsm, texts_outside_gsm
from commands.lazy import group
from commands.message_costs import costs_table, longer_than_english, segment_costs
from commands.open_database import stop
from commands.translations_read import read
from commands.translations_status import status
from domain.messages import LANGUAGES
from locales.catalog_loader import DOMAINS, STAFF, TEMPLATE, load_catalogs
from locales.catalog_template import extract, write_template
from locales.catalog_upkeep import compile_all, problems
from locales.catalog_upkeep import update as update_catalogs
from locales.read_catalogs import marks_by_sentence
from locales.read_marks import ReadMark
from messaging.rendering.renderer import Renderer
from policies.files import load_question_sets
from policies.read_questions import REGISTER, store_in_register, unfit_marks
from policies.toml_file import TomlError

app = group("Extract, update, compile, check and read the translations.")
app.command()(read)
app.command()(status)


@app.command("extract")
def extract_template() -> None:
    """Collect every sentence of the sources into locales/caseline.pot, and those of staff pages into staff.pot."""
    for domain in DOMAINS:
        count = len(write_template(domain=domain))
        typer.echo(f"{_near(domain.template)}: {count} sentences")


@app.command()
def update() -> None:
    """Bring every catalog in line with the sources; a changed sentence becomes fuzzy, and a mark that is old falls."""
    before = {language: marks_by_sentence(language) for language in LANGUAGES[1:]}
    changed = update_catalogs(extract())
    typer.echo(f"Changed catalogs: {', '.join(changed) or 'none'}")
    for language in update_catalogs(extract(domain=STAFF), domain=STAFF):
        typer.echo(f"Changed catalog of the staff pages: {language}")
    for language, marks in before.items():
        for sentence in marks.keys() - marks_by_sentence(language).keys():
            typer.echo(f"{language}: changed since {_reading(marks[sentence])}, to be read again: {sentence}")
    _update_register()


@app.command("compile")
def compile_catalogs() -> None:
    """Write the binary catalogs (never committed; without them the .po files are read)."""
    for domain in DOMAINS:
        for path in compile_all(domain=domain):
            typer.echo(f"Wrote {_near(path)}")


@app.command()
def check() -> None:
    """Fail if a translation is missing, fuzzy, obsolete, wrong or not what a speaker read, or the template is old.

    It also names the letters outside GSM-7 for which a text costs more, which is no failure.
    """
    template = extract()
    for note in _outside_gsm():
        typer.echo(str(note))
    for_staff = extract(domain=STAFF)
    staff_problems = problems(for_staff, STAFF.template, domain=STAFF)
    found = [*problems(template, TEMPLATE), *staff_problems, *_question_problems()]
    for problem in found:
        typer.echo(str(problem), err=True)
    if found:
        typer.echo(f"{len(found)} to correct.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{len(template)} sentences, complete in {len(LANGUAGES)} languages.")
    typer.echo(f"{len(for_staff)} sentences of staff pages, complete in {len(STAFF.languages)} languages.")


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


def _update_register() -> None:
    """Drop the marks of survey questions that were changed since, and say which."""
    sets = load_question_sets()
    try:
        for mark in unfit_marks(sets):
            typer.echo(f"A survey question changed since {_reading(mark)}, to be read again.")
        store_in_register((), sets)
    except TomlError as error:
        stop(str(error))


def _outside_gsm() -> Iterator[OutsideGsm]:
    renderer = Renderer(load_catalogs())
    yield from texts_outside_gsm(renderer)
    yield from questions_outside_gsm(renderer, load_question_sets())


def _question_problems() -> list[str]:
    """What is wrong in the register of survey questions that were read."""
    try:
        unfit = unfit_marks(load_question_sets())
    except TomlError as error:
        return str(error).splitlines()
    return [f"{REGISTER}: changed since {_reading(mark)}; `caseline translations update` drops it" for mark in unfit]


def _reading(mark: ReadMark) -> str:
    return f"{mark.by} read it on {mark.on}"


def _near(path: Path) -> str:
    """The path relative to the current folder, if it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
