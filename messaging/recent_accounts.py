"""Whose signature counts, as it was some seconds ago: an agency's own account signs two receipts for each message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from db.connection.patience import in_time
from messaging.providers.delivery_report import KnownAccount, NotGenuine, TwilioSecrets

KEPT = timedelta(seconds=5)
"""So long does a secret count after it was taken back. One that is new counts at once."""
LOOK_UP_WITHIN = timedelta(seconds=2)

Check = Callable[[KnownAccount], None]
"""Raises NotGenuine unless the account signed."""


class RecentAccounts:
    """Those that signed something lately. `monotonic`: seconds that no change of a clock moves."""

    def __init__(self, secrets: TwilioSecrets, *, monotonic: Callable[[], float]) -> None:
        self._secrets = secrets
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, KnownAccount]] = {}

    async def signer(self, account_sid: str, check: Check) -> KnownAccount:
        """The account, if it signed. Raises NotGenuine, DatabaseUnavailable."""
        until, known = self._known.get(account_sid, (0.0, None))
        if known is not None and self._monotonic() < until:
            try:
                check(known)
            except NotGenuine:  # with a new secret, perhaps
                pass
            else:
                return known
        return await self._as_it_is(account_sid, check)

    async def _as_it_is(self, account_sid: str, check: Check) -> KnownAccount:
        self._known.pop(account_sid, None)
        account = await in_time(self._secrets.for_account(account_sid), LOOK_UP_WITHIN)
        if account is None:
            raise NotGenuine("the account is none of ours")
        check(account)
        self._known[account_sid] = (self._monotonic() + KEPT.total_seconds(), account)
        return account
