"""Which messages leave in the very task that planned them, and which take their turn in a queue (decision 32).

A send that takes its turn costs the server six history events, and a task of the workflow among them. It must: where an
agency wants much, turns keep it from what others want, and let the urgent go first. Where it wants little there is
nothing to share out. So each process lets an agency use a share of its rate without a turn, while no provider is slow.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

RUNNING_MOST = 4
"""Sends of one process in tasks at the same moment: half of the tasks that it works on (`STEPS_AT_ONCE`)."""
OF_ONE_STEP = 4
"""A step that tells more people than that has their messages take turns."""
SLOW = 2.0
"""Seconds; a send that takes longer holds its call's task open for too long."""
PAUSE = 10.0
"""Seconds for which all takes turns after an agency wanted more than its share, or a provider was slow or away."""
REMEMBERED = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    closed_until: float = 0.0


class SendsAtOnce:
    """One process's `share` of what an agency may send a second, `each`, and all of them together, `whole`."""

    def __init__(self, *, each: float, whole: float, share: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._whole, self._share = each * share, whole * share, share
        self._own: Mapping[str, float] = {}
        self._clock = clock
        self._all = _Bucket(left=_capacity(self._whole), at=clock())
        self._buckets: dict[str, _Bucket] = {}
        self._running = 0
        self._closed_until = 0.0

    def know(self, own: Mapping[str, float]) -> None:
        """The rates of agencies whose senders have rates of their own."""
        self._own = {agency: rate * self._share for agency, rate in own.items()}

    def may_leave(self, agency: str, sends: int) -> bool:
        """Whether so many sends of one step may leave at once; they then count."""
        now = self._clock()
        if not 0 < sends <= OF_ONE_STEP or self._running >= RUNNING_MOST or now < self._closed_until:
            return False
        rate = self._own.get(agency, self._each)
        bucket = self._bucket_of(agency, rate, now)
        if now < bucket.closed_until or not _has(self._all, self._whole, sends, now):
            return False
        if not _has(bucket, rate, sends, now):
            # What it wants from now on takes turns, all of it: the less urgent must not overtake what waits already.
            bucket.closed_until = now + PAUSE
            return False
        bucket.left -= sends
        self._all.left -= sends
        return True

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Around one send: after a slow or failed one, everything takes turns for a while."""
        began = self._clock()
        self._running += 1
        try:
            yield
        except BaseException:
            self._pause()
            raise
        finally:
            self._running -= 1
            if self._clock() - began > SLOW:
                self._pause()

    def _pause(self) -> None:
        self._closed_until = self._clock() + PAUSE

    def _bucket_of(self, agency: str, rate: float, now: float) -> _Bucket:
        if agency not in self._buckets and len(self._buckets) >= REMEMBERED:
            del self._buckets[next(iter(self._buckets))]
        return self._buckets.setdefault(agency, _Bucket(left=_capacity(rate), at=now))


def _has(bucket: _Bucket, rate: float, sends: int, now: float) -> bool:
    bucket.left = min(_capacity(rate), bucket.left + (now - bucket.at) * rate)
    bucket.at = now
    return bucket.left >= sends


def _capacity(rate: float) -> float:
    """A second's worth; a slow sender's is at least a text and an email of one step."""
    return max(rate, 2.0) if rate > 0 else 0.0
