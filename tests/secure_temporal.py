"""A whole Temporal server behind the door that docker-compose.yml gives it, in memory, for tests."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from engine.client import connect_to
from engine.door.keys import Door, Making, write_keys
from engine.door.roles import AUDIENCE, OPERATOR, WORKER, DoorVisitor
from engine.door.tokens import TokenSigner
from engine.processes import Command, ManagedProcesses
from engine.server import free_port
from engine.temporal_target import TemporalTarget
from tests.certificates import LOCALHOST
from tools.topology.start import CACHE
from tools.topology.temporal import INTERNAL, SERVICES, listens
from tools.topology.topology import HERE

PROGRAM = CACHE / "temporal-server"
NAMESPACE = "default"

_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class SecureServer:
    """`door` has the keys of every visitor to the namespace `default`; `ports` are those of the services.

    `provider` signs as the agency's identity provider does for those who sign in to the Web UI.
    """

    door: Door
    provider: TokenSigner
    ports: dict[str, int]
    processes: ManagedProcesses

    @property
    def address(self) -> str:
        """Of the frontend."""
        return f"{LOCALHOST}:{self.ports['frontend']}"

    def target(self, visitor: DoorVisitor = WORKER, *, namespace: str = NAMESPACE) -> TemporalTarget:
        """As the settings of this visitor would say it."""
        folder = self.keys_of(visitor, namespace)
        return TemporalTarget(
            address=self.address,
            namespace=namespace,
            ca_file=folder / "ca.pem",
            cert_file=folder / "client.pem",
            key_file=folder / "client.key",
            api_key_file=folder / "token" if visitor.may else None,
        )

    def keys_of(self, visitor: DoorVisitor, namespace: str = NAMESPACE) -> Path:
        """The folder with what this visitor to this namespace shows."""
        folder = self.door.folder / (visitor.name if namespace == NAMESPACE else f"{namespace}/{visitor.name}")
        self.door.admit(visitor, namespace, folder, making())
        return folder

    def environment(self, visitor: DoorVisitor = WORKER, **changes: str) -> dict[str, str]:
        """The settings of a process that is let in."""
        target = self.target(visitor)
        settings = {
            "TEMPORAL_ADDRESS": target.address,
            "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(target.ca_file),
            "TEMPORAL_TLS_CLIENT_CERT_PATH": str(target.cert_file),
            "TEMPORAL_TLS_CLIENT_KEY_PATH": str(target.key_file),
            "TEMPORAL_API_KEY_FILE": str(target.api_key_file),
        }
        return {**settings, **changes}

    async def add_namespace(self, namespace: str) -> None:
        """Make it, as its operator."""
        client = await connect_to(self.target(OPERATOR, namespace=namespace), wait=timedelta(seconds=_SECONDS))
        kept = Duration(seconds=3 * 24 * 3600)
        request = RegisterNamespaceRequest(namespace=namespace, workflow_execution_retention_period=kept)
        await client.workflow_service.register_namespace(request)
        await _until_known(client)

    async def client(self, visitor: DoorVisitor = WORKER, *, namespace: str = NAMESPACE) -> Client:
        """Of this visitor."""
        return await connect_to(self.target(visitor, namespace=namespace), wait=timedelta(seconds=_SECONDS))


def making() -> Making:
    """Keys for a day, made if there are none."""
    return Making(now=datetime.now(UTC), valid_for=timedelta(days=90))


async def start(folder: Path) -> SecureServer:
    """Start it, with the namespace `default`."""
    door = Door(folder=folder / "door", audience=AUDIENCE)
    door.make(NAMESPACE, [LOCALHOST], making())
    provider = TokenSigner.ready(folder / "provider.json")
    write_keys(door.provider_keys, [provider.public])
    names = (*SERVICES, INTERNAL)
    ports = {name: free_port() for service in names for name in (service, f"{service}/m")}
    processes = ManagedProcesses()
    processes.start(
        Command(
            name="temporal",
            words=[PROGRAM, "start"],
            log=folder / "temporal.log",
            environment={**os.environ, **_environment(door, ports)},
        )
    )
    processes.wait_until("temporal", lambda: listens(ports["frontend"]), seconds=_SECONDS)
    server = SecureServer(door=door, provider=provider, ports=ports, processes=processes)
    await server.add_namespace(NAMESPACE)
    return server


async def _until_known(client: Client) -> None:
    """The parts of the server learn of a namespace a moment later, one by one."""
    async with asyncio.timeout(_SECONDS):
        while True:
            try:
                await client.count_workflows()
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                await asyncio.sleep(0.1)
            else:
                return


def _environment(door: Door, ports: dict[str, int]) -> dict[str, str]:
    names = {name: name.upper().replace("-", "_") for name in (*SERVICES, INTERNAL)}
    return {
        "TEMPORAL_SERVER_CONFIG_FILE_PATH": str(HERE / "temporal-server.yaml"),
        "TEMPORAL_SERVICES": ",".join(names),
        "TEMPORAL_DOOR": str(door.folder),
        "TEMPORAL_AUTHORIZER": "default",
        "TEMPORAL_JWT_AUDIENCE": door.audience,
        "TEMPORAL_JWT_KEY_REFRESH": "1s",
        "DB": "sqlite",
        "NUM_HISTORY_SHARDS": "1",
        "LOG_LEVEL": "warn",
        "DYNAMIC_CONFIG_FILE_PATH": str(HERE / "dynamicconfig" / "dev.yaml"),
        **{f"{env}_GRPC_PORT": str(ports[name]) for name, env in names.items()},
        **{f"{env}_MEMBERSHIP_PORT": str(ports[f"{name}/m"]) for name, env in names.items()},
    }
