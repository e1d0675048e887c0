"""Verifies signed checkpoints: each signed by a key of ours, bound to the one before, and known in the second place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.findings import AuditFinding, FindingKind, in_words
from audit.keys import is_signed
from audit.second_place import PublishedLines
from audit.sequencer import checkpoint_of
from db.tables import AuditCheckpoint
from domain.audit.checkpoints import NO_CHECKPOINT


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """Numbers of checkpoints that a restore lost, and that staff gave up, as a record of the log says."""

    first: int
    last: int
    by: str
    at: datetime

    def has(self, number: int) -> bool:
        """True if this one was given up."""
        return self.first <= number <= self.last


def forged_among(rows: Sequence[AuditCheckpoint], public_keys: Mapping[str, str]) -> frozenset[int]:
    """The numbers of those that no key of this agency signed. `public_keys`: of keys that are ours."""
    return frozenset(row.number for row in rows if not _is_genuine(row, public_keys))


def chain_findings(
    rows: Sequence[AuditCheckpoint], forged: frozenset[int], given_up: Sequence[GivenUp]
) -> list[AuditFinding]:
    """What is wrong with the checkpoints of the database, by themselves."""
    return [*_signatures(forged), *_chain(rows, forged, given_up)]


def second_place_findings(
    there: PublishedLines,
    rows: Sequence[AuditCheckpoint],
    forged: frozenset[int],
    *,
    published: int,
    given_up: Sequence[GivenUp],
) -> tuple[list[AuditFinding], list[str]]:
    """What is wrong between the database and the second place, and what should be known besides."""
    known = {row.number: checkpoint_of(row) for row in rows}
    lines = {line.checkpoint.number: line.checkpoint for line in there.lines}
    lost = [number for number in sorted(lines.keys() - known.keys()) if not _is_given_up(number, given_up)]
    other = [
        number
        for number in sorted(lines.keys() & known.keys())
        if lines[number] != known[number] and number not in forged and not _is_given_up(number, given_up)
    ]
    missing = [
        number
        for number in sorted(known.keys() - lines.keys())
        if number <= published and not _is_given_up(number, given_up)
    ]
    findings = [*_lost(lost, rows), *_other(other, there), *_missing(missing)]
    return findings, list(_notices(there, rows, published, given_up))


def _signatures(forged: frozenset[int]) -> Iterator[AuditFinding]:
    if forged:
        text = f"Checkpoints were changed or forged, as no key of this agency signed them: {in_words(sorted(forged))}."
        yield AuditFinding(kind=FindingKind.CHECKPOINT_FORGED, text=text)


def _is_genuine(row: AuditCheckpoint, public_keys: Mapping[str, str]) -> bool:
    public_key = public_keys.get(row.key_id)
    return public_key is not None and is_signed(public_key, checkpoint_of(row).content(), row.signature)


def _chain(
    rows: Sequence[AuditCheckpoint], forged: frozenset[int], given_up: Sequence[GivenUp]
) -> Iterator[AuditFinding]:
    """A gap in the numbers is a removed one, unless a restore explains it. What is forged is told of by itself."""
    removed, broken = list[int](), list[int]()
    for before, row in zip((None, *rows), rows, strict=False):
        after = before.number if before else 0
        gap = [number for number in range(after + 1, row.number) if not _is_given_up(number, given_up)]
        removed += gap
        beside_forged = row.number in forged or after in forged
        if not gap and not beside_forged and not _follows(row, before):
            broken.append(row.number)
    if removed:
        text = f"Checkpoints were removed: {in_words(removed)}."
        yield AuditFinding(kind=FindingKind.CHECKPOINT_REMOVED, text=text)
    if broken:
        text = f"Checkpoints do not follow from those before them, which were changed: {in_words(broken)}."
        yield AuditFinding(kind=FindingKind.CHECKPOINT_FORGED, text=text)


def _follows(row: AuditCheckpoint, before: AuditCheckpoint | None) -> bool:
    if before is None:
        return row.previous == NO_CHECKPOINT
    return row.previous == checkpoint_of(before).digest() and row.size >= before.size


def _lost(lost: Sequence[int], rows: Sequence[AuditCheckpoint]) -> Iterator[AuditFinding]:
    """Those that only the second place has."""
    newest = rows[-1].number if rows else 0
    ahead, within = [n for n in lost if n > newest], [n for n in lost if n <= newest]
    if ahead:
        text = (
            f"The second place is ahead: it has checkpoints {in_words(ahead)}, and the database ends with {newest}. "
            "An old copy of the database was restored, or the end of its log was cut off."
        )
        yield AuditFinding(kind=FindingKind.OLD_COPY, text=text)
    if within:
        text = f"Checkpoints {in_words(within)} stand in the second place, and were removed from the database."
        yield AuditFinding(kind=FindingKind.CHECKPOINT_REMOVED, text=text)


def _other(other: Sequence[int], there: PublishedLines) -> Iterator[AuditFinding]:
    """Those that say one thing here and another there: who did it is told by whose signature holds."""
    if not other:
        return
    lines = {line.checkpoint.number: line for line in there.lines}
    altered = [number for number in other if not lines[number].is_genuine()]
    genuine = [number for number in other if number not in altered]
    if altered:
        text = f"Lines of the second place were changed: those of checkpoints {in_words(altered)}."
        yield AuditFinding(kind=FindingKind.SECOND_PLACE_CHANGED, text=text)
    if genuine:
        text = (
            f"The second place has other checkpoints {in_words(genuine)}, rightly signed: an old copy of the database "
            "was restored and went on, or its log was rewritten and signed anew."
        )
        yield AuditFinding(kind=FindingKind.OLD_COPY, text=text)


def _missing(missing: Sequence[int]) -> Iterator[AuditFinding]:
    if missing:
        text = f"The second place was cut: it lacks checkpoints {in_words(missing)}, which were written there."
        yield AuditFinding(kind=FindingKind.SECOND_PLACE_CUT, text=text)


def _notices(
    there: PublishedLines, rows: Sequence[AuditCheckpoint], published: int, given_up: Sequence[GivenUp]
) -> Iterator[str]:
    if there.unreadable:
        yield f"Lines of the second place cannot be read: {in_words(there.unreadable)}."
    waiting = sum(row.number > max(published, there.last) for row in rows)
    if waiting:
        yield f"{waiting} checkpoints are not in the second place yet."
    for each in given_up:
        yield (
            f"Checkpoints {each.first} to {each.last} were lost by a restore, and given up by {each.by} "
            f"at {each.at.isoformat()}."
        )


def _is_given_up(number: int, given_up: Sequence[GivenUp]) -> bool:
    return any(each.has(number) for each in given_up)
