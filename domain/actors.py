"""Who did something: every line of a timeline and every record of the audit log names its actor.

Never a person's name: a badge, the id of a key, or the part of Caseline that acted by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What kind of actor it was."""

    KEY = "key"
    """A system of the agency, by the id of its API key."""
    STAFF = "staff"
    """A member of staff who signed in, by their badge."""
    OPERATOR = "operator"
    """Who typed a command on the machine itself, by the name they gave."""
    CONTACT = "contact"
    """One of a call's people: a reply, the portal, a survey. Which one is not said."""
    PROVIDER = "provider"
    """Twilio or SendGrid, by its name."""
    SYSTEM = "system"
    """A job of Caseline's own, by its name: retention, reconcile."""
    WORKFLOW = "workflow"
    """The call's own workflow: a deadline passed, a step was taken."""
    UNPROVEN = "unproven"
    """A signal without proof, in a closed try-out; the id is what it said of itself."""


_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@/+-]{0,63}")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9._@/+-]")


@dataclass(frozen=True, slots=True)
class Actor:
    """Written as `kind:id`, or `workflow` alone. `id` is at most 64 plain characters, never a name."""

    kind: ActorKind
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind.value

    @classmethod
    def read(cls, text: str) -> Actor:
        """The actor that was written so. Raises ValueError."""
        kind, _, of = text.partition(":")
        if of and not _ID.fullmatch(of):
            raise ValueError("an actor's id has at most 64 letters, digits and . _ @ / + -")
        return cls(ActorKind(kind), of)


WORKFLOW = Actor(ActorKind.WORKFLOW)
CONTACT = Actor(ActorKind.CONTACT)


def said_to_be(kind: ActorKind, name: str) -> Actor:
    """The actor of this kind who goes by this name, or something like it: what an id has no room for becomes `-`."""
    return Actor(kind, (_NOT_IN_ID.sub("-", name).lstrip("._@/+-") or "unknown")[:64])
