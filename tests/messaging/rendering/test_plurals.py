"""Counts take the plural form the language asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.message_samples import MINIMAL
from domain.messages import Channel, MessageKey
from messaging.rendering.renderer import RenderedMessage, Renderer

WAITED = {
    "en": ["0 minutes", "1 minute.", "2 minutes", "3 minutes", "11 minutes", "100 minutes"],
    "es": ["0 minutos", "1 minuto ", "2 minutos", "3 minutos", "11 minutos", "100 minutos"],
    "fr": ["0 minute.", "1 minute.", "2 minutes", "3 minutes", "11 minutes", "100 minutes"],
    "ar": ["أقل من دقيقة", "دقيقة واحدة", "دقيقتين", "3 دقائق", "11 دقيقة", "100 دقيقة"],
    "sw": ["dakika 0", "dakika 1", "dakika 2", "dakika 3", "dakika 11", "dakika 100"],
    "fa": ["۰ دقیقه", "۱ دقیقه", "۲ دقیقه", "۳ دقیقه", "۱۱ دقیقه", "۱۰۰ دقیقه"],
}
DAYS_LEFT = {
    "en": ["0 more days", "1 more day.", "2 more days", "3 more days", "11 more days", "100 more days"],
    "es": ["0 días", "1 día.", "2 días", "3 días", "11 días", "100 días"],
    "fr": ["0 jour.", "1 jour.", "2 jours", "3 jours", "11 jours", "100 jours"],
    "ar": ["اليوم فقط", "ليوم واحد", "ليومين", "3 أيام", "11 يومًا", "100 يوم آخر"],
    "sw": ["siku 0", "siku 1", "siku 2", "siku 3", "siku 11", "siku 100"],
    "fa": ["۰ روز", "۱ روز", "۲ روز", "۳ روز", "۱۱ روز", "۱۰۰ روز"],
}
NUMBERS = [0, 1, 2, 3, 11, 100]


def without_isolates(message: RenderedMessage) -> str:
    return message.text.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize("language", WAITED)
def test_minutes_are_counted_right(renderer: Renderer, language: str) -> None:
    for number, wanted in zip(NUMBERS, WAITED[language], strict=True):
        facts = replace(MINIMAL, minutes=number)
        assert wanted in without_isolates(renderer.render(MessageKey.OFFICER_DELAYED, Channel.SMS, language, facts))


@pytest.mark.parametrize("language", DAYS_LEFT)
def test_days_are_counted_right(renderer: Renderer, language: str) -> None:
    for number, wanted in zip(NUMBERS, DAYS_LEFT[language], strict=True):
        facts = replace(MINIMAL, expires_in_days=number)
        assert wanted in without_isolates(renderer.render(MessageKey.SURVEY_INVITATION, Channel.EMAIL, language, facts))
