"""The table of Twilio's codes: each means the same in an answer and in a receipt, and very few cut an address."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.delivery import REACHES, DeliveryStatus, Standing
from messaging.providers.base import (
    LimitReached,
    NoSuchAddress,
    ProviderBusy,
    ProviderError,
    ProviderUnavailable,
    RecipientOptedOut,
    RecipientRejected,
    SenderRefused,
    UnknownRefusal,
)
from messaging.providers.delivery_report import ProviderReport
from messaging.providers.failure_kinds import MEANINGS, FailureKind
from messaging.providers.twilio_codes import TWILIO_CODES, failure
from messaging.providers.twilio_receipts import read_callback
from tests.post import NOW

CUTS = {21211, 21217, 30005}
LIMITS = {30023, 30027, 60728, 63038}
PASSING = {30001, 30003, 30008, 30017, 30022, 30410, 30500, 21611, 20429}
some_code = st.one_of(st.sampled_from(sorted(TWILIO_CODES)), st.integers(min_value=1, max_value=99_999))


def received(code: int | str, said: str = "undelivered") -> ProviderReport:
    """What a receipt with this code comes to."""
    form = {"MessageSid": "SM1", "MessageStatus": said, "ErrorCode": str(code)}
    report = read_callback(form.items(), message_id="m", now=NOW)
    assert report is not None
    return report


def refused(code: int, status: int = HTTPStatus.BAD_REQUEST) -> ProviderError:
    """What an answer with this code comes to."""
    return failure(status, code)


def test_every_kind_has_a_meaning() -> None:
    assert MEANINGS.keys() == set(FailureKind)


@given(code=some_code)
def test_only_the_positive_list_cuts_an_address(code: int) -> None:
    assert received(code).loses_address is (code in CUTS)
    assert isinstance(refused(code), NoSuchAddress) is (code in CUTS)


@given(code=some_code, said=st.sampled_from(["undelivered", "failed"]))
def test_a_code_means_the_same_in_an_answer_and_in_a_receipt(code: int, said: str) -> None:
    report, error = received(code, said), refused(code)
    assert (report.limit is not None) is isinstance(error, LimitReached)
    assert report.is_unknown is isinstance(error, UnknownRefusal)
    assert (report.standing is Standing.OPTED_OUT) is isinstance(error, RecipientOptedOut)
    if isinstance(error, LimitReached):
        assert (report.limit, report.standing) == (error.limit, Standing.LIMITED)
    final = isinstance(error, RecipientRejected)
    lost = REACHES[report.standing] is DeliveryStatus.PERMANENT_FAILURE
    # Trouble with the sender: a request that was refused waits, a text that is lost is not sent again.
    assert lost is (final or isinstance(error, SenderRefused))
    assert isinstance(error, ProviderUnavailable) is (report.standing is Standing.TEMPORARY)


@pytest.mark.parametrize("code", sorted(LIMITS))
def test_a_limit_is_the_senders_and_no_failure_of_the_message(code: int) -> None:
    for status in (400, 403, 429):
        assert isinstance(refused(code, status), LimitReached)
    assert received(code).why == "sender_limit"


@pytest.mark.parametrize("code", sorted(PASSING))
def test_what_passes_is_tried_again(code: int) -> None:
    assert received(code).standing is Standing.TEMPORARY
    error = refused(code)
    assert isinstance(error, ProviderUnavailable)
    assert not error.ambiguous


def test_too_fast_is_no_outage() -> None:
    assert all(isinstance(refused(code), ProviderBusy) for code in (14107, 20429, 21611, 30022))


@pytest.mark.parametrize("code", [30004, 21214, 21408, 21612])
def test_a_phone_that_blocks_us_is_still_its_owners(code: int) -> None:
    report = received(code)
    assert (report.standing, report.loses_address, report.alarm_at) == (Standing.PERMANENT, False, None)


@pytest.mark.parametrize("code", [20003, 21606, 21608, 21609, 21624, 30002, 30032, 30034, 30035])
def test_our_own_trouble_is_an_alarm_at_once(code: int) -> None:
    assert received(code).alarm_at == 1
    assert isinstance(refused(code), SenderRefused)


@pytest.mark.parametrize("code", ["30999", "99999", "", "no number", "9" * 20])
def test_a_code_that_is_not_known_is_final_and_said(code: str) -> None:
    report = received(code)
    assert (report.standing, report.is_unknown, report.alarm_at) == (Standing.PERMANENT, True, None)


@pytest.mark.parametrize("code", [None, *sorted(TWILIO_CODES)[::7]])
def test_a_server_error_says_nothing_whatever_code_it_has(code: int | None) -> None:
    error = failure(HTTPStatus.SERVICE_UNAVAILABLE, code)
    assert isinstance(error, ProviderUnavailable)
    assert error.ambiguous
