"""The policy an agency starts with says what the design and its documentation promise."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from domain.incident_names import NAMES
from domain.messages import Channel, MessageKey
from domain.policy import KeyPolicy, Policy
from domain.validity import VALID_FOR
from policies.policy_file import CONFIGURABLE, parse
from tests.shared_material import shared

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "policies" / "default.toml").read_text()


@pytest.fixture(name="policy")
def default_policy() -> Policy:
    return parse(TEXT)


def test_it_allows_the_usual_types_of_the_field(policy: Policy) -> None:
    (usual,) = re.findall(r"^Usual allow-list: (.*)\.$", shared("domain-rules.md").read_text(), re.MULTILINE)
    assert policy.call_types == set(re.findall(r"[A-Z]{3,}", usual))


@pytest.mark.parametrize(("priority", "contacted"), [(1, False), (2, True), (5, True), (None, False)])
def test_a_burglary_is_contacted_only_when_it_is_over(policy: Policy, priority: int | None, contacted: bool) -> None:
    assert policy.allows("BURGLARY", priority) is contacted


@pytest.mark.parametrize("priority", [1, 9, None])
def test_a_theft_is_contacted_at_any_priority(policy: Policy, priority: int | None) -> None:
    assert policy.allows("larceny", priority)


def test_it_sends_every_message_but_the_two_optional_ones(policy: Policy) -> None:
    assert set(CONFIGURABLE) - set(policy.messages) == {MessageKey.OFFICER_DISPATCHED, MessageKey.OFFICER_EN_ROUTE}


@pytest.mark.parametrize("key", ["officer_dispatched", "officer_en_route"])
def test_an_optional_message_is_switched_on_by_removing_the_mark_before_it(key: str) -> None:
    assert MessageKey(key) in parse(TEXT.replace(f"# {key} =", f"{key} =")).messages


def test_the_repetition_shown_is_switched_on_the_same_way() -> None:
    policy = parse(TEXT.replace("# repeat_", "repeat_"))
    assert (policy.delay_repeat, policy.delay_repeat_at_most) == (timedelta(minutes=60), 2)


@pytest.mark.parametrize(("priority", "minutes"), [(1, 15), (2, 20), (3, 30), (4, 30), (9, 30), (None, 30)])
def test_an_officer_is_late_after_so_many_minutes(policy: Policy, priority: int | None, minutes: int) -> None:
    assert policy.delay(priority) == timedelta(minutes=minutes)


def test_the_delay_is_said_once(policy: Policy) -> None:
    assert policy.delay_repeat is None


def test_texts_go_before_emails_except_for_copies_and_rights(policy: Policy) -> None:
    email_first = {key for key, rule in policy.messages.items() if rule.channels[0] is Channel.EMAIL}
    both = {key for key, rule in policy.messages.items() if rule.all_channels}
    assert email_first == {MessageKey.REPORT_COPY, MessageKey.VICTIM_RIGHTS}
    assert both == {MessageKey.CASE_NUMBER, MessageKey.VICTIM_RIGHTS}


def test_call_progress_goes_stale_soon_and_case_news_after_a_month(policy: Policy) -> None:
    valid = {key: rule.valid_for for key, rule in policy.messages.items()}
    assert valid[MessageKey.OFFICER_DELAYED] == timedelta(minutes=30)
    assert valid[MessageKey.CALL_RECEIVED] == timedelta(minutes=60)
    assert valid[MessageKey.ARREST_MADE] == timedelta(days=30)
    assert valid[MessageKey.CASE_CLOSED] == timedelta(days=30)
    assert valid[MessageKey.DETECTIVE_MESSAGE] is None


def test_what_it_does_not_say_about_messages_is_what_the_code_does_by_itself(policy: Policy) -> None:
    plain = Policy(call_types=policy.call_types, messages=policy.messages)
    differs = {name for name in Policy.__slots__ if getattr(policy, name) != getattr(plain, name)}
    assert differs == {"least_priority", "delay_minutes"}


SMS_FIRST, EMAIL_FIRST = (Channel.SMS, Channel.EMAIL), (Channel.EMAIL, Channel.SMS)
A_MONTH = timedelta(days=30)
VALID_MINUTES = {
    "call_received": 60,
    "officer_delayed": 30,
    "call_cancelled": 720,
    "call_merged": 720,
    "outcome_handled": 1440,
    "outcome_unable_to_locate": 1440,
    "outcome_lookout": 1440,
    "outcome_referred": 1440,
    "survey_invitation": 4320,
    "survey_reminder": 1440,
}
CASE_NEWS = (
    "detective_assigned arrest_made charges_filed case_suspended case_closed case_reopened still_open detective_message"
).split()


def test_it_is_read_as_it_always_was(policy: Policy) -> None:
    with_limits = {MessageKey(key): KeyPolicy(valid_for=timedelta(minutes=n)) for key, n in VALID_MINUTES.items()}
    assert policy == Policy(
        call_types=frozenset(
            "LARCENY SHOPLIFT BURGLARY VANDAL FRAUD TRESPASS PROPLOST PROPFND PROPSTLN VEHSTLN VEHREC VEHABND DISVEH "
            "VEHASST MVA MVAHR MVCP PARKING THAZ NOISE FIREWRKS ANIMAL CITASST".split()
        ),
        messages=with_limits
        | {MessageKey(key): KeyPolicy(valid_for=VALID_FOR.get(MessageKey(key))) for key in CASE_NEWS}
        | {
            MessageKey.CASE_NUMBER: KeyPolicy(channels=SMS_FIRST, all_channels=True, valid_for=A_MONTH),
            MessageKey.REPORT_COPY: KeyPolicy(channels=EMAIL_FIRST, valid_for=A_MONTH),
            MessageKey.VICTIM_RIGHTS: KeyPolicy(channels=EMAIL_FIRST, all_channels=True, valid_for=A_MONTH),
        },
        least_priority={"BURGLARY": 2},
        delay_minutes={1: 15, 2: 20, 3: 30},
    )


def test_every_key_and_every_call_type_is_explained_to_administrators(policy: Policy) -> None:
    page = (ROOT / "docs" / "policy-file.md").read_text()
    keys = set(re.findall(r"^(?:# )?(\w+) = ", TEXT, re.MULTILINE)) | {"channels", "all_channels", "audience"}
    assert {key for key in keys if f"`{key}`" not in page} == set()
    assert {code for code in policy.call_types if f"`{code}`" not in page} == set()


def test_every_type_and_message_a_policy_may_name_is_listed_for_administrators() -> None:
    page = (ROOT / "docs" / "policy-file.md").read_text()
    assert {word for word in (*NAMES, *CONFIGURABLE) if f"`{word}`" not in page} == set()
    bold = set(re.findall(r"\*\*`(\w+)`\*\*", page))
    assert bold == parse(TEXT).call_types
