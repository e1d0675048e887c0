"""Every column of every table is erased with its person, or kept for a reason that is said here."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.rotation import sealed_columns
from db.encryption.vault import Vault
from db.tables import Agency
from portal.erasure_ledger import ErasureLedger
from tests.chance import without_chance
from tests.database import NOW
from tests.db.everything import everything_kept, places_of
from tests.everywhere import EMAIL, NAME, PHONE, REF, WORDS, Everywhere, a_bystander, forget_her, known_everywhere

ERASED = "erased"
ROW_GOES = "erased with its row"
ID = "kept: an opaque id of ours, which leads to nothing once the rest is erased"
FACT = "kept: a plain fact of the call, the message or the task; it says that there was a person, not who"
TIME = "kept: when it happened"
AGENCY = "kept: the agency's own, no person's"
STAFF = "kept: an id of staff, who are not the one that asks"
SYSTEM = "kept: the sending system's or provider's own id; a repeat is recognized by it"
DECIDED = "kept: why staff decided about the agency's own matters; the words about an erasure go when it is done"
FIGURES = "kept: a rating without a person, for the figures"
REFUSAL = "kept: a keyed hash; forgotten, who forbade messages would be written to again"
LEDGER = "kept: a keyed hash; a restored backup or a repeated report would bring the person back"
CONTENT = "kept: a keyed hash of a whole event; the same event must be known as a repeat"
DAYS = "kept for days, as `portal.code_sender` forgets it: nothing in it leads to a person"
HEARD = "gone once the text was heard: its reply has what is kept, and is erased"
OUR_WORD = "kept: a known word of ours, by which a key ring is tried; no person is in it"
NO_GUESS = "kept: a hash of a salt and what is private; the salt is erased, and then no guess at it can be checked"
LOG = "kept: what makes the audit log tamper-evident: places, hashes and signatures, no person's"
COLLEAGUE = "kept: about a member of staff, whose account is closed and never deleted"
COLLEAGUE_READS = "kept: where a member of staff reads results, until the agency takes them off; then the row goes"
ATTEMPT = "a random value of a sign-in that lasts ten minutes; gone when the next one begins"
SESSION = "gone within twelve hours, with the session it was typed in"
HELD = "gone within a minute or so: the words are sealed in their message once they leave, or thrown away"
TOKEN = "kept: the hash of a random secret; only who has the link finds it"

DECISIONS: dict[str, dict[str, str]] = {
    "agencies": {
        AGENCY: "ori name time_zone default_language non_emergency_phone text_to_911 report_link rights_link"
        " complaint_link state color seal_id logon_banner logon_banner_spanish policy live_from created_at mark"
    },
    "agency_seals": {AGENCY: "id media_type image added_at"},
    "agency_boundaries": {AGENCY: "ori geojson set_at set_by"},
    "audit_records": {
        ID: "id contact_id",
        FACT: "ori kind about outcome reason detail",
        STAFF: "by source",
        ERASED: "salt",
        NO_GUESS: "commitment",
        LOG: "leaf_index",
        TIME: "at",
    },
    "audit_trees": {LOG: "ori size kept_from published"},
    "audit_tiles": {LOG: "ori level place hashes"},
    "audit_checkpoints": {LOG: "ori number size root previous key_id signature", TIME: "at"},
    "audit_keys": {AGENCY: "id ori public_key pair_sealed", TIME: "made_at retired_at"},
    "api_keys": {
        AGENCY: "id ori label key_hash scopes networks per_minute created_at expires_at last_used_at revoked_at"
    },
    "senders": {
        AGENCY: "id ori channel address account secret_sealed other_secret_sealed per_second created_at updated_at"
    },
    "staff_accounts": {
        COLLEAGUE: "name_sealed work_phone_sealed work_email_sealed",
        STAFF: "id ori badge roles language subject_hash cad_id created_by closed_why is_break_glass",
        TIME: "created_at last_used_at locked_at closed_at reopened_at",
    },
    "staff_sessions": {
        TOKEN: "token_hash",
        STAFF: "account_id method",
        SESSION: "kept_sealed provider_token_sealed",
        TIME: "created_at last_seen_at locked_at ended_at",
    },
    "sign_in_links": {TOKEN: "token_hash", STAFF: "account_id purpose", TIME: "created_at expires_at used_at"},
    "staff_passwords": {
        COLLEAGUE: "totp_secret_sealed",
        STAFF: "account_id password_hash totp_last_step",
        TIME: "created_at",
    },
    "staff_passkeys": {
        STAFF: "credential_id account_id public_key sign_count is_synced",
        TIME: "created_at last_used_at",
    },
    "passkey_challenges": {TOKEN: "challenge_hash asked_by_hash", TIME: "expires_at"},
    "wrong_tries": {ID: "id", STAFF: "account_id was_wrong", TIME: "began_at"},
    "staff_providers": {
        AGENCY: "ori kind name issuer client_id secret_sealed two_factor_acr two_factor_amr groups_claim role_of"
        " badge_claim created_at changed_at"
    },
    "provider_attempts": {
        TOKEN: "state_hash browser_hash nonce_hash",
        AGENCY: "ori issuer client_id",
        ATTEMPT: "verifier_sealed",
        STAFF: "next_path is_fresh",
        TIME: "created_at expires_at used_at",
    },
    "proposals": {
        ID: "id",
        FACT: "ori kind facts state outcome pinned_hash",
        AGENCY: "secret_sealed",
        DECIDED: "reason_sealed answer_sealed",
        STAFF: "proposed_by decided_by",
        TIME: "proposed_at expires_at decided_at executed_at collected_at",
    },
    "policy_versions": {AGENCY: "id ori number text text_hash put_by approved_by", TIME: "in_force_at"},
    "policy_trials": {
        AGENCY: "id ori text text_hash base_hash asked_by calls_done calls_total",
        FACT: "result",
        TIME: "asked_at claimed_until finished_at",
    },
    "coaching_counts": {ID: "id", STAFF: "ori subject_id day kind count"},
    "coaching_pointers": {
        ID: "id task_id",
        STAFF: "ori subject_id role direction rule opened_on closed_by outcome",
        COLLEAGUE: "words_sealed",
        TIME: "opened_at shown_at closed_at",
    },
    "coaching_remarks": {ID: "id", STAFF: "ori subject_id", COLLEAGUE: "words_sealed", TIME: "written_at"},
    "case_assignments": {ID: "call_id", STAFF: "account_id assigned_by", TIME: "assigned_at"},
    "held_changes": {
        ID: "id call_id",
        FACT: "ori kind facts refused_why",
        STAFF: "account_id by source",
        HELD: "words_sealed",
        TIME: "made_at due_at undone_at done_at refused_at",
    },
    "calls": {
        ID: "id",
        FACT: "ori call_number reused_number status case_number state",
        STAFF: "call_taker officers",
        ERASED: "snapshot cell cell_at",
        TIME: "received_at said_received_at number_reused_at sensitive_at place_barred_at created_at updated_at",
    },
    "contacts": {
        ID: "id call_id",
        ERASED: "ref language name_sealed phone_sealed phone_with_extension_sealed email_sealed phone_hash email_hash"
        " zones phone_country",
        FACT: "roles safe_sms safe_email careful",
        TIME: "removed_at created_at updated_at",
    },
    "inbox": {
        ID: "seq",
        FACT: "ori call_number type facts by attempts last_error",
        SYSTEM: "source event_id",
        CONTENT: "content_hash",
        TIME: "occurred_at recorded_at relayed_at claimed_until given_up_at",
    },
    "timeline": {
        ID: "id call_id entry_key",
        FACT: "kind what effect reason status by detail",
        TIME: "occurred_at recorded_at",
    },
    "consents": {ID: "id", FACT: "ori purpose given how", REFUSAL: "address_hash", TIME: "at"},
    "preferences": {
        ROW_GOES: "ori address_hash language channels updates_off safe_sms safe_email safe_voice safe_hours"
        " ok_to_identify review_by how set_at"
    },
    "unsubscribe_links": {
        TOKEN: "token_hash",
        REFUSAL: "address_hash",
        FACT: "ori purpose language",
        TIME: "created_at",
    },
    "messages": {
        ID: "id call_id contact_id fallback_of corrects",
        FACT: "key n channel retold language status reason facts segments provider provider_code attempts",
        SYSTEM: "provider_message_id",
        ERASED: "address_hash note_sealed content_sealed",
        TIME: "planned_at not_before valid_until sending_at sent_at delivered_at inquired_at seen_at updated_at",
    },
    "sender_pauses": {AGENCY: "id channel account address code since until"},
    "write_probes": {SYSTEM: "name writes", TIME: "written_at"},
    "key_canaries": {SYSTEM: "name", OUR_WORD: "probe_sealed probe_mac", TIME: "made_at"},
    "restores": {ID: "id", TIME: "since stopped_at begun_at reconciled_at ended_at"},
    "installation_facts": {SYSTEM: "name value", TIME: "noted_at"},
    "brake_entries": {
        ID: "message_id review_id",
        FACT: "ori key decision counts",
        STAFF: "settled_by",
        TIME: "at settled_at",
    },
    "receipts": {
        ID: "id message_id",
        FACT: "provider said code effect",
        SYSTEM: "event_key",
        TIME: "occurred_at recorded_at",
    },
    "phone_lines": {ROW_GOES: "phone_hash line_type looked_up_at"},
    "portal_links": {ROW_GOES: "token_hash ori contact_id channel address_hash created_at"},
    "portal_attempts": {
        ROW_GOES: "id token_hash ori wanted_sealed code_hash code_sealed contact_id address_hash channel tries"
        " network_hash link_hash created_at expires_at looked_up_at used_at"
    },
    "portal_sessions": {ROW_GOES: "token_hash ori address_hash channel language created_at last_seen_at ended_at"},
    "address_cuts": {REFUSAL: "address_hash", FACT: "ori reason", TIME: "cut_at"},
    "rate_counts": {DAYS: "bucket began_at count"},
    "replies": {
        ID: "id call_id contact_id",
        FACT: "ori provider intent answered_with",
        SYSTEM: "provider_message_id",
        ERASED: "address_hash body_sealed",
        TIME: "received_at heard_at",
    },
    "incoming_texts": {
        ID: "id",
        SYSTEM: "provider provider_message_id",
        AGENCY: "account",
        HEARD: "form_sealed",
        FACT: "tries not_kept",
        TIME: "written_at hear_at heard_at",
    },
    "inbound_lists": {AGENCY: "account address", TIME: "complete_until looked_at"},
    "survey_invitations": {
        ID: "id call_id contact_id",
        FACT: "ori language question_set mode asked call_back",
        ERASED: "address_hash token_hash comment_sealed",
        FIGURES: "answers",
        STAFF: "call_taker officers",
        TIME: "invited_at expires_at answered_at",
    },
    "hash_keys": {SYSTEM: "key_id", TIME: "began_at finished_at"},
    "survey_releases": {FIGURES: "id ori period begins_at ends_at released_at results"},
    "result_recipients": {
        COLLEAGUE_READS: "address_sealed",
        AGENCY: "id ori language",
        STAFF: "added_by",
        TIME: "added_at",
    },
    "result_emails": {
        AGENCY: "id recipient_id week status reason tries",
        TIME: "created_at tried_at ended_at",
    },
    "staff_tasks": {
        ID: "id call_id",
        ERASED: "task_key outcome_note_sealed",
        FACT: "ori kind reason times outcome",
        STAFF: "owner_account_id closed_by",
        TIME: "opened_at last_at due_at closed_at",
    },
    "erasures": {
        ID: "id call_id contact_id",
        LEDGER: "ref address_hash",
        FACT: "ori call_number",
        TIME: "erased_at received_at",
    },
    "legal_holds": {ID: "id", FACT: "ori number", STAFF: "placed_by lifted_by", TIME: "placed_at lifted_at"},
}
"""Table -> why -> columns. A new column belongs here: erased, or kept for a reason that a person could be told."""

MAY_HOLD_A_HASH = {
    f"{table}.{column}"
    for table, decided in DECISIONS.items()
    for why in (REFUSAL, LEDGER)
    for column in decided.get(why, "").split()
}


@pytest.fixture
def ledger(tmp_path: Path) -> ErasureLedger:
    return ErasureLedger(tmp_path / "apart" / "erasures.jsonl")


@pytest.fixture
async def ana(database: Database, vault: Vault) -> Everywhere:
    return await known_everywhere(database, vault, now=NOW)


def test_every_column_is_decided_upon() -> None:
    decided = [(table, name) for table, why in DECISIONS.items() for names in why.values() for name in names.split()]
    there = [(table.name, column.name) for table in Agency.metadata.sorted_tables for column in table.columns]
    assert sorted(decided) == sorted(there)


def test_whatever_is_sealed_about_a_person_is_erased() -> None:
    for where in sealed_columns():
        why = next(why for why, names in DECISIONS[where.table.name].items() if where.column.name in names.split())
        colleagues = (COLLEAGUE, COLLEAGUE_READS)
        why_gone = (ERASED, ROW_GOES, AGENCY, HEARD, OUR_WORD, DECIDED, *colleagues, SESSION, ATTEMPT, HELD)
        assert why in why_gone


async def test_she_is_known_in_every_table_that_can_know_a_person(database: Database, ana: Everywhere) -> None:
    known = {table for table, why in DECISIONS.items() if {ERASED, ROW_GOES, REFUSAL} & why.keys()}
    assert {place.partition(".")[0] for place in await everything_kept(database)} >= known


async def test_what_is_said_to_be_erased_is_e8(database: Database, ana: Everywhere, ledger: ErasureLedger) -> None:
    before = await _columns(database)
    assert await forget_her(database, ana, ledger, now=NOW) == 1
    after = await _columns(database)
    for table, decided in DECISIONS.items():
        for name in decided.get(ERASED, "").split():
            was = before[f"{table}.{name}"]
            left = [value for key, value in after[f"{table}.{name}"].items() if value and value == was.get(key)]
            assert [value for value in left if ana.contact_id not in str(value)] == [], f"{table}.{name}"
        for name in decided.get(ROW_GOES, "").split():
            assert after[f"{table}.{name}"] == {}, f"{table}.{name}"


async def test_of_her_only_hashes_stay_that_keep_her_from_being_written_to_again(
    database: Database, ana: Everywhere, ledger: ErasureLedger
) -> None:
    assert {"contacts.phone_hash", "phone_lines.phone_hash"} <= await places_of(database, ana.phone)
    assert {"contacts.ref", "calls.snapshot"} <= await places_of(database, ana.ref)
    await forget_her(database, ana, ledger, now=NOW)
    left = await places_of(database, ana.phone, ana.email, ana.ref, NAME, "Everywhere", PHONE, EMAIL, REF)
    assert left <= MAY_HOLD_A_HASH
    assert "consents.address_hash" in left


async def test_nothing_sealed_that_is_left_opens_to_her_words(
    database: Database, key_ring: KeyRing, ana: Everywhere, ledger: ErasureLedger
) -> None:
    await a_bystander(database, Vault(key_ring), now=NOW)
    await forget_her(database, ana, ledger, now=NOW)
    kept, vault = await _columns(database), Vault(key_ring)
    opened = [
        vault.open(str(value), context=where.context, row=str(*key))
        for where in sealed_columns()
        for key, value in kept[f"{where.table.name}.{where.column.name}"].items()
        if value is not None
    ]
    assert opened
    assert not any(word in without_chance(text) for text in opened for word in (NAME, PHONE, EMAIL, WORDS, "123456"))


async def test_the_file_apart_from_the_database_says_nothing_of_her_either(
    database: Database, ana: Everywhere, ledger: ErasureLedger
) -> None:
    await forget_her(database, ana, ledger, now=NOW)
    text = without_chance(ledger.path.read_text())
    assert text.count("\n") == 3
    assert ledger.path.stat().st_mode & 0o777 == 0o600
    assert not any(word in text for word in (NAME, "Everywhere", PHONE, EMAIL, "0123", WORDS))


async def _columns(database: Database) -> dict[str, dict[tuple[str, ...], object]]:
    """`table.column` -> primary key -> value."""
    found: dict[str, dict[tuple[str, ...], object]] = {}
    async with database.reading() as session:
        for table in Agency.metadata.sorted_tables:
            rows = (await session.execute(select(table))).mappings().all()
            for column in table.columns:
                values: dict[tuple[str, ...], object] = {
                    tuple(str(row[key.name]) for key in table.primary_key): row[column.name] for row in rows
                }
                found[f"{table.name}.{column.name}"] = values
    return found
