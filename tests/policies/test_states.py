"""Which state's rights and services an agency's people are shown, and what a file of them must have."""

from __future__ import annotations

import re
from datetime import date

import pytest

from domain.messages import LANGUAGES
from domain.states import COMMON, Service, pack_for, state_of
from policies.state_file import parse_state_pack
from policies.toml_file import TomlError


def texts(text: str) -> str:
    return "".join(f'{language} = "{text} ({language})"\n' for language in LANGUAGES)


SMALL = f"""\
state = "OR"
version = 2
[name]
{texts("Oregon")}\
[sources.law]
title = "ORS 147.417"
link = "https://example.gov/law"
checked_on = 2026-11-22
[sources.known]
title = "Oregon Constitution, article I, section 42"
checked = false
[hours.always]
{texts("Day and night")}\
[rights.told]
sources = ["law", "known"]
{texts("You may ask.")}\
[services.line]
name = "Help Line"
phone = "1-800-555-0100"
hours = "always"
sources = ["law"]
{texts("Somebody listens.")}"""


@pytest.mark.parametrize(
    ("state", "ori", "expected"),
    [
        (None, "WASPD0000", "WA"),
        (None, "NB0280000", "NE"),
        (None, "waspd0000", "WA"),
        ("MN", "WASPD0000", "MN"),
        ("NE", "NB0280000", "NE"),
        ("", "CASFP0000", "CA"),
    ],
)
def test_a_state_is_what_was_set_or_what_the_ori_begins_with(state: str | None, ori: str, expected: str) -> None:
    assert state_of(state=state, ori=ori) == expected


def test_people_of_a_state_without_a_pack_are_shown_what_holds_everywhere() -> None:
    oregon = parse_state_pack(SMALL)
    common = parse_state_pack(SMALL.replace('"OR"', f'"{COMMON}"'))
    packs = {"OR": oregon, COMMON: common}
    assert pack_for(packs, state=None, ori="OR0260000") is oregon
    assert pack_for(packs, state=None, ori="WASPD0000") is common
    assert pack_for({}, state=None, ori="WASPD0000") is None


def test_what_holds_everywhere_comes_last() -> None:
    pack = parse_state_pack(SMALL)
    other = SMALL.replace("told", "federal").replace("services.line", "services.crisis")
    both = pack.with_common(parse_state_pack(other))
    assert [right.id for right in both.rights] == ["told", "federal"]
    assert [service.id for service in both.services] == ["line", "crisis"]
    assert (both.state, both.name) == (pack.state, pack.name)


def test_a_file_is_read_with_its_sources() -> None:
    pack = parse_state_pack(SMALL)
    assert (pack.state, pack.version, pack.name["fa"]) == ("OR", 2, "Oregon (fa)")
    (right,), (service,) = pack.rights, pack.services
    assert [(source.title, source.checked_on) for source in right.sources] == [
        ("ORS 147.417", date(2026, 11, 22)),
        ("Oregon Constitution, article I, section 42", None),
    ]
    assert (service.name, service.text["en"]) == ("Help Line", "Somebody listens. (en)")
    assert service.hours is not None
    assert service.hours["es"] == "Day and night (es)"


@pytest.mark.parametrize(
    ("phone", "dialled"), [("1-800-799-7233", "+18007997233"), ("303-239-4493", "+13032394493"), ("988", "988")]
)
def test_a_number_is_dialled_as_a_telephone_needs_it(phone: str, dialled: str) -> None:
    assert Service(id="x", name="X", text={}, sources=(), phone=phone).tel == dialled
    assert Service(id="x", name="X", text={}, sources=()).tel is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('state = "OR"', 'state = "Oregon"'), "1: state: 'Oregon' does not fit; use two capital letters, as WA"),
        (("version = 2", "version = 0"), "2: version: 0 is out of range"),
        (('fa = "Oregon (fa)"\n', ""), "name.fa: is missing"),
        (('sw = "You may ask. (sw)"\n', ""), "rights.told.sw: is missing"),
        (('"You may ask. (en)"', f'"{"x" * 401}"'), "rights.told.en: has 401 characters"),
        (('["law", "known"]', "[]"), "25: rights.told.sources: is empty; use a list of at least one id of [sources]"),
        (('["law", "known"]', '["lore"]'), "rights.told.sources: 'lore' is not known"),
        (('"https://example.gov/law"', '"http://example.gov/law"'), "use a link that begins with https://"),
        (("checked_on = 2026-11-22\n", ""), "sources.law.checked_on: is missing"),
        (
            ("checked_on = 2026-11-22", 'checked_on = "last week"'),
            "13: sources.law.checked_on: 'last week' is not",
        ),
        (
            ("checked = false", 'checked = false\nchecked_on = "never"'),
            "17: sources.known.checked_on: 'never' is not a",
        ),
        (('"1-800-555-0100"', '"1-800-555-HELP"'), "use a number as 1-800-555-0100 or 988"),
        (('phone = "1-800-555-0100"\n', ""), "services.line.link: is missing, and so is phone"),
        (('hours = "always"', 'hours = "sometimes"'), "services.line.hours: 'sometimes' is not known"),
        (
            ("[services.line]", "[services.Help-Line]"),
            "'Help-Line' does not fit; use lower-case letters, digits",
        ),
        (("version = 2", 'version = 2\ncolour = "red"'), "3: colour: unknown key"),
        (("version = 2", "version ="), "2: this is not TOML"),
    ],
)
def test_a_mistake_is_said_by_line_and_field(change: tuple[str, str], says: str) -> None:
    with pytest.raises(TomlError) as refused:
        parse_state_pack(SMALL.replace(*change, 1))
    said = [f"{problem.line}: {problem}" for problem in refused.value.problems]
    assert any(says in problem for problem in said), said


def test_every_mistake_is_said_at_once() -> None:
    broken = re.sub(r"^(fr|ar) = .*\n", "", SMALL, flags=re.MULTILINE)
    with pytest.raises(TomlError) as refused:
        parse_state_pack(broken)
    assert len(refused.value.problems) == 2 * 4


def test_the_sources_of_a_file_are_listed_however_many_they_are() -> None:
    acts = "".join(f'[sources.act{n}]\ntitle = "Act {n}"\nchecked = false\n' for n in range(30))
    with pytest.raises(TomlError, match=r"known here: act0, act1, .*, known, law"):
        parse_state_pack(
            SMALL.replace('["law", "known"]', '["zzz"]').replace("[hours.always]", f"{acts}[hours.always]")
        )
