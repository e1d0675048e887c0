"""Find the line of each key and array element of a TOML text, which tomllib does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

Place = tuple[str | int, ...]
"""Keys and array positions from the top: ("calls", "types", 3)."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}'''  # a multi-line string may end in up to two quotes of its own
    r"|'{3}.*?'{3,5}"
    r"""|"(?:\\.|[^"\\])*"|'[^']*'""",
    re.DOTALL,
)


def lines_of(text: str) -> Mapping[Place, int]:
    """The line, from 1, on which each path first occurs. `text` must be TOML that tomllib accepts."""
    scan = _Scan(text)
    scan.document()
    return scan.lines


class _Scan:
    """One walk over a text; `at` is the position reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Place, int] = {}
        self.tables: dict[Place, int] = {}

    def document(self) -> None:
        table: Place = ()
        self._blank()
        while self.at < len(self.text):
            if self._takes("[["):
                table = self._next_of(self._known(self._key()))
                self._takes("]]")
            elif self._takes("["):
                table = self._known(self._key())
                self._note(table)
                self._takes("]")
            else:
                self._pair(table)
            self._blank()

    def _pair(self, table: Place) -> None:
        path = (*table, *self._key())
        self._note(path, below=len(table))
        self._takes("=")
        self._blank()
        self._value(path)

    def _value(self, path: Place) -> None:
        if self._takes("["):
            self._array(path)
        elif self._takes("{"):
            self._inline_table(path)
        else:
            self._match(_STRING, _SCALAR)

    def _array(self, path: Place) -> None:
        position = 0
        while not self._takes("]"):
            self._note((*path, position))
            self._value((*path, position))
            self._takes(",")
            position += 1

    def _inline_table(self, path: Place) -> None:
        while not self._takes("}"):
            self._pair(path)
            self._takes(",")

    def _key(self) -> Place:
        parts: list[str | int] = []
        while True:
            self._blank()
            key = self._match(_STRING, _BARE_KEY)
            parts.append(_unquoted(key) if key[0] in "\"'" else key)
            if not self._takes("."):
                return tuple(parts)

    def _known(self, key: Place) -> Place:
        """The path of a table header, inside the newest element of any array of tables on the way."""
        path: Place = ()
        for part in key[:-1]:
            path = (*path, part)
            if path in self.tables:
                path = (*path, self.tables[path])
        return (*path, *key[-1:])

    def _next_of(self, path: Place) -> Place:
        self._note(path)
        self.tables[path] = self.tables.get(path, -1) + 1
        element = (*path, self.tables[path])
        self._note(element)
        return element

    def _note(self, path: Place, *, below: int = 0) -> None:
        line = self.text.count("\n", 0, self.at) + 1
        for length in range(below + 1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _takes(self, mark: str) -> bool:
        """Step over `mark` if it comes next, blanks and comments before it included."""
        self._blank()
        found = self.text.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found

    def _match(self, *patterns: re.Pattern[str]) -> str:
        found = next(filter(None, (pattern.match(self.text, self.at) for pattern in patterns)), None)
        if found is None:
            raise ValueError(f"not TOML at character {self.at}")
        self.at = found.end()
        return found.group().strip()

    def _blank(self) -> None:
        self._match(_BLANK)


def _unquoted(quoted: str) -> str:
    return str(tomllib.loads(f"key = {quoted}")["key"])
