"""How long activities may take and how they are tried again: by Temporal, never by hand."""

from __future__ import annotations

from datetime import timedelta

from temporalio.common import RetryPolicy

RECORD_TIMEOUT = timedelta(seconds=30)
RECORD_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), backoff_coefficient=2, maximum_interval=timedelta(seconds=30)
)
"""For as long as it takes: nothing may be lost because the database is away."""

SEND_TIMEOUT = timedelta(seconds=60)
SEND_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=2), backoff_coefficient=2, maximum_interval=timedelta(minutes=5)
)
"""Until it is sent, refused, or no longer true: the activity itself withholds a stale message."""

EVENTS_PER_RUN = 500
"""A longer history continues as new."""

EVENTS_AT_PHASE_CHANGE = 250
"""When the response is over and an investigation begins, a history this long continues as new; a usual case is
far shorter and stays one timeline (docs/decisions/0002)."""

TIMELINE_KEPT = 300
"""Lines of the `timeline` query carried along; the database keeps them all."""

SEEN_KEPT = 1000
"""Event ids remembered to recognise a repeat; the database remembers the rest."""
