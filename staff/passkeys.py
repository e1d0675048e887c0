"""Asks a browser for a passkey, and checks what it answers [Web Authentication, level 3], without attestation."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from db.tables import StaffAccount, StaffPasskey
from domain.staff.sign_in import CHALLENGED

CHALLENGE_BYTES = 32
_MILLISECONDS = int(CHALLENGED.total_seconds() * 1000)
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


class WrongPasskey(Exception):
    """What the browser sent is not the answer of a passkey to what we asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """Who asks: passkeys are made for a host name, and answer its pages only."""

    id: str
    origin: str

    @classmethod
    def of(cls, base_url: str) -> RelyingParty | None:
        """That of our own address; None where browsers have no passkeys: at an IP address, or without https."""
        parts = urlsplit(base_url)
        host = parts.hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            is_name = bool(host)
        else:
            is_name = False
        is_secure = parts.scheme == "https" or host == "localhost"
        return cls(id=host, origin=f"{parts.scheme}://{parts.netloc}") if is_name and is_secure else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAnswer:
    """What a browser sent: JSON of a PublicKeyCredential, with the id and the challenge that it names."""

    credential: dict[str, Any]
    credential_id: str
    challenge: bytes
    user_handle: str

    @classmethod
    def read(cls, text: str) -> PasskeyAnswer:
        """Raises WrongPasskey if it is nothing of the kind."""
        try:
            credential = json.loads(text)
            response = credential["response"]
            client = json.loads(base64url_to_bytes(response["clientDataJSON"]))
            challenge = base64url_to_bytes(client["challenge"])
            handle = base64url_to_bytes(response.get("userHandle") or "").decode(errors="replace")
            id_ = bytes_to_base64url(base64url_to_bytes(credential["id"]))
        except _MALFORMED:
            raise WrongPasskey from None
        return cls(credential=credential, credential_id=id_, challenge=challenge, user_handle=handle)


def registration_options(
    party: RelyingParty, account: StaffAccount, *, agency: str, challenge: bytes, known: Sequence[str] = ()
) -> str:
    """JSON for `navigator.credentials.create`: the device keeps the key, and asks its owner for finger, face or PIN.

    `known`: ids of the passkeys that the account has; a device that holds one of them makes no other.
    """
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=agency,
        user_id=account.id.encode(),
        user_name=account.badge,
        user_display_name=account.badge,
        challenge=challenge,
        timeout=_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known],
    )
    return webauthn.options_to_json(options)


def request_options(party: RelyingParty, *, challenge: bytes) -> str:
    """JSON for `navigator.credentials.get`: any passkey of ours that the device has, so no badge is typed."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_MILLISECONDS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def registered(party: RelyingParty, answer: PasskeyAnswer, account: StaffAccount) -> StaffPasskey:
    """The passkey that was made, not stored yet. Raises WrongPasskey. That the challenge was ours is checked before."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer.credential,
            expected_challenge=answer.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception:
        raise WrongPasskey from None
    return StaffPasskey(
        credential_id=bytes_to_base64url(made.credential_id),
        account_id=account.id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        is_synced=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
    )


def sign_count_of(party: RelyingParty, answer: PasskeyAnswer, passkey: StaffPasskey) -> int:
    """The counter of an answer that its passkey signed for us, its owner verified. Raises WrongPasskey.

    Whether the counter went on is for the database to say, in one statement.
    """
    if answer.user_handle and answer.user_handle != passkey.account_id:
        raise WrongPasskey
    try:
        proof = webauthn.verify_authentication_response(
            credential=answer.credential,
            expected_challenge=answer.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:
        raise WrongPasskey from None
    return proof.new_sign_count
