"""A policy by which each message is one text: Arabic and Farsi are not offered in a text beside a first one."""

from __future__ import annotations

_ALL = 'offer_languages = ["en", "es", "fr", "ar", "sw", "fa"]'


def one_text_each(policy: str) -> str:
    """For tests that count texts and are about other things."""
    assert _ALL in policy
    return policy.replace(_ALL, 'offer_languages = ["en", "es", "fr", "sw"]')
