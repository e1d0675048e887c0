"""Timeouts and retry policies of activities, and the lengths at which a history continues as new."""

from __future__ import annotations

from datetime import timedelta

from temporalio.common import RetryPolicy

RECORD_TIMEOUT = timedelta(seconds=30)
RECORD_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), backoff_coefficient=2, maximum_interval=timedelta(seconds=60)
)
"""For as long as it takes: nothing may be lost because the database is away."""

RECORD_WAIT_IN_TASK = timedelta(seconds=4)
"""A longer pause before the next attempt is a timer: holding the workflow task open would cost three history events
every few seconds. So an hour without a database costs a waiting call about 300 events."""

SEND_SIGN_OF_LIFE = timedelta(seconds=10)
"""A worker that dies in the middle of a send is noticed after so long, not only after SEND_WITHIN."""

SEND_ONCE = RetryPolicy(maximum_attempts=1)
"""In the task that planned it. The activity limits itself to SEND_WITHIN."""

SEND_AT_ONCE_TIMEOUT = timedelta(hours=1)
"""Never reached. If a worker ends meanwhile, the SDK's timer outlives it, and when that fires, no other worker of the
process can be created any more."""

SEND_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=2),
    backoff_coefficient=2,
    maximum_attempts=5,
    non_retryable_error_types=["SenderRefused"],
)
"""Half a minute for trouble that passes; then, or at once if our account is refused, staff is shown that it waits."""

SEND_RETRY_FOR_LONG = RetryPolicy(
    initial_interval=timedelta(seconds=15), backoff_coefficient=2, maximum_interval=timedelta(minutes=5)
)
"""Until it is sent, refused, or no longer true: the activity itself withholds a stale message."""

EVENTS_PER_RUN = 500
"""A longer history continues as new."""

EVENTS_WHILE_SENDING = 50
"""So many more are waited for while messages are on their way; one that cannot leave does not hold the run up."""

EVENTS_AT_PHASE_CHANGE = 250
"""When the response is over and an investigation begins, a history this long continues as new; a usual case is
far shorter and stays one timeline (docs/decisions/0002)."""

TIMELINE_KEPT = 300
"""Lines of the `timeline` query carried along; the database keeps them all."""

SEEN_KEPT = 1000
"""Event ids remembered to recognize a repeat; the database remembers the rest."""
