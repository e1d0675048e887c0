"""Make what opens Temporal's door, one folder for each who comes, and renew what is about to end.

    authority/                  two authorities, and the key that signs tokens; no process needs them
    server/                     ca.pem, clients.pem, server.pem, server.key, keys.json
    provider/                   keys.json of the identity provider (`engine.door.provider_keys`)
    worker/ api/ operator/      ca.pem, client.pem, client.key, token
    web-ui/                     ca.pem, client.pem, client.key

The server's own services and those who come from outside are signed by two authorities: a certificate of the second
does not open the internal frontend, which asks for no token.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from engine.door import private_files
from engine.door.certificates import Pair, SigningAuthority, ends_at, hosts_of
from engine.door.roles import VISITORS, DoorVisitor, permission
from engine.door.tokens import BadToken, TokenSigner, facts_of

AUTHORITIES_FOR = timedelta(days=3650)
RENEWED_BEFORE = timedelta(days=60)
"""Earlier than the warning (`engine.door.endings`): where the services start now and then, it is never seen."""
SERVER_NAME = "temporal"
"""Always in the server's certificate: the name by which its services know each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """When, for how long, and whether what is still good is made anew."""

    now: datetime
    valid_for: timedelta
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """All its keys, below one folder. `audience`: what is written into tokens, and asked of them."""

    folder: Path
    audience: str

    def make(self, namespace: str, hosts: Iterable[str], making: Making) -> list[Path]:
        """Make what is missing, ends soon or says something else by now; safe to repeat. Returns the files written.

        `hosts`: where the server is reached. Raises BadNamespace, OSError.
        """
        written = self._server({SERVER_NAME, *hosts}, making)
        for visitor in VISITORS.values():
            written += self.admit(visitor, namespace, self.folder / visitor.name, making)
        return written

    def admit(self, visitor: DoorVisitor, namespace: str, into: Path, making: Making) -> list[Path]:
        """Make or renew what one visitor needs to open one namespace. Raises BadNamespace, OSError."""
        pair, token, written = Pair.named(into, "client"), into / "token", list[Path]()
        may = permission(namespace, visitor.may) if visitor.may else ""
        clients, servers = self._authority("client-ca", making), self._authority("server-ca", making)
        if _is_due(pair, making):
            name = f"{visitor.name}.{namespace}.caseline"
            clients.sign(pair, called=name, now=making.now, valid_for=making.valid_for)
            written.append(pair.cert)
        if may and (making.anew or not self._is_good(token, may, making.now)):
            subject = f"caseline-{visitor.name}"
            text = self.signer.sign(subject, may, audience=self.audience, now=making.now, valid_for=making.valid_for)
            private_files.write(token, text.encode(), mode=private_files.SECRET)
            written.append(token)
        _copy(servers.pair.cert, into / "ca.pem")
        return written

    def forget_signing_key(self) -> None:
        """The next `make` signs with another key: every token that was given out ends then."""
        self._signing_key.unlink(missing_ok=True)

    @property
    def signer(self) -> TokenSigner:
        """Made when it is first needed."""
        return TokenSigner.ready(self._signing_key)

    @property
    def server(self) -> Path:
        """The folder that the server is given."""
        return self.folder / "server"

    @property
    def provider_keys(self) -> Path:
        """The file with the keys of the identity provider, which the server is given, too."""
        return self.folder / "provider" / "keys.json"

    @property
    def _signing_key(self) -> Path:
        return self.folder / "authority" / "signing-key.json"

    def _server(self, hosts: set[str], making: Making) -> list[Path]:
        servers, clients = self._authority("server-ca", making), self._authority("client-ca", making)
        pair, written = Pair.named(self.server, "server"), list[Path]()
        if _is_due(pair, making) or not hosts <= hosts_of(pair.cert):
            servers.sign(pair, called=SERVER_NAME, hosts=sorted(hosts), now=making.now, valid_for=making.valid_for)
            written.append(pair.cert)
        _copy(servers.pair.cert, self.server / "ca.pem")
        _copy(clients.pair.cert, self.server / "clients.pem")
        write_keys(self.server / "keys.json", [self.signer.public])
        if not self.provider_keys.exists():
            write_keys(self.provider_keys, [])
        return written

    def _authority(self, name: str, making: Making) -> SigningAuthority:
        pair = Pair.named(self.folder / "authority", name)
        return SigningAuthority.ready(pair, called=f"Caseline {name}", now=making.now, valid_for=AUTHORITIES_FOR)

    def _is_good(self, token: Path, may: str, now: datetime) -> bool:
        if not token.exists():
            return False
        try:
            facts = facts_of(token)
        except BadToken:
            return False
        says = (facts.signed_by, facts.permissions, facts.audience)
        return says == (self.signer.public["kid"], (may,), self.audience) and not _soon(facts.ends_at, now)


def write_keys(file: Path, keys: Iterable[object]) -> None:
    """A JSON Web Key Set, as the server reads it each minute."""
    private_files.write(file, json.dumps({"keys": list(keys)}, indent=1).encode(), mode=private_files.PUBLIC)


def _is_due(pair: Pair, making: Making) -> bool:
    return making.anew or not pair.is_there or _soon(ends_at(pair.cert), making.now)


def _soon(ends: datetime, now: datetime) -> bool:
    return ends - now < RENEWED_BEFORE


def _copy(source: Path, target: Path) -> None:
    private_files.write(target, source.read_bytes(), mode=private_files.PUBLIC)
