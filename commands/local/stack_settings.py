"""The settings of `caseline up`: free ports, and what its processes are told."""

from __future__ import annotations

from engine.server import claim
from settings import Settings
from simulator.config import SimulatorConfig
from simulator.signing import EventSigner

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  listening on all is not a place to call


def claimed(settings: Settings) -> Settings:
    """The settings with the ports that will be used. Raises PortTaken."""
    return settings.model_copy(
        update={
            "port": claim(settings.port, setting="CASELINE_PORT", purpose="the API", host=settings.host),
            "simulator_port": claim(
                settings.simulator_port, setting="CASELINE_SIMULATOR_PORT", purpose="the simulator's phones"
            ),
        }
    )


def api_address(settings: Settings) -> str:
    """Where it listens; people may reach it at another address, CASELINE_PUBLIC_URL."""
    return f"http://{ANYWHERE.get(settings.host, settings.host)}:{settings.port}"


def phones_address(settings: Settings) -> str:
    """The simulator: phones, inboxes, and both providers."""
    return f"http://127.0.0.1:{settings.simulator_port}"


def environment(settings: Settings, temporal: str) -> dict[str, str]:
    """What the children are told: the providers are the simulator, whatever the environment says."""
    phones, config = phones_address(settings), SimulatorConfig()
    return {
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
        "CASELINE_EMAIL_FROM": "updates@springfield-police.example.com",
        "TEMPORAL_ADDRESS": temporal,
        "TEMPORAL_NAMESPACE": settings.temporal_namespace,
    }
