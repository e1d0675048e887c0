"""`caseline results email`: readers are named, shown and taken off by the agency."""

from __future__ import annotations

from commands import encryption, results_email
from tests.commands.conftest import ORI, Run

CHIEF = "chief@springfield.example"
WHO = ("--agency", ORI, "--to", CHIEF)


def test_a_reader_is_named_shown_and_taken_off(ready: Run) -> None:
    assert ready(encryption.app, "init").exit_code == 0
    none = ready(results_email.app, "status", "--agency", ORI)
    assert none.exit_code == 1
    assert f"caseline results email on --agency {ORI}" in none.output

    assert "each Monday at seven" in ready(results_email.app, "on", *WHO).output
    again = ready(results_email.app, "on", *WHO, "--language", "es").output
    assert "a reader" in again
    shown = ready(results_email.app, "status", "--agency", ORI.lower()).output
    assert CHIEF in shown
    assert "none yet" in shown

    assert ready(results_email.app, "off", *WHO).exit_code == 0
    gone = ready(results_email.app, "off", *WHO)
    assert gone.exit_code == 1
    assert "is no reader" in gone.output


def test_what_is_no_address_language_or_agency_is_said(ready: Run) -> None:
    assert ready(encryption.app, "init").exit_code == 0
    for words, said in (
        (("--agency", ORI, "--to", "chief"), "not an email address"),
        ((*WHO, "--language", "fr"), "one of en, es"),
        (("--agency", "WAXXX0000", "--to", CHIEF), "There is no agency WAXXX0000"),
    ):
        answer = ready(results_email.app, "on", *words)
        assert answer.exit_code != 0
        assert said in answer.output
