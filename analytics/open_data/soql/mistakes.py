"""What is wrong with a question to the read API, as Socrata says it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class SoqlCode(StrEnum):
    """Socrata's codes (dev.socrata.com/docs/response-codes), as far as they occur here."""

    MALFORMED = "query.compiler.malformed"
    NO_COLUMN = "query.soql.no-such-column"
    NO_FUNCTION = "query.soql.no-such-function"
    TYPES = "query.soql.type-mismatch"
    NOT_GROUPED = "query.soql.column-not-in-group-bys"
    AGGREGATE = "query.soql.aggregate-in-ungrouped-context"
    TOO_MUCH = "query.soql.too-complex"
    NUMBER = "query.soql.invalid-number"
    TIMEOUT = "query.execution.queryTimeout"
    BUSY = "query.execution.tooManyQueries"
    FAILED = "query.execution.failed"
    NO_DATASET = "dataset.missing"


class SoqlError(Exception):
    """The question cannot be answered; `http_status` is that of HTTP."""

    def __init__(self, code: SoqlCode, message: str, *, http_status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.http_status = http_status

    def body(self) -> dict[str, Any]:
        """As Socrata's clients read it."""
        return {"code": self.code.value, "error": True, "message": self.message}
