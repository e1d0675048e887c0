"""Verifies the audit log of an agency: everything is calculated again, and compared with what was kept.

Three questions: does each record fit its leaf, do the leaves make up the trees that were signed, and are the signed
checkpoints those that stand in the second place? What holds for the last is in `audit/checkpoint_chain.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from audit.checkpoint_chain import GivenUp, chain_findings, forged_among, second_place_findings
from audit.findings import AuditFinding, FindingKind, of_records
from audit.keys import is_ours
from audit.second_place import SecondPlace
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import audit_records, audit_trees
from db.tables import AuditCheckpoint, AuditRecord, AuditTree
from domain.audit.acts import ActKind
from domain.audit.difference import differences
from domain.audit.hashing import leaf_hash
from domain.audit.retaining import may_be_removed_until
from domain.audit.subtrees import Frontier, root
from domain.audit.tiles import WIDTH, TileAt, hashes_at, hashes_in

BATCH = 16 * WIDTH
"""Leaves read at once."""

Progress = Callable[[int, int], None]
"""Told how many leaves are done, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """What was found at one agency; nothing if its log is whole. `notices` are no findings."""

    ori: str
    size: int
    waiting: int
    checkpoints: int
    signed_at: datetime | None
    kept_from: int
    findings: tuple[AuditFinding, ...]
    notices: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Walk:
    """What is learned on the way through the leaves."""

    found: dict[int, bytes] = field(default_factory=dict)
    leaves: dict[int, bytes] = field(default_factory=dict)
    """Hashes of records and of leaves, where the two differ."""
    damaged: list[TileAt] = field(default_factory=list)
    rewritten: list[tuple[int, AuditCheckpoint]] = field(default_factory=list)
    """Checkpoints whose tree was another, and where the last one that fits ended."""
    given_up: list[GivenUp] = field(default_factory=list)


async def verify(
    database: Database, vault: Vault, place: SecondPlace, ori: str, *, progress: Progress = lambda done, total: None
) -> VerificationReport:
    """Read everything of one agency, as it is at one moment. Raises SecondPlaceUnusable."""
    before = place.read(ori)  # what is written there meanwhile is not in the picture of the database
    async with database.reading() as session:
        tree = await audit_trees.get(session, ori) or AuditTree(ori=ori, size=0, kept_from=0, published=0)
        rows = await audit_trees.every_checkpoint(session, ori)
        keys = {key.id: key.public_key for key in await audit_trees.keys(session, ori) if is_ours(vault, key)}
        waiting = await audit_records.count_waiting(session, ori)
        forged = forged_among(rows, keys)
        genuine = [row for row in rows if row.number not in forged]
        walk = await _walk(session, tree, genuine, progress)
    findings = [
        *of_records(differences(walk.found, walk.leaves, tree.size)),
        *_removed_early(tree, genuine),
        *_tree_findings(tree, genuine, walk),
        *chain_findings(rows, forged, walk.given_up),
    ]
    there = place.read(ori) if before.last < tree.published else before
    more, notices = second_place_findings(there, rows, forged, published=tree.published, given_up=walk.given_up)
    return VerificationReport(
        ori=ori,
        size=tree.size,
        waiting=waiting,
        checkpoints=len(rows),
        signed_at=rows[-1].at if rows else None,
        kept_from=tree.kept_from,
        findings=(*findings, *more),
        notices=tuple(notices),
    )


async def _walk(session: AsyncSession, tree: AuditTree, rows: Sequence[AuditCheckpoint], progress: Progress) -> _Walk:
    walk, frontier, above = _Walk(), Frontier(), list[bytes]()
    signed = _by_size(rows)
    fits = 0
    for begin in range(0, tree.size, BATCH):
        end = min(begin + BATCH, tree.size)
        leaves = await _leaves(session, tree, begin, end, walk)
        await _compare(session, tree, begin, leaves, walk)
        for place, leaf in enumerate(leaves, start=begin):
            frontier.append(leaf)
            if place % WIDTH == WIDTH - 1:
                above.append(root(leaves[place - begin - WIDTH + 1 : place - begin + 1]))
            for row in signed.get(frontier.size, ()):
                if frontier.root().hex() == row.root:
                    fits = frontier.size
                else:
                    walk.rewritten.append((fits, row))
        progress(end, tree.size)
    await _beyond(session, tree, walk)
    await _above(session, tree, above, walk)
    return walk


def _by_size(rows: Sequence[AuditCheckpoint]) -> Mapping[int, list[AuditCheckpoint]]:
    found: dict[int, list[AuditCheckpoint]] = {}
    for row in rows:
        found.setdefault(row.size, []).append(row)
    return found


async def _leaves(session: AsyncSession, tree: AuditTree, begin: int, end: int, walk: _Walk) -> list[bytes]:
    """The stored hashes of these leaves; of those that are not there, a hash that nothing has."""
    at = [(0, place) for place in range(begin // WIDTH, (end + WIDTH - 1) // WIDTH)]
    stored = await audit_trees.tiles(session, tree.ori, at)
    session.expunge_all()
    leaves = list[bytes]()
    for level, place in at:
        wanted = min(WIDTH, tree.size - place * WIDTH)
        hashes = hashes_in(stored.get((level, place), b""))
        if len(hashes) != wanted or len(hashes[-1]) != len(leaf_hash(b"")):
            walk.damaged.append((level, place))
            hashes = [leaf_hash(b"missing %d" % (place * WIDTH + n)) for n in range(wanted)]
        leaves += hashes
    return leaves


async def _compare(session: AsyncSession, tree: AuditTree, begin: int, leaves: Sequence[bytes], walk: _Walk) -> None:
    end, found = begin + len(leaves), dict[int, bytes]()
    records = await audit_records.from_place(session, tree.ori, begin, most=len(leaves))
    for record in records:
        if record.leaf_index is not None and record.leaf_index < end:
            found[record.leaf_index] = leaf_hash(audit_records.written(record).content())
            if found[record.leaf_index] == leaves[record.leaf_index - begin]:
                walk.given_up += _given_up(record)
    session.expunge_all()
    for place, leaf in enumerate(leaves, start=begin):
        here = found.get(place)
        if here == leaf or (here is None and place < tree.kept_from):
            continue
        walk.leaves[place] = leaf
        if here is not None:
            walk.found[place] = here


def _given_up(record: AuditRecord) -> list[GivenUp]:
    if record.kind != ActKind.LOG_CONTINUED:
        return []
    detail = record.detail
    return [GivenUp(first=int(detail["from"]), last=int(detail["to"]), by=record.by, at=record.at)]


async def _beyond(session: AsyncSession, tree: AuditTree, walk: _Walk) -> None:
    """Records with a place that the tree does not have."""
    after = tree.size
    while records := await audit_records.from_place(session, tree.ori, after, most=BATCH):
        for record in records:
            walk.found[record.leaf_index or 0] = leaf_hash(audit_records.written(record).content())
            after = (record.leaf_index or 0) + 1
        session.expunge_all()


async def _above(session: AsyncSession, tree: AuditTree, hashes: list[bytes], walk: _Walk) -> None:
    """The tiles above the leaves: what is stored is what follows from those below."""
    level = 1
    while hashes:
        at = [(level, place) for place in range((len(hashes) + WIDTH - 1) // WIDTH)]
        stored = await audit_trees.tiles(session, tree.ori, at)
        for _, place in at:
            if stored.get((level, place), b"") != b"".join(hashes[place * WIDTH : (place + 1) * WIDTH]):
                walk.damaged.append((level, place))
        full = hashes_at(level + 1, tree.size)
        hashes = [root(hashes[place * WIDTH : (place + 1) * WIDTH]) for place in range(full)]
        level += 1


def _tree_findings(tree: AuditTree, rows: Sequence[AuditCheckpoint], walk: _Walk) -> list[AuditFinding]:
    findings = list[AuditFinding]()
    if rows and (largest := max(rows, key=lambda row: row.size)).size > tree.size:
        text = (
            f"Checkpoint {largest.number} signed {largest.size} records, and the tree has {tree.size}: "
            f"its end was cut off."
        )
        findings.append(AuditFinding(kind=FindingKind.CUT_OFF, text=text))
    if walk.damaged:
        places = ", ".join(f"{level}/{place}" for level, place in sorted(walk.damaged)[:10])
        text = f"Stored hashes of the tree were changed or removed: tiles {places}."
        findings.append(AuditFinding(kind=FindingKind.HASHES_CHANGED, text=text))
    if walk.rewritten:
        fits, row = walk.rewritten[0]
        text = (
            f"The log up to record {row.size - 1} is not what checkpoint {row.number} signed at {row.at.isoformat()}: "
            f"records from {fits} on were rewritten together with their hashes."
        )
        findings.append(AuditFinding(kind=FindingKind.REWRITTEN, text=text))
    return findings


def _removed_early(tree: AuditTree, rows: Sequence[AuditCheckpoint]) -> list[AuditFinding]:
    """Records go by age only once a checkpoint that has them is a year old; the newest one says what time it is."""
    allowed = may_be_removed_until([(row.at, row.size) for row in rows], now=rows[-1].at) if rows else 0
    if tree.kept_from <= allowed:
        return []
    text = f"Records {allowed} to {tree.kept_from - 1} were removed as too old, and their year was not over."
    return [AuditFinding(kind=FindingKind.REMOVED_EARLY, text=text)]
