"""A small extract in which every table has something to tell: two months of an agency, the same at every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from analytics.extracts import Extract
from tests.analytics.extract_fixtures import ORI, an_extract

ARABIC_BEAT = "حي الشمال"
SINCE, UNTIL = date(2026, 9, 1), date(2026, 11, 25)
CALLS = 900
TYPES = ("LARCENY", "NOISE", "BURGLARY", "PARKING", "VANDAL", "TRESPASS", "SUSP", "MVA", "FRAUD", "TROUBLE")
QUESTIONS = {
    "listened": "The officer listened to me",
    "informed": "I was told what would happen next",
    "fair": "I was treated fairly",
}

Rows = list[dict[str, Any]]


def busy_tables() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Rows by table, as `an_extract` takes them."""
    chance = Random(13)
    calls = [_call(chance, number) for number in range(CALLS)]
    return {
        "calls": calls,
        "messages": [row for call in calls for row in _messages(chance, call)],
        "replies": [_reply(chance, call) for call in calls if chance.random() < 0.2],
        "consents": [_consent(chance, call) for call in calls if chance.random() < 0.02],
        "waiting": [_waiting(chance, call) for call in calls if chance.random() < 0.1],
        "surveys": _surveys(),
    }


def a_busy_extract(folder: Path, *, ori: str = ORI, **about: Any) -> Extract:
    """One in force."""
    known = {"since": SINCE, "until": UNTIL, "extracted_at": datetime(2026, 11, 25, 11, 30, tzinfo=UTC)}
    prices = {"sms_per_segment": "0.0079", "email": "0.0006"}
    return an_extract(folder, busy_tables(), ori=ori, **known | prices | about)


def _call(chance: Random, number: int) -> dict[str, Any]:
    day = SINCE + timedelta(days=chance.randrange((UNTIL - SINCE).days))
    hour, priority = chance.randrange(24), chance.choice((1, 2, 2, 3, 3, 3, 4))
    received = datetime(day.year, day.month, day.day, hour, chance.randrange(60), tzinfo=UTC) + timedelta(hours=7)
    waits = timedelta(
        minutes=chance.lognormvariate(1.4 + priority * 0.55 + (0.4 if hour in (17, 18, 22, 23) else 0), 0.6)
    )
    is_due = waits > timedelta(minutes=30)
    told = chance.random() < 0.85
    withheld = chance.choice(("no_contact", "opted_out", "landline", "sensitive_call_type"))
    return {
        "call_id": f"call-{number}",
        "received_at": received,
        "local_day": day,
        "local_hour": hour,
        "local_weekday": day.isoweekday(),
        "incident_type": chance.choice(TYPES),
        "priority": priority,
        "beat": chance.choice(("C1", "C2", ARABIC_BEAT)),
        "officer_initiated": chance.random() < 0.2,
        "arrived_at": received + waits if chance.random() < 0.95 else None,
        "ended_at": received + waits + timedelta(hours=1),
        "told": told,
        "callers": 1,
        "delay_due_at": received + timedelta(minutes=30) if is_due else None,
        "delay_told_at": received + timedelta(minutes=30, seconds=chance.randrange(90)) if is_due and told else None,
        "delay_withheld": withheld if is_due and not told else None,
        "called_again": int(is_due and chance.random() < (0.1 if told else 0.3)),
    }


def _messages(chance: Random, call: Mapping[str, Any]) -> Rows:
    shared = {"call_id": call["call_id"], "local_day": call["local_day"], "planned_at": call["received_at"]}
    language = chance.choices(("en", "es", "ar"), (8, 3, 1))[0]
    if not call["told"]:
        withheld = {"status": "withheld", "accepted": False, "segments": 0, "sent_at": None, "delivered_at": None}
        return [
            {
                **shared,
                **withheld,
                "language": language,
                "reason": chance.choice(("no_contact", "opted_out", "landline")),
            }
        ]
    failed = {
        "status": "permanent_failure",
        "reason": chance.choice(("30003", "30005", "rejected")),
        "delivered_at": None,
    }
    by_email = {"channel": "email", "segments": 0} if chance.random() < 0.2 else {}
    return [{**shared, "language": language, **by_email, **(failed if chance.random() < 0.06 else {})}]


def _reply(chance: Random, call: Mapping[str, Any]) -> dict[str, Any]:
    intents = ("thanks", "other", "cancel_visit", "survey_answer", "help", "opt_out", "emergency", "wrong_number")
    intent = chance.choices(intents, (9, 6, 4, 3, 2, 2, 1, 1))[0]
    return {"received_at": call["received_at"], "local_day": call["local_day"], "intent": intent}


def _consent(chance: Random, call: Mapping[str, Any]) -> dict[str, Any]:
    how = chance.choice(("reply", "portal"))
    return {"at": call["received_at"], "local_day": call["local_day"], "how": how, "given": chance.random() < 0.2}


def _waiting(chance: Random, call: Mapping[str, Any]) -> dict[str, Any]:
    opened = call["received_at"]
    done = opened + timedelta(hours=chance.lognormvariate(2, 1)) if chance.random() < 0.9 else None
    return {
        "kind": chance.choice(("letter", "call_back", "reply", "undeliverable")),
        "opened_at": opened,
        "local_day": call["local_day"],
        "due_at": opened + timedelta(hours=24),
        "done_at": done,
    }


def _surveys() -> Rows:
    rows: Rows = [
        {"begins": date(2026, 7, 1), "ends": date(2026, 10, 1), "period": "2026-Q3", "invited": 612, "answered": 143}
    ]
    for number, (question, words) in enumerate(QUESTIONS.items()):
        counts = (9 + number * 6, 12 + number * 5, 20, 42 - number * 4, 57 - number * 7)
        rated = {f"rated_{place}": count for place, count in enumerate(counts, start=1)}
        rows.append(
            {
                **rows[0],
                "invited": None,
                "answered": None,
                "question": question,
                "words": words,
                "ratings": sum(counts),
                **rated,
            }
        )
    return rows
