"""What kind of line a number is, is asked once and remembered for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.connection.session import Database
from db.queries import phone_lines
from domain.line_type import TAKES_NO_TEXTS, LineType, line_type
from tests.database import NOW

DAY = timedelta(days=1)


async def test_what_was_learnt_last_counts_until_it_is_old(database: Database) -> None:
    async with database.transaction() as session:
        assert await phone_lines.known(session, "hash", since=NOW) is None
        await phone_lines.learn(session, "hash", LineType.MOBILE, now=NOW)
        assert await phone_lines.known(session, "hash", since=NOW) is LineType.MOBILE
        await phone_lines.learn(session, "hash", LineType.LANDLINE, now=NOW + DAY)
        assert await phone_lines.known(session, "hash", since=NOW + DAY) is LineType.LANDLINE
        assert await phone_lines.known(session, "hash", since=NOW + 2 * DAY) is None
        assert await phone_lines.known(session, "other", since=NOW) is None


@pytest.mark.parametrize(
    ("word", "kind"),
    [("landline", LineType.LANDLINE), ("hologram", LineType.UNKNOWN), (None, LineType.UNKNOWN), ("", LineType.UNKNOWN)],
)
def test_a_kind_that_nobody_knows_is_unknown_and_is_texted(word: str | None, kind: LineType) -> None:
    assert line_type(word) is kind
    assert (kind in TAKES_NO_TEXTS) == (kind is LineType.LANDLINE)
