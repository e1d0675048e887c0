"""Every kind of mistake in a policy file, with the line and the words an administrator is told."""

from __future__ import annotations

import pytest

from tests.policies.test_policy_file import HEAD, problems_of


def problem_after_head(text: str) -> tuple[int, str]:
    """The only problem of a policy that is right but for `text`; lines count from the first of `text`."""
    (problem,) = problems_of(HEAD + text)
    return problem[0] - HEAD.count("\n"), problem[1]


MISTAKES = {
    '[messages.case_closed]\nchannels = "sms"': (
        2,
        'messages.case_closed.channels: \'sms\' is not ["sms"], ["email"] or both',
    ),
    "[cals]\nx = 1": (1, "cals: unknown key; did you mean calls?"),
    "[delay]\nminuts = 30": (2, "delay.minuts: unknown key; did you mean minutes?"),
    "[delay]\nzzz = 30": (
        2,
        "delay.zzz: unknown key; known here: minutes, minutes_by_priority, repeat_at_most, repeat_minutes",
    ),
    "[delay]\nminutes = -5": (2, "delay.minutes: -5 is out of range; use a whole number from 1 to 1440"),
    "[delay]\nminutes = 1.5": (2, "delay.minutes: 1.5 is not a whole number from 1 to 1440"),
    "[delay]\nminutes = true": (2, "delay.minutes: true is not a whole number from 1 to 1440"),
    '[delay]\nminutes = "30"': (2, "delay.minutes: '30' is not a whole number from 1 to 1440"),
    "[delay]\nminutes_by_priority = 3": (2, "delay.minutes_by_priority: 3 is not a table"),
    "[delay.minutes_by_priority]\n1 = 15\n10 = 15": (
        3,
        "delay.minutes_by_priority.10: unknown key; known here: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
    ),
    "[delay]\nminutes_by_priority = { 1 = 15, 2 = 0 }": (
        2,
        "delay.minutes_by_priority.2: 0 is out of range; use a whole number from 1 to 1440",
    ),
    "[delay]\nrepeat_at_most = 2": (
        2,
        "delay.repeat_at_most: nothing is repeated; set repeat_minutes too, or take this out",
    ),
    "[case]\nstill_open_after_days = 0": (
        2,
        "case.still_open_after_days: 0 is out of range; use a whole number from 1 to 365",
    ),
    '[case]\nshare_detective = [\n  "name",\n  "badge",\n]': (
        4,
        "case.share_detective: 'badge' is not known; known here: email, name, phone",
    ),
    '[case]\nshare_detective = "name"': (2, "case.share_detective: 'name' is not a list of words in quotes"),
    '[replies]\noffer_languages = ["es", "vi"]': (
        2,
        "replies.offer_languages: 'vi' is not known; known here: ar, en, es, fa, fr, sw",
    ),
    '[replies]\nstop_means_everything = "yes"': (
        2,
        "replies.stop_means_everything: 'yes' is not true or false",
    ),
    "[survey]\nafter_hours = 100": (2, "survey.after_hours: 100 is out of range; use a whole number from 1 to 72"),
    '[survey]\nmode = "txt"': (2, "survey.mode: 'txt' is not known; did you mean text?"),
    "[survey]\nmode = 3": (2, "survey.mode: 3 is not known; known here: link, text"),
    "[survey]\nreminder_after_hours = 168": (
        2,
        "survey.reminder_after_hours: the survey has expired by then; remind before it expires",
    ),
    "[survey]\n\nexpires_after_days = 1": (
        1,
        "survey.reminder_after_hours: the survey has expired by then; remind before it expires",
    ),
    '[hours]\nsurvey = "07:30-20:00"': (
        2,
        "hours.survey: '07:30-20:00' goes beyond \"08:00-20:00\"; surveys never go out between 20:00 and 08:00",
    ),
    '[hours]\nsurvey = "08:00-20:01"': (
        2,
        "hours.survey: '08:00-20:01' goes beyond \"08:00-20:00\"; surveys never go out between 20:00 and 08:00",
    ),
    '[hours]\ncase = "08:00-22:00"': (
        2,
        "hours.case: '08:00-22:00' goes beyond \"08:00-21:00\"; case news wait until 08:00 and stop at 21:00",
    ),
    '[hours]\ncase = "21:00-08:00"': (
        2,
        "hours.case: '21:00-08:00' ends before it starts; hours may not cross midnight",
    ),
    '[hours]\ncase = "10:00-10:00"': (
        2,
        "hours.case: '10:00-10:00' ends before it starts; hours may not cross midnight",
    ),
    '[hours]\ncase = "8-21"': (2, "hours.case: '8-21' is not a window of hours; write it like \"08:00-21:00\""),
    '[hours]\ncase = "08:00-24:00"': (
        2,
        "hours.case: '08:00-24:00' is not a window of hours; write it like \"08:00-21:00\"",
    ),
    '[hours]\ncase = ["08:00", "21:00"]': (
        2,
        "hours.case: ['08:00', '21:00'] is not hours of the day like \"08:00-21:00\"",
    ),
    '[hours]\nexempt = ["survey_invitation"]': (
        2,
        "hours.exempt: 'survey_invitation' is not known; known here: arrest_made, detective_message",
    ),
    '[hours]\nexempt = ["arest_made"]': (2, "hours.exempt: 'arest_made' is not known; did you mean arrest_made?"),
    "[limits]\nmessages_per_person_per_day = 0": (
        2,
        "limits.messages_per_person_per_day: 0 is out of range; use a whole number from 1 to 100",
    ),
    '[limits]\ncountries = ["USA"]': (2, "limits.countries: 'USA' is not known; did you mean US?"),
    "[limits]\ncountries = []": (
        2,
        'limits.countries: is empty; use a list of countries like "US" (ISO 3166-1), at least one',
    ),
    "[limits]\ntexts_per_day = 0": (
        2,
        "limits.texts_per_day: 0 is out of range; use a whole number from 1 to 1000000",
    ),
    'ofcer_delayed = { channels = ["sms"] }': (
        1,
        "messages.ofcer_delayed: unknown key; did you mean officer_delayed?",
    ),
    'help = { channels = ["sms"] }': (
        1,
        "messages.help: this is a reply; replies are always sent: take it out",
    ),
    'survey_reminder = { channels = ["sms"] }': (
        1,
        "messages.survey_reminder: no one is invited; enable survey_invitation too",
    ),
    "case_closed = true": (1, "messages.case_closed: true is not a table"),
    "case_closed = { channels = [] }": (
        1,
        'messages.case_closed.channels: is empty; use ["sms"], ["email"] or both',
    ),
    "case_closed = {}": (1, 'messages.case_closed.channels: is missing; use ["sms"], ["email"] or both'),
    '[messages.case_closed]\nchannels = [\n"sms",\n"fax"]': (
        4,
        "messages.case_closed.channels: 'fax' is not known; known here: email, sms",
    ),
    'case_closed = { channels = ["sms", "sms"] }': (
        1,
        "messages.case_closed.channels: 'sms' is there twice; leave one out",
    ),
    'case_closed = { channels = ["sms"], valid_minutes = -1 }': (
        1,
        "messages.case_closed.valid_minutes: -1 is out of range; use a whole number from 1 to 43200",
    ),
    'case_closed = { channels = ["sms"], valid_minute = 1 }': (
        1,
        "messages.case_closed.valid_minute: unknown key; did you mean valid_minutes?",
    ),
    'case_closed = { channels = ["sms"], audience = ["victim", "witness"] }': (
        1,
        'messages.case_closed.audience: news of a case are for victims only; use ["victim"], or take this out',
    ),
    'officer_delayed = { channels = ["sms"], audience = ["suspect"] }': (
        1,
        "messages.officer_delayed.audience: 'suspect' is not known; known here: reporting_party, victim, witness",
    ),
    'officer_delayed = { channels = ["sms"], audience = [] }': (
        1,
        "messages.officer_delayed.audience: is empty; use a list of roles in quotes "
        "(to send it to no one, take the message out)",
    ),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_said_with_its_line_its_key_and_what_is_allowed(text: str) -> None:
    assert problem_after_head(text) == MISTAKES[text]
