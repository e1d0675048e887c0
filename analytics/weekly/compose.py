"""Write the weekly email in its reader's language: subject, text, and HTML with the figures as a small table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analytics.extracts import Extract
from analytics.headlines import Headline, headlines
from analytics.plots.figure_words import FigureWords
from analytics.results.figure_table import DaySpan
from analytics.results.kept_figures import Figures
from analytics.weekly import words as said
from locales.catalog_loader import Catalogs

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFigures:
    """What the email tells of; `before` has no tables if the extract does not hold the week before."""

    extract: Extract
    week: DaySpan
    now: Figures
    before: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEmail:
    """Ready to leave."""

    subject: str
    text: str
    html: str


def write_email(told: WeekFigures, catalogs: Catalogs, language: str, *, address: str, link: str) -> WrittenEmail:
    """For one reader; `link` leads to the page of the week's results."""
    about = told.extract.about
    words = FigureWords(language=language, catalog=catalogs[language], currency=about.currency)
    days = {"first": words.day(told.week.begins), "last": words.day(told.week.ends - timedelta(days=1))}
    rows = headlines(words, told.now, told.before)
    subject = said.SUBJECT_INVENTED if about.invented else said.SUBJECT
    parts = {
        "subject": words.say(subject, agency=about.agency, **days),
        "invented": words.say(said.INVENTED) if about.invented else "",
        "intro": words.say(said.INTRO, **days),
        "nothing": words.say(said.NOTHING),
        "see_all": words.say(said.SEE_ALL),
    }
    footer = [
        words.say(said.COUNTED, day=words.day(about.extracted_at.date())),
        words.say(said.WHY_YOU, agency=about.agency),
        words.say(said.HOW_TO_STOP, address=address),
    ]
    heads = [words.say(each) for each in (said.FIGURE, said.WEEK, said.BEFORE)]
    html = _templates.get_template("email.html.j2").render(
        parts, lang=language, agency=about.agency, heads=heads, rows=rows, footer=footer, link=link
    )
    return WrittenEmail(subject=parts["subject"], text=_text(words, parts, rows, footer, link), html=html)


def _text(words: FigureWords, parts: dict[str, str], rows: tuple[Headline, ...], footer: list[str], link: str) -> str:
    told = [_line(words, row) for row in rows] or [parts["nothing"]]
    head = [parts["invented"], parts["intro"]]
    blocks = [*filter(None, head), "\n".join(told), f"{parts['see_all']}: {link}", "-- \n" + "\n".join(footer)]
    return "\n\n".join(blocks) + "\n"


def _line(words: FigureWords, row: Headline) -> str:
    before = f" ({words.say(said.BEFORE)}: {row.before})" if row.before else ""
    return f"{row.words}: {row.value}{before}"
