"""What a signal says of who sent it: a claim, which is proven by a MAC of the key ring or is not.

The proof is over the agency, the call, everything that is said and who says it; so it proves nothing of another call,
another status, another moment or another actor.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.actors import Actor, ActorKind, said_to_be
from domain.events import CallEvent

ACTOR = "actor"
PROOF = "proof"
"""The fields by which a signal or an update names its sender and proves it."""

LONGEST = 200
"""Of either, in characters."""

NO_PROOF = "no proof of who sent it"
"""Why a change of a case status without one is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who says that they sent an event, and the proof. `stated` is a digest of all that the event says (hex).

    `source` and `id` are the event's; `by` is the badge or user id that it names.
    """

    stated: str
    source: str
    id: str
    actor: str = ""
    proof: str = ""
    by: str = ""

    def unproven(self) -> Actor:
        """What it is called while nothing proves it: by what it says of itself."""
        return said_to_be(ActorKind.UNPROVEN, self.by or self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Of one claim: who it was, as `str(Actor)`, and the reason if what they sent must be refused."""

    by: str
    refusal: str = ""


def claim_of(event: CallEvent, said: Mapping[str, Any], raw: object) -> Claim:
    """The claim of a signal or update whose payload is `raw`; `said` is what it says without its claim."""
    claimed = raw if isinstance(raw, Mapping) else {}
    return Claim(
        stated=digest(said),
        source=event.source,
        id=event.id,
        actor=_text(claimed.get(ACTOR)),
        proof=_text(claimed.get(PROOF)),
        by=event.by or "",
    )


def without_claim(raw: Any) -> Any:
    """A payload as it is without its claim."""
    return {name: raw[name] for name in raw if name not in (ACTOR, PROOF)} if isinstance(raw, Mapping) else raw


def digest(said: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of all that is said, in JSON with sorted names; what is None is not said."""
    known = {name: value for name, value in said.items() if value is not None}
    return hashlib.sha256(json.dumps(known, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _text(value: object) -> str:
    """What may be a part of a claim; anything else is none."""
    return value if isinstance(value, str) and value.isascii() and len(value) <= LONGEST else ""
