"""A policy file is read as it says, and everything wrong with it is said by line."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from domain.contacts import ContactRole
from domain.messages import Channel, MessageKey
from domain.policy import KeyPolicy, Policy, SurveyMode
from domain.quiet_hours import Hours
from domain.surveys.periods import Every
from domain.validity import VALID_FOR
from policies.policy_file import CONFIGURABLE, parse
from policies.toml_file import TomlError

DEFAULT = Path(__file__).resolve().parents[2] / "policies" / "default.toml"
MINUTE = timedelta(minutes=1)
HEAD = """\
[calls]
types = ["LARCENY"]
[messages]
call_received = { channels = ["sms"] }
"""


def problems_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(TomlError) as raised:
        parse(text)
    return [(problem.line or 0, str(problem)) for problem in raised.value.problems]


def test_the_smallest_policy_takes_every_other_value_from_the_defaults_of_the_field() -> None:
    assert parse(HEAD) == Policy(
        call_types=frozenset({"LARCENY"}),
        messages={MessageKey.CALL_RECEIVED: KeyPolicy(channels=(Channel.SMS,), valid_for=timedelta(hours=1))},
    )


def test_a_message_has_a_stand_in_unless_it_or_the_whole_policy_says_no() -> None:
    line = 'case_number = { channels = ["sms"], fallback = true }\n'
    for top, expected in (("", [True, True]), ("fallback = false\n", [False, True])):
        assert [rule.fallback for rule in parse(top + HEAD + line).messages.values()] == expected


def test_what_is_said_of_the_response_is_worth_saying_for_a_while_whatever_the_file_says() -> None:
    rules = "".join(f'{key} = {{ channels = ["sms"] }}\n' for key in CONFIGURABLE if key != "call_received")
    valid = {key: rule.valid_for for key, rule in parse(HEAD + rules).messages.items()}
    for_ever = {key for key, length in valid.items() if length is None}
    assert for_ever == {MessageKey.DETECTIVE_MESSAGE}
    stated = parse(DEFAULT.read_text().replace("# officer_", "officer_"))
    assert {key: rule.valid_for for key, rule in stated.messages.items()} == valid


def test_how_long_a_message_is_news_by_itself_can_be_written_down() -> None:
    stated = {key: VALID_FOR[key] for key in CONFIGURABLE if key in VALID_FOR}
    rules = (f'{key} = {{ channels = ["sms"], valid_minutes = {valid // MINUTE} }}\n' for key, valid in stated.items())
    read = parse(HEAD[: HEAD.index("call_received")] + "".join(rules)).messages
    assert {key: rule.valid_for for key, rule in read.items()} == stated
    assert stated[MessageKey.CASE_CLOSED] == timedelta(days=30)


def test_a_survey_cannot_be_given_a_stand_in() -> None:
    text = HEAD + 'survey_invitation = { channels = ["sms"], fallback = true }\n'
    assert [line for line, problem in problems_of(text) if "fallback" in problem] == [5]


def test_every_value_is_read() -> None:
    policy = parse(
        """\
shadow = true
calls = { types = ["NOISE", "BURGLARY"], least_priority.BURGLARY = 3, hold_seconds = 0 }
delay = { minutes = 45, minutes_by_priority = { 1 = 10 }, repeat_minutes = 60, repeat_at_most = 2 }
case = { still_open_after_days = 14, share_detective = ["name"] }
replies = { stop_means_everything = false, twilio_answers_keywords = false, offer_languages = ["es"] }
survey = { after_hours = 4, reminder_after_hours = 24, expires_after_days = 5, once_per_days = 60, mode = "text" }
hours = { survey = "09:00-18:30", case = "10:00-20:00", exempt = [], by_number = false }
limits = { messages_per_person_per_day = 5 }
portal = { enabled = false }
[messages.call_received]
channels = ["email", "sms"]
all_channels = true
valid_minutes = 10
audience = ["victim", "reporting_party"]
"""
    )
    assert policy.shadow
    assert policy.call_types == {"NOISE", "BURGLARY"}
    assert policy.hold == timedelta(0)
    assert policy.least_priority == {"BURGLARY": 3}
    assert (policy.delay(1), policy.delay(2)) == (timedelta(minutes=10), timedelta(minutes=45))
    assert (policy.delay_repeat, policy.delay_repeat_at_most) == (timedelta(minutes=60), 2)
    assert policy.still_open_after == timedelta(days=14)
    assert policy.share_detective == {"name"}
    replies = policy.replies
    assert (replies.stop_means_everything, replies.twilio_answers_keywords) == (False, False)
    assert replies.offer_languages == ("es",)
    assert policy.survey.after == timedelta(hours=4)
    assert policy.survey.reminder_after == timedelta(hours=24)
    assert policy.survey.expires_after == timedelta(days=5)
    assert policy.survey.once_per == timedelta(days=60)
    assert policy.survey.mode is SurveyMode.TEXT
    assert not policy.survey.task_on_low_score
    assert parse(f"{HEAD}[survey]\ntask_on_low_score = true").survey.task_on_low_score
    assert policy.survey_hours == Hours(start=time(9), end=time(18, 30))
    assert policy.case_hours == Hours(start=time(10), end=time(20))
    assert policy.exempt_from_hours == frozenset()
    assert not policy.hours_by_number
    assert parse(HEAD).hours_by_number
    assert policy.messages_per_person_per_day == 5
    assert not policy.portal
    assert parse(HEAD).portal
    assert policy.messages == {
        MessageKey.CALL_RECEIVED: KeyPolicy(
            channels=(Channel.EMAIL, Channel.SMS),
            all_channels=True,
            valid_for=timedelta(minutes=10),
            audience=frozenset({ContactRole.VICTIM, ContactRole.REPORTING_PARTY}),
        )
    }


def test_results_are_released_every_quarter_unless_said_otherwise() -> None:
    assert parse(HEAD).survey.results_every is Every.QUARTER
    assert parse(f'{HEAD}[survey]\nresults_every = "year"').survey.results_every is Every.YEAR
    with pytest.raises(TomlError, match="results_every"):
        parse(f'{HEAD}[survey]\nresults_every = "week"')


@pytest.mark.parametrize(
    ("types", "line", "wrong"),
    [
        ('["LARCENY",\n"DVA"]', 3, "'DVA' is a sensitive, medical or fire type; it is never contacted automatically"),
        ('["dva", "NOISE"]', 2, "'dva' is a sensitive, medical or fire type; it is never contacted automatically"),
        ('["CARDIAC"]', 2, "'CARDIAC' is a sensitive, medical or fire type; it is never contacted automatically"),
        ('["FSTRU"]', 2, "'FSTRU' is a sensitive, medical or fire type; it is never contacted automatically"),
        ('[\n"LARCNEY", "NOISE"]', 3, "'LARCNEY' is not known; did you mean LARCENY?"),
        ('["noise", "LARCENY"]', 2, "'noise' is not known; did you mean NOISE?"),
        ('["NOISE", "QQQQQQQ"]', 2, "'QQQQQQQ' is not known; use a call type that docs/policy-file.md lists"),
        ('["NOISE", 5]', 2, "5 is not known; use a call type that docs/policy-file.md lists"),
        ('["NOISE", ["LARCENY"]]', 2, "['LARCENY'] is not known; did you mean LARCENY?"),
        ('["NOISE", "NOISE"]', 2, "'NOISE' is there twice"),
        ("[]", 2, "is empty; use a list of call types in quotes, at least one (to send nothing, use shadow = true)"),
    ],
)
def test_a_call_type_that_may_not_be_contacted_or_does_not_exist_is_refused(types: str, line: int, wrong: str) -> None:
    text = f'[calls]\ntypes = {types}\n[messages]\ncall_received = {{ channels = ["sms"] }}\n'
    first = problems_of(text)[0]
    assert first[0] == line
    assert first[1].startswith(f"calls.types: {wrong}")


def test_a_least_priority_of_a_type_that_is_not_allowed_is_a_mistake() -> None:
    text = HEAD.replace('"]\n', '"]\nleast_priority = { BURGLARY = 2 }\n', 1)
    assert problems_of(text) == [(3, "calls.least_priority.BURGLARY: unknown key; known here: LARCENY")]


def test_an_empty_file_says_what_a_policy_needs() -> None:
    assert problems_of("") == [
        (
            1,
            "calls.types: is missing; "
            "use a list of call types in quotes, at least one (to send nothing, use shadow = true)",
        ),
        (1, "messages: no message is enabled; enable at least one under [messages]"),
    ]


def test_all_problems_are_said_at_once_in_the_order_of_their_lines() -> None:
    text = 'shadow = "no"\n[limits]\nmessages_per_person_per_day = 0\n' + HEAD + 'fax = { channels = ["fax"] }\n'
    assert [line for line, _ in problems_of(text)] == [1, 3, 8]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("shadow = true\ncalls = [", 2),
        ("shadow = true\n\nshadow = false", 3),
        ("[calls]\n[calls]", 2),
        ("shadow == 1", 1),
        ('[calls]\ntypes = ["A"\n[messages]\n', 3),
        ("x = 1\ny = [\n", 3),
    ],
)
def test_what_is_not_toml_is_said_with_its_line(text: str, line: int) -> None:
    (problem,) = problems_of(text)
    assert problem[0] == line
    assert problem[1].startswith("this is not TOML: ")


def test_the_error_reads_as_a_list_of_lines() -> None:
    with pytest.raises(TomlError) as raised:
        parse("x = 1\n" + HEAD + "y = 1")
    assert str(raised.value).splitlines()[0].startswith("line 1: x: unknown key; known here: calls, case, ")
    assert str(raised.value).splitlines()[1].startswith("line 6: messages.y: unknown key; known here: arrest_made, ")


def test_replies_and_corrections_are_not_for_a_policy_to_decide() -> None:
    replies = {
        MessageKey.OPT_OUT_CONFIRMED,
        MessageKey.OPT_IN_CONFIRMED,
        MessageKey.HELP,
        MessageKey.NOT_MONITORED,
        MessageKey.EMERGENCY,
        MessageKey.LANGUAGE_CHANGED,
        MessageKey.CANCEL_VISIT,
        MessageKey.WRONG_NUMBER,
        MessageKey.SURVEY_QUESTION,
        MessageKey.SURVEY_THANKS,
        MessageKey.PORTAL_CODE,
        MessageKey.PORTAL_SIGNED_IN,
    }
    assert set(MessageKey) - set(CONFIGURABLE) == replies | {MessageKey.CORRECTION, MessageKey.LANGUAGE_OFFER}


def test_every_translation_is_sent_unless_the_policy_wants_it_read() -> None:
    assert parse(HEAD).require_reviewed == frozenset()
    policy = parse(f'languages = {{ require_reviewed = ["es", "ar"] }}\n{HEAD}')
    assert policy.require_reviewed == {"es", "ar"}


@pytest.mark.parametrize(
    ("listed", "wrong"),
    [
        ('["en"]', "English is what every message is written in; take it out"),
        ('["es", "es"]', "'es' is there twice; leave one out"),
        ('["de"]', "'de' is not known"),
        ('"es"', "is not a list of words"),
    ],
)
def test_a_language_that_cannot_be_required_to_be_read_is_named(listed: str, wrong: str) -> None:
    [(line, problem)] = problems_of(f"languages = {{ require_reviewed = {listed} }}\n{HEAD}")
    assert line == 1
    assert wrong in problem
