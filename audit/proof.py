"""A proof that a record is in the log: a bundle that one page of Python checks without Caseline.

The page is `docs/verify_audit_proof.py`; what it proves and what not is in `docs/audit-log.md`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from audit.publishing import signed
from audit.sequencer import hashes_of_parts
from db.queries import audit_records, audit_trees
from db.tables import AuditRecord
from domain.audit.proofs import inclusion_path

LARGEST = 4096
"""Bytes of a bundle."""
VERSION = 1


class NotProvable(Exception):
    """There is nothing to prove yet, or no more; a whole sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What is private in a record: the salt (hex) and the value that it was hashed with."""

    salt: str
    value: str


async def prove(session: AsyncSession, record: AuditRecord, *, opened: Opened | None = None) -> str:
    """The bundle as JSON, at most 4 kB. Raises NotProvable; LookupError if the tree is damaged."""
    if record.leaf_index is None:
        raise NotProvable("The record has no place in the log yet: it has one within seconds while the API runs.")
    row = await audit_trees.last_checkpoint(session, record.ori, covering=record.leaf_index + 1)
    if row is None:
        raise NotProvable("No checkpoint covers the record yet: one is signed within a minute while the API runs.")
    keys = {key.id: key.public_key for key in await audit_trees.keys(session, record.ori)}
    (checkpoint,) = signed([row], keys)
    path = await hashes_of_parts(session, record.ori, inclusion_path(record.leaf_index, row.size))
    bundle: dict[str, Any] = {
        "caseline_audit_proof": VERSION,
        "record": audit_records.written(record).content().decode(),
        "index": record.leaf_index,
        "path": [each.hex() for each in path],
        "checkpoint": checkpoint.as_mapping(),
    }
    if opened is not None:
        bundle["opened"] = {"salt": opened.salt, "value": opened.value}
    return _fitting(bundle)


def _fitting(bundle: Mapping[str, Any]) -> str:
    """As one text. Raises NotProvable if it is too large, which only what is opened can make it."""
    text = json.dumps(bundle, indent=1) + "\n"
    if len(text.encode()) > LARGEST:
        text = json.dumps(bundle, separators=(",", ":")) + "\n"
    if len(text.encode()) > LARGEST:
        raise NotProvable(f"The bundle would be larger than {LARGEST} bytes: make it without the words.")
    return text
