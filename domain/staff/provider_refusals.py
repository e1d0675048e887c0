"""Why a sign-in through an agency's OpenID provider was refused: one word each, for the audit log and the page."""

from __future__ import annotations

import re
from enum import StrEnum

_ERROR = re.compile(r"[a-z_]{1,40}")
"""As `access_denied`, `invalid_client` [RFC 6749, 4.1.2.1 and 5.2]; anything else could be the words of a stranger."""


class Unfit(StrEnum):
    """What was wrong. The words stand in the audit log; pages say each in a sentence."""

    NO_ATTEMPT = "no_attempt"
    """The state is unknown, used, older than ten minutes, of another agency or of another browser."""
    PROVIDER_CHANGED = "provider_changed"
    """The agency's provider was set up anew in between."""
    PROVIDER_AWAY = "provider_away"
    PROVIDER_SAID_NO = "provider_said_no"
    CODE_REFUSED = "code_refused"
    WRONG_SENDER = "wrong_sender"
    """The `iss` of the answer is not the provider that was asked [RFC 9207]: a mix-up."""
    UNREADABLE = "token_unreadable"
    ALGORITHM = "token_algorithm"
    UNKNOWN_KEY = "token_unknown_key"
    SIGNATURE = "token_signature"
    ISSUER = "token_issuer"
    AUDIENCE = "token_audience"
    AUTHORIZED_PARTY = "token_authorized_party"
    EXPIRED = "token_expired"
    ISSUED_AT = "token_issued_at"
    NOT_YET_VALID = "token_not_yet_valid"
    NONCE = "token_nonce"
    SUBJECT = "token_subject"
    NO_SIGN_IN_TIME = "no_sign_in_time"
    """The token does not say when they signed in (`auth_time`), which was asked for by `max_age`."""
    OLD_SIGN_IN = "old_sign_in"
    ONE_FACTOR = "one_factor"
    GROUPS_LEFT_OUT = "groups_left_out"
    """Entra sends a link in place of more than two hundred groups."""
    NO_ROLE = "no_role"
    BADGE_TAKEN = "badge_taken"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_LOCKED = "account_locked"


class ProviderSignInRefused(Exception):
    """A sign-in that is refused. No claim is in it.

    `badge` is that of the account, if it got so far; `error` the word of OAuth by which the provider refused it.
    """

    def __init__(self, why: Unfit, *, badge: str = "", error: object = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.badge = badge
        self.error = error if isinstance(error, str) and _ERROR.fullmatch(error) else ""
