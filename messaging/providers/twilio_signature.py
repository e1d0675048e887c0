"""Check that a posted form is Twilio's: X-Twilio-Signature, over the public address and every field of the form.

The signature has no date: a repeat is recognized by what it says (message and status), not refused.
"""

from __future__ import annotations

from collections.abc import Iterable

from twilio.request_validator import RequestValidator

from messaging.providers.delivery_report import KnownAccount, NotGenuine

HEADER = "X-Twilio-Signature"


class OneAccount:
    """The secret of the account that the settings name, if they name one."""

    def __init__(self, *, account_sid: str = "", auth_token: str = "") -> None:
        self._known = {account_sid: auth_token} if account_sid and auth_token else {}

    async def for_account(self, account_sid: str) -> KnownAccount | None:
        """None unless it is that account."""
        secret = self._known.get(account_sid)
        return KnownAccount(secret=secret) if secret else None


class _Fields(dict[str, list[str]]):
    """A field may come several times; the validator asks for all of its values by this name."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def check_form(*, url: str, form: Iterable[tuple[str, str]], signature: str, secret: str) -> None:
    """`url` is the public one, with its query, whatever address the request says it came to. Raises NotGenuine."""
    fields = _Fields()
    for name, value in form:
        fields.setdefault(name, []).append(value)
    if not RequestValidator(secret).validate(url, fields, signature):
        raise NotGenuine("the signature does not fit")
