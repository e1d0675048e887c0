"""A text message is counted as the carrier bills it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sms_segments import ALONE, GSM_EXTENDED, JOINED, Encoding, plain_typography, segments
from tests.shared_material import shared


def counted(body: str) -> dict[str, Any]:
    count = segments(body)
    bits = 7 if count.encoding is Encoding.GSM_7 else 16
    return {
        "encoding": count.encoding.value,
        "segments": count.segments,
        "unicodeScalars": count.characters,
        "messageSize": count.units * bits,
    }


def test_it_counts_as_the_vendor_does() -> None:
    vectors = json.loads(shared("vectors/twilio_segment_calculator_testdata.json").read_text(encoding="utf-8"))
    assert len(vectors) > 5
    for vector in vectors:
        ours = counted(vector["body"])
        assert ours == {name: vector[name] for name in ours}, vector["testDescription"]


@pytest.mark.parametrize(
    ("text", "encoding", "parts", "units"),
    [
        ("", Encoding.GSM_7, 0, 0),
        ("a" * 160, Encoding.GSM_7, 1, 160),
        ("a" * 161, Encoding.GSM_7, 2, 161),
        ("a" * 306, Encoding.GSM_7, 2, 306),
        ("a" * 307, Encoding.GSM_7, 3, 307),
        ("€" * 80, Encoding.GSM_7, 1, 160),
        ("€" * 81, Encoding.GSM_7, 2, 162),
        ("á" + "a" * 69, Encoding.UCS_2, 1, 70),
        ("á" + "a" * 70, Encoding.UCS_2, 2, 71),
        ("😜" * 35, Encoding.UCS_2, 1, 70),
        ("😜" * 36, Encoding.UCS_2, 2, 72),
    ],
)
def test_a_part_holds_so_much_and_no_more(text: str, encoding: Encoding, parts: int, units: int) -> None:
    count = segments(text)
    assert (count.encoding, count.segments, count.units) == (encoding, parts, units)


def test_an_escaped_character_is_not_split_over_two_parts() -> None:
    # 152 + 2 does not fit in 153, so the bracket opens the second part and the third is needed.
    assert segments("a" * 152 + "[" + "a" * 151).segments == 2
    assert segments("a" * 152 + "[" + "a" * 152).segments == 3


def test_a_surrogate_pair_is_not_split_over_two_parts() -> None:
    assert segments("я" * 66 + "😜" + "я" * 65).segments == 2
    assert segments("я" * 66 + "😜" + "я" * 66).segments == 3


@pytest.mark.parametrize("letter", "àèéìòùñöüÄÖÜÅßÆøÇ¿¡@£$_")
def test_letters_of_the_basic_table_are_cheap(letter: str) -> None:
    assert segments(letter).encoding is Encoding.GSM_7


@pytest.mark.parametrize("letter", "áíóúçêâîôûœ\u2019\u00a0`°عفپ")
def test_letters_outside_the_table_are_dear(letter: str) -> None:
    assert segments(letter).encoding is Encoding.UCS_2


def test_typography_is_made_plain_and_spelling_is_kept() -> None:
    assert plain_typography("“l’appel” – n\u202f: déjà…") == '"l\'appel" - n : déjà...'


@given(st.text(max_size=700))
def test_parts_hold_everything_and_no_part_is_wasted(text: str) -> None:
    count = segments(text)
    room = ALONE if count.segments == 1 else JOINED
    assert count.units <= count.segments * room[count.encoding]
    # At most one unit per part is left empty, where a double character would not fit.
    assert count.units > (count.segments - 1) * (room[count.encoding] - 1) or count.segments == 0


@given(st.text(max_size=400) | st.text(alphabet="a€[\n", min_size=140, max_size=320))
def test_units_are_those_of_all_its_characters(text: str) -> None:
    count = segments(text)
    twice = GSM_EXTENDED if count.encoding is Encoding.GSM_7 else {each for each in text if ord(each) > 0xFFFF}
    assert count.units == len(text) + sum(each in twice for each in text)
