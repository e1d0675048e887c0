"""The keys of Temporal's door: made once, renewed in time, private, and each for its own purpose."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from joserfc import jwt
from joserfc.jwk import ECKey

from engine.door.certificates import ends_at, hosts_of
from engine.door.keys import AUTHORITIES_FOR, RENEWED_BEFORE, Door, Making
from engine.door.roles import WORKER, BadNamespace
from engine.door.tokens import BadToken, TokenSigner, facts_of

NOW = datetime.now(UTC).replace(microsecond=0)
YEAR = timedelta(days=365)
HOSTS = ["temporal.example.org", "10.0.0.5"]
MAY = {"worker": "default:write", "api": "default:write", "operator": "default:admin"}


def at(now: datetime, *, anew: bool = False) -> Making:
    return Making(now=now, valid_for=YEAR, anew=anew)


def a_door(folder: Path, audience: str = "caseline-temporal") -> Door:
    return Door(folder=folder, audience=audience)


def made(folder: Path) -> Door:
    door = a_door(folder)
    door.make("default", HOSTS, at(NOW))
    return door


def names(paths: list[Path], door: Door) -> set[str]:
    return {str(path.relative_to(door.folder)) for path in paths}


def test_each_visitor_gets_a_token_for_one_permission_in_one_namespace(tmp_path: Path) -> None:
    door = made(tmp_path)
    keys = json.loads((door.server / "keys.json").read_text())["keys"]
    assert [sorted(each) for each in keys] == [["alg", "crv", "kid", "kty", "use", "x", "y"]]
    for visitor, permission in MAY.items():
        token = jwt.decode((tmp_path / visitor / "token").read_text(), ECKey.import_key(keys[0]))
        assert token.header["alg"] == "ES256"
        assert token.claims["permissions"] == [permission]
        assert token.claims["aud"] == "caseline-temporal"
        assert token.claims["exp"] == int((NOW + YEAR).timestamp())
    assert not (tmp_path / "web-ui" / "token").exists()


def test_secrets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    made(tmp_path)
    secrets = {path for path in tmp_path.rglob("*") if path.suffix == ".key" or path.name == "token"}
    secrets |= {tmp_path / "authority" / "signing-key.json"}
    assert len(secrets) == 11
    assert {path.stat().st_mode & 0o777 for path in secrets} == {0o600}
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    others = {path for path in tmp_path.rglob("*") if path.is_file()} - secrets
    assert not any("PRIVATE" in path.read_text() or '"d"' in path.read_text() for path in others)


def test_visitors_are_signed_by_another_authority_than_the_server(tmp_path: Path) -> None:
    door = made(tmp_path)
    server, clients = (
        x509.load_pem_x509_certificate((door.server / name).read_bytes()) for name in ("ca.pem", "clients.pem")
    )
    for folder in ("worker", "api", "operator", "web-ui"):
        cert = x509.load_pem_x509_certificate((tmp_path / folder / "client.pem").read_bytes())
        cert.verify_directly_issued_by(clients)
        with pytest.raises(ValueError, match="ssuer"):
            cert.verify_directly_issued_by(server)
        usage = cert.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
        assert (tmp_path / folder / "ca.pem").read_bytes() == (door.server / "ca.pem").read_bytes()
    ours = x509.load_pem_x509_certificate((door.server / "server.pem").read_bytes())
    ours.verify_directly_issued_by(server)
    assert hosts_of(door.server / "server.pem") == {*HOSTS, "temporal"}


def test_made_again_nothing_changes(tmp_path: Path) -> None:
    door = made(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert door.make("default", HOSTS, at(NOW + YEAR - RENEWED_BEFORE - timedelta(days=1))) == []
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


ALL = {"server/server.pem", "web-ui/client.pem"} | {
    f"{visitor}/{name}" for visitor in MAY for name in ("client.pem", "token")
}
TOKENS = {f"{visitor}/token" for visitor in MAY}


def change_audience(door: Door) -> list[Path]:
    return a_door(door.folder, "another").make("default", HOSTS, at(NOW))


def change_signing_key(door: Door) -> list[Path]:
    door.forget_signing_key()
    return door.make("default", HOSTS, at(NOW))


def spoil_a_token(door: Door) -> list[Path]:
    (door.folder / "worker" / "token").write_text("half of")
    return door.make("default", HOSTS, at(NOW))


CHANGES: dict[str, tuple[Callable[[Door], list[Path]], set[str]]] = {
    "soon over": (lambda door: door.make("default", HOSTS, at(NOW + YEAR - timedelta(days=59))), ALL),
    "over": (lambda door: door.make("default", HOSTS, at(NOW + 2 * YEAR)), ALL),
    "anew": (lambda door: door.make("default", HOSTS, at(NOW, anew=True)), ALL),
    "another namespace": (lambda door: door.make("agency-b", HOSTS, at(NOW)), TOKENS),
    "another audience": (change_audience, TOKENS),
    "another signing key": (change_signing_key, TOKENS),
    "a host more": (lambda door: door.make("default", [*HOSTS, "db"], at(NOW)), {"server/server.pem"}),
    "a host less": (lambda door: door.make("default", HOSTS[:1], at(NOW)), set()),
    "a spoiled token": (spoil_a_token, {"worker/token"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_to_be_made_again_is(tmp_path: Path, change: str) -> None:
    door = made(tmp_path)
    act, expected = CHANGES[change]
    assert names(act(door), door) == expected


def test_no_certificate_outlives_its_authority(tmp_path: Path) -> None:
    door, late = made(tmp_path), NOW + AUTHORITIES_FOR - timedelta(days=100)
    door.make("default", HOSTS, at(late))
    assert ends_at(tmp_path / "worker" / "client.pem") <= ends_at(door.server / "clients.pem")


def test_one_more_is_let_in_outside_the_folder(tmp_path: Path) -> None:
    door = made(tmp_path / "door")
    into = tmp_path / "elsewhere"
    written = door.admit(WORKER, "agency-b", into, at(NOW))
    assert {path.name for path in written} == {"client.pem", "token"}
    assert facts_of(into / "token").permissions == ("agency-b:write",)
    assert sorted(path.name for path in into.iterdir()) == ["ca.pem", "client.key", "client.pem", "token"]


def test_a_name_that_would_open_more_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    door = made(tmp_path / "door")
    with pytest.raises(BadNamespace):
        door.admit(WORKER, "temporal-system", tmp_path / "elsewhere", at(NOW))
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("text", ["", "s3cr3t", "a.b.c", "é"])
def test_what_is_no_token_is_called_so_without_being_shown(tmp_path: Path, text: str) -> None:
    file = tmp_path / "token"
    file.write_text(text)
    with pytest.raises(BadToken) as caught:
        facts_of(file)
    assert not text or text not in str(caught.value).replace(str(file), "")


def test_a_signing_key_is_kept(tmp_path: Path) -> None:
    assert TokenSigner.ready(tmp_path / "key").public == TokenSigner.ready(tmp_path / "key").public
