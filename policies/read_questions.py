"""Which translations of survey questions a speaker has read: a register beside the questions, which never change.

Each line is a mark as in the catalogs (`read: 2026-11-20 Ana Perez 3f9a1c20`); a line that starts with # is a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from domain.messages import LANGUAGES
from domain.surveys.questions import Question
from locales.read_catalogs import Entry, ReadIn
from locales.read_marks import BadReadMark, Passage, ReadMark, parse_mark
from policies.files import QUESTION_FILES, QuestionSets
from policies.toml_file import TomlError, TomlProblem

REGISTER = QUESTION_FILES / "read.txt"

HEAD = "# Which translations of survey questions speakers have read; `caseline translations read` writes it.\n"


def read_in_surveys(sets: QuestionSets, register: Path = REGISTER) -> ReadIn:
    """The questions whose translation a speaker has read, by their English text. Raises TomlError for a wrong line."""
    marks = read_register(register)
    return {language: _read_in(language, sets, marks) for language in LANGUAGES[1:]}


def question_entries(language: str, sets: QuestionSets, register: Path = REGISTER) -> list[Entry]:
    """Every question of every set, each once, with its mark if it has one. Raises TomlError."""
    marks = read_register(register)
    found = {passage.checksum: passage for passage in _passages(language, sets)}
    return [Entry(passage=passage, mark=marks.get(checksum)) for checksum, passage in found.items()]


def read_register(register: Path = REGISTER) -> dict[str, ReadMark]:
    """The marks by checksum. Raises TomlError, which names each line that is none."""
    lines = register.read_text(encoding="utf-8").splitlines() if register.exists() else []
    marks, problems = dict[str, ReadMark](), list[TomlProblem]()
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            try:
                mark = parse_mark(line)
            except BadReadMark as error:
                problems.append(TomlProblem(wrong=str(error), line=number))
            else:
                marks[mark.checksum] = mark
    if problems:
        raise TomlError(problems, register)
    return marks


def store_in_register(marks: Iterable[ReadMark], sets: QuestionSets, register: Path = REGISTER) -> int:
    """Write the register anew with these marks too, and without those that fit no question; returns how many fit."""
    new = {mark.checksum: mark for mark in marks}
    known = {p.checksum: p for language in LANGUAGES[1:] for p in _passages(language, sets)}
    kept = {checksum: mark for checksum, mark in (read_register(register) | new).items() if checksum in known}
    text = HEAD + "".join(_lines(known[checksum], mark) for checksum, mark in sorted(kept.items()))
    if kept or register.exists():
        register.write_text(text, encoding="utf-8")
    return len(new.keys() & known.keys())


def unfit_marks(sets: QuestionSets, register: Path = REGISTER) -> list[ReadMark]:
    """The marks of questions that were changed since, or are gone."""
    known = {passage.checksum for language in LANGUAGES[1:] for passage in _passages(language, sets)}
    return [mark for checksum, mark in read_register(register).items() if checksum not in known]


def _lines(passage: Passage, mark: ReadMark) -> str:
    return f"\n# {passage.language}: {passage.translation[0]}\n{mark}\n"


def _read_in(language: str, sets: QuestionSets, marks: dict[str, ReadMark]) -> frozenset[str]:
    passages = list(_passages(language, sets))
    unread = {passage.english[0] for passage in passages if passage.checksum not in marks}
    return frozenset(passage.english[0] for passage in passages) - unread


def _passages(language: str, sets: QuestionSets) -> Iterator[Passage]:
    for key, questions in sets.items():
        for question in (*questions.items, *questions.comments):
            yield _passage_of(question, language, f"policies/surveys/{key}.toml")


def _passage_of(question: Question, language: str, place: str) -> Passage:
    english, translation = question.text[LANGUAGES[0]], question.text[language]
    return Passage(language=language, english=(english,), translation=(translation,), places=(place,))
