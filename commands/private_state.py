"""Keep the database, the keys and the logs readable by their owner only, and mend what an older version left open.

What a command writes is private from the start (`cli.main` sets the umask); this is for files that are there already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import structlog

from db.connection.urls import BadDatabaseUrl, database_url, sqlite_file
from settings import Settings

log = structlog.get_logger(__name__)

OTHERS = 0o077
"""Rights of the group and of all others."""

ADVICE = "If keys.json is among them, consider `caseline encryption rotate`."

WRITTEN = (
    "*.db",
    "*.db-wal",
    "*.db-shm",
    "*.log",
    "*.log.1",
    "keys.json*",
    "running.json",
    "demo-key*",
    "phones.jsonl*",
    "examples-played",
    "up.lock",
    "audit-checkpoints",
)
"""Names of what Caseline and the development server write into the state directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """Names of files and folders that others could read: what is private now, and what stays open as it is not ours."""

    made_private: tuple[str, ...] = ()
    still_open: tuple[str, ...] = ()

    def sentences(self) -> Iterator[str]:
        """What a person who typed a command should know."""
        if self.made_private:
            yield f"Others could read these, and cannot any more: {', '.join(self.made_private)}. {ADVICE}"
        if self.still_open:
            yield f"Others can read these, and it could not be changed: {', '.join(self.still_open)}."


def keep_private(settings: Settings) -> Mended:
    """Take every right of others from what Caseline wrote.

    The state directory itself is closed only if it holds nothing else: it may be a folder that others share.
    """
    made_private, still_open = list[str](), list[str]()
    for path in _ours(settings):
        try:
            if not path.is_symlink() and path.stat().st_mode & OTHERS:
                path.chmod(path.stat().st_mode & ~OTHERS & 0o7777)
                made_private.append(path.name)
        except FileNotFoundError:
            continue  # SQLite removes its own beside files at any time
        except OSError:
            still_open.append(path.name)
    return Mended(made_private=tuple(made_private), still_open=tuple(still_open))


def keep_private_and_log(settings: Settings) -> None:
    """The same at the start of a process, which says it in its log."""
    mended = keep_private(settings)
    if mended.made_private:
        log.warning("state.made_private", files=mended.made_private, advice=ADVICE)
    if mended.still_open:
        log.warning("state.open_to_others", files=mended.still_open)


def _ours(settings: Settings) -> Iterator[Path]:
    folder = settings.state_dir
    held = sorted(folder.iterdir()) if folder.is_dir() else []
    written = [path for path in held if any(fnmatch(path.name, pattern) for pattern in WRITTEN)]
    if written and written == held:
        yield folder
    yield from written
    elsewhere = [settings.keys_path, *_database_files(settings)]
    yield from (path for path in elsewhere if path.exists() and path.parent.resolve() != folder.resolve())


def _database_files(settings: Settings) -> list[Path]:
    try:
        file = sqlite_file(database_url(settings.database))
    except BadDatabaseUrl:
        return []  # said when it is opened
    return [file, *(file.with_name(file.name + more) for more in ("-wal", "-shm"))] if file else []
