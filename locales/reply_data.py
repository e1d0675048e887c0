"""Read what people may text back, labeled with what it means: locales/replies/<language>.tsv, a reply a line.

The replies are invented, and written by machine in the voices of many people; speakers have not reviewed them.

Columns, with tabs between them: `text` (a line break is written \\n), `intent`, `register` (how it is written: typo,
dialect, ...) and `context` (empty, `survey` if a survey question came before, `opted_out` if they had said stop).
An intent may say more behind a colon: `opt_out:survey`, `language:es`, `survey_answer:4`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from domain.messages import LANGUAGES
from domain.replies.intents import Intent
from domain.replies.pieces import NO_CONTEXT, ReplyContext

REPLIES = Path(__file__).resolve().parent / "replies"
COLUMNS = ("text", "intent", "register", "context")
REGISTERS = frozenset(
    "standard typo no_diacritics dialect romanised mixed child shouting emoji speech_to_text learner text_speak machine"
    " forwarded tapback lookalike".split()
)
CONTEXTS = {
    "": NO_CONTEXT,
    "survey": ReplyContext(survey=True),
    "opted_out": ReplyContext(opted_out=True),
}
SURVEY, UPDATES = "survey", "updates"
_DETAILS: dict[Intent, frozenset[str]] = {
    Intent.OPT_OUT: frozenset({SURVEY, UPDATES}),
    Intent.LANGUAGE: frozenset(LANGUAGES),
    Intent.SURVEY_ANSWER: frozenset("012345"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabeledReply:
    """A reply and what a speaker says it means. `detail` is what stands behind the colon, or empty."""

    written_in: str
    text: str
    intent: Intent
    detail: str
    register: str
    context: ReplyContext

    @property
    def label(self) -> str:
        """What the model tells apart."""
        return f"{self.intent}:{self.detail}" if self.detail else str(self.intent)

    def __str__(self) -> str:
        return f"{self.written_in}: {self.text!r}"


class ReplyDataError(ValueError):
    """A file of replies has lines that cannot be read; `problems` names each as `file:line: what`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_all(folder: Path = REPLIES) -> list[LabeledReply]:
    """The replies of every language, in the order of the files. Raises ReplyDataError with every problem."""
    problems: list[str] = []
    found = [reply for language in LANGUAGES for reply in _read(folder / f"{language}.tsv", language, problems)]
    if problems:
        raise ReplyDataError(problems)
    return found


def read_file(path: Path) -> list[LabeledReply]:
    """The replies of one file, whose name begins with their language. Raises ReplyDataError with every problem."""
    problems: list[str] = []
    found = list(_read(path, path.name.partition(".")[0], problems))
    if problems:
        raise ReplyDataError(problems)
    return found


def checksum(folder: Path = REPLIES) -> str:
    """Of all files together: whether the weights were made from them as they are."""
    content = b"".join((folder / f"{language}.tsv").read_bytes().replace(b"\r\n", b"\n") for language in LANGUAGES)
    return sha256(content).hexdigest()


def _read(path: Path, language: str, problems: list[str]) -> Iterator[LabeledReply]:
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        problems.append(f"{path}:1: the first line must name the columns, with tabs: {', '.join(COLUMNS)}")
        return
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = [*line.split("\t"), ""][: len(COLUMNS)]
        problem = _problem(cells) or _said_before(seen, cells, number)
        if problem:
            problems.append(f"{path}:{number}: {problem}")
        else:
            yield _reply(language, *cells)


def _problem(cells: list[str]) -> str:
    if len(cells) != len(COLUMNS) or not cells[0].strip():
        return "must have a text, an intent, a register and perhaps a context, with tabs between them"
    name, _, detail = cells[1].partition(":")
    if name not in set(Intent):
        return f"{name!r} is no intent; it is one of {', '.join(Intent)}"
    if detail and detail not in _DETAILS.get(Intent(name), frozenset()):
        return f"{detail!r} says nothing more of {name}"
    if name == Intent.LANGUAGE and not detail:
        return f"say which language is wanted: language:{'|'.join(LANGUAGES)}"
    if cells[2] not in REGISTERS:
        return f"{cells[2]!r} is no register; it is one of {', '.join(sorted(REGISTERS))}"
    return "" if cells[3] in CONTEXTS else f"{cells[3]!r} is no context; it is empty, survey or opted_out"


def _said_before(seen: dict[tuple[str, str], int], cells: list[str], number: int) -> str:
    first = seen.setdefault((cells[0], cells[3]), number)
    return f"stands in line {first} already" if first != number else ""


def _reply(language: str, text: str, intent: str, register: str, context: str) -> LabeledReply:
    name, _, detail = intent.partition(":")
    return LabeledReply(
        written_in=language,
        text=text.replace("\\n", "\n"),
        intent=Intent(name),
        detail=detail,
        register=register,
        context=CONTEXTS[context],
    )
