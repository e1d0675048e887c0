"""A proof of who sent something holds for exactly that, for a day, and through a rotation of the keys."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.encryption import sender_proof
from db.encryption.keyring import KeyRing
from db.encryption.sender_proof import LIFETIME, fault, prove
from db.encryption.vault import Vault
from domain.claims import NO_PROOF
from tests.database import NOW

WHAT = ("WASPD0000", "26-000123", "digest of what was said", "key:cad")
SECOND = timedelta(seconds=1)

words = st.text(max_size=20)
statements = st.tuples(words, words, words, words)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return Vault(KeyRing.create_once(tmp_path_factory.mktemp("ring") / "keys.json", now=NOW))


@given(what=statements, other=statements)
def test_a_proof_is_of_one_statement_alone(vault: Vault, what: tuple[str, ...], other: tuple[str, ...]) -> None:
    proof = prove(vault, what, now=NOW)
    assert fault(vault, what, proof, now=NOW) == ""
    assert (fault(vault, other, proof, now=NOW) == "") is (other == what)


@given(place=st.integers(min_value=0, max_value=200), letter=st.characters())
def test_a_proof_of_which_a_letter_was_changed_proves_nothing(vault: Vault, place: int, letter: str) -> None:
    proof = prove(vault, WHAT, now=NOW)
    place %= len(proof)
    changed = proof[:place] + letter + proof[place + 1 :]
    assert (fault(vault, WHAT, changed, now=NOW) == "") is (changed == proof)


@given(proof=st.text())
def test_whatever_is_sent_for_a_proof_is_answered_with_a_reason(vault: Vault, proof: str) -> None:
    assert fault(vault, WHAT, proof, now=NOW)


def test_words_are_not_moved_from_one_part_to_the_next(vault: Vault) -> None:
    proof = prove(vault, ("WA1", "23", "x", "key:cad"), now=NOW)
    assert fault(vault, ("WA12", "3", "x", "key:cad"), proof, now=NOW) == sender_proof.ALTERED


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        (timedelta(), ""),
        (LIFETIME, ""),
        (LIFETIME + SECOND, sender_proof.EXPIRED),
        (timedelta(minutes=-4), ""),
        (timedelta(minutes=-6), sender_proof.AHEAD),
    ],
)
def test_a_proof_lasts_a_day(vault: Vault, later: timedelta, reason: str) -> None:
    assert fault(vault, WHAT, prove(vault, WHAT, now=NOW), now=NOW + later) == reason


def test_a_proof_of_a_history_may_be_of_any_age(vault: Vault) -> None:
    assert fault(vault, WHAT, prove(vault, WHAT, now=NOW - 1000 * LIFETIME), now=None) == ""


def test_its_time_cannot_be_changed(vault: Vault) -> None:
    version, key, made, mac = prove(vault, WHAT, now=NOW).split(".")
    renewed = f"{version}.{key}.{int(made) + 86_400}.{mac}"
    assert fault(vault, WHAT, renewed, now=NOW + LIFETIME + SECOND) == sender_proof.ALTERED


def test_nothing_is_no_proof(vault: Vault) -> None:
    assert fault(vault, WHAT, "", now=NOW) == NO_PROOF


def test_a_proof_by_an_older_key_of_the_ring_still_holds(tmp_path: Path) -> None:
    ring = KeyRing.create_once(tmp_path / "keys.json", now=NOW)
    elsewhere = Vault(ring)
    before = prove(elsewhere, WHAT, now=NOW)
    rotated = ring.add_key(now=NOW)
    after = prove(Vault(rotated), WHAT, now=NOW)
    assert before.split(".")[1] != after.split(".")[1]
    # The other process has not read the ring again yet; it does for a key that it does not know.
    for vault in (Vault(rotated), elsewhere):
        assert [fault(vault, WHAT, proof, now=NOW) for proof in (before, after)] == ["", ""]


def test_a_proof_by_another_ring_is_of_no_use(vault: Vault, tmp_path: Path) -> None:
    theirs = Vault(KeyRing.create_once(tmp_path / "theirs.json", now=NOW))
    assert fault(vault, WHAT, prove(theirs, WHAT, now=NOW), now=NOW) == sender_proof.UNKNOWN_KEY


def test_a_proof_by_another_key_under_a_known_id_is_of_no_use(vault: Vault, tmp_path: Path) -> None:
    theirs = Vault(KeyRing.create_once(tmp_path / "theirs.json", now=NOW))
    version, _, made, mac = prove(theirs, WHAT, now=NOW).split(".")
    forged = f"{version}.{vault.ring.current}.{made}.{mac}"
    assert fault(vault, WHAT, forged, now=NOW) == sender_proof.ALTERED
