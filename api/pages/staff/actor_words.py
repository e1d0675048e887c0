"""Who did something, in words: what timelines call an actor by kind and id."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.actors import Actor, ActorKind
from locales.sentences import Sentence, say

ACTORS: Mapping[ActorKind, Sentence] = {
    # Translators: who did something, in a table; {id} is the id of a key, a badge or a name.
    ActorKind.KEY: say("Your system, key {id}"),
    ActorKind.STAFF: say("Staff, {id}"),
    ActorKind.OPERATOR: say("Operator, {id}"),
    ActorKind.CONTACT: say("One of the call's people"),
    ActorKind.PROVIDER: say("Provider, {id}"),
    ActorKind.SYSTEM: say("Caseline, {id}"),
    ActorKind.WORKFLOW: say("The call's workflow"),
    ActorKind.UNPROVEN: say("Not proven, says {id}"),
}
FOR = say("{actor}, for {badge}")
NOT_RECORDED = say("not recorded")

LONGEST_ID = 12
"""Of a key: its first letters are enough to find it among the agency's keys."""


def actor_in_words(by: str, badge: str, said: Callable[..., str]) -> str:
    """The actor as `domain.actors.Actor` writes it, and the badge that a system named; `said` puts it in a language."""
    try:
        actor = Actor.read(by)
    except ValueError:
        return by or badge or said(NOT_RECORDED)
    shown = actor.id[:LONGEST_ID] if actor.kind is ActorKind.KEY else actor.id
    name = said(ACTORS[actor.kind], id=shown)
    return said(FOR, actor=name, badge=badge) if badge and badge != actor.id else name
