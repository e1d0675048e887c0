"""What SendGrid answers, through its own SDK, becomes a failure whose class says whether to try again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from python_http_client.exceptions import HTTPError

from domain.sender_limits import LimitScope
from messaging.providers.base import (
    ComposedMessage,
    LimitReached,
    MessageRefused,
    ProviderBusy,
    ProviderError,
    ProviderUnavailable,
    SenderRefused,
)
from messaging.providers.sendgrid_email import SendGridEmail
from simulator.client import SimulatorControl
from tests.simulator_process import SimulatorProcess

SOMEBODY = "sam@example.org"


@pytest.fixture
def control(simulator: SimulatorProcess) -> SimulatorControl:
    simulator.control.reset()
    simulator.control.configure(hang_seconds=3)
    return simulator.control


def a_provider(simulator: SimulatorProcess, *, url: str = "", key: str = "", patience: float = 20) -> SendGridEmail:
    return SendGridEmail(
        api_key=key or simulator.config.api_key,
        sender="police@agency.example",
        timeout_seconds=patience,
        base_url=url or simulator.url,
    )


def patience(inbox: str) -> float:
    """A second where nobody will answer; where somebody will, as long as a busy machine needs."""
    return 1 if inbox.startswith("hang") else 20


def a_letter(to: str = SOMEBODY) -> ComposedMessage:
    return ComposedMessage(
        message_id="0197-ab", to=to, text="Case 26-1", subject="Your case number", html="<p>Case 26-1</p>"
    )


async def failure(provider: SendGridEmail, to: str = SOMEBODY) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await provider.send(a_letter(to))
    return raised.value


@pytest.mark.parametrize(
    ("inbox", "kind", "code"),
    [
        ("badrequest", MessageRefused, "400"),
        ("unauthorized", SenderRefused, "401"),
        ("forbidden", SenderRefused, "403"),
        ("toolarge", MessageRefused, "413"),
        ("ratelimited", ProviderBusy, "429"),
        ("error", ProviderUnavailable, "500"),
        ("unavailable", ProviderUnavailable, "503"),
        ("hang", ProviderUnavailable, "timeout"),
        ("hangbefore", ProviderUnavailable, "timeout"),
    ],
)
async def test_every_refusal_has_its_class_and_says_nothing_of_the_person(
    simulator: SimulatorProcess, control: SimulatorControl, inbox: str, kind: type[ProviderError], code: str
) -> None:
    error = await failure(a_provider(simulator, patience=patience(inbox)), f"{inbox}@simulator.test")
    assert (type(error), error.code, str(error)) == (kind, code, code)
    assert control.count() == (1 if inbox == "hang" else 0)


@pytest.mark.parametrize(
    ("inbox", "perhaps"),
    [("ratelimited", False), ("error", True), ("unavailable", True), ("hang", True), ("hangbefore", True)],
)
@pytest.mark.usefixtures("control")
async def test_it_is_known_when_the_email_may_have_left_all_the_same(
    simulator: SimulatorProcess, inbox: str, perhaps: bool
) -> None:
    error = await failure(a_provider(simulator, patience=patience(inbox)), f"{inbox}@simulator.test")
    assert isinstance(error, ProviderUnavailable)
    assert error.ambiguous is perhaps


async def test_a_wrong_key_holds_everything_up(simulator: SimulatorProcess, control: SimulatorControl) -> None:
    error = await failure(a_provider(simulator, key="SG.wrong"))
    assert (type(error), error.code) == (SenderRefused, "401")
    assert control.count() == 0


async def test_an_account_without_credits_has_met_its_limit(
    simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_credits(mail: object) -> None:
        raise HTTPError(401, "Unauthorized", b'{"errors":[{"message":"Maximum credits exceeded"}]}', {})

    provider = a_provider(simulator)
    monkeypatch.setattr(provider._client, "send", without_credits)
    error = await failure(provider)
    assert isinstance(error, LimitReached)
    assert (error.code, error.limit.scope) == ("credits", LimitScope.ACCOUNT)


async def test_nobody_who_answers_is_trouble_that_passes(simulator: SimulatorProcess) -> None:
    with a_closed_port() as url:
        error = await failure(a_provider(simulator, url=url))
    assert (type(error), error.code) == (ProviderUnavailable, "connection")


async def test_after_two_refusals_it_leaves_under_the_vendors_id(
    simulator: SimulatorProcess, control: SimulatorControl
) -> None:
    provider = a_provider(simulator)
    for _ in range(2):
        assert type(await failure(provider, "flaky@simulator.test")) is ProviderUnavailable
    accepted = await provider.send(a_letter("flaky@simulator.test"))
    (kept,) = control.messages(channel="email")
    assert (kept["sid"], kept["custom_args"]) == (accepted.provider_message_id, {"message_id": "0197-ab"})
    assert (kept["subject"], kept["body"], kept["html"]) == ("Your case number", "Case 26-1", "<p>Case 26-1</p>")


@contextmanager
def a_closed_port() -> Iterator[str]:
    """Bound, so that nobody else gets it, and not listening, so that it refuses."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
