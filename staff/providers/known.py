"""What is known of providers, kept for an hour: each one's addresses and the keys that it signs with."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from domain.staff.provider_addresses import discovery_address
from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from staff.providers.fetch import ProviderAway, ProviderHttp
from staff.providers.metadata import OpenIdMetadata, read_metadata
from staff.providers.signatures import Keys, claims_of, key_id_of, read_keys

KEPT = timedelta(hours=1)
KEPT_WITHOUT_ANSWER = timedelta(days=1)
"""While the provider's document cannot be had, the last one counts for so long."""
ASKED_AGAIN_AFTER = timedelta(seconds=5)
"""One that did not answer: those who wait for it meanwhile are told at once."""
READ_AGAIN_AFTER = timedelta(seconds=30)
"""For a key that is not known the keys are read anew, but not more often: anyone can send a token with any key id."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    metadata: OpenIdMetadata
    keys: Keys
    read_at: datetime


class OpenIdProviders:
    """The providers of all agencies, by issuer; one for the process."""

    def __init__(self, http: ProviderHttp | None = None) -> None:
        self.http = http or ProviderHttp()
        self._known: dict[str, _Known] = {}
        self._away: dict[str, tuple[datetime, ProviderAway]] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def metadata(self, issuer: str, *, now: datetime) -> OpenIdMetadata:
        """What the provider says of itself. Raises ProviderAway."""
        return (await self._of(issuer, now, younger_than=KEPT)).metadata

    async def claims(self, token: str, *, issuer: str, now: datetime) -> Mapping[str, Any]:
        """What a token says that this provider signed; its claims are not checked yet.

        Raises ProviderSignInRefused, ProviderAway.
        """
        key_id = key_id_of(token)
        known = await self._of(issuer, now, younger_than=KEPT)
        if key_id and key_id not in known.keys:
            known = await self._of(issuer, now, younger_than=READ_AGAIN_AFTER)
        if not known.keys:
            raise ProviderSignInRefused(Unfit.UNKNOWN_KEY)
        return claims_of(token, known.keys)

    async def keys(self, issuer: str, *, now: datetime) -> Keys:
        """Those that the provider signs with. Raises ProviderAway."""
        return (await self._of(issuer, now, younger_than=KEPT)).keys

    def forget(self) -> None:
        """Ask everything anew."""
        self._known.clear()
        self._away.clear()

    async def _of(self, issuer: str, now: datetime, *, younger_than: timedelta) -> _Known:
        async with self._turns[issuer]:
            known = self._known.get(issuer)
            if known is not None and now - known.read_at < younger_than:
                return known
            away = await self._read_anew(issuer, now)
            if away is None:
                return self._known[issuer]
            if known is None or now - known.read_at >= KEPT_WITHOUT_ANSWER:
                raise away
            return known

    async def _read_anew(self, issuer: str, now: datetime) -> ProviderAway | None:
        asked_at, before = self._away.get(issuer, (None, None))
        if asked_at is not None and now - asked_at < ASKED_AGAIN_AFTER:
            return before
        try:
            self._known[issuer] = await self._read(issuer, now)
        except ProviderAway as away:
            log.warning("openid_provider.away", issuer=issuer, reason=away.what)
            self._away[issuer] = (now, away)
            return away
        self._away.pop(issuer, None)
        return None

    async def _read(self, issuer: str, now: datetime) -> _Known:
        metadata = read_metadata(await self.http.get(discovery_address(issuer), issuer=issuer), issuer=issuer)
        keys = read_keys(await self.http.get(metadata.jwks_uri, issuer=issuer))
        return _Known(metadata, keys, now)
