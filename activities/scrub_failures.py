"""Replace unexpected errors by their class name in histories and logs: they may quote a name, a number or a body."""

from __future__ import annotations

import traceback
from typing import Any

import structlog
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

log = structlog.get_logger()


class ScrubbedFailures(Interceptor):
    """A failure that is not one of our own becomes its class name; where it happened is logged, without values."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Called by Temporal for each activity."""
        return _Scrubbing(next)


class _Scrubbing(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        try:
            return await super().execute_activity(input)
        except FailureError:
            raise
        except Exception as error:
            where = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
            log.error("activity.failed_unexpectedly", error=type(error).__name__, where=where)  # noqa: TRY400
            failure = ApplicationError("an unexpected error, see the worker's log", type=type(error).__name__)
        raise failure
