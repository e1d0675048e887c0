"""Temporal over TLS: with the right settings we are in, with wrong ones a sentence says which one is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from engine.client import TemporalRefused, TemporalUnreachable, connect_to
from engine.temporal_target import TemporalTarget
from engine.temporal_tls import BadTemporalSettings, tls_of
from settings import Settings
from tests.certificates import LOCALHOST, Authority, Pair
from tests.passing_on import PassingOn, server_side

SHORT = timedelta(seconds=2)
NAME = "temporal.example.org"


@asynccontextmanager
async def in_front(server: str, pair: Pair, *, clients_of: Authority | None = None) -> AsyncIterator[str]:
    """TLS before this server; with `clients_of` only for clients with a certificate of that authority."""
    host, _, port = server.rpartition(":")
    context, passing = server_side(pair, clients_of=clients_of), PassingOn()
    context.set_alpn_protocols(["h2"])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await passing.both_ways((reader, writer), await asyncio.open_connection(host, int(port)))

    listening = await asyncio.start_server(serve, LOCALHOST, 0, ssl=context)
    try:
        yield f"{LOCALHOST}:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()
        await passing.end()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


async def said(target: TemporalTarget) -> str:
    """What is said instead of a connection."""
    with pytest.raises((TemporalUnreachable, BadTemporalSettings)) as caught:
        await connect_to(target, wait=SHORT)
    return str(caught.value)


async def test_with_its_ca_a_server_is_trusted_and_without_it_is_not(
    temporal_server: str, authority: Authority
) -> None:
    async with in_front(temporal_server, authority.sign("server", LOCALHOST)) as address:
        target = TemporalTarget(address=address, ca_file=authority.cert)
        client = await connect_to(target)
        assert (await client.service_client.check_health()) is True
        unknown = await said(replace(target, ca_file=None, tls=True))
        assert "set TEMPORAL_TLS_SERVER_CA_CERT_PATH" in unknown
        assert "It speaks TLS: set TEMPORAL_TLS=true" in await said(replace(target, ca_file=None))


async def test_a_certificate_for_another_name_needs_the_name(temporal_server: str, authority: Authority) -> None:
    async with in_front(temporal_server, authority.sign("named", NAME)) as address:
        target = TemporalTarget(address=address, ca_file=authority.cert)
        assert f"not for {LOCALHOST}: set TEMPORAL_TLS_SERVER_NAME" in await said(target)
        assert await (await connect_to(replace(target, server_name=NAME))).service_client.check_health()


async def test_mutual_tls(temporal_server: str, authority: Authority, tmp_path: Path) -> None:
    ours, strangers = authority.sign("ours"), Authority(tmp_path, "strangers").sign("theirs")
    pair = authority.sign("mutual", LOCALHOST)
    async with in_front(temporal_server, pair, clients_of=authority) as address:
        target = TemporalTarget(address=address, ca_file=authority.cert)
        known = replace(target, cert_file=ours.cert, key_file=ours.key)
        assert await (await connect_to(known)).service_client.check_health()
        assert "It wants a client certificate: set TEMPORAL_TLS_CLIENT_CERT_PATH" in await said(target)
        stranger = replace(target, cert_file=strangers.cert, key_file=strangers.key)
        assert "does not accept the client certificate" in await said(stranger)


async def test_an_expired_certificate_is_called_so(temporal_server: str, authority: Authority) -> None:
    expired = authority.sign("expired", LOCALHOST, ago=timedelta(days=1))
    async with in_front(temporal_server, expired) as address:
        assert "has expired" in await said(TemporalTarget(address=address, ca_file=authority.cert))


async def test_a_server_without_tls_is_called_so(temporal_server: str) -> None:
    assert "It does not speak TLS" in await said(TemporalTarget(address=temporal_server, tls=True))


WRONG: dict[str, tuple[Callable[[Path, Pair], TemporalTarget], str]] = {
    "a key without TLS": (
        lambda folder, pair: TemporalTarget(address="t:1", tls=False, api_key="s3cr3t"),
        "TEMPORAL_TLS is false, but TEMPORAL_API_KEY is set",
    ),
    "a certificate without its key": (
        lambda folder, pair: TemporalTarget(address="t:1", cert_file=pair.cert),
        "TEMPORAL_TLS_CLIENT_KEY_PATH is not",
    ),
    "a key without its certificate": (
        lambda folder, pair: TemporalTarget(address="t:1", key_file=pair.key),
        "TEMPORAL_TLS_CLIENT_CERT_PATH is not",
    ),
    "a file that is not there": (
        lambda folder, pair: TemporalTarget(address="t:1", ca_file=folder / "none.pem"),
        "none.pem cannot be read (No such file or directory)",
    ),
    "a file that is no certificate": (
        lambda folder, pair: TemporalTarget(address="t:1", ca_file=pair.key),
        "holds no certificate (PEM)",
    ),
    "another key": (
        lambda folder, pair: TemporalTarget(
            address="t:1", cert_file=pair.cert, key_file=Authority(folder, "o").sign("other").key
        ),
        "does not belong to the certificate",
    ),
    "two files in the wrong places": (
        lambda folder, pair: TemporalTarget(address="t:1", cert_file=pair.key, key_file=pair.cert),
        "must be a certificate and its key",
    ),
    "the server that we start": (
        lambda folder, pair: TemporalTarget(address="t:1", ca_file=pair.cert, started_by_us=True),
        "the development server that Caseline starts speaks no TLS",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_settings_that_cannot_be_used_are_named(tmp_path: Path, wrong: str) -> None:
    make, sentence = WRONG[wrong]
    with pytest.raises(BadTemporalSettings) as caught:
        tls_of(make(tmp_path, Authority(tmp_path).sign("ours")))
    assert sentence in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


def test_the_settings_are_those_of_temporals_own_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "TEMPORAL_ADDRESS": "cloud.example.org:7233",
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH": "ca.pem",
        "CASELINE_TEMPORAL_TLS_CERT_FILE": "ours.pem",
        "CASELINE_TEMPORAL_TLS_KEY_FILE": "ours.key",
        "TEMPORAL_TLS_SERVER_NAME": "",
        "TEMPORAL_TLS": "",
        "TEMPORAL_API_KEY": "s3cr3t",
    }.items():
        monkeypatch.setenv(name, value)
    target = Settings().temporal_target
    assert (target.ca_file, target.cert_file, target.key_file) == (Path("ca.pem"), Path("ours.pem"), Path("ours.key"))
    assert (target.encrypted, target.api_key, target.started_by_us) == (True, "s3cr3t", False)
    assert "s3cr3t" not in repr(target) + repr(Settings())
    assert not Settings(temporal_api_key="", temporal_tls_ca_file=None).temporal_target.started_by_us


def test_nothing_set_means_no_tls() -> None:
    assert tls_of(TemporalTarget(address="t:1")) is False
    assert issubclass(TemporalRefused, TemporalUnreachable)
