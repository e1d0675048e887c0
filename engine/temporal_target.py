"""Which Temporal server to use, and how: its address, its namespace, TLS and an API key. Reads and connects nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

CA_FILE = "TEMPORAL_TLS_SERVER_CA_CERT_PATH"
CERT_FILE = "TEMPORAL_TLS_CLIENT_CERT_PATH"
KEY_FILE = "TEMPORAL_TLS_CLIENT_KEY_PATH"
SERVER_NAME = "TEMPORAL_TLS_SERVER_NAME"
API_KEY = "TEMPORAL_API_KEY"
API_KEY_FILE = "TEMPORAL_API_KEY_FILE"
TLS = "TEMPORAL_TLS"
"""The settings, as messages name them; Temporal's own programs read the same ones, but for the file of the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporalTarget:
    """`tls`: None means encrypted if anything else says so. Files are PEM; without `ca_file` the system's CAs count.

    `started_by_us`: the development server, which speaks no TLS.
    """

    address: str
    namespace: str = "default"
    tls: bool | None = None
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    server_name: str = ""
    api_key: str = field(default="", repr=False)
    api_key_file: Path | None = None
    started_by_us: bool = False

    @property
    def encrypted(self) -> bool:
        """Whether the connection is to be encrypted."""
        return bool(self.tls) or bool(self.needs_tls)

    @property
    def needs_tls(self) -> str:
        """The first setting that means nothing without TLS; empty if none is set."""
        set_ = {
            CA_FILE: self.ca_file,
            CERT_FILE: self.cert_file,
            KEY_FILE: self.key_file,
            SERVER_NAME: self.server_name,
            API_KEY: self.api_key,
            API_KEY_FILE: self.api_key_file,
        }
        return next((name for name, value in set_.items() if value), "")

    @property
    def host(self) -> str:
        """Without the port."""
        return self.address.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """Zero if the address names none."""
        port = self.address.rpartition(":")[2]
        return int(port) if port.isdigit() else 0
