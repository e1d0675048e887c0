"""What staff sign in with where no OpenID provider does it, and the tries that were wrong."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from db.tables.base import moment, new_id


class StaffPassword(SQLModel, table=True):
    """The password of an account and the secret of its one-time codes: both are asked for, or neither is there."""

    __tablename__ = "staff_passwords"

    account_id: str = Field(primary_key=True, foreign_key="staff_accounts.id")
    password_hash: str
    """Argon2id with its parameters and salt, as `argon2` writes it."""
    totp_secret_sealed: str
    """Base32, as the authenticator app knows it."""
    totp_last_step: int
    """The newest step (30 seconds since 1970) whose code was accepted: no code counts twice [RFC 6238, 5.2]."""
    created_at: datetime = moment()


class StaffPasskey(SQLModel, table=True):
    """The public half of a passkey; its private half is in its owner's device alone."""

    __tablename__ = "staff_passkeys"

    credential_id: str = Field(primary_key=True)
    """Base64url, as the device names it."""
    account_id: str = Field(foreign_key="staff_accounts.id", index=True)
    public_key: bytes
    """COSE."""
    sign_count: int = Field(sa_type=BigInteger)
    """How often it signed, as it says itself; 0 for one that does not count."""
    is_synced: bool
    """Its owner's other devices have it too."""
    created_at: datetime = moment()
    last_used_at: datetime | None = moment(nullable=True)


class PasskeyChallenge(SQLModel, table=True):
    """What a passkey was asked to sign: answered once, by the browser that asked, within minutes."""

    __tablename__ = "passkey_challenges"

    challenge_hash: str = Field(primary_key=True)
    asked_by_hash: str
    """Of the browser's cookie, or of the invitation."""
    expires_at: datetime = moment(index=True)


class WrongTry(SQLModel, table=True):
    """A try to sign in that was wrong, or is under way: it counts until it was right."""

    __tablename__ = "wrong_tries"
    __table_args__ = (Index("ix_wrong_tries_account", "account_id", "began_at"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="staff_accounts.id")
    began_at: datetime = moment()
    was_wrong: bool = False
