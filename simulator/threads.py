"""What the page of phones shows: threads, the newest first, and only those that changed."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from pydantic import BaseModel, Field

from simulator.one_click import one_click_url
from simulator.store import SimulatedMessage, Store

SHOWN_PER_THREAD = 40
Key = tuple[str, str]


class ThreadQuery(BaseModel):
    """What one page is looking at, and what it has already: `epoch` and `version` of its last answer."""

    search: str = ""
    kind: str = ""
    only: str = ""
    limit: Annotated[int, Field(ge=1, le=2000)] = 60
    epoch: str = ""
    version: int = -1


def changes(store: Store, wanted: ThreadQuery) -> dict[str, object]:
    """The order of all threads in view, and the content of those that changed since."""
    known = wanted.version if wanted.epoch == store.epoch else -1
    answer = {"epoch": store.epoch, "version": store.version, "total": len(store.threads)}
    if known == store.version:
        return {**answer, "unchanged": True}
    matching = (key for key in reversed(store.threads) if _matches(store, key, wanted))
    # One more than wanted tells whether there are more.
    keys = list(islice(matching, wanted.limit + 1))
    shown = keys[: wanted.limit]
    length = None if wanted.only else SHOWN_PER_THREAD
    return {
        **answer,
        "messages": len(store.messages),
        "more": len(keys) > len(shown),
        "order": [_id(key) for key in shown],
        "threads": [_thread(store, key, length) for key in shown if store.thread_versions[key] > known],
    }


def _id(key: Key) -> str:
    return ":".join(key)


def _matches(store: Store, key: Key, wanted: ThreadQuery) -> bool:
    kind, address = key
    if wanted.only:
        return address == wanted.only
    if wanted.kind not in {"", kind}:
        return False
    sought = wanted.search.casefold()
    if not sought or sought in address.casefold():
        return True
    digits = "".join(c for c in sought if c.isdigit())
    if len(digits) >= 4 and digits in address:
        return True  # (206) 555-0100 finds +12065550100
    return any(sought in m.body.casefold() or sought in m.subject.casefold() for m in store.threads[key])


def _thread(store: Store, key: Key, length: int | None) -> dict[str, object]:
    messages = store.threads[key]
    shown = messages[-length:] if length else messages
    return {
        "id": _id(key),
        "kind": key[0],
        "address": key[1],
        "hidden": len(messages) - len(shown),
        "messages": [_bubble(m) for m in shown],
    }


def _bubble(message: SimulatedMessage) -> dict[str, object]:
    return {
        "sid": message.sid,
        "own": message.direction == "inbound",
        "peer": message.to if message.direction == "inbound" else message.sender,
        "body": message.body,
        "subject": message.subject,
        "html": bool(message.html),
        "unsubscribe": one_click_url(message.headers) is not None,
        "at": message.created_at.isoformat(),
        "status": message.status,
        "error": message.error_code,
        "reason": message.reason,
        "segments": message.segments,
    }
