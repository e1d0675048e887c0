"""Schemathesis talks to the API, sensibly and not: nothing breaks, and the document says what happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from schemathesis.openapi import from_dict

from api.dependencies import ApiDependencies
from api.main import create_app
from engine.giving_way import GivingWay
from tests.api.running import Running, running_api
from tests.thoroughness import examples

EARLIEST, LATEST = datetime(1900, 1, 2), datetime(2199, 12, 30)  # noqa: DTZ001  hypothesis wants them bare

schemathesis.openapi.format("date-time", st.datetimes(EARLIEST, LATEST).map(lambda moment: f"{moment.isoformat()}Z"))


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_api(tmp_path_factory.mktemp("api")) as running:
        yield running


DOCUMENT = create_app(cast("ApiDependencies", SimpleNamespace(base_url="", giving_way=GivingWay()))).openapi()
schema = from_dict(DOCUMENT)


def merges_a_call_into_itself(body: Any, path: dict[str, Any]) -> bool:
    """What no JSON Schema can forbid, and the API refuses: see tests/api/test_one_contract.py."""
    sent = [item for item in (body if isinstance(body, list) else [body]) if isinstance(item, dict)]
    data = [(item, item.get("data") if "data" in item else item) for item in sent]
    return any(
        isinstance(facts, dict)
        and facts.get("merged_into") is not None
        and facts["merged_into"] in (item.get("subject"), path.get("call_number"))
        for item, facts in data
    )


def people_share_a_ref(body: Any) -> bool:
    """Nor can it say that each of several contacts has its own `ref`: see tests/intake/calls/test_who_is_who.py."""
    sent = [item for item in (body if isinstance(body, list) else [body]) if isinstance(item, dict)]
    facts = [item["data"] if isinstance(item.get("data"), dict) else item for item in sent]
    lists = [each["contacts"] for each in facts if isinstance(each.get("contacts"), list) and len(each["contacts"]) > 1]
    refs = [[str(contact.get("ref")) for contact in people if isinstance(contact, dict)] for people in lists]
    return any("None" in each or len(set(each)) < len(each) for each in refs)


def fuzz(operation: str) -> Any:
    """The test of one operation, as `PUT /v1/calls/{call_number}`."""

    @schema.include(name=operation).parametrize()
    @settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
    def test_schemathesis_finds_nothing(case: Any, api: Running) -> None:
        assume(not merges_a_call_into_itself(case.body, case.path_parameters or {}))
        assume(not people_share_a_ref(case.body))
        case.call_and_validate(base_url=api.url, headers={"Authorization": f"Bearer {api.key}"})

    return test_schemathesis_finds_nothing


# A function for each: made from one, they all had one id, and pytest-xdist would run one of them.
globals().update(
    {
        f"test_schemathesis_finds_nothing_in_{operation['operationId']}": fuzz(f"{method.upper()} {path}")
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    }
)
