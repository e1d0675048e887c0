"""The files of this folder, read when a process starts: the default policy, rights and services, survey questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from domain.policy import Policy
from domain.states import COMMON, StatePack
from domain.surveys.questions import QuestionSet, SurveyOutcome, newest_for
from policies.policy_file import parse
from policies.question_file import parse_questions
from policies.state_file import parse_state_pack
from policies.toml_file import Read, TomlError, TomlProblem, read_file

_FOLDER = Path(__file__).resolve().parent
DEFAULT_POLICY = _FOLDER / "default.toml"
STATE_FILES = _FOLDER / "states"
QUESTION_FILES = _FOLDER / "surveys"

QuestionSets = Mapping[str, QuestionSet]
"""Every version ever used, by key: `officer_came.1`."""

StatePacks = Mapping[str, StatePack]
"""By state, each with what holds everywhere at its end; that alone is under `US`."""


def read_policy(file: Path = DEFAULT_POLICY) -> tuple[str, Policy]:
    """A policy file: its text, as it is stored for an agency, and what it says. Raises TomlError."""
    return read_file(file, lambda text: (text, parse(text)))


def load_question_sets(folder: Path = QUESTION_FILES) -> QuestionSets:
    """Every set of the folder. Raises TomlError, so that a process with a mistake in them does not start."""
    sets = _read_all(folder, parse_questions, lambda found: found.key, "name and version")
    for outcome in SurveyOutcome:
        try:
            newest_for(sets, outcome)
        except LookupError as error:
            raise TomlError([TomlProblem(wrong=str(error))], folder) from None
    return sets


def load_state_packs(folder: Path = STATE_FILES) -> StatePacks:
    """Every pack of the folder. Raises TomlError, so that a process with a mistake in them does not start."""
    packs = _read_all(folder, parse_state_pack, lambda pack: pack.state, "state")
    common = packs.pop(COMMON, None)
    if common is None:
        raise TomlError([TomlProblem(wrong=f"{COMMON}.toml is missing: it has what holds in every state")], folder)
    return {COMMON: common} | {state: pack.with_common(common) for state, pack in packs.items()}


def _read_all(folder: Path, parse: Callable[[str], Read], name: Callable[[Read], str], by: str) -> dict[str, Read]:
    """What the files of the folder say, by the name that each gives itself and must also have as a file."""
    found: dict[str, Read] = {}
    for file in sorted(folder.glob("*.toml")):
        read = read_file(file, parse)
        right = name(read)
        if file.stem != right:
            wrong = f"this is {right} by its {by}: call the file {right}.toml"
            raise TomlError([TomlProblem(wrong=wrong, line=1)], file)
        found[right] = read
    return found
