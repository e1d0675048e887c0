"""A process keeps its key ring when the file is gone or is another's, and follows one that has grown."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from db.encryption.keyring import KeyRing, UnknownKey
from db.encryption.vault import Vault
from tests.database import NOW
from tests.own_logs import own_logs

PLACE = {"context": "contacts.name", "row": "1"}

HARM: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "deleted": (lambda path, other: path.unlink(), "key.ring_unusable"),
    "exposed": (lambda path, other: path.chmod(0o644), "key.ring_unusable"),
    "damaged": (lambda path, other: path.write_text("{"), "key.ring_unusable"),
    "replaced": (lambda path, other: shutil.copy(other, path), "key.ring_replaced"),
}


@pytest.mark.parametrize("harm", HARM)
def test_g1_what_was_loaded_stays_in_use_and_the_log_says_so_once(
    vault: Vault, key_ring: KeyRing, tmp_path: Path, harm: str
) -> None:
    other = KeyRing.create_once(tmp_path / "other.json", now=NOW)
    sealed, found = vault.seal("Maria", **PLACE), vault.fingerprint("+12065550123", kind="phone")
    do, event = HARM[harm]
    do(key_ring.path, other.path)
    with own_logs() as logs:
        assert vault.open(vault.seal("again", **PLACE), **PLACE) == "again"
        assert vault.fingerprint("+12065550123", kind="phone") == found
        with pytest.raises(UnknownKey):
            vault.open(Vault(other).seal("not ours", **PLACE), **PLACE)
        if harm == "exposed":
            assert vault.current_key == key_ring.current
    assert vault.open(sealed, **PLACE) == "Maria"
    assert [each["event"] for each in logs] == [event]
    assert not any(part in str(logs) for part in ("secret", key_ring.hash_key.hex()))


def test_a_ring_that_is_put_back_is_followed_again(vault: Vault, key_ring: KeyRing, tmp_path: Path) -> None:
    kept = shutil.copy(key_ring.path, tmp_path / "kept.json")
    key_ring.path.unlink()
    assert vault.current_key == key_ring.current
    shutil.copy(kept, key_ring.path)
    grown = key_ring.add_key(now=NOW)
    assert vault.current_key == grown.current


def test_an_older_copy_takes_no_key_away(vault: Vault, key_ring: KeyRing, tmp_path: Path) -> None:
    older = shutil.copy(key_ring.path, tmp_path / "older.json")
    grown = key_ring.add_key(now=NOW).add_hash_key(now=NOW)
    assert vault.current_key == grown.current
    shutil.copy(older, key_ring.path)
    assert vault.current_key == grown.current
    assert len(vault.hash_keys) == 2
