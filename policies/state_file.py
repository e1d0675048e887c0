"""Read a state's rights and services (TOML, policies/states/); what is wrong with it is said by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from domain.messages import LANGUAGES
from domain.states import Right, Service, Source, StatePack, Texts
from policies.policy_problems import PolicyError, Problem, did_you_mean
from policies.policy_reader import Table
from policies.toml_lines import lines_of

LONGEST_TEXT = 400
"""Characters: a right or a service is one or two short sentences."""

_STATE = re.compile(r"[A-Z]{2}")
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LINK = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?")
_PHONE = re.compile(r"\d{3}|(1-)?\d{3}-\d{3}-\d{4}")

Part = TypeVar("Part")


def parse_state_pack(text: str) -> StatePack:
    """The pack a file describes. Raises PolicyError with every problem found, each with its line."""
    top = _read(text)
    sources = dict(_each(top, "sources", _source))
    hours = dict(_each(top, "hours", _texts_alone))
    pack = StatePack(
        state=_fitting(top, "state", _STATE, "two capital letters, as WA") or "",
        version=top.number("version", least=1, most=999) or 1,
        name=_texts(top.table("name")),
        rights=tuple(found for _, found in _each(top, "rights", lambda id, table: _right(id, table, sources))),
        services=tuple(
            found for _, found in _each(top, "services", lambda id, table: _service(id, table, sources, hours))
        ),
    )
    top.close()
    if top.problems:
        raise PolicyError(top.problems)
    return pack


def _read(text: str) -> Table:
    try:
        return Table(values=tomllib.loads(text), lines=lines_of(text), problems=[])
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([Problem(line=1, key="", wrong=f"this is not TOML: {error}")]) from None


def _each(top: Table, key: str, read: Callable[[str, Table], Part]) -> list[tuple[str, Part]]:
    """Every sub-table of a table, in the order of the file."""
    parent = top.table(key)
    found = []
    for id in parent.values:
        if not _ID.fullmatch(id):
            parent.report(id, wrong=f"{id!r} is not an id", allowed="use lower-case letters, digits and underscores")
        table = parent.table(id)
        found.append((id, read(id, table)))
        table.close()
    return found


def _source(_id: str, table: Table) -> Source:
    checked_on = table.values.get("checked_on")
    table.asked.add("checked_on")
    if table.flag("checked", default=True) and type(checked_on) is not date:
        table.report("checked_on", wrong="is missing", allowed="write the date as 2026-11-22, or checked = false")
    elif checked_on is not None and type(checked_on) is not date:
        table.report("checked_on", wrong="is not a date", allowed="write the date as 2026-11-22")
    return Source(
        title=table.text("title", longest=LONGEST_TEXT),
        link=_fitting(table, "link", _LINK, "a link that begins with https://", optional=True),
        checked_on=checked_on if type(checked_on) is date else None,
    )


def _right(id: str, table: Table, sources: Mapping[str, Source]) -> Right:
    return Right(id=id, sources=_named_sources(table, sources), text=_texts(table))


def _service(id: str, table: Table, sources: Mapping[str, Source], hours: Mapping[str, Texts]) -> Service:
    phone = _fitting(table, "phone", _PHONE, "a number as 1-800-555-0100 or 988", optional=True)
    link = _fitting(table, "link", _LINK, "a link that begins with https://", optional=True)
    if not phone and not link and not {"phone", "link"} & table.values.keys():
        table.report(wrong="has no phone and no link", allowed="give one of them")
    open_at = table.word("hours", hours)
    return Service(
        id=id,
        name=table.text("name", longest=120),
        phone=phone,
        link=link,
        hours=hours.get(open_at or ""),
        sources=_named_sources(table, sources),
        text=_texts(table),
    )


def _named_sources(table: Table, sources: Mapping[str, Source]) -> tuple[Source, ...]:
    names = table.words("sources", sources)
    if not names and not table.values.get("sources"):
        table.report("sources", wrong="is missing", allowed=did_you_mean("", sources))
    return tuple(sources[name] for name in names or ())


def _texts(table: Table) -> Texts:
    return {language: table.text(language, longest=LONGEST_TEXT) for language in LANGUAGES}


def _texts_alone(_id: str, table: Table) -> Texts:
    return _texts(table)


def _fitting(table: Table, key: str, pattern: re.Pattern[str], wanted: str, *, optional: bool = False) -> str | None:
    if optional and key not in table.values:
        table.asked.add(key)
        return None
    found = table.text(key, longest=LONGEST_TEXT)
    if found and not pattern.fullmatch(found):
        table.report(key, wrong=f"{found!r} does not fit", allowed=f"use {wanted}")
    return found or None
