"""What a victim of a crime may ask for in a state, and who helps there: rights, services, and where each was read.

Sources of the rules: domain rules, "What a victim is told"; 34 USC 20141.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

COMMON = "US"
"""The pack of what holds in every state."""

_STATE_BY_NCIC = {"NB": "NE"}
"""ORIs begin with NCIC's code of the state, which is the postal one but for Nebraska."""

Texts = Mapping[str, str]
"""One text in every language, by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something was read: a law by its citation, or the service's own page."""

    title: str
    link: str | None = None
    checked_on: date | None = None
    """None: commonly known, and not read again when the pack was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimRight:
    """One right in one or two short sentences."""

    id: str
    text: Texts
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An organization that helps. Its name stays as it is in every language; `text` says what it does."""

    id: str
    name: str
    text: Texts
    sources: tuple[Source, ...]
    phone: str | None = None
    """As it is printed: "1-800-799-7233", "988"."""
    link: str | None = None
    hours: Texts | None = None

    @property
    def tel(self) -> str | None:
        """What a `tel:` link dials; a short number is dialed as it is."""
        if self.phone is None:
            return None
        digits = "".join(character for character in self.phone if character.isdigit())
        return digits if len(digits) < 10 else f"+1{digits[-10:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatePack:
    """A state's rights and services, in the order in which they are shown."""

    state: str
    version: int
    name: Texts
    rights: tuple[VictimRight, ...]
    services: tuple[Service, ...]

    def with_common(self, common: StatePack) -> StatePack:
        """This pack, followed by what holds everywhere."""
        return replace(self, rights=self.rights + common.rights, services=self.services + common.services)


def state_of(*, state: str | None, ori: str) -> str:
    """The agency's state: what was set for it, or else what its ORI begins with."""
    found = (state or ori[:2]).upper()
    return _STATE_BY_NCIC.get(found, found)


def pack_for(packs: Mapping[str, StatePack], *, state: str | None, ori: str) -> StatePack | None:
    """What an agency's people are shown: its state's pack, or what holds everywhere if the state has none."""
    return packs.get(state_of(state=state, ori=ori)) or packs.get(COMMON)
