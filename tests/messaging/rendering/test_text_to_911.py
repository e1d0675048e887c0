"""People are told to text 911 only where 911 takes texts: in every message, on every page, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest

from commands.message_samples import FULL, MINIMAL, UNSUBSCRIBE_URL, WITH_TEXT_TO_911
from domain.messages import LANGUAGES, Channel, MessageKey
from locales.catalog_template import extract
from locales.sentences import MessageWords, Sentence, call_911, say
from messaging.rendering.renderer import Renderer
from messaging.rendering.speaker import placeholders

ROOT = Path(__file__).parents[3]
MODULES = [
    import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    for folder, pattern in (("api/pages", "**/*_texts.py"), ("messaging/rendering/texts", "*.py"))
    for file in sorted((ROOT / folder).glob(pattern))
]
TEXTING = {
    "en": "text 911",
    "es": "texto",
    "fr": "SMS",
    "ar": "رسالة",
    "sw": "ujumbe",
    "fa": "پیام",
}
"""By which a reader of each language knows that 911 takes texts."""


def sentences_of(value: object) -> Iterator[Sentence]:
    """Every sentence in a module, however deep."""
    if isinstance(value, Sentence):
        yield value
    elif isinstance(value, MessageWords):
        yield from sentences_of((value.subject, value.lead, value.sms, value.email))
    elif isinstance(value, dict):
        yield from sentences_of(tuple(value.values()))
    elif isinstance(value, tuple):
        for part in value:
            yield from sentences_of(part)
    elif isinstance(value, ModuleType):
        yield from sentences_of(vars(value))


EITHER = {sentence for module in MODULES for sentence in sentences_of(module) if sentence.text_to_911}


def test_a_sentence_is_worded_by_the_fact() -> None:
    either = call_911(say("Call 911."), or_text=say("Call or text 911."))
    assert either.wording(text_to_911=False) == "Call 911."
    assert either.wording(text_to_911=True) == "Call or text 911."
    assert say("Thank you.").wording(text_to_911=True) == "Thank you."


def test_every_sentence_that_says_to_text_911_has_one_that_says_only_to_call() -> None:
    texting = {str(entry.id) for entry in extract() if "text 911" in str(entry.id)}
    assert texting == {sentence.text_to_911 for sentence in EITHER}
    assert len(texting) == 9
    for sentence in EITHER:
        assert sentence.text == str(sentence.text_to_911).replace("call or text 911", "call 911")
        assert placeholders(sentence.text) == placeholders(str(sentence.text_to_911))


@pytest.mark.parametrize(("key", "language"), list(product(MessageKey, LANGUAGES)))
def test_no_message_says_to_text_911_where_it_may_not_be_read(
    renderer: Renderer, key: MessageKey, language: str
) -> None:
    for facts, channel in product((FULL, MINIMAL), Channel):
        message = renderer.render(key, channel, language, facts, unsubscribe_url=UNSUBSCRIBE_URL)
        for text in (message.text, message.html or "", message.subject or ""):
            assert "text 911" not in text


@pytest.mark.parametrize(("sentence", "language"), list(product(sorted(EITHER, key=lambda each: each.text), LANGUAGES)))
def test_both_are_said_in_every_language_and_only_one_says_to_text(
    renderer: Renderer, sentence: Sentence, language: str
) -> None:
    catalog = renderer._catalogs[language]
    call, either = (str(catalog.gettext(sentence.wording(text_to_911=fact))) for fact in (False, True))
    assert "911" in call
    assert "911" in either
    assert call != either
    about_911 = " ".join(part for part in call.split(".") if "911" in part)
    assert TEXTING[language] not in about_911


def test_an_email_says_to_text_911_where_911_takes_texts(renderer: Renderer) -> None:
    email = renderer.render(MessageKey.CALL_RECEIVED, Channel.EMAIL, "en", WITH_TEXT_TO_911)
    assert "In an emergency, call or text 911." in email.text
    assert "In an emergency, call or text 911." in (email.html or "")
