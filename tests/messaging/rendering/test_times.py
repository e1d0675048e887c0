"""What a message says about a day and an hour, in sentences that are right at every hour and cost no segment more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from commands.message_samples import FULL, UNSUBSCRIBE_URL
from domain.messages import LANGUAGES, Channel, MessageKey
from domain.sms_segments import Encoding
from messaging.rendering.renderer import RenderedMessage, Renderer

LONG_NAME = "Springfield Police Department, Division of Records"
TELLS_A_TIME = (MessageKey.PORTAL_SIGNED_IN, MessageKey.CALL_RECEIVED)
DAY = datetime(2026, 11, 20, 7, 5, tzinfo=UTC)
"""Five past midnight in Denver."""


def at(renderer: Renderer, language: str, moment: datetime, *, agency: str = FULL.agency) -> RenderedMessage:
    facts = replace(FULL, occurred_on=moment.isoformat(), agency=agency)
    return renderer.render(MessageKey.PORTAL_SIGNED_IN, Channel.SMS, language, facts)


@pytest.mark.parametrize("language", ["en", "es", "fr", "sw"])
def test_a_text_that_tells_a_time_stays_in_the_cheap_alphabet_at_every_hour(renderer: Renderer, language: str) -> None:
    for hour in range(24):
        text = at(renderer, language, DAY + timedelta(hours=hour))
        assert (text.encoding, text.segments) == (Encoding.GSM_7, 1)


def test_spanish_has_the_right_article_at_every_hour(renderer: Renderer) -> None:
    for hour in range(24):
        article = "la 1:05" if hour in (1, 13) else f"las {(hour - 1) % 12 + 1}:05"
        half = "a. m." if hour < 12 else "p. m."
        text = at(renderer, "es", DAY + timedelta(hours=hour)).text
        assert f"El 20 de noviembre de 2026 a {article} {half} una persona" in text


def test_swahili_tells_both_clocks_where_it_costs_nothing_and_else_says_am_or_pm(renderer: Renderer) -> None:
    moment = DAY + timedelta(hours=9, minutes=10)
    assert "9:15 AM (saa 3 na dakika 15 asubuhi)" in at(renderer, "sw", moment).text
    dear = at(renderer, "sw", moment, agency=LONG_NAME)
    assert (dear.segments, "9:15 AM. " in dear.text, "saa" in dear.text) == (1, True, False)


@pytest.mark.parametrize(("language", "second"), [("ar", "(تشرين الثاني)"), ("fa", "(۲۹ آبان ۱۴۰۵)")])
def test_a_text_has_the_second_date_only_where_it_costs_nothing(renderer: Renderer, language: str, second: str) -> None:
    def said(agency: str) -> RenderedMessage:
        return at(renderer, language, DAY, agency=agency)

    assert (said("SPD").segments, second in said("SPD").text) == (2, True)
    assert (said(FULL.agency).segments, second in said(FULL.agency).text) == (2, False)
    facts = replace(FULL, occurred_on=DAY.isoformat())
    email = renderer.render(MessageKey.PORTAL_SIGNED_IN, Channel.EMAIL, language, facts)
    assert all(second in part for part in (email.text, email.html or ""))


@pytest.mark.parametrize(("key", "language"), list(product(TELLS_A_TIME, LANGUAGES)))
def test_no_sentence_ends_twice(renderer: Renderer, key: MessageKey, language: str) -> None:
    for channel in Channel:
        message = renderer.render(key, channel, language, FULL, unsubscribe_url=UNSUBSCRIBE_URL)
        assert ".." not in message.text.replace("\u2069", "")
