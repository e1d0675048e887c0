"""Creates, changes and revokes keys of the API; a new key is made only when its proposer collects it, once."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import api_keys
from db.tables import Agency, ApiKey
from domain.api_key_scopes import read_scopes
from domain.staff.proposals import KeyAct
from staff.acts.contract import CannotPropose, Done, Execution, Facts

PER_MINUTE: int = ApiKey.model_fields["per_minute"].default
LONGEST_LABEL, MOST_PER_MINUTE, MOST_DAYS = 80, 1_000_000, 3660


class KeyChangeAct:
    """Facts: `what` (KeyAct); `key_id`, or `label` of a new one; `scopes`, `networks`, `per_minute` and
    `expires_in_days` (0: never).
    """

    async def checked(self, session: AsyncSession, agency: Agency, facts: Facts) -> dict[str, Any]:
        """Scopes, networks and numbers as `caseline api-key` takes them."""
        try:
            what = KeyAct(str(facts.get("what", "")))
        except ValueError:
            raise CannotPropose("a key is created, changed, revoked or rotated") from None
        if what is KeyAct.ROTATE:
            return {"what": what.value}
        key_id = str(facts.get("key_id", ""))
        if what is not KeyAct.CREATE and await _key(session, agency.ori, key_id) is None:
            raise CannotPropose("there is no such key, or it is revoked")
        if what is KeyAct.REVOKE:
            return {"what": what.value, "key_id": key_id}
        label = str(facts.get("label", "")).strip()
        if what is KeyAct.CREATE and not 0 < len(label) <= LONGEST_LABEL:
            raise CannotPropose(f"say which system will use it, in at most {LONGEST_LABEL} characters")
        return {"what": what.value, "key_id": key_id, "label": label} | _limits(facts)

    async def state(self, session: AsyncSession, agency: Agency, facts: Facts) -> Any:
        """The key as it is; of a new one there is nothing yet."""
        if facts["what"] in (KeyAct.CREATE, KeyAct.ROTATE):
            return facts["what"]
        key = await _key(session, agency.ori, facts["key_id"])
        return [key.scopes, key.networks, key.per_minute, key.expires_at] if key else None

    async def execute(self, session: AsyncSession, doing: Execution) -> Done:
        """A change is in force at once; a new key waits to be collected."""
        facts, what = doing.facts, KeyAct(doing.facts["what"])
        match what:
            case KeyAct.CREATE:
                return Done(about="key:new", facts={}, to_its_end=False)
            case KeyAct.CHANGE:
                await api_keys.change(session, facts["key_id"], _values(facts, doing.now))
            case KeyAct.REVOKE:
                await api_keys.revoke(session, facts["key_id"], now=doing.now)
            case KeyAct.ROTATE:  # the ring is on the machine: who keeps it makes the key there
                return Done(about="key:encryption", facts={"what": what.value})
        return Done(about=f"key:{facts['key_id']}", facts={"what": what.value})


async def make(session: AsyncSession, ori: str, facts: Facts, *, now: datetime) -> tuple[str, str]:
    """A new key with these facts: its id, and the key itself, of which only the hash is kept."""
    key = api_keys.new_key()
    row = ApiKey(ori=ori, label=facts["label"], key_hash=api_keys.hash_key(key), created_at=now, **_values(facts, now))
    session.add(row)
    await session.flush()
    return row.id, key


def _values(facts: Facts, now: datetime) -> dict[str, Any]:
    days = facts["expires_in_days"]
    return {
        "scopes": facts["scopes"],
        "networks": facts["networks"],
        "per_minute": facts["per_minute"],
        "expires_at": now + timedelta(days=days) if days else None,
    }


def _limits(facts: Facts) -> dict[str, Any]:
    try:
        scopes = " ".join(read_scopes(str(facts.get("scopes", ""))))
        given = str(facts.get("networks", "")).replace(",", " ").split()
        networks = " ".join(str(ipaddress.ip_network(each, strict=False)) for each in given)
    except ValueError as error:
        raise CannotPropose(str(error)) from None
    return {
        "scopes": scopes,
        "networks": networks,
        "per_minute": _whole(facts.get("per_minute"), 1, MOST_PER_MINUTE, PER_MINUTE),
        "expires_in_days": _whole(facts.get("expires_in_days"), 0, MOST_DAYS, 0),
    }


def _whole(given: object, least: int, most: int, otherwise: int) -> int:
    text = str(given if given is not None else "").strip()
    if not text:
        return otherwise
    if not text.isascii() or not text.isdigit() or not least <= int(text[:10]) <= most:
        raise CannotPropose(f"use a whole number from {least} to {most}")
    return int(text)


async def _key(session: AsyncSession, ori: str, key_id: str) -> ApiKey | None:
    key = await session.get(ApiKey, key_id) if key_id else None
    return key if key is not None and key.ori == ori and key.revoked_at is None else None
