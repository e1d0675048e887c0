"""Where each key and array element of a TOML text stands, which tomllib does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

Path = tuple[str | int, ...]
"""Keys and array positions from the top: ("calls", "types", 3)."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
_DELIMITERS = ('"""', "'''", '"', "'")


def lines_of(text: str) -> Mapping[Path, int]:
    """The line, from 1, on which each path first occurs. `text` must be TOML that tomllib accepts."""
    scan = _Scan(text)
    scan.document()
    return scan.lines


class _Scan:
    """One walk over a text; `at` is the position reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
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

    def _pair(self, table: Path) -> None:
        path = (*table, *self._key())
        self._note(path, below=len(table))
        self._takes("=")
        self._blank()
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._takes("["):
            self._array(path)
        elif self._takes("{"):
            self._inline_table(path)
        elif self.text.startswith(_DELIMITERS, self.at):
            self._string()
        else:
            self._match(_SCALAR)

    def _array(self, path: Path) -> None:
        position = 0
        while not self._takes("]"):
            self._note((*path, position))
            self._value((*path, position))
            self._takes(",")
            position += 1

    def _inline_table(self, path: Path) -> None:
        while not self._takes("}"):
            self._pair(path)
            self._takes(",")

    def _key(self) -> Path:
        parts: list[str | int] = []
        while True:
            self._blank()
            quoted = self.text.startswith(('"', "'"), self.at)
            parts.append(_unquoted(self._string()) if quoted else self._match(_BARE_KEY))
            if not self._takes("."):
                return tuple(parts)

    def _string(self) -> str:
        quote = next(mark for mark in _DELIMITERS if self.text.startswith(mark, self.at))
        start = self.at
        self.at += len(quote)
        while not self.text.startswith(quote, self.at):
            self.at += 2 if quote[0] == '"' and self.text[self.at] == "\\" else 1
        self.at += len(quote)
        while len(quote) == 3 and self.text.startswith(quote[0], self.at):
            self.at += 1  # a multi-line string may end in up to two quotes of its own
        return self.text[start : self.at]

    def _known(self, key: Path) -> Path:
        """The path of a table header, inside the newest element of any array of tables on the way."""
        path: Path = ()
        for part in key[:-1]:
            path = (*path, part)
            if path in self.tables:
                path = (*path, self.tables[path])
        return (*path, *key[-1:])

    def _next_of(self, path: Path) -> Path:
        self._note(path)
        self.tables[path] = self.tables.get(path, -1) + 1
        element = (*path, self.tables[path])
        self._note(element)
        return element

    def _note(self, path: Path, *, below: int = 0) -> None:
        line = self.text.count("\n", 0, self.at) + 1
        for length in range(below + 1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _takes(self, mark: str) -> bool:
        """Step over `mark` if it comes next, blanks and comments before it included."""
        self._blank()
        found = self.text.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise ValueError(f"not TOML at character {self.at}")
        self.at = found.end()
        return found.group().strip()

    def _blank(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n#":
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            else:
                self.at += 1


def _unquoted(quoted: str) -> str:
    return str(tomllib.loads(f"key = {quoted}")["key"])
