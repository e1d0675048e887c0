"""What the simulator can be told: which accounts it accepts, how fast it is and how it misbehaves."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Rate = Annotated[float, Field(ge=0.0, le=1.0)]
Seconds = Annotated[float, Field(ge=0.0)]


class SimulatorConfig(BaseModel):
    """Frozen: `POST /_control` replaces the whole with a changed copy. Rates are shares from 0 to 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account_sid: Annotated[str, Field(pattern=r"^AC[0-9a-fA-F]{32}$")] = "AC" + "5" * 32
    auth_token: Annotated[str, Field(min_length=1)] = "simulator-token"  # noqa: S105  opens nothing but this stand-in
    api_key: Annotated[str, Field(min_length=1)] = "SG.simulator"
    service_number: str = "+15005550006"
    """The number a messaging service sends from, and that replies go to when nothing was sent yet."""

    inbound_url: str | None = None
    """Where texts written on the phones are posted; None means nowhere."""
    event_webhook_url: str | None = None
    """Where SendGrid's events are posted; None means nowhere."""
    webhook_timeout_seconds: Annotated[float, Field(gt=0)] = 15.0
    webhook_retry_seconds: Seconds = 15.0
    """A webhook answered with 5xx, or not at all, is repeated once after this long."""
    account_status: Literal["active", "suspended", "closed"] = "active"
    account_type: Literal["Full", "Trial"] = "Full"
    number_can_text: bool = True
    service_has_numbers: bool = True
    service_registered: bool = True
    """Whether the messaging service has an A2P 10DLC campaign."""
    key_scopes: str = "mail.send sender_verification.read whitelabel.read user.webhooks.event.settings.read"
    """What SendGrid's key may do, separated by spaces."""
    domain_authenticated: bool = True
    """Whether SendGrid takes the domain of a from-address for the account's own, whichever it is."""
    verified_sender: str = ""
    """A from-address that SendGrid has verified by itself."""

    default_opt_out: bool = True
    """Twilio's own handling of STOP, START and HELP; an account may have it switched off."""

    advanced_opt_out: bool = False
    """Twilio says in `OptOutType` what it took a text for, which the account's own words below may be too."""
    stop_words: str = ""
    """The account's own words beside Twilio's, separated by spaces."""
    start_words: str = ""
    help_words: str = ""

    latency_seconds: Seconds = 0.0
    answer_seconds: Seconds = 0.0
    """From accepted to answered: who asks and dies meanwhile never learns that it was."""
    receipt_delay_seconds: Seconds = 1.0
    """From accepted to sent, and again from sent to delivered."""
    hang_seconds: Seconds = 60.0
    """How long a hanging request keeps its client waiting."""

    unavailable_rate: Rate = 0.0
    """Answered with 503 before anything is accepted."""
    rate_limited_rate: Rate = 0.0
    """Answered with 429 before anything is accepted."""
    lost_request_rate: Rate = 0.0
    """Never answered, and nothing was accepted."""
    lost_answer_rate: Rate = 0.0
    """Never answered although the message was accepted."""

    receipts_doubled: Rate = 0.0
    receipts_reordered: Rate = 0.0
    """The final receipt comes before the one that should precede it."""
    receipts_lost: Rate = 0.0
    seed: int = 0


def changed(config: SimulatorConfig, changes: dict[str, object]) -> SimulatorConfig:
    """The config with these fields replaced, validated again.

    Raises pydantic.ValidationError for an unknown field or a value out of range.
    """
    return SimulatorConfig.model_validate({**config.model_dump(), **changes})
