"""A whole Temporal server with mutual TLS that asks for an API key, in memory, for tests."""

from __future__ import annotations

import json
import os
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest

from engine.client import connect_to
from engine.processes import Command, ManagedProcesses
from engine.server import free_port
from engine.temporal_target import TemporalTarget
from tests.certificates import LOCALHOST, Authority
from tools.topology.start import CACHE
from tools.topology.temporal import SERVICES, listens

PROGRAM = CACHE / "temporal-server"
INTERNAL = "internal-frontend"
"""By which the server itself gets in: it has no key."""

_KEY_ID = "of-this-test"
_SECONDS = 120


class KeySigner:
    """Signs API keys as Temporal's default authorizer reads them: JSON Web Tokens with permissions."""

    def __init__(self, folder: Path) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        numbers = self._key.public_key().public_numbers()
        known = {"kty": "RSA", "kid": _KEY_ID, "use": "sig", "alg": "RS256", "e": "AQAB"}
        known["n"] = _encoded(numbers.n.to_bytes(256, "big"))
        self.file = folder / "jwks.json"
        self.file.write_text(json.dumps({"keys": [known]}))

    def sign(self, *permissions: str, valid_for: timedelta = timedelta(hours=1)) -> str:
        """`temporal-system:admin`, or `NAMESPACE:write`."""
        now = int(time.time())
        claims = {"sub": "caseline", "permissions": permissions, "iat": now - 7200}
        claims["exp"] = now + int(valid_for.total_seconds())
        parts = ({"alg": "RS256", "typ": "JWT", "kid": _KEY_ID}, claims)
        text = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
        return f"{text}.{_encoded(self._key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecureServer:
    """`target` is let in to everything; `keys` signs what is let in to less."""

    target: TemporalTarget
    keys: KeySigner
    processes: ManagedProcesses

    def environment(self, **changes: str) -> dict[str, str]:
        """The settings of a process that is let in."""
        target = self.target
        settings = {
            "TEMPORAL_ADDRESS": target.address,
            "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(target.ca_file),
            "TEMPORAL_TLS_CLIENT_CERT_PATH": str(target.cert_file),
            "TEMPORAL_TLS_CLIENT_KEY_PATH": str(target.key_file),
            "TEMPORAL_API_KEY": target.api_key,
        }
        return {**settings, **changes}


async def start(folder: Path) -> SecureServer:
    """Start it, with the namespace `default`."""
    authority, keys = Authority(folder), KeySigner(folder)
    server, ours = authority.sign("server", LOCALHOST), authority.sign("ours")
    ports = {name: free_port() for service in (*SERVICES, INTERNAL) for name in (service, f"{service}/m")}
    config = folder / "server.yaml"
    config.write_text(yaml.safe_dump(_config(folder, ports, keys)))
    processes = ManagedProcesses()
    services = (word for name in (*SERVICES, INTERNAL) for word in ("--service", name))
    words: list[str | Path] = [PROGRAM, "--config-file", config, "start", *services]
    processes.start(Command(name="temporal", words=words, log=folder / "temporal.log", environment=dict(os.environ)))
    processes.wait_until("temporal", lambda: listens(ports["frontend"]), seconds=_SECONDS)
    target = TemporalTarget(
        address=f"{LOCALHOST}:{ports['frontend']}",
        ca_file=authority.cert,
        cert_file=ours.cert,
        key_file=ours.key,
        api_key=keys.sign("temporal-system:admin"),
    )
    assert server.cert.exists()
    client = await connect_to(target, wait=timedelta(seconds=_SECONDS))
    kept = Duration(seconds=3 * 24 * 3600)
    request = RegisterNamespaceRequest(namespace="default", workflow_execution_retention_period=kept)
    await client.workflow_service.register_namespace(request)
    return SecureServer(target=target, keys=keys, processes=processes)


def _config(folder: Path, ports: dict[str, int], keys: KeySigner) -> dict[str, Any]:
    memory = {"mode": "memory", "cache": "private"}
    store = {
        "sql": {
            "pluginName": "sqlite",
            "databaseName": "default",
            "connectAddr": "localhost",
            "connectProtocol": "tcp",
            "connectAttributes": memory,
            "maxConns": 1,
            "maxIdleConns": 1,
            "maxConnLifetime": "1h",
        }
    }
    tls = {
        "frontend": {
            "server": {
                "certFile": str(folder / "server.pem"),
                "keyFile": str(folder / "server.key"),
                "requireClientAuth": True,
                "clientCaFiles": [str(folder / "ca.pem")],
            },
            "client": {"rootCaFiles": [str(folder / "ca.pem")]},
        }
    }
    here = {"enabled": True, "initialFailoverVersion": 1, "rpcName": "frontend"}
    return {
        "log": {"stdout": True, "level": "warn"},
        "persistence": {
            "defaultStore": "main",
            "visibilityStore": "visibility",
            "numHistoryShards": 1,
            "datastores": {"main": store, "visibility": store},
        },
        "global": {
            "membership": {"maxJoinDuration": "30s", "broadcastAddress": LOCALHOST},
            "tls": tls,
            "authorization": {
                "authorizer": "default",
                "claimMapper": "default",
                "jwtKeyProvider": {"keySourceURIs": [f"file://{keys.file}"]},
            },
        },
        "services": {
            name: {"rpc": {"grpcPort": ports[name], "membershipPort": ports[f"{name}/m"], "bindOnLocalHost": True}}
            for name in (*SERVICES, INTERNAL)
        },
        "clusterMetadata": {
            "enableGlobalNamespace": False,
            "failoverVersionIncrement": 10,
            "masterClusterName": "active",
            "currentClusterName": "active",
            "clusterInformation": {"active": {**here, "rpcAddress": f"localhost:{ports['frontend']}"}},
        },
    }


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
