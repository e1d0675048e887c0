"""What is wrong with a SQLite file that cannot be used, in one sentence that says what helps."""

from __future__ import annotations

import sqlite3
from pathlib import Path

_SENTENCES = {
    sqlite3.SQLITE_NOTADB: (
        "The file {file} is no SQLite database ({reason}): restore it from your backup, or name another file in "
        "CASELINE_DATABASE_URL"
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The database {file} is damaged ({reason}): stop what uses it and restore it from your backup"
    ),
    sqlite3.SQLITE_READONLY: (
        "The database {file} cannot be written ({reason}): let this user write the file and the directory it is in, or "
        "mount the disk for writing"
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The database {file} cannot be opened ({reason}): it must be a file, in a directory that is there and that "
        "this user may write to"
    ),
    sqlite3.SQLITE_FULL: "The disk of the database {file} is full ({reason}): make room there",
    sqlite3.SQLITE_IOERR: (
        "The disk of the database {file} does not take or give its data ({reason}): see whether it is full or failing"
    ),
}

_PRIMARY = 0xFF
"""The lower byte of an extended result code is what kind of failure it is."""


def broken_file(error: BaseException | None, file: Path | None) -> str:
    """The sentence, without its period; empty for any other failure, such as a lock that another process has."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or file is None:
        return ""
    return _SENTENCES.get(code & _PRIMARY, "").format(file=file, reason=error)
