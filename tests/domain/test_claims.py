"""What a signal says of who sent it, whatever it is made of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actors import Actor, ActorKind, said_to_be
from domain.claims import claim_of, digest, without_claim
from domain.events import CallEvent, EventType
from tests.builders import an_event

simple = st.none() | st.booleans() | st.integers() | st.text()
json_values: st.SearchStrategy[Any] = st.recursive(
    simple, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)
payloads = st.dictionaries(st.text(max_size=8) | st.sampled_from(["actor", "proof", "by"]), json_values, max_size=6)


@given(said=payloads, other=payloads)
def test_two_digests_are_the_same_only_if_the_same_was_said(said: dict[str, Any], other: dict[str, Any]) -> None:
    assert (digest(said) == digest(other)) is (_plain(said) == _plain(other))


def _plain(said: dict[str, Any]) -> str:
    return repr(sorted((name, repr(value)) for name, value in said.items() if value is not None))


@given(said=payloads)
def test_a_digest_does_not_depend_on_the_order_in_which_it_was_said(said: dict[str, Any]) -> None:
    assert digest(dict(reversed(said.items()))) == digest(said)


@given(raw=payloads | json_values)
def test_whatever_a_payload_claims_is_read(raw: Any) -> None:
    event = an_event(EventType.UNIT_ARRIVED)
    claim = claim_of(event, event.to_mapping(), raw)
    assert claim.actor.isascii()
    assert claim.proof.isascii()
    assert Actor.read(str(claim.unproven())).kind is ActorKind.UNPROVEN


def test_a_payload_without_its_claim_says_the_same_as_one_that_never_had_any() -> None:
    said = an_event(EventType.CASE_ARREST, by="4711").to_mapping()
    assert without_claim(said | {"actor": "key:cad", "proof": "p1..."}) == said


@pytest.mark.parametrize(("name", "id"), [("4711", "4711"), ("a b:c", "a-b-c"), ("..", "unknown"), ("é", "unknown")])
def test_a_name_is_kept_as_far_as_an_id_has_room(name: str, id: str) -> None:
    assert said_to_be(ActorKind.OPERATOR, name) == Actor(ActorKind.OPERATOR, id)


@given(kind=st.sampled_from(ActorKind), name=st.text())
def test_every_actor_is_read_as_it_was_written(kind: ActorKind, name: str) -> None:
    actor = said_to_be(kind, name)
    assert Actor.read(str(actor)) == actor


def test_what_an_event_says_is_what_it_says_after_a_journey() -> None:
    event = an_event(EventType.CASE_ARREST, by="4711", case_number="26-1")
    assert digest(CallEvent.from_mapping(event.to_mapping()).to_mapping()) == digest(event.to_mapping())
