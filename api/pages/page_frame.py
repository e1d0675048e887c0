"""What every page for people has in common: its headers, its language, its frame."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.dependencies import ApiDependencies
from locales.formats import direction
from locales.negotiate import negotiate
from locales.sentences import Sentence

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


class Page:
    """Pages in one language."""

    def __init__(self, deps: ApiDependencies, language: str) -> None:
        self._catalog = deps.catalogs[language]
        self._language = language

    def notice(self, status: int, title: Sentence, more: Sentence) -> HTMLResponse:
        """A page that says one thing."""
        return self.render("notice.html", status, title=title, more=more)

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page from a template in `templates/`, which says its sentences by `say`."""
        html = _templates.get_template(template).render(
            say=self.say, language=self._language, direction=direction(self._language), **values
        )
        return HTMLResponse(html, status_code=status, headers=HEADERS)

    def say(self, sentence: Sentence, **values: str) -> str:
        """A sentence in this page's language."""
        said = str(self._catalog.gettext(sentence.text))
        return said.format(**values) if values else said


def page_for_stranger(request: Request, deps: ApiDependencies, *, chosen: str = "") -> Page:
    """A page for a visitor we do not know, in the language they chose here, else that of the browser."""
    return Page(deps, language_of(request, chosen))


def language_of(request: Request, chosen: str = "") -> str:
    """The language the visitor chose, else that of their browser."""
    wanted = request.headers.get("accept-language", "")[:200].split(",")
    return negotiate(chosen, *(tag.partition(";")[0].strip() for tag in wanted))
