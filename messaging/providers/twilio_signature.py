"""Check that a posted form is Twilio's: X-Twilio-Signature, over the public address and every field of the form.

The signature has no date: a repeat is recognized by what it says (message and status), not refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from hmac import compare_digest

from twilio.request_validator import RequestValidator

from messaging.providers.delivery_report import KnownAccount, NotGenuine

HEADER = "X-Twilio-Signature"


class OneAccount:
    """The secret of the account that the settings name, if they name one."""

    def __init__(self, *, account_sid: str = "", auth_token: str = "", other_auth_token: str = "") -> None:
        self._known = {account_sid: auth_token} if account_sid and auth_token else {}
        self._other = other_auth_token

    async def for_account(self, account_sid: str) -> KnownAccount | None:
        """None unless it is that account."""
        secret = self._known.get(account_sid)
        return KnownAccount(secret=secret, other_secret=self._other) if secret else None


class _Fields(dict[str, list[str]]):
    """A field may come several times; the validator asks for all of its values by this name."""

    def getall(self, name: str) -> list[str]:
        return self[name]


def check_form(*, url: str, form: Iterable[tuple[str, str]], signature: str, secret: str) -> None:
    """`url` is the public one, with its query, whatever address the request says it came to. Raises NotGenuine."""
    fields = _Fields()
    for name, value in form:
        fields.setdefault(name, []).append(value)
    validator = RequestValidator(secret)
    if compare_digest(validator.compute_signature(url, fields).encode(), signature.encode()):
        return
    if not validator.validate(url, fields, signature):  # with a port, or without one
        raise NotGenuine("the signature does not fit")


def check_account(*, url: str, form: Sequence[tuple[str, str]], signature: str, account: KnownAccount) -> None:
    """The same with each secret that counts: Twilio signs with the primary token, which is replaced now and then."""
    for secret in account.secrets[:-1]:
        with suppress(NotGenuine):
            return check_form(url=url, form=form, signature=signature, secret=secret)
    return check_form(url=url, form=form, signature=signature, secret=account.secrets[-1])
