"""Every message the simulator accepted, in memory, by recipient, and if wanted in a file of JSON lines."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import TextIO

FINAL = frozenset({"delivered", "undelivered", "failed", "received", "bounce", "dropped", "blocked"})


@dataclass(slots=True, kw_only=True)
class SimulatedMessage:
    """One text or one email to one recipient; status is the vendor's own word."""

    sid: str
    channel: str
    direction: str
    sender: str
    to: str
    body: str
    created_at: datetime
    status: str
    seq: int = 0
    updated_at: datetime | None = None
    sent_at: datetime | None = None
    error_code: int | None = None
    reason: str = ""
    segments: int = 1
    service_sid: str | None = None
    status_callback: str | None = None
    validity_seconds: int | None = None
    subject: str = ""
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    custom_args: dict[str, str] = field(default_factory=dict)

    @property
    def thread(self) -> tuple[str, str]:
        """Which phone or inbox it lies in: (kind, the person's number or address)."""
        kind = "phone" if self.channel == "sms" else "inbox"
        return kind, self.sender if self.direction == "inbound" else self.to

    def as_json(self) -> dict[str, object]:
        """Plain values; times as ISO 8601 in UTC."""
        values = {name: getattr(self, name) for name in _FIELDS}
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}


_FIELDS = tuple(f.name for f in fields(SimulatedMessage))


def _from_json(values: dict[str, object]) -> SimulatedMessage:
    times = {
        k: datetime.fromisoformat(str(values[k]))
        for k in ("created_at", "updated_at", "sent_at")
        if values.get(k) is not None
    }
    return SimulatedMessage(**{**values, **times})  # type: ignore[arg-type]  # written by as_json


class Store:
    """Messages in order of arrival. `version` grows with every change, so that a page can ask what is new;
    `epoch` says that everything was forgotten in between."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._clear()
        if path is not None:
            is_torn = self._load(path)
            self._file = path.open("a", encoding="utf-8")
            if is_torn:
                self._file.write("\n")  # what follows is a line of its own

    def _clear(self) -> None:
        self.messages: list[SimulatedMessage] = []
        self.by_sid: dict[str, SimulatedMessage] = {}
        self.by_to: defaultdict[str, list[SimulatedMessage]] = defaultdict(list)
        self.threads: dict[tuple[str, str], list[SimulatedMessage]] = {}
        self.thread_versions: dict[tuple[str, str], int] = {}
        self.opted_out: set[tuple[str, str]] = set()
        self.epoch = secrets.token_hex(4)
        self.version = 0

    def add(self, message: SimulatedMessage) -> None:
        """Take a message in and number it."""
        message.seq = len(self.messages) + 1
        self._index(message)
        self._write(message.as_json())

    def _index(self, message: SimulatedMessage) -> None:
        self.messages.append(message)
        self.by_sid[message.sid] = message
        self.by_to[message.to].append(message)
        self._index_thread(message)

    def _index_thread(self, message: SimulatedMessage) -> None:
        # Re-inserted at the end: the dictionary keeps threads in order of their last message.
        thread = self.threads.pop(message.thread, [])
        thread.append(message)
        self.threads[message.thread] = thread
        self._touch(message)

    def _touch(self, message: SimulatedMessage) -> None:
        self.version += 1
        self.thread_versions[message.thread] = self.version

    def update(self, message: SimulatedMessage, *, status: str, at: datetime, error_code: int | None = None) -> None:
        """Move a message on."""
        message.status, message.updated_at = status, at
        message.error_code = error_code if error_code is not None else message.error_code
        if status == "sent":
            message.sent_at = at
        self._touch(message)
        if status in FINAL:
            self._write(message.as_json())

    def opt_out(self, *, sender: str, person: str, out: bool) -> None:
        """Remember that this person wants, or does not want, texts from this sender."""
        (self.opted_out.add if out else self.opted_out.discard)((sender, person))
        self._write({"opt_out": out, "sender": sender, "person": person})

    def newest_first(self, to: str | None = None) -> Iterator[SimulatedMessage]:
        """All messages, or those to one recipient, the latest first."""
        return reversed(self.by_to.get(to, []) if to else self.messages)

    def unfinished(self) -> list[SimulatedMessage]:
        """What was accepted and is not final yet."""
        return [m for m in self.messages if m.direction != "inbound" and m.status not in FINAL]

    def reset(self) -> None:
        """Forget everything, the file's content included."""
        self._clear()
        if self._file is not None:
            self._file.truncate(0)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _write(self, line: dict[str, object]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def _load(self, path: Path) -> bool:
        """True if the last line was cut short."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        latest: dict[str, SimulatedMessage] = {}
        content = path.read_text(encoding="utf-8")
        for line in content.splitlines():
            try:
                values = json.loads(line)
            except ValueError:
                continue  # a line cut short when the process was killed
            if "opt_out" in values:
                pair = (values["sender"], values["person"])
                (self.opted_out.add if values["opt_out"] else self.opted_out.discard)(pair)
            else:
                latest[values["sid"]] = _from_json(values)
        for seq, message in enumerate(sorted(latest.values(), key=lambda m: m.seq), start=1):
            message.seq = seq
            self._index(message)
        return bool(content) and not content.endswith("\n")
