"""The Temporal Web UI from its Go module, without Docker, set up as docker-compose.yml sets it up."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.processes import Command
from tools.topology.topology import HERE

VERSION = "v2.54.1"
PROGRAM = "temporal-ui-server"
PACKAGE = f"github.com/temporalio/ui-server/v2/cmd/server@{VERSION}"
CALLBACK = "/auth/sso/callback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The agency's identity provider, and what it calls the Web UI."""

    url: str
    client_id: str
    client_secret: str = field(repr=False)


def environment(address: str, keys: Path, port: int, provider: Provider) -> dict[str, str]:
    """What it is given; `keys` is the folder `web-ui` of Temporal's door."""
    return {
        "TEMPORAL_ADDRESS": address,
        "TEMPORAL_UI_HOST": "127.0.0.1",
        "TEMPORAL_UI_PORT": str(port),
        "TEMPORAL_TLS_CA": str(keys / "ca.pem"),
        "TEMPORAL_TLS_CERT": str(keys / "client.pem"),
        "TEMPORAL_TLS_KEY": str(keys / "client.key"),
        "TEMPORAL_AUTH_PROVIDER_URL": provider.url,
        "TEMPORAL_AUTH_CLIENT_ID": provider.client_id,
        "TEMPORAL_AUTH_CLIENT_SECRET": provider.client_secret,
        "TEMPORAL_AUTH_CALLBACK_URL": f"http://127.0.0.1:{port}{CALLBACK}",
        "TEMPORAL_CSRF_COOKIE_INSECURE": "true",
    }


def command(programs: Path, state: Path, given: Mapping[str, str]) -> Command:
    """What to start; it reads its configuration from a folder of its own."""
    config = state / "temporal-ui"
    config.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(HERE / "temporal-ui.yaml", config / "docker.yaml")
    words: list[str | Path] = [programs / PROGRAM, "--root", state, "--config", config.name, "--env", "docker", "start"]
    return Command(name="web-ui", words=words, environment=given, log=state / "web-ui.log", stop_within=30)
