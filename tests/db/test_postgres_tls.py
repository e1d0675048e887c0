"""PostgreSQL over TLS: what the URL asks for (`sslmode`, `sslrootcert`) is what the connections have."""

from __future__ import annotations

import asyncio
import select
import shutil
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from commands import database as database_command
from db import migrate
from db.connection.session import Database, DatabaseUnavailable
from db.connection.urls import BadDatabaseUrl, database_url
from tests.certificates import LOCALHOST, Authority, Pair
from tests.passing_on import server_side
from tests.postgres import PostgresServer

SSL_REQUEST = bytes.fromhex("0000000804d2162f")
"""The first message of a client that wants TLS [PostgreSQL: SSLRequest]."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def programs_with_tls() -> Path | None:
    """Those of the system's PostgreSQL, if there is one: those of the wheel are built without TLS."""
    found = [path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))]
    if shutil.which("pg_config"):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        found.append(Path(answer.stdout.strip()))
    return next((folder for folder in reversed(found) if (folder / "initdb").exists()), None)


@contextmanager
def in_front(server: Path, pair: Pair) -> Iterator[int]:
    """TLS before a server that has none, as PostgreSQL begins it; the port."""
    context = server_side(pair)

    class PassOn(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            client: socket.socket = self.request
            with socket.socket(socket.AF_UNIX) as behind, suppress(OSError):
                behind.connect(str(server))
                first = client.recv(8)
                if first == SSL_REQUEST:
                    client.sendall(b"S")
                    client = context.wrap_socket(client, server_side=True)
                else:
                    behind.sendall(first)
                with client:
                    _both_ways(client, behind)

    with socketserver.ThreadingTCPServer((LOCALHOST, 0), PassOn) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield listening.server_address[1]
        listening.shutdown()
        thread.join()


def _both_ways(client: socket.socket, behind: socket.socket) -> None:
    while True:
        for ready in select.select([client, behind], [], [])[0]:
            data = ready.recv(65536)
            if not data:
                return
            (behind if ready is client else client).sendall(data)


@pytest.fixture(scope="module")
def port(authority: Authority) -> Iterator[int]:
    """Of a PostgreSQL that has a certificate for 127.0.0.1."""
    pair, programs = authority.sign("server", LOCALHOST), programs_with_tls()
    server = PostgresServer(programs=programs, tls=pair if programs else None)
    server.start()
    try:
        if programs:
            yield server.port
        else:
            with in_front(server.socket, pair) as port:
                yield port
    finally:
        server.remove()


def url_of(port: int, options: str, *, host: str = LOCALHOST) -> str:
    return f"postgresql://postgres@{host}:{port}/postgres?{options}"


async def is_encrypted(url: str) -> bool:
    opened = Database(url)
    try:
        async with opened.reading() as session:
            await session.execute(text("SELECT 1"))
            connection = await (await session.connection()).get_raw_connection()
            return bool(connection.driver_connection.pgconn.ssl_in_use)  # type: ignore[union-attr]  # psycopg's
    finally:
        await opened.dispose()


async def refusal(url: str) -> str:
    with pytest.raises(DatabaseUnavailable) as caught:
        await is_encrypted(url)
    return str(caught.value)


async def test_the_connections_are_what_the_url_asks_for(port: int, authority: Authority) -> None:
    assert not await is_encrypted(url_of(port, "sslmode=disable"))
    assert await is_encrypted(url_of(port, "sslmode=require"))
    assert await is_encrypted(url_of(port, f"sslmode=verify-full&sslrootcert={authority.cert}"))


async def test_verify_full_trusts_only_its_ca_and_only_its_name(
    port: int, authority: Authority, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path, "strangers").cert
    assert "certificate verify failed" in await refusal(url_of(port, f"sslmode=verify-full&sslrootcert={stranger}"))
    known = f"sslmode=verify-full&sslrootcert={authority.cert}"
    assert "does not match host name" in await refusal(url_of(port, known, host="localhost"))
    assert "root certificate file" in await refusal(
        url_of(port, f"sslmode=verify-full&sslrootcert={tmp_path}/none.pem")
    )


async def test_a_server_without_tls_is_not_used_unencrypted(authority: Authority) -> None:
    """As a PostgreSQL without ssl=on says it: the answer to the request for TLS is N."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(8) == SSL_REQUEST
        writer.write(b"N")
        assert await reader.read() == b""  # not even a name
        writer.close()

    async with await asyncio.start_server(serve, LOCALHOST, 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        for options in ("sslmode=require", f"sslmode=verify-full&sslrootcert={authority.cert}"):
            assert "SSL" in await refusal(url_of(port, options))


def test_migrations_go_the_same_way(port: int, authority: Authority) -> None:
    url = url_of(port, f"sslmode=verify-full&sslrootcert={authority.cert}")
    assert migrate.pending(url)
    migrate.upgrade(url)
    assert not migrate.pending(url)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [("sslmode=nonsense", "sslmode is one of disable, allow"), ("ssl=true", "TLS is sslmode=verify-full")],
)
def test_an_option_that_is_none_is_said_before_anything_connects(options: str, sentence: str) -> None:
    with pytest.raises(BadDatabaseUrl, match=sentence):
        database_url(f"postgresql://caseline:s3cr3t@127.0.0.1/caseline?{options}")


def test_a_command_says_in_a_sentence_what_is_wrong(port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for options in (f"sslmode=verify-full&sslrootcert={tmp_path}/none.pem", "sslmode=nonsense"):
        monkeypatch.setenv("CASELINE_DATABASE_URL", url_of(port, options))
        done = CliRunner().invoke(database_command.app, ["status"])
        assert done.exit_code == 1
        assert "CASELINE_DATABASE_URL" in done.output
        assert "Traceback" not in done.output
