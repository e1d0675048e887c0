"""The bundled rights and services: complete in six languages, sourced, dialable, easy to read; read once at start."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import phonenumbers
import pytest
from phonenumbers import shortnumberinfo

from domain.messages import LANGUAGES
from domain.states import COMMON, Service, StatePack, VictimRight
from policies.files import STATE_FILES, load_state_packs
from policies.state_file import parse_state_pack
from policies.toml_file import TomlError

PACKS = {file.stem: parse_state_pack(file.read_text()) for file in sorted(STATE_FILES.glob("*.toml"))}
SCRIPT = {"ar": "[\u0600-\u06ff]", "fa": "[\u0600-\u06ff]"}

each_pack = pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS.keys())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STATE_FILES, tmp_path / "states"))


def parts(pack: StatePack) -> tuple[VictimRight | Service, ...]:
    return (*pack.rights, *pack.services)


def test_there_are_packs_for_the_states_promised_and_for_all() -> None:
    assert {"CA", "AZ", "CO", "TX", "WA", "MN", COMMON} <= PACKS.keys()
    loaded = load_state_packs()
    assert loaded.keys() == PACKS.keys()
    assert loaded[COMMON] == PACKS[COMMON]


@pytest.mark.parametrize("state", sorted(PACKS.keys() - {COMMON}))
def test_a_states_people_are_also_shown_what_holds_everywhere(state: str) -> None:
    common, own, loaded = PACKS[COMMON], PACKS[state], load_state_packs()[state]
    assert loaded.services == own.services + common.services
    assert loaded.rights == own.rights + common.rights
    assert {"compensation", "confidential_address"} <= {service.id for service in own.services}
    for shown in (loaded.rights, loaded.services):
        assert len({part.id for part in shown}) == len(shown)


@each_pack
def test_everything_is_said_in_every_language_in_its_script(pack: StatePack) -> None:
    for part in parts(pack):
        assert part.text.keys() == set(LANGUAGES)
        assert len(set(part.text.values())) == len(LANGUAGES), part.id
        for language, script in SCRIPT.items():
            assert re.search(script, part.text[language]), (part.id, language)


@each_pack
def test_everything_has_a_source_and_a_law_is_cited_where_it_is_not_linked(pack: StatePack) -> None:
    for part in parts(pack):
        assert part.sources, part.id
        for source in part.sources:
            assert source.link or source.checked_on is None, source.title


@each_pack
def test_a_service_was_checked_and_can_be_reached(pack: StatePack) -> None:
    for service in pack.services:
        assert all(source.checked_on for source in service.sources), service.id
        assert service.phone or service.link
        assert service.link is None or service.link.startswith("https://")
        if service.phone:
            assert dialable(service.phone), service.phone
            assert service.tel


def dialable(phone: str) -> bool:
    number = phonenumbers.parse(phone, "US")
    return phonenumbers.is_valid_number(number) or shortnumberinfo.is_valid_short_number_for_region(number, "US")


@each_pack
def test_the_english_reads_at_about_fifth_grade(pack: StatePack) -> None:
    assert grade(" ".join(part.text["en"] for part in parts(pack))) < 6
    for part in parts(pack):
        assert grade(part.text["en"]) < 9.5, part.text["en"]


def grade(text: str) -> float:
    """The Flesch-Kincaid grade, with syllables counted by their vowels."""
    sentences = len(re.findall(r"[.!?:](?:\s|$)", text))
    words = re.findall(r"[A-Za-z’]+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<!l)e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff", "WA.toml:1: this is not text in UTF-8"),
        (b"state = ", "WA.toml:1: this is not TOML"),
        (b'state = "WA"\nversion = "one"', "WA.toml:2: version: 'one' is not a whole number"),
    ],
)
def test_what_is_wrong_is_said_by_file_and_line(folder: Path, text: bytes, said: str) -> None:
    (folder / "WA.toml").write_bytes(text)
    with pytest.raises(TomlError) as refused:
        load_state_packs(folder)
    assert f"{folder}/{said}" in str(refused.value)


def test_a_file_is_called_what_it_holds(folder: Path) -> None:
    (folder / "WA.toml").rename(folder / "OR.toml")
    with pytest.raises(TomlError, match=r"call the file WA.toml"):
        load_state_packs(folder)


def test_what_holds_everywhere_must_be_there(folder: Path) -> None:
    (folder / "US.toml").unlink()
    with pytest.raises(TomlError, match=r"US.toml is missing"):
        load_state_packs(folder)
