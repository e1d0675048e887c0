"""Invented facts for previews of messages: the people do not exist, and 555-01xx numbers ring nowhere."""

from __future__ import annotations

from dataclasses import replace

from domain.messages import LANGUAGES, MessageFacts, MessageKey

MINIMAL = MessageFacts(
    agency="Springfield Police",
    non_emergency_phone="303-555-0100",
    time_zone="America/Denver",
    reference="26-014237",
    surviving_reference="26-014201",
    case_number="26-88112",
    detective_message="Could you call me tomorrow between 9 and 12?\nI have two questions about the back door.",
    link="https://springfield.example/s/k3F9wQ",
    open_question="About the officers: what could we have done better, or what did we do well?",
    code="482913",
    code_host="springfield.example",
)
"""Only what the messages cannot do without."""

FULL = replace(
    MINIMAL,
    first_contact=True,
    cancel_word=True,
    minutes=31,
    eta_minutes=12,
    detective_name="Dana Reyes",
    detective_phone="303-555-0147",
    detective_email="d.reyes@springfield.example",
    report_link="https://springfield.example/reports",
    rights_link="https://springfield.example/rights",
    expires_in_days=7,
    occurred_on="2026-11-20T21:14:00-07:00",
)
"""Everything a message can say, as a first contact."""

WITH_TEXT_TO_911 = replace(FULL, text_to_911=True)
"""The same where 911 takes texts: the longest form of each."""


def sample(key: MessageKey, facts: MessageFacts = FULL) -> MessageFacts:
    """The facts as this message needs them: an offer of languages says nothing else."""
    return replace(facts, offered_languages=LANGUAGES) if key is MessageKey.LANGUAGE_OFFER else facts


UNSUBSCRIBE_URL = "https://springfield.example/u/Zk81"
