"""The table `[open_data]` of a policy file: whether and how the agency publishes its calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from domain.open_data import LICENSES, OpenDataPolicy, Prefer, ReleaseSpan
from policies.fields import Flag, a_text, fitting, one_of, whole
from policies.mistakes import Mistakes
from policies.toml_file import ABSENT, Table

MAILBOX = r"[A-Za-z0-9._+-]{1,60}@[A-Za-z0-9.-]{1,120}\.[A-Za-z]{2,20}"


class OpenDataTable(Table):
    """What the agency publishes of its calls."""

    publish: Flag = ABSENT
    title: Annotated[str, a_text(80)] = ABSENT
    contact: Annotated[str, fitting(MAILBOX, "the mailbox of an office, as opendata@city.example")] = ABSENT
    license: Annotated[str, one_of(LICENSES)] = ABSENT
    every: Annotated[ReleaseSpan, one_of(ReleaseSpan)] = ABSENT
    prefer: Annotated[Prefer, one_of(Prefer)] = ABSENT
    delay: Annotated[timedelta, whole(1, 90, timedelta(days=1))] = Field(default=ABSENT, alias="delay_days")

    @model_validator(mode="after")
    def _says_where_readers_ask(self) -> OpenDataTable:
        if self.publish and not self.contact:
            raise Mistakes({("contact",): "is missing; readers of data need the mailbox of an office to ask"})
        return self

    def policy(self) -> OpenDataPolicy:
        """What the file says, with the domain's defaults for what it does not say."""
        return OpenDataPolicy(**self.given())
