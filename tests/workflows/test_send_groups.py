"""A text and an email to one person are one send, and never wait for each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from activities.contract import AGAIN, SendOrder, SendOutcome
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from workflows.send_groups import Group, ids_of, split, together

TEXT, EMAIL = Channel.SMS, Channel.EMAIL


def order(person: str, channel: Channel, *keys: MessageKey, answer: bool = False) -> SendOrder:
    return SendOrder(
        message_ids=tuple(f"{person}/{channel}/{key}" for key in keys),
        keys=keys,
        channel=channel,
        language="en",
        to="victim",
        lane="" if answer else f"{person}/{channel}",
    )


def outcome(of: SendOrder, n: int = 0, status: str = "sent") -> SendOutcome:
    return SendOutcome(key=of.keys[n], status=status, message_id=of.message_ids[n])


def grouped(*orders: SendOrder, busy: frozenset[str] = frozenset()) -> list[Group]:
    return together(orders, is_free=lambda lane: lane not in busy)


V_TEXT = order("vera", TEXT, MessageKey.CASE_NUMBER, MessageKey.VICTIM_RIGHTS)
V_EMAIL = order("vera", EMAIL, MessageKey.CASE_NUMBER, MessageKey.REPORT_COPY)
W_EMAIL = order("walt", EMAIL, MessageKey.CASE_NUMBER)


def test_those_of_one_person_go_together_the_text_first() -> None:
    assert grouped(V_EMAIL, W_EMAIL, V_TEXT) == [(V_TEXT, V_EMAIL), (W_EMAIL,)]


def test_what_would_have_to_wait_goes_alone() -> None:
    assert grouped(V_TEXT, V_EMAIL, busy=frozenset({"vera/email"})) == [(V_TEXT,), (V_EMAIL,)]
    invitation = order("vera", TEXT, MessageKey.SURVEY_INVITATION)
    assert grouped(V_TEXT, invitation, V_EMAIL) == [(V_TEXT,), (invitation,), (V_EMAIL,)]
    assert grouped(invitation, V_EMAIL) == [(invitation,), (V_EMAIL,)]


def test_answers_go_alone() -> None:
    answers = [order("vera", channel, MessageKey.HELP, answer=True) for channel in Channel]
    assert grouped(*answers) == [(answer,) for answer in answers]


def test_each_order_hears_how_its_own_ended_and_what_is_to_be_ordered_anew() -> None:
    outcomes = [
        outcome(V_TEXT),
        SendOutcome(key=MessageKey.LANGUAGE_OFFER, status="waiting", message_id="the offer beside it"),
        outcome(V_TEXT, 1, AGAIN),
        outcome(V_EMAIL, 0, AGAIN),
        outcome(V_EMAIL, 1, AGAIN),
    ]
    text, email = split((V_TEXT, V_EMAIL), outcomes)
    assert text[:2] == (V_TEXT, outcomes[:2])
    assert text[2] == order("vera", TEXT, MessageKey.VICTIM_RIGHTS)
    assert email == (V_EMAIL, [], V_EMAIL)


def test_an_outcome_of_an_older_worker_says_not_of_which_message_it_is() -> None:
    old = [SendOutcome(key=MessageKey.CASE_NUMBER, status="sent")]
    assert list(split((V_TEXT,), old)) == [(V_TEXT, old, None)]


_NEWS = [key for key, rule in KEY_RULES.items() if rule.purpose is Purpose.UPDATES]
_KEYS = st.lists(st.sampled_from(_NEWS), min_size=1, max_size=4, unique=True)


@given(st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from(Channel)), _KEYS), st.data())
def test_every_message_leaves_once_and_ends_or_is_ordered_anew_once(
    wanted: dict[tuple[str, Channel], list[MessageKey]], data: st.DataObject
) -> None:
    orders = [order(person, channel, *keys) for (person, channel), keys in wanted.items()]
    busy = data.draw(st.sets(st.sampled_from([each.lane for each in orders]))) if orders else set()
    groups = together(orders, is_free=lambda lane: lane not in busy)
    assert sorted(id_ for group in groups for id_ in ids_of(group)) == sorted(
        id_ for o in orders for id_ in o.message_ids
    )
    for group in groups:
        assert len({each.lane.split("/")[0] for each in group}) == 1
        assert len(group) == 1 or not busy & {each.lane for each in group}
        statuses = {id_: data.draw(st.sampled_from(("sent", "withheld", AGAIN))) for id_ in ids_of(group)}
        outcomes = [outcome(each, n, statuses[id_]) for each in group for n, id_ in enumerate(each.message_ids)]
        for each, ended, again in split(group, outcomes):
            heard = [o.message_id for o in ended] + list(again.message_ids if again else ())
            assert sorted(heard) == sorted(each.message_ids)
            assert all(statuses[o.message_id] != AGAIN for o in ended)
