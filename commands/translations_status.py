"""`caseline translations status`: show what speakers have read of each language, and what a policy would do of it."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from commands.open_database import stop
from commands.output import show_json
from domain.messages import Channel
from locales.read_catalogs import Entry
from messaging.translation_standing import TRANSLATED, TRANSLATED_MESSAGES, LanguageStanding, standing_of
from policies.toml_file import TomlError


def status(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with what is left of each message.")] = False,
) -> None:
    """Show what speakers have read of each language, and which messages a policy would hold back.

    Where a policy lists a language as require_reviewed, a message goes out in it only if all that it says is read.
    """
    try:
        found = [standing_of(language) for language in TRANSLATED]
    except TomlError as error:
        stop(str(error))
    if as_json:
        show_json({standing.language: _as_json(standing) for standing in found})
        return
    console = Console(highlight=False)
    console.print(_table(found))
    for standing in found:
        if standing.wholly_read:
            keys = ", ".join(standing.wholly_read)
            console.print(Text(f"{standing.language}, wholly read: {keys}"), soft_wrap=True)


def _table(found: list[LanguageStanding]) -> Table:
    table = Table(
        "Language", "Sentences read", "Questions read", "Last read", "Messages read", "If required to be read"
    )
    for each in found:
        whole, every = len(each.wholly_read), len(TRANSLATED_MESSAGES)
        last = f"{each.last.on} {each.last.by}" if each.last else "-"
        today = f"{every - whole} in English" if whole < every else "all sent"
        table.add_row(each.language, _share(each.sentences), _share(each.questions), last, f"{whole} of {every}", today)
    return table


def _share(entries: tuple[Entry, ...]) -> str:
    return f"{sum(entry.mark is not None for entry in entries)} of {len(entries)}"


def _as_json(standing: LanguageStanding) -> dict[str, Any]:
    last, whole = standing.last, standing.wholly_read
    return {
        "sentences": _counts(standing.sentences),
        "questions": _counts(standing.questions),
        "last": {"on": last.on.isoformat(), "by": last.by} if last else None,
        "wholly_read": list(whole),
        "in_english_if_required": [key for key in TRANSLATED_MESSAGES if key not in whole],
        "unread_sentences": {
            key: {channel: standing.unread[key, channel] for channel in Channel} for key in TRANSLATED_MESSAGES
        },
    }


def _counts(entries: tuple[Entry, ...]) -> dict[str, int]:
    return {"entries": len(entries), "read": sum(entry.mark is not None for entry in entries)}
