"""The settings of `caseline up`: free ports, and the environment of its processes."""

from __future__ import annotations

from collections.abc import Callable

from domain.loopback import is_loopback
from engine.server import ServerAddress, ServerBinary, claim, next_free_port
from engine.server.ports import LOCALHOST
from settings import Settings
from simulator.config import SimulatorConfig
from simulator.signing import EventSigner

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  an address to listen on, none to call

OUR_PORTS = {"port": "the API", "simulator_port": "the simulator"}
TEMPORAL_PORTS = {"temporal_port": "the Temporal server", "temporal_ui_port": "the Temporal Web UI"}
"""Field of the settings, and what listens there."""


def with_free_ports(settings: Settings, found: ServerAddress | ServerBinary, say: Callable[[str], None]) -> Settings:
    """The settings with the ports that will be used. Raises PortTaken for one that was set, and says which others are.

    Links in messages follow: without CASELINE_PUBLIC_URL they lead to where the API will listen.
    """
    starting = OUR_PORTS if isinstance(found, ServerAddress) else {**OUR_PORTS, **TEMPORAL_PORTS}
    ports = {name: _free_port(settings, name, purpose, say) for name, purpose in starting.items()}
    chosen = settings.model_copy(update=ports)
    return chosen.model_copy(update={"public_url": settings.public_url or api_address(chosen)})


def _free_port(settings: Settings, name: str, purpose: str, say: Callable[[str], None]) -> int:
    wanted: int = getattr(settings, name)
    setting, host = f"CASELINE_{name.upper()}", settings.host if name == "port" else LOCALHOST
    if name in settings.model_fields_set:
        return claim(wanted, setting=setting, purpose=purpose, host=host)
    port = next_free_port(wanted, host)
    if port != wanted:
        say(f"Port {wanted} is taken; {purpose} listens on {port} (set {setting} to choose).")
    return port


def api_address(settings: Settings) -> str:
    """Where the API listens; the world may reach it at another address, CASELINE_PUBLIC_URL."""
    return f"http://{ANYWHERE.get(settings.host, settings.host)}:{settings.port}"


def phones_address(settings: Settings) -> str:
    """The simulator: phones, inboxes, and both providers."""
    return f"http://127.0.0.1:{settings.simulator_port}"


def environment(settings: Settings, temporal: str, temporal_ui: str | None = None) -> dict[str, str]:
    """Of the processes: the providers are the simulator, whatever our own environment says.

    `temporal_ui`: where the Web UI of a server that we started is; without one the setting stays as it is.
    """
    phones, config = phones_address(settings), SimulatorConfig()
    return {
        "CASELINE_TEMPORAL_UI_URL": temporal_ui or settings.temporal_ui_url,
        "CASELINE_STATE_DIR": str(settings.state_dir.resolve()),
        "CASELINE_DATABASE_URL": settings.database,
        "CASELINE_KEYS_FILE": str(settings.keys_path.resolve()),
        "CASELINE_PORT": str(settings.port),
        "CASELINE_PUBLIC_URL": settings.base_url,
        "CASELINE_SIMULATOR_PORT": str(settings.simulator_port),
        "CASELINE_TWILIO_BASE_URL": phones,
        "CASELINE_TWILIO_ACCOUNT_SID": config.account_sid,
        "CASELINE_TWILIO_AUTH_TOKEN": config.auth_token,
        "CASELINE_TWILIO_FROM": config.service_number,
        "CASELINE_SENDGRID_BASE_URL": phones,
        "CASELINE_SENDGRID_API_KEY": config.api_key,
        "CASELINE_SENDGRID_WEBHOOK_KEY": EventSigner().public_key,
        "CASELINE_TAKE_UNPROVEN_CASE_STATUS": str(is_loopback(settings.base_url)).lower(),
        # A night's extract of a few played calls would take the place of the example year.
        "CASELINE_EXTRACT_HOUR": "-1",
        "CASELINE_EMAIL_FROM": "updates@springfield-police.example.com",
        "TEMPORAL_ADDRESS": temporal,
        "TEMPORAL_NAMESPACE": settings.temporal_namespace,
    }
