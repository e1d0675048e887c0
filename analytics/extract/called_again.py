"""Counts how often people called again while they waited for an officer."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from analytics.not_installed import library

_FAR_AHEAD = 2**33
"""In seconds since 1970: the year 2242, until when a call waits that no officer came to yet."""


class CallsAgain:
    """Learns of each caller of each call, then counts. A million callers take some 100 MB while it counts."""

    def __init__(self) -> None:
        self._calls: list[str] = []
        self._who, self._call = array("q"), array("q")
        self._since, self._until = array("q"), array("q")

    def add(self, call_id: str, phone_hash: str, received_at: datetime, waited_until: datetime | None) -> None:
        """A caller of a call that waited until then; None: it still does."""
        if not self._calls or self._calls[-1] != call_id:
            self._calls.append(call_id)
        # Python's own hash, keyed anew in each process: what is kept here is no hash of ours.
        self._who.append(hash(phone_hash))
        self._call.append(len(self._calls) - 1)
        self._since.append(int(received_at.timestamp()))
        self._until.append(int(waited_until.timestamp()) if waited_until else _FAR_AHEAD)

    def counted(self) -> Mapping[str, int]:
        """Call -> how many other calls its callers made after it and before its wait ended; calls without are left out.

        Raises NotInstalled.
        """
        numpy = library("numpy")
        who, since, until, call = (
            numpy.frombuffer(each, dtype=numpy.int64) if each else numpy.zeros(0, dtype=numpy.int64)
            for each in (self._who, self._since, self._until, self._call)
        )
        order = numpy.lexsort((since, who))
        who, since, until, call = who[order], since[order], until[order], call[order]
        person = numpy.cumsum(numpy.concatenate(([0], who[1:] != who[:-1]))) if len(who) else who
        key = person * (2 * _FAR_AHEAD) + since
        first = numpy.searchsorted(key, key, side="right")
        end = numpy.searchsorted(key, person * (2 * _FAR_AHEAD) + until, side="left")
        others: dict[int, set[int]] = defaultdict(set)
        for place in numpy.flatnonzero(end > first):
            others[int(call[place])].update(call[first[place] : end[place]].tolist())
        return {self._calls[place]: len(found - {place}) for place, found in others.items() if found - {place}}
