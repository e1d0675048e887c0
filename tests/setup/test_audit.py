"""What `make audit` makes of what pip-audit says: that it could not ask is never taken for good news."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import audit, sbom
from tools.audit import CLEAN, NOT_ASKED, WEAK, AuditResult, read_answer

GOOD = {"name": "httpx", "version": "0.28.1", "vulns": []}
BAD = {
    "name": "requests",
    "version": "2.19.0",
    "vulns": [{"id": "PYSEC-2018-28", "fix_versions": ["2.20.0"], "aliases": [], "description": "..."}],
}
SKIPPED = {"name": "yarl", "skip_reason": "Dependency not found on PyPI and could not be audited: yarl (1.25.1)"}


def said(*dependencies: object) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (said(GOOD), CLEAN),
        (said(GOOD, BAD), WEAK),
        (said(GOOD, SKIPPED), NOT_ASKED),
        (said(SKIPPED, BAD), WEAK),
        (said(), NOT_ASKED),
        ("", NOT_ASKED),
        ("Traceback (most recent call last):", NOT_ASKED),
        ("[]", NOT_ASKED),
    ],
)
def test_the_exit_code_says_clean_only_if_all_were_asked_about(answer: str, code: int) -> None:
    assert read_answer(answer).exit_code == code


def test_a_weakness_is_said_with_what_mends_it() -> None:
    assert read_answer(said(BAD)).weak == ("requests 2.19.0: PYSEC-2018-28, mended in 2.20.0",)


@pytest.mark.parametrize(
    ("answers", "code", "sentence"),
    [
        ({"pypi": AuditResult(asked=2)}, CLEAN, "2 dependencies asked about, 0 known weaknesses"),
        ({"pypi": AuditResult(asked=0), "osv": AuditResult(asked=2)}, CLEAN, "2 dependencies asked about"),
        ({"pypi": AuditResult(asked=2, weak=("a 1: X, mended in 2",))}, WEAK, "a 1: X, mended in 2"),
        ({"pypi": AuditResult(asked=0), "osv": AuditResult(asked=0)}, NOT_ASKED, "this says nothing about"),
    ],
)
def test_the_second_service_is_asked_when_the_first_cannot_be(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answers: dict[str, AuditResult],
    code: int,
    sentence: str,
) -> None:
    monkeypatch.setattr(sbom, "FILE", tmp_path / "sbom.json")
    monkeypatch.setattr(audit, "ask", lambda requirements, service: answers[service])
    assert audit.main() == code
    assert sentence in "".join(capsys.readouterr())
    assert json.loads((tmp_path / "sbom.json").read_text())["bomFormat"] == "CycloneDX"
