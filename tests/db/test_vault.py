"""What is sealed can be opened by its owner in its place, and by nobody and nowhere else."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode
from datetime import timedelta
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.encryption.keyring import CannotOpen, KeyRing, KeyRingError, KeyRingExposed, KeyRingMissing, UnknownKey
from db.encryption.vault import Vault, key_of
from tests.database import NOW

PHONE, ROW = "contacts.phone", "3f2a"
TEXTS = ("+12065550123", "", "نص عربي", "x" * 10_000)


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_sealed_opens_in_its_place(vault: Vault, text: str) -> None:
    sealed = vault.seal(text, context=PHONE, row=ROW)
    assert vault.open(sealed, context=PHONE, row=ROW) == text
    assert not text or text not in sealed
    version, key_id, body = sealed.split(".")
    assert (version, key_id) == ("v2", vault.current_key)
    assert len(urlsafe_b64decode(body + "==")) == 12 + len(text.encode()) + 16


def test_sealing_twice_gives_two_values(vault: Vault) -> None:
    assert vault.seal("same", context=PHONE, row=ROW) != vault.seal("same", context=PHONE, row=ROW)


def test_a_value_moved_to_another_column_does_not_open(vault: Vault) -> None:
    with pytest.raises(CannotOpen):
        vault.open(vault.seal("+12065550123", context=PHONE, row=ROW), context="contacts.name", row=ROW)


def test_any_altered_character_is_noticed(vault: Vault) -> None:
    sealed = vault.seal("Maria", context=PHONE, row=ROW)
    start = sealed.rindex(".") + 1
    for at in range(start, len(sealed) - 1):
        other = "A" if sealed[at] != "A" else "B"
        with pytest.raises(CannotOpen):
            vault.open(sealed[:at] + other + sealed[at + 1 :], context=PHONE, row=ROW)


@given(st.text(max_size=80))
def test_nonsense_does_not_open_and_is_not_repeated_in_the_error(nonsense: str) -> None:
    ring = KeyRing(path=Path("/nowhere"), current="k", keys={}, hash_key=b"h" * 32)
    with pytest.raises((CannotOpen, KeyRingError)) as caught:
        Vault(ring).open(f"v2.{nonsense}", context=PHONE, row=ROW)
    assert len(nonsense) < 4 or nonsense not in str(caught.value)


def test_a_vault_reads_what_another_sealed_with_a_newer_key_and_seals_with_it(key_ring: KeyRing, vault: Vault) -> None:
    old = vault.seal("before", context=PHONE, row=ROW)
    grown = Vault(key_ring.add_key(now=NOW + timedelta(days=1)))
    new = grown.seal("after", context=PHONE, row=ROW)
    reader = Vault(key_ring)
    assert key_of(new) != key_of(old)
    assert reader.open(new, context=PHONE, row=ROW) == "after"
    assert vault.open(old, context=PHONE, row=ROW) == "before"
    assert key_of(vault.seal("next", context=PHONE, row=ROW)) == key_of(new)


def test_a_key_that_nobody_has_is_named(vault: Vault, key_ring: KeyRing) -> None:
    sealed = vault.seal("x", context=PHONE, row=ROW).replace(key_ring.current, "deadbeef")
    with pytest.raises(UnknownKey, match="deadbeef"):
        vault.open(sealed, context=PHONE, row=ROW)


def test_fingerprints_find_the_same_value_of_the_same_kind_only(vault: Vault, key_ring: KeyRing) -> None:
    found = vault.fingerprint("+12065550123", kind="phone")
    assert len(found) == 64
    assert found == Vault(key_ring.add_key(now=NOW)).fingerprint("+12065550123", kind="phone")
    assert found != vault.fingerprint("+12065550123", kind="email")
    assert vault.fingerprint("c", kind="ab") != vault.fingerprint("bc", kind="a")


def test_another_rings_fingerprints_are_others(vault: Vault, tmp_path: Path) -> None:
    other = Vault(KeyRing.create_once(tmp_path / "other.json", now=NOW))
    assert other.fingerprint("+12065550123", kind="phone") != vault.fingerprint("+12065550123", kind="phone")


def test_a_token_is_the_same_each_time_and_fits_a_link(vault: Vault) -> None:
    token = vault.token("survey", "abc")
    assert token == vault.token("survey", "abc")
    assert token not in (vault.token("survey", "abd"), vault.token("portal", "abc"))
    assert len(token) == 43
    assert token.replace("-", "").replace("_", "").isalnum()
    assert Vault.token_hash(token) not in token
    assert len(Vault.token_hash(token)) == 64


def test_the_ring_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "keys.json"
    with ThreadPool(8) as pool:
        rings = pool.map(lambda _: KeyRing.create_once(path, now=NOW), range(8))
    assert len({ring.current for ring in rings}) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


def test_growing_keeps_the_mode_and_every_key(key_ring: KeyRing) -> None:
    with ThreadPool(4) as pool:
        grown = pool.map(lambda _: key_ring.add_key(now=NOW), range(4))
    ring = KeyRing.load(key_ring.path)
    assert set(ring.keys) == {key_ring.current} | {other.current for other in grown}
    assert ring.path.stat().st_mode & 0o777 == 0o600
    assert ring.hash_key == key_ring.hash_key


def test_a_directory_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    KeyRing.create_once(shared / "keys.json", now=NOW)
    assert shared.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_ring_that_others_may_read_is_refused_with_what_to_do(key_ring: KeyRing, mode: int) -> None:
    key_ring.path.chmod(mode)
    with pytest.raises(KeyRingExposed, match="chmod 600"):
        KeyRing.load(key_ring.path)
    with pytest.raises(KeyRingExposed):
        KeyRing.create_once(key_ring.path, now=NOW)


def test_a_missing_ring_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(KeyRingMissing):
        KeyRing.load(tmp_path / "keys.json")


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: "{",
        lambda raw: "[]",
        lambda raw: json.dumps(raw | {"current": "other"}),
        lambda raw: json.dumps(raw | {"hash_key": "c2hvcnQ="}),
        lambda raw: json.dumps({k: v for k, v in raw.items() if k != "keys"}),
    ],
)
def test_a_damaged_ring_is_refused_and_not_made_anew(key_ring: KeyRing, damage: object) -> None:
    raw = json.loads(key_ring.path.read_text())
    assert callable(damage)
    key_ring.path.write_text(damage(raw))
    with pytest.raises(KeyRingError, match="backup"):
        KeyRing.create_once(key_ring.path, now=NOW)


def test_keys_do_not_show_in_reprs(key_ring: KeyRing) -> None:
    secret = key_ring.keys[key_ring.current].secret
    for text in (repr(key_ring), repr(key_ring.keys[key_ring.current])):
        assert repr(secret) not in text
        assert "hash_key" not in text


def test_the_ring_written_again_by_a_restore_is_followed(vault: Vault, key_ring: KeyRing) -> None:
    key_ring.add_key(now=NOW)
    stamp = key_ring.path.stat()
    os.utime(key_ring.path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 1))
    assert vault.current_key == KeyRing.load(key_ring.path).current


def test_a_new_hash_key_hashes_again_what_the_one_before_made(key_ring: KeyRing, vault: Vault) -> None:
    (first,) = vault.fingerprints("+12065550123", kind="phone").values()
    ring = key_ring.add_hash_key(now=NOW)
    assert vault.fingerprint("+12065550123", kind="phone") == first  # prepared, not in use
    ring = ring.put_newest_hash_key_in_force().add_hash_key(now=NOW)
    _, second, third = vault.hash_keys
    known = vault.fingerprints("+12065550123", kind="phone")
    assert known == vault.renewals(first)
    assert list(known) == ["", second, third]
    assert [known[name].startswith(f"{name}.") for name in (second, third)] == [True, True]
    assert vault.renewals(known[second]) == {name: known[name] for name in (second, third)}
    assert vault.fingerprint("+12065550123", kind="phone") == known[second]
    assert KeyRing.load(ring.path) == ring


def test_a_hash_of_a_key_that_is_not_there_is_named(vault: Vault) -> None:
    with pytest.raises(UnknownKey, match="deadbeef"):
        vault.renewals(f"deadbeef.{'0' * 64}")


def test_a_token_once_sent_is_among_those_of_every_later_ring(key_ring: KeyRing, vault: Vault) -> None:
    sent, page = vault.token("survey", "abc"), vault.oldest_token("csrf", "abc")
    key_ring.add_hash_key(now=NOW)
    assert vault.token("survey", "abc") == sent
    KeyRing.load(key_ring.path).put_newest_hash_key_in_force()
    assert vault.token("survey", "abc") != sent
    assert sent in vault.tokens("survey", "abc")
    assert vault.oldest_token("csrf", "abc") == page
