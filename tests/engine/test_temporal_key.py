"""The key from a file: what is wrong with it is a sentence, and a renewed one is taken up without a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.service import RPCError, RPCStatusCode

from engine.door import private_files
from engine.door.roles import AUDIENCE, WORKER
from engine.temporal_key import WARN_AGAIN, KeyWatch, api_key_of
from engine.temporal_target import TemporalTarget
from engine.temporal_tls import BadTemporalSettings, tls_of
from tests.engine.door.visits import visit
from tests.own_logs import own_logs
from tests.secure_temporal import SecureServer

NOW = datetime.now(UTC)


def at(file: Path | None = None, *, api_key: str = "", tls: bool | None = None) -> TemporalTarget:
    return TemporalTarget(address="t:1", api_key_file=file, api_key=api_key, tls=tls)


def test_a_key_comes_from_the_variable_or_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("s3cr3t\n")
    assert api_key_of(at()) == ""
    assert api_key_of(at(api_key="other")) == "other"
    assert api_key_of(at(file)) == "s3cr3t"


@pytest.mark.parametrize(
    ("content", "variable", "sentence"),
    [
        (b"s3cr3t", "other", "TEMPORAL_API_KEY and TEMPORAL_API_KEY_FILE are both set"),
        (b" \n", "", "is empty"),
        (b"\xff\xfe", "", "it is no text"),
        (None, "", "cannot be read (No such file or directory)"),
    ],
)
def test_what_is_wrong_with_the_file_is_one_sentence(
    tmp_path: Path, content: bytes | None, variable: str, sentence: str
) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadTemporalSettings) as caught:
        api_key_of(at(file, api_key=variable))
    assert sentence in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


def test_a_key_in_a_file_needs_tls_as_any_other(tmp_path: Path) -> None:
    with pytest.raises(BadTemporalSettings, match="TEMPORAL_TLS is false, but TEMPORAL_API_KEY_FILE is set"):
        tls_of(at(tmp_path / "token", tls=False))


async def test_a_renewed_key_is_taken_up_by_a_running_client(secure_server: SecureServer, tmp_path: Path) -> None:
    signer, file = secure_server.door.signer, tmp_path / "token"

    def renew(valid_for: timedelta) -> None:
        token = signer.sign("w", "default:write", audience=AUDIENCE, now=datetime.now(UTC), valid_for=valid_for)
        private_files.write(file, token.encode(), mode=private_files.SECRET)

    renew(timedelta(seconds=-1))
    target = replace(secure_server.target(WORKER), api_key_file=file)
    client, watch = await visit(target), KeyWatch(target, clock=lambda: NOW)
    with pytest.raises(RPCError) as refused:
        await client.count_workflows()
    assert refused.value.status is RPCStatusCode.PERMISSION_DENIED
    assert watch.look(client) is False
    renew(timedelta(days=90))
    assert watch.look(client) is True
    await client.count_workflows()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_what_ends_soon_is_warned_of_once_a_day(secure_server: SecureServer, tmp_path: Path) -> None:
    file, now = tmp_path / "token", [NOW]
    token = secure_server.door.signer.sign(
        "w", "default:write", audience=AUDIENCE, now=NOW, valid_for=timedelta(days=29)
    )
    file.write_text(token)
    target = replace(secure_server.target(WORKER), api_key_file=file)
    client, watch = await visit(target), KeyWatch(target, clock=lambda: now[0])
    with own_logs() as logs:
        for _ in range(3):
            watch.look(client)
        now[0] += WARN_AGAIN
        watch.look(client)
    assert [(each["event"], each["setting"]) for each in logs] == [("temporal.key_ends", "TEMPORAL_API_KEY_FILE")] * 2
    assert token not in str(logs)
