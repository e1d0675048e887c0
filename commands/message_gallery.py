"""Builds one HTML page of every message in every language, for reviewers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from commands.message_samples import FULL, UNSUBSCRIBE_URL, WITH_TEXT_TO_911, sample
from domain.messages import KEY_RULES, LANGUAGES, Channel, MessageFacts, MessageKey
from locales.formats import direction
from messaging.rendering.readings.call import CALL_READINGS
from messaging.rendering.readings.case import CASE_READINGS
from messaging.rendering.renderer import RenderedMessage, Renderer
from messaging.rendering.texts import TEXTS
from messaging.rendering.texts.correction import CORRECTION_TEXTS

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
    messages = [
        (name, KEY_RULES[key], _in_all_languages(renderer, key, facts)) for name, key, facts in _every_message()
    ]
    return environment.get_template("gallery.html.j2").render(
        messages=messages,
        readings={key.value: reading for key, reading in {**CALL_READINGS, **CASE_READINGS}.items()},
        languages=[(code, _name(code)) for code in LANGUAGES],
        direction=direction,
    )


def _every_message() -> Iterator[tuple[str, MessageKey, MessageFacts]]:
    """Each with the name under which it is shown, and again as it is where 911 takes texts if that differs.

    Corrections of what has words of its own one by one.
    """
    for key in MessageKey:
        yield key.value, key, sample(key)
        if says_to_text_911(key):
            yield f"{key.value}_where_911_takes_texts", key, sample(key, WITH_TEXT_TO_911)
    for wrong in CORRECTION_TEXTS:
        yield f"correction_of_{wrong}", MessageKey.CORRECTION, replace(FULL, corrects=wrong)


def says_to_text_911(key: MessageKey) -> bool:
    """True if this message itself says how to reach 911; below every email it is said too."""
    words = TEXTS.get(key)
    return words is not None and any(
        sentence.text_to_911 for sentence in (*words.subject, *words.lead, *words.sms, *words.email)
    )


def _in_all_languages(
    renderer: Renderer, key: MessageKey, facts: MessageFacts
) -> list[tuple[RenderedMessage, RenderedMessage | None]]:
    """A text and an email of each; what only offers languages is said once, and by text only."""

    def rendered(channel: Channel, language: str) -> RenderedMessage:
        return renderer.render(key, channel, language, facts, unsubscribe_url=UNSUBSCRIBE_URL)

    if key is MessageKey.LANGUAGE_OFFER:
        return [(rendered(Channel.SMS, "ar"), None)]
    return [(rendered(Channel.SMS, code), rendered(Channel.EMAIL, code)) for code in LANGUAGES]


def _name(language: str) -> str:
    """What speakers call their language."""
    return Locale(language).get_language_name(language) or language
