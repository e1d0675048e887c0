"""A hundred thousand sleeping calls in minutes: real ones are played until they wait, then their rows are copied.

Each copy has its own call number, people and ids, in our database and in Temporal's, whose server is stopped meanwhile:
open workflow, history, timer and visibility, byte for byte what the server wrote, but for names of the same length. So
a copy wakes like any other call; that one does is checked.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from benchmarks.farm_hash import fingerprint32
from benchmarks.stored_rows import Row, Rows, moment
from workflows.contract import workflow_id

PORTION = 2000
"""Calls written at once."""

OWN_IDS = {
    "calls": ("id",),
    "contacts": ("id", "phone_hash", "email_hash"),
    "messages": ("id", "provider_message_id"),
    "receipts": ("event_key",),
}
"""What is another's in every copy, and what other rows know it by."""
NUMBERED = {"inbox": "seq", "timeline": "id", "receipts": "id"}
"""Tables whose rows the database numbers, by that column."""
BY_RUN = (
    "executions",
    "current_executions",
    "timer_info_maps",
    "signals_requested_sets",
    "activity_info_maps",
    "chasm_node_maps",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Our database, and the two of Temporal, which may be one."""

    ours: Rows
    temporal: Rows
    visibility: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The rows of a call that waits, by table, and what in them is its own."""

    call_number: str
    ours: Mapping[str, list[Row]]
    temporal: Mapping[str, list[Row]]
    visibility: list[Row]
    names: frozenset[str]
    """Ids and hashes in our rows."""
    branches: frozenset[UUID]
    run: UUID
    namespace: UUID


def read_template(stores: Stores, ori: str, call_number: str) -> Template:
    """Everything that both databases hold of a call."""
    (call,) = [row for row in stores.ours.read("calls", "call_number", [call_number]) if row["ori"] == ori]
    ours = {
        "calls": [call],
        **{table: stores.ours.read(table, "call_id", [call["id"]]) for table in ("contacts", "messages", "timeline")},
        "inbox": stores.ours.read("inbox", "call_number", [call_number]),
    }
    ours["receipts"] = stores.ours.read("receipts", "message_id", [row["id"] for row in ours["messages"]])
    names = {row[name] for table, columns in OWN_IDS.items() for row in ours[table] for name in columns if row[name]}
    (current,) = stores.temporal.read("current_executions", "workflow_id", [workflow_id(ori, call_number)])
    run = bytes(current["run_id"])
    found = {table: stores.temporal.read(table, "run_id", [run]) for table in BY_RUN}
    found |= {table: stores.temporal.read(table, "tree_id", [run]) for table in ("history_tree", "history_node")}
    found["timer_tasks"] = [
        row
        for row in stores.temporal.read("timer_tasks", "shard_id", [current["shard_id"]])
        if str(UUID(bytes=run)).encode() in bytes(row["data"]) and _is_far(row["visibility_timestamp"])
    ]
    return Template(
        call_number=call_number,
        ours=ours,
        temporal=found,
        visibility=stores.visibility.read("executions_visibility", "run_id", [str(UUID(bytes=run))]),
        names=frozenset(names),
        branches=frozenset(UUID(bytes=bytes(row["branch_id"])) for row in found["history_tree"]),
        run=UUID(bytes=run),
        namespace=UUID(bytes=bytes(current["namespace_id"])),
    )


def _is_far(at: datetime | str) -> bool:
    """Timers of a moment that is over, not yet thrown away, would have the server look at every copy as it starts."""
    return moment(at) > datetime.now(UTC) + timedelta(hours=1)


def copy(stores: Stores, ori: str, templates: Sequence[Template], numbers: Sequence[str]) -> None:
    """A call for each of these numbers, of the templates in turn."""
    shards = stores.temporal.count("shards")
    for start in range(0, len(numbers), PORTION):
        ours: dict[str, list[Row]] = {}
        theirs: dict[str, list[Row]] = {}
        shown: list[Row] = []
        for n, number in enumerate(numbers[start : start + PORTION], start=start):
            one = _Copy(templates[n % len(templates)], ori, number, shards)
            for table, row in one.ours():
                ours.setdefault(table, []).append(row)
            for table, row in one.temporal(n):
                theirs.setdefault(table, []).append(row)
            shown += one.visibility()
        for table in (name for name in templates[0].ours if name in ours):
            stores.ours.write(table, ours[table])
        for table, rows in theirs.items():
            stores.temporal.write(table, rows)
        stores.visibility.write("executions_visibility", shown)


class _Copy:
    """One call more: rows of the template in which all that is its own has another value of the same length."""

    def __init__(self, template: Template, ori: str, number: str, shards: int) -> None:
        assert len(number) == len(template.call_number)
        self._template = template
        self._names = {name: secrets.token_hex(len(name) // 2 + 1)[: len(name)] for name in template.names}
        self._names[template.call_number] = number
        self._runs = {each: uuid4() for each in (template.run, *template.branches)}
        text = {template.call_number: number, **{str(old): str(new) for old, new in self._runs.items()}}
        self._texts = text
        self._bytes = {old.encode(): new.encode() for old, new in text.items()}
        self._bytes |= {old.bytes: new.bytes for old, new in self._runs.items()}
        of = shard_of(template.namespace, workflow_id(ori, template.call_number), shards)
        assert of == template.temporal["executions"][0]["shard_id"]
        self._shard = shard_of(template.namespace, workflow_id(ori, number), shards)

    def ours(self) -> Iterator[tuple[str, Row]]:
        """By table."""
        for table, rows in self._template.ours.items():
            for row in rows:
                kept = {name: value for name, value in row.items() if name != NUMBERED.get(table)}
                yield table, {name: self._said(value, self._names) for name, value in kept.items()}

    def temporal(self, n: int) -> Iterator[tuple[str, Row]]:
        """By table. Timers of one moment differ in number; those that the server has yet to give are left alone."""
        for table, rows in self._template.temporal.items():
            for row in rows:
                changed: Row = {name: self._said(value, self._texts) for name, value in row.items()}
                changed["shard_id"] = self._shard
                if table == "timer_tasks":
                    changed["task_id"] -= n + 1
                yield table, changed

    def visibility(self) -> list[Row]:
        """What lists show of it."""
        rows = self._template.visibility
        return [{name: self._said(value, self._texts) for name, value in row.items()} for row in rows]

    def _said(self, value: object, texts: Mapping[str, str]) -> object:
        if isinstance(value, str):
            for old, new in texts.items():
                value = value.replace(old, new)
        elif isinstance(value, bytes | memoryview):
            value = bytes(value)
            for before, after in self._bytes.items():
                value = value.replace(before, after)
        return value


def shard_of(namespace: UUID, workflow: str, shards: int) -> int:
    """As the server finds it."""
    return fingerprint32(f"{namespace}_{workflow}".encode()) % shards + 1
