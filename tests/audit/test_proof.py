"""What is proven holds for a stranger with a bare Python, for a person who was erased too, and nothing false does."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit.key_change import key_of_agency
from audit.proof import LARGEST, NotProvable, Opened, prove
from audit.record import record
from db.queries import audit_records
from domain.audit.proofs import inclusion_path
from domain.audit.subtrees import root
from tests.audit.helpers import Log, an_act
from tests.conftest import ROOT
from tests.domain.audit.test_proofs import hashes, proof

PAGE = ROOT / "docs" / "verify_audit_proof.py"
WORDS = json.dumps({"text": "Springfield Police: an arrest was made. " * 4, "to": "+12065550123"})

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]
"""Public key, message and signature of section 7.1."""


def the_page() -> Any:
    spec = importlib.util.spec_from_file_location("verify_audit_proof", PAGE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


page = the_page()


def checked(folder: Path, bundle: str, public_key: str) -> tuple[int, str]:
    """By a Python that knows nothing but its standard library."""
    file = folder / "proof.json"
    file.write_text(bundle)
    command = [sys.executable, "-I", "-S", str(PAGE), str(file), public_key]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


async def bundle_of(log: Log, index: int, *, opened: bool = False) -> str:
    async with log.database.reading() as session:
        (found,) = await audit_records.from_place(session, log.ori, index, most=1)
        private = Opened(salt=found.salt or "", value="words") if opened else None
        return await prove(session, found, opened=private)


async def public_key(log: Log) -> str:
    async with log.database.transaction() as session:
        return (await key_of_agency(session, log.vault, log.ori, now=log.now)).public_key


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_page_knows_the_signatures_of_the_rfc(key: str, message: str, signature: str) -> None:
    signed = [bytes.fromhex(each) for each in (key, message, signature)]
    assert page.is_signed(*signed)
    assert not page.is_signed(signed[0], signed[1] + b"more", signed[2])


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.integers(0, 511))
def test_the_page_agrees_with_a_library_on_any_signature(secret: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public, signature = key.public_key().public_bytes_raw(), bytearray(key.sign(message))
    assert page.is_signed(public, message, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not page.is_signed(public, message, bytes(signature))


def test_the_page_refuses_a_signature_whose_number_is_too_large() -> None:
    key, message, signature = (bytes.fromhex(each) for each in RFC_8032[1])
    larger = int.from_bytes(signature[32:], "little") + page.ORDER
    assert not page.is_signed(key, message, signature[:32] + larger.to_bytes(32, "little"))


async def test_a_stranger_with_a_bare_python_can_check_a_proof(log: Log, tmp_path: Path) -> None:
    await log.minutes(7, 5)
    code, said = checked(tmp_path, await bundle_of(log, 4), await public_key(log))
    assert code == 0, said
    assert said.startswith("PROVEN. Record 4 was in the log of WASPD0000 when checkpoint 2\nof 12 records was signed")
    assert "  about: message:4\n" in said


async def test_the_words_are_proven_only_when_they_are_opened(log: Log, tmp_path: Path) -> None:
    await log.minutes(7)
    key = await public_key(log)
    assert "words" not in await bundle_of(log, 4)
    opened = await bundle_of(log, 4, opened=True)
    assert "What is private in it: words" in checked(tmp_path, opened, key)[1]
    code, said = checked(tmp_path, opened.replace('"words"', '"other words"'), key)
    assert (code, said) == (1, "NOT PROVEN. The words are not those of the record.\n")


ATTACKS: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("not in the tree", lambda proof: proof.update(record=proof["record"].replace("arrest_made", "case_closed"))),
    ("not in the tree", lambda proof: proof.update(index=3)),
    ("not in the tree", lambda proof: proof["path"].pop()),
    ("not in the tree", lambda proof: proof["checkpoint"].update(root="00" * 32)),
    ("not in the tree", lambda proof: proof["checkpoint"].update(size=6)),
    ("not signed", lambda proof: proof["checkpoint"].update(at="2020-01-01T00:00:00.000000Z")),
    ("not signed", lambda proof: proof["checkpoint"].update(ori="WASPD0001")),
    ("not signed", lambda proof: proof["checkpoint"].update(signature="00" * 64)),
]


@pytest.mark.parametrize(("said", "attack"), ATTACKS)
async def test_a_changed_proof_proves_nothing(log: Log, said: str, attack: Callable[[dict[str, Any]], object]) -> None:
    await log.minutes(7)
    proof = json.loads(await bundle_of(log, 4))
    assert page.problem(proof, await public_key(log)) == ""
    attack(proof)
    assert said in page.problem(proof, await public_key(log))


async def test_another_agencys_key_proves_nothing(log: Log) -> None:
    await log.minutes(7)
    async with log.database.transaction() as session:
        other = await key_of_agency(session, log.vault, "WASPD0001", now=log.now)
    assert "not signed" in page.problem(json.loads(await bundle_of(log, 4)), other.public_key)


async def test_the_proof_of_an_erased_person_still_verifies_and_no_guess_can_be_checked(log: Log) -> None:
    async with log.database.transaction() as session:
        await record(session, an_act(1, private="words", contact_id="ana"), now=log.now)
    await log.minutes(5)
    before = await bundle_of(log, 0)
    async with log.database.transaction() as session:
        await audit_records.destroy_salts(session, "ana")
    await log.minutes(5)
    async with log.database.reading() as session:
        (erased, *_) = await audit_records.from_place(session, log.ori, 0, most=9)
    assert erased.salt is None
    for bundle in (before, await bundle_of(log, 0)):
        assert page.problem(json.loads(bundle), await public_key(log)) == ""
    assert (await log.verified()).findings == ()


@given(st.integers(1, 1200), st.data())
def test_the_page_follows_every_path_that_we_make(size: int, data: st.DataObject) -> None:
    index, leaves = data.draw(st.integers(0, size - 1)), hashes(size)
    path = proof(inclusion_path(index, size), leaves)
    assert page.root_of(index, size, leaves[index], path) == root(leaves)
    assert page.root_of(index, size, leaves[index], [*path, leaves[0]]) is None


async def test_a_bundle_with_a_long_text_has_at_most_4_kb_and_is_refused_beyond(log: Log) -> None:
    async with log.database.transaction() as session:
        await record(session, an_act(1, private=WORDS, contact_id="c" * 32), now=log.now)
    await log.minutes(600)
    async with log.database.reading() as session:
        (found,) = await audit_records.from_place(session, log.ori, 0, most=1)
        bundle = await prove(session, found, opened=Opened(salt=found.salt or "", value=WORDS))
        assert len(bundle.encode()) <= LARGEST
        assert page.problem(json.loads(bundle), await public_key(log)) == ""
        with pytest.raises(NotProvable, match="make it without the words"):
            await prove(session, found, opened=Opened(salt=found.salt or "", value=WORDS * 20))


async def test_what_has_no_place_or_no_checkpoint_yet_cannot_be_proven(log: Log) -> None:
    await log.minutes(2)
    await log.write(1)
    async with log.database.reading() as session:
        (newest, *_) = await audit_records.of_agency(session, log.ori)
        with pytest.raises(NotProvable, match="no place in the log yet"):
            await prove(session, newest)
