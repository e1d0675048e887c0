"""Builds one HTML page of every message in every language, for reviewers."""

from __future__ import annotations

from pathlib import Path

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from commands.message_samples import FULL, UNSUBSCRIBE_URL
from domain.messages import KEY_RULES, LANGUAGES, Channel, MessageKey
from locales.formats import direction
from messaging.rendering.renderer import RenderedMessage, Renderer

TEMPLATES = Path(__file__).resolve().parent / "templates"


def gallery_page(renderer: Renderer) -> str:
    """The whole page, needing no other file."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    messages = [(key, KEY_RULES[key], _in_all_languages(renderer, key)) for key in MessageKey]
    return environment.get_template("gallery.html.j2").render(
        messages=messages, languages=[(code, _name(code)) for code in LANGUAGES], direction=direction
    )


def _in_all_languages(renderer: Renderer, key: MessageKey) -> list[tuple[RenderedMessage, RenderedMessage]]:
    return [
        (_render(renderer, key, Channel.SMS, code), _render(renderer, key, Channel.EMAIL, code)) for code in LANGUAGES
    ]


def _render(renderer: Renderer, key: MessageKey, channel: Channel, language: str) -> RenderedMessage:
    return renderer.render(key, channel, language, FULL, unsubscribe_url=UNSUBSCRIBE_URL)


def _name(language: str) -> str:
    """What speakers call their language."""
    return Locale(language).get_language_name(language) or language
