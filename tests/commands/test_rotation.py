"""`caseline encryption rotate` binds what is sealed to its rows, and then refuses what is not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col
from typer.testing import CliRunner, Result

from commands import encryption, reply
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import replies
from db.tables import InboundReply
from tests.commands.test_reply import url, written
from tests.unbound import make_old, seal_unbound

__all__ = ["url"]


def typed(*words: str) -> Result:
    return CliRunner().invoke(encryption.app, list(words))


def bodies(url: str, changed: dict[str, str] | None = None) -> dict[str, Any]:
    """Reply id -> what is stored of its words, after storing these."""

    async def read() -> dict[str, Any]:
        database = Database(url)
        async with database.transaction() as session:
            for id, sealed in (changed or {}).items():
                of_reply = update(InboundReply).where(col(InboundReply.id) == id)
                await session.execute(of_reply.values(body_sealed=sealed))
            found = await session.execute(select(col(InboundReply.id), col(InboundReply.body_sealed)))
            kept = {row[0]: row[1] for row in found}
        await database.dispose()
        return kept

    return asyncio.run(read())


@pytest.fixture
def old_ring(url: str, tmp_path: Path) -> KeyRing:
    """Of a version before values were bound."""
    del url
    return make_old(KeyRing.load(tmp_path / "keys.json"))


def test_words_swapped_by_sql_are_not_shown_and_the_command_says_why(url: str, tmp_path: Path) -> None:
    first, second = written(url, tmp_path, "I moved to Elm Street", "he is back")
    before, told = bodies(url), CliRunner().invoke(reply.app, ["show", first, "--reveal"]).output
    assert "Says" in told
    bodies(url, {first: before[second], second: before[first]})
    shown = CliRunner().invoke(reply.app, ["show", first, "--reveal"])
    assert shown.exit_code == 1
    assert f"Something that is stored cannot be opened: replies.body of row {first}" in shown.output
    assert "Restore it from your backup." in shown.output
    assert "Traceback" not in shown.output
    assert "Says" not in shown.output
    bodies(url, before)
    assert CliRunner().invoke(reply.app, ["show", first, "--reveal"]).output == told


def test_rotation_binds_every_value_and_ends_the_old_form(url: str, tmp_path: Path, old_ring: KeyRing) -> None:
    first, second = written(url, tmp_path, "I moved to Elm Street", "he is back")
    old = {id: seal_unbound(old_ring, words, context=replies.BODY) for id, words in ((first, "one"), (second, "two"))}
    bodies(url, old)
    assert "not bound to their row" in typed("show").output
    rotated = typed("rotate", "--continue")
    assert rotated.exit_code == 0, rotated.output
    assert "Every value is bound to its row" in rotated.output
    now = bodies(url)
    vault = Vault(KeyRing.load(old_ring.path))
    assert [vault.open(now[id], context=replies.BODY, row=id) for id in (first, second)] == ["one", "two"]
    assert "not bound" not in typed("show").output

    bodies(url, {second: old[first]})
    refused = CliRunner().invoke(reply.app, ["show", second, "--reveal"])
    assert (refused.exit_code, "one" in refused.output) == (1, False)
    # A rotation opens no such value either: else it would bind what was copied meanwhile.
    again = typed("rotate", "--continue")
    assert again.exit_code == 1
    assert f"replies.body {second}" in again.output


def test_a_backup_of_before_is_moved_when_asked_for(url: str, tmp_path: Path, old_ring: KeyRing) -> None:
    (only,) = written(url, tmp_path, "I moved to Elm Street")
    old_ring.accept_unbound(False)
    bodies(url, {only: seal_unbound(old_ring, "from the backup", context=replies.BODY)})
    assert typed("rotate", "--continue").exit_code == 1
    moved = typed("rotate", "--continue", "--accept-unbound")
    assert moved.exit_code == 0, moved.output
    assert not KeyRing.load(old_ring.path).accepts_unbound
    assert "from the backup" in CliRunner().invoke(reply.app, ["show", only, "--reveal"]).output


def test_a_value_that_nothing_opens_does_not_keep_the_old_form(url: str, tmp_path: Path, old_ring: KeyRing) -> None:
    (only,) = written(url, tmp_path, "I moved to Elm Street")
    bodies(url, {only: seal_unbound(old_ring, "a name", context="contacts.name")})
    rotated = typed("rotate", "--continue")
    assert rotated.exit_code == 1
    assert f"replies.body {only}" in rotated.output
    assert not KeyRing.load(old_ring.path).accepts_unbound
