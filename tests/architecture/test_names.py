"""Names say one thing each: classes, first lines of modules, and who does what."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Set
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from tests.architecture.sources import PACKAGES, SOURCES, TEXTS
from tests.conftest import ROOT

NOT_OF_THE_PRODUCT = ("benchmarks/",)

NAMES_NO_ACTOR = re.compile(r"(?<![a-z])(?:somebody|nobody|whoever|whom|everybody|anybody)(?![a-z])", re.IGNORECASE)
"""A stranger who reads one of these does not learn who it is: victim, caller, contact, provider, staff, operator ..."""

FEWER_THAN = 20


def public_classes() -> dict[str, list[str]]:
    """Name of each public class -> the modules that define one."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, module in SOURCES.items():
        if not path.startswith(NOT_OF_THE_PRODUCT):
            for node in module.body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(path)
    return found


def msgids() -> frozenset[str]:
    """What translators are given: texts for people, which are theirs to word."""
    ids = [
        message.id
        for path in sorted((ROOT / "locales").glob("*.pot"))
        for message in read_po(BytesIO(path.read_bytes()))
    ]
    return frozenset(text for each in ids for text in ([each] if isinstance(each, str) else each))


def without_actor(path: str, said: Set[str]) -> int:
    """How often a module names no actor, in identifiers, prose and texts but those that translators are given."""
    texts = (node.value for node in ast.walk(SOURCES[path]) if isinstance(node, ast.Constant))
    in_msgids = sum(len(NAMES_NO_ACTOR.findall(text)) for text in texts if isinstance(text, str) and text in said)
    return len(NAMES_NO_ACTOR.findall(TEXTS[path])) - in_msgids


def test_all_packages_are_read() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py") if not path.parent.name.startswith(".")}
    assert packages - {"tests"} <= {*PACKAGES}


def test_no_two_public_classes_share_a_name() -> None:
    assert {name: paths for name, paths in public_classes().items() if len(paths) > 1} == {}


@pytest.mark.parametrize("path", SOURCES)
def test_a_module_says_in_its_first_line_what_it_does(path: str) -> None:
    said = ast.get_docstring(SOURCES[path]) or ""
    assert said.partition("\n\n")[0].endswith((".", "?")), said


def test_actors_are_named() -> None:
    said = msgids()
    found = {path: n for path in SOURCES if (n := without_actor(path, said))}
    assert sum(found.values()) < FEWER_THAN, found


def test_an_identifier_counts_and_a_text_for_people_does_not() -> None:
    assert len(NAMES_NO_ACTOR.findall("def tell_everybody(whom): # Nobody else, NOBODY_CAME, wholesome")) == 4
    assert without_actor("messaging/rendering/texts/reply.py", msgids()) == 0
