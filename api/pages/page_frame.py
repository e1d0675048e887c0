"""What every page for people has in common: its headers, its language, its frame, and errors told in words."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.access import PUBLIC
from api.dependencies import ApiDependencies
from api.pages.agency_look import color_path, seal_path
from db.encryption.keyring import VaultError
from db.tables import Agency
from locales.catalog_loader import Catalogs
from locales.formats import direction, format_number
from locales.negotiate import negotiate
from locales.sentences import Sentence
from locales.unbroken_numbers import unbroken_by_class

log = structlog.get_logger(__name__)

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


_templates.filters["on_one_line"] = unbroken_by_class

Notice = tuple[int, Sentence, Sentence]
"""A page that says one thing: its status, its title, and what there is to say."""


class Stopped(Exception):
    """A request that does not get to its page; `answer` is sent instead."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


class NothingThere(Exception):
    """A link or an agency we do not know: the same words for all."""


class Page:
    """Pages in one language, from the templates in `folder`; each template is given `values` too.

    With an agency, they open with its seal and its name on its color, and say whether its 911 takes texts.
    """

    folder = ""

    def __init__(self, deps: ApiDependencies, language: str, *, agency: Agency | None = None, **values: Any) -> None:
        self.language = language
        self._text_to_911 = agency is not None and agency.text_to_911
        self._catalog = self.catalogs_of(deps)[language]
        frame = {"say": self._shown, "language": language, "direction": direction(language), "direction_of": direction}
        self._values = values | frame | {"agency": agency, "seal_path": seal_path, "color_path": color_path}

    def catalogs_of(self, deps: ApiDependencies) -> Catalogs:
        """Where its sentences are translated."""
        return deps.catalogs

    def notice(self, status: int, title: Sentence, more: Sentence) -> HTMLResponse:
        """A page that says one thing."""
        return self.render("notice.html", status, title=title, more=more)

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page from a template, which says its sentences by `say`."""
        html = _templates.get_template(self.folder + template).render(self._values | values)
        return HTMLResponse(html, status_code=status, headers=HEADERS)

    def say(self, sentence: Sentence, **values: str) -> str:
        """A sentence in this page's language."""
        said = str(self._catalog.gettext(sentence.wording(text_to_911=self._text_to_911)))
        return said.format(**values) if values else said

    def say_counted(self, sentence: Sentence, count: int) -> str:
        """A sentence with a number in it, in the form that the language has for this number."""
        said = str(self._catalog.ngettext(sentence.text, sentence.plural or sentence.text, count))
        return said.format(**{sentence.of or "count": format_number(count, self.language)})

    def _shown(self, sentence: Sentence, **values: str) -> str:
        """The same as a template shows it; plain where there is no number, so that an attribute can hold it."""
        said = self.say(sentence, **values)
        return unbroken_by_class(said) if any(character.isdigit() for character in said) else said


def visitor_page(request: Request, deps: ApiDependencies) -> Page:
    """A page for a visitor we do not know, in the language of their browser."""
    return Page(deps, language_of(request))


def language_of(request: Request, chosen: str = "") -> str:
    """The language the visitor chose, else that of their browser."""
    wanted = request.headers.get("accept-language", "")[:200].split(",")
    return negotiate(chosen, *(tag.partition(";")[0].strip() for tag in wanted))


def page_router(
    prefix: str,
    notices: Mapping[type[Exception], Notice],
    page_for: Callable[[Request, ApiDependencies], Page] = visitor_page,
) -> APIRouter:
    """A router for pages: outside the API's description, without a key; these errors are answered by notices."""

    class PageRoute(APIRoute):
        """Answers in words where other routes answer with problem details."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            """The handler, wrapped."""
            handle = super().get_route_handler()

            async def answering(request: Request) -> Response:
                try:
                    return await handle(request)
                except Stopped as stopped:
                    return stopped.answer
                # Here, not in the application's handlers: those answer with problem details, for programs.
                except tuple(notices) as error:
                    if isinstance(error, VaultError):
                        log.error("page.unreadable", reason=str(error))  # noqa: TRY400  what it holds is not logged
                    notice = next(notice for kind, notice in notices.items() if isinstance(error, kind))
                    return page_for(request, request.app.state.dependencies).notice(*notice)

            return answering

    return APIRouter(include_in_schema=False, dependencies=[PUBLIC], prefix=prefix, route_class=PageRoute)
