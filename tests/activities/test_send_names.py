"""Names of sends: whatever can be composed is recognized, near misses are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.send_names import LONGEST, is_send_name, send_name
from activities.step_names import is_step_name
from domain.messages import LANGUAGES, Channel, MessageKey

KEYS = st.lists(st.sampled_from(MessageKey), min_size=1, max_size=20)
CHANNELS = st.lists(st.sampled_from(Channel), min_size=1)
SPOKEN = st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=2)


@given(CHANNELS, st.sampled_from(("caller", "victim")), KEYS, SPOKEN)
def test_what_is_composed_is_recognized_and_no_step(
    channels: list[Channel], to: str, keys: list[MessageKey], languages: list[str]
) -> None:
    name = send_name(channels, to, keys, languages)
    assert len(name) <= LONGEST
    assert is_send_name(name)
    assert not is_step_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Text",
        "Text victim",
        "Text victim: ",
        "Text victim: case number",
        "Text victim: case number ()",
        "Text victim: case numbers (fa)",
        "Text victim: case number, (fa)",
        "Text Zahra: case number (fa)",
        "Call victim: case number (fa)",
        "Text and Email victim: case number (fa)",
        "text victim: case number (fa)",
        "Text victim: case number (fa) ",
        "Text victim: case number (Farsi, spoken by Zahra)",
    ],
)
def test_a_near_miss_is_no_name(name: str) -> None:
    assert not is_send_name(name)


@given(st.text(max_size=LONGEST - 1))
def test_words_of_others_are_no_name(name: str) -> None:
    assert not is_send_name(name)
