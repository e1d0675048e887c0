"""A letter that doubles the price of a text is named with the segments it costs and the line of its sentence."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.gsm_letters import (
    ELSEWHERE,
    IN_LATIN_LETTERS,
    OutsideGsm,
    questions_outside_gsm,
    texts_outside_gsm,
)
from commands.message_samples import FULL, MINIMAL
from domain.messages import Channel, MessageKey
from domain.sms_segments import Encoding, encoding_of, outside_gsm
from locales.catalog_loader import catalog_path, load_catalogs
from messaging.rendering.renderer import Renderer
from policies.files import QUESTION_FILES, load_question_sets


def test_a_text_in_gsm_has_none_and_others_name_each_once() -> None:
    assert outside_gsm("Qué pasó: él escribió ñ") == ("ó",)
    assert outside_gsm("çáí çáí") == ("ç", "á", "í")
    assert outside_gsm("It costs 5 € [net]") == ()


@given(st.text())
def test_a_text_is_in_gsm_exactly_if_no_letter_is_outside(text: str) -> None:
    assert (not outside_gsm(text)) is (encoding_of(text) is Encoding.GSM_7)


def test_it_reads_as_a_sentence() -> None:
    one = OutsideGsm(language="es", what="survey_thanks", letters={"í": ("es.po:7",)}, segments=2, in_gsm=1)
    assert str(one) == "es survey_thanks: í (U+00ED) makes 2 segments of 1 (es.po:7)"
    two = OutsideGsm(language="fr", what="help", letters={"ç": ("fr.po:7",), "û": ()}, segments=1, in_gsm=1)
    assert str(two) == f"fr help: ç (U+00E7), û (U+00FB) make no segment more yet (fr.po:7, {ELSEWHERE})"


def test_one_accent_is_found_at_the_line_of_its_sentence(tmp_path: Path) -> None:
    root = tmp_path / "locales"
    for language in ("es", "fr", "sw", "ar", "fa"):
        po = catalog_path(language, root)
        po.parent.mkdir(parents=True)
        po.write_bytes(catalog_path(language).read_bytes())
    po = catalog_path("es", root)
    before = po.read_text(encoding="utf-8")
    spoiled = before.replace("Recibimos su llamada.", "Recibímos su llamada.")
    assert spoiled != before
    po.write_text(spoiled, encoding="utf-8")
    found = {
        each.what: each for each in texts_outside_gsm(Renderer(load_catalogs(root)), root) if each.language == "es"
    }
    received = found["call_received"]
    [place] = received.letters["í"]
    line = int(place.rpartition(":")[2])
    assert "We got your call." in po.read_text(encoding="utf-8").splitlines()[line - 1]
    assert received.segments > received.in_gsm


@pytest.mark.parametrize("language", IN_LATIN_LETTERS)
def test_every_text_that_falls_out_is_named(language: str) -> None:
    renderer = Renderer(load_catalogs())
    named = {each.what for each in texts_outside_gsm(renderer) if each.language == language}
    for key, facts in product(set(MessageKey) - {MessageKey.LANGUAGE_OFFER}, (FULL, MINIMAL)):
        text = renderer.render(key, Channel.SMS, language, facts)
        assert text.encoding is Encoding.GSM_7 or key.value in named


def test_english_is_written_in_gsm() -> None:
    renderer = Renderer(load_catalogs())
    assert [each for each in texts_outside_gsm(renderer) if each.language == "en"] == []


def test_a_survey_question_is_named_with_the_line_of_its_file() -> None:
    sets = load_question_sets()
    for each in questions_outside_gsm(Renderer(load_catalogs()), sets):
        for letter, (place,) in each.letters.items():
            file, _, line = place.rpartition(":")
            assert letter in (QUESTION_FILES.parents[1] / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
