"""The only file that reads the environment: every setting, its default and what it is for."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.usage import Prices
from engine.temporal_target import API_KEY, API_KEY_FILE, CA_FILE, CERT_FILE, KEY_FILE, SERVER_NAME, TemporalTarget

ROOT = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """What one process of Caseline needs to know, from `CASELINE_*` variables or `.env`."""

    model_config = SettingsConfigDict(env_prefix="CASELINE_", env_file=".env", extra="ignore", populate_by_name=True)

    state_dir: Path = Field(default=Path(".caseline"), description="Where the embedded default keeps its files.")
    log_level: str = Field(default="info", description="debug, info, warning or error.")
    log_format: str = Field(default="console", description="console or json.")

    database_url: str = Field(default="", description="SQLAlchemy URL; empty means SQLite in the state directory.")
    keys_file: Path | None = Field(
        default=None,
        description="Key ring for field encryption; empty means keys.json in the state directory.",
    )

    door_dir: Path | None = Field(
        default=None,
        description="Where `caseline temporal keys` keeps what it makes; empty means door in the state directory.",
    )

    erasure_ledger_file: Path | None = Field(
        default=None,
        description="What was erased, for a restore to replay; empty means erasures.jsonl in the state directory.",
    )

    audit_checkpoints_dir: Path | None = Field(
        default=None,
        description="Second place of the audit log's checkpoints, best on another machine's disk; empty means "
        "audit-checkpoints in the state directory.",
    )

    analytics_dir: Path | None = Field(
        default=None,
        description="Where extracts, releases and what is drawn from them lie; empty means analytics in the state "
        "directory.",
    )
    extract_hour: int = Field(
        default=3,
        ge=-1,
        le=23,
        description="The hour, by each agency's own clocks, after which its extract of the night is made; -1: never.",
    )

    open_data_dir: Path | None = Field(
        default=None,
        description="Where open data is released to, and served from; empty means open-data in the state directory.",
    )
    open_data_port: int = Field(default=8090, description="Port of `caseline open-data serve`; 0 picks a free one.")
    open_data_url: str = Field(
        default="",
        description="Where readers reach open data, for the links in its catalogues; empty means "
        "http://<host>:<open data port>.",
    )

    temporal_address: str = Field(
        default="",
        validation_alias=AliasChoices("TEMPORAL_ADDRESS", "CASELINE_TEMPORAL_ADDRESS", "temporal_address"),
        description="host:port of a running Temporal server; empty means start the development server.",
    )
    temporal_cli_path: Path | None = Field(
        default=None,
        validation_alias=AliasChoices("TEMPORAL_CLI_PATH", "CASELINE_TEMPORAL_CLI_PATH", "temporal_cli_path"),
        description="A `temporal` binary (server 1.32 or newer) to use for the development server.",
    )
    temporal_namespace: str = Field(
        default="default",
        validation_alias=AliasChoices("TEMPORAL_NAMESPACE", "CASELINE_TEMPORAL_NAMESPACE", "temporal_namespace"),
        description="Temporal namespace.",
    )
    temporal_tls: bool | None = Field(
        default=None,
        validation_alias=AliasChoices("TEMPORAL_TLS", "CASELINE_TEMPORAL_TLS", "temporal_tls"),
        description="Encrypt the connection to Temporal (true); each of the next six settings does, too.",
    )
    temporal_tls_ca_file: Path | None = Field(
        default=None,
        validation_alias=AliasChoices(CA_FILE, "CASELINE_TEMPORAL_TLS_CA_FILE", "temporal_tls_ca_file"),
        description="Certificate of the CA that signed Temporal's (PEM); empty means the CAs of the system.",
    )
    temporal_tls_cert_file: Path | None = Field(
        default=None,
        validation_alias=AliasChoices(CERT_FILE, "CASELINE_TEMPORAL_TLS_CERT_FILE", "temporal_tls_cert_file"),
        description="Our own certificate for mutual TLS (PEM).",
    )
    temporal_tls_key_file: Path | None = Field(
        default=None,
        validation_alias=AliasChoices(KEY_FILE, "CASELINE_TEMPORAL_TLS_KEY_FILE", "temporal_tls_key_file"),
        description="The key of that certificate (PEM, without a password).",
    )
    temporal_tls_server_name: str = Field(
        default="",
        validation_alias=AliasChoices(SERVER_NAME, "CASELINE_TEMPORAL_TLS_SERVER_NAME", "temporal_tls_server_name"),
        description="Name in Temporal's certificate, if it is not the host of its address.",
    )
    temporal_api_key: str = Field(
        default="",
        validation_alias=AliasChoices(API_KEY, "CASELINE_TEMPORAL_API_KEY", "temporal_api_key"),
        description="Key of Temporal Cloud, or of another server that asks for one.",
        repr=False,
    )
    temporal_api_key_file: Path | None = Field(
        default=None,
        validation_alias=AliasChoices(API_KEY_FILE, "CASELINE_TEMPORAL_API_KEY_FILE", "temporal_api_key_file"),
        description="The same in a file, which is read again when it changes.",
    )
    temporal_port: int = Field(default=7233, description="Port of the development server; 0 picks a free one.")
    temporal_ui_port: int = Field(default=8233, description="Port of its Web UI; 0 picks a free one.")
    temporal_ui_url: str = Field(
        default="",
        description="Where the browsers of staff reach the Temporal Web UI; empty means pages do not link to it.",
    )
    temporal_retention_days: int = Field(
        default=90, ge=1, description="How long closed workflows stay readable in the Temporal Web UI."
    )

    take_unproven_case_status: bool = Field(
        default=False,
        description="For closed try-outs: a case status is taken from all who reach Temporal, unproven.",
    )

    host: str = Field(default="127.0.0.1", description="Address the API listens on.")
    port: int = Field(default=8080, description="Port the API listens on; 0 picks a free one.")
    public_url: str = Field(default="", description="Base of the links in messages; empty means http://<host>:<port>.")
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Proxies whose X-Forwarded-For is believed: addresses or networks, by commas; never everyone.",
    )
    leave_to: str = Field(
        default="https://www.weather.gov/",
        description='Where "Quick exit" in the portal goes: a page that looks harmless on any screen.',
    )
    simulator_port: int = Field(default=8025, description="Port of the simulator's phones; 0 picks a free one.")

    twilio_base_url: str = Field(default="", description="Base URL of the simulator; empty means Twilio itself.")
    twilio_account_sid: str = Field(default="", description="Twilio account.")
    twilio_auth_token: str = Field(default="", description="Twilio secret.", repr=False)
    twilio_other_auth_token: str = Field(
        default="",
        description="A second Twilio secret that counts as well, while the token is replaced: the next or the last.",
        repr=False,
    )
    twilio_from: str = Field(default="", description="Sending number in E.164, or a messaging service (MG...).")
    sendgrid_base_url: str = Field(default="", description="Base URL of the simulator; empty means SendGrid itself.")
    sendgrid_api_key: str = Field(default="", description="SendGrid secret.", repr=False)
    sendgrid_webhook_key: str = Field(
        default="",
        description="Keys that verify SendGrid's signed events, one per account, with spaces; empty refuses all.",
    )
    webhook_tolerance_seconds: float = Field(
        default=300.0, gt=0, description="How far the time in a signed event may be from ours."
    )
    email_from: str = Field(default="", description="From address of every email.")
    provider_timeout_seconds: float = Field(default=10.0, gt=0, description="Time limit of one provider call.")
    lookup_line_type: bool = Field(
        default=True, description="Ask Twilio Lookup, before the first text to a number, whether it takes texts."
    )
    lookup_timeout_seconds: float = Field(
        default=3.0, gt=0, description="Time limit of one lookup; then the text is sent without."
    )
    lookup_kept_days: int = Field(default=365, ge=1, description="How long the answer of a lookup is trusted.")
    sms_per_second: float = Field(default=50.0, gt=0, description="Rate limit of the SMS queue.")
    email_per_second: float = Field(default=50.0, gt=0, description="Rate limit of the email queue.")
    sms_per_second_each: float = Field(
        default=25.0, gt=0, description="SMS rate limit of one agency, unless its sender has a rate of its own."
    )
    email_per_second_each: float = Field(default=25.0, gt=0, description="The same for email.")
    at_once_share: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Share of these rates that one worker may use without a turn in their queues; with n workers, 1/n.",
    )
    email_doubt_seconds: float = Field(
        default=120.0, ge=0, description="How long to await SendGrid's events before an ambiguous email is sent again."
    )
    receipt_wait_seconds: float = Field(
        default=4 * 3600.0, gt=0, description="How long to await a receipt, at least, before the provider is asked."
    )

    inbound_list_seconds: float = Field(
        default=120.0, gt=0, description="How often Twilio is asked for texts to our numbers that did not reach us."
    )
    retention_hours: float = Field(
        default=0.0,
        ge=0,
        description="How often each worker does what `caseline retention run` does; 0: never.",
    )

    sms_price: float = Field(
        default=0.0079, ge=0, description="What a segment of a text costs, for the estimates of `caseline usage`."
    )
    sms_carrier_fee: float = Field(default=0.003, ge=0, description="What carriers add to each segment.")
    email_price: float = Field(default=0.0006, ge=0, description="What an email costs.")
    currency: str = Field(default="USD", description="Currency of these prices.")

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.state_dir / 'caseline.db').resolve()}"

    @property
    def keys_path(self) -> Path:
        """The key ring in force."""
        return self.keys_file or self.state_dir / "keys.json"

    @property
    def door_path(self) -> Path:
        """The folder of Temporal's door in force."""
        return self.door_dir or self.state_dir / "door"

    @property
    def erasure_ledger_path(self) -> Path:
        """The erasure ledger's file in force."""
        return self.erasure_ledger_file or self.state_dir / "erasures.jsonl"

    @property
    def audit_checkpoints_path(self) -> Path:
        """The second place of the audit log in force."""
        return self.audit_checkpoints_dir or self.state_dir / "audit-checkpoints"

    @property
    def open_data_path(self) -> Path:
        """The folder of open data in force."""
        return self.open_data_dir or self.state_dir / "open-data"

    @property
    def open_data_base(self) -> str:
        """Where readers reach open data, without a slash at its end."""
        return self.open_data_url.rstrip("/") or f"http://{self.host}:{self.open_data_port}"

    @property
    def analytics_path(self) -> Path:
        """The folder of analytics in force."""
        return self.analytics_dir or self.state_dir / "analytics"

    @property
    def temporal(self) -> str:
        """The Temporal server in force: the one named, else where the development server listens."""
        return self.temporal_address or f"127.0.0.1:{self.temporal_port}"

    @property
    def temporal_target(self) -> TemporalTarget:
        """The same with how to connect to it: worker, API and commands alike."""
        return TemporalTarget(
            address=self.temporal,
            namespace=self.temporal_namespace,
            tls=self.temporal_tls,
            ca_file=self.temporal_tls_ca_file,
            cert_file=self.temporal_tls_cert_file,
            key_file=self.temporal_tls_key_file,
            server_name=self.temporal_tls_server_name,
            api_key=self.temporal_api_key,
            api_key_file=self.temporal_api_key_file,
            started_by_us=not self.temporal_address,
        )

    @field_validator(
        "temporal_tls",
        "temporal_tls_ca_file",
        "temporal_tls_cert_file",
        "temporal_tls_key_file",
        "temporal_api_key_file",
        "door_dir",
        "analytics_dir",
        "open_data_dir",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        """Docker Compose passes what is not set as an empty text."""
        return None if value == "" else value

    @property
    def base_url(self) -> str:
        """The address people reach us at, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def receipts_url(self) -> str:
        """Where Twilio reports to; empty if it could not reach us: it refuses a message with such an address."""
        return f"{self.base_url}/webhooks/twilio/status" if self.public_url or self.twilio_base_url else ""

    @property
    def prices(self) -> Prices:
        """What messages cost, about."""
        return Prices(
            sms_per_segment=Decimal(str(self.sms_price)) + Decimal(str(self.sms_carrier_fee)),
            email=Decimal(str(self.email_price)),
            currency=self.currency,
        )
