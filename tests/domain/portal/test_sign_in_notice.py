"""Over which channel a notice of a sign-in goes: never over one that is unsafe, stopped or not chosen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.contacts import Contact
from domain.delivery import NotSent
from domain.messages import Channel, Purpose
from domain.portal.sign_in_notice import channel_of_notice
from domain.preferences import Preferences
from tests.builders import VICTIM, a_policy

STOPS = st.frozensets(st.sampled_from(Purpose), max_size=2)
CHANNELS = st.frozensets(st.sampled_from(Channel))
POLICY = a_policy()

CONTACTS = st.builds(
    Contact,
    id=st.just("ana"),
    roles=st.just(VICTIM),
    language=st.just("en"),
    has_phone=st.booleans(),
    has_email=st.booleans(),
    safe_sms=st.booleans(),
    safe_email=st.booleans(),
    preferences=st.builds(Preferences, channels=st.none() | CHANNELS),
    opted_out=STOPS,
    emails_stopped=STOPS,
)


@given(contact=CONTACTS, reached=CHANNELS, came_by=st.sampled_from(Channel))
def test_the_notice_goes_only_where_it_may_and_there_if_it_can(
    contact: Contact, reached: frozenset[Channel], came_by: Channel
) -> None:
    chosen = contact.preferences.channels
    allowed = {
        channel
        for channel in reached
        if (
            contact.has_phone and contact.safe_sms
            if channel is Channel.SMS
            else contact.has_email and contact.safe_email
        )
        and (chosen is None or channel in chosen)
        and Purpose.UPDATES not in contact.opted_out
        and not (channel is Channel.EMAIL and Purpose.UPDATES in contact.emails_stopped)
        and (chosen or channel in POLICY.ways)
    }
    decided = channel_of_notice(contact, reached, came_by, POLICY)
    if not allowed:
        assert isinstance(decided, NotSent)
        return
    assert decided in allowed
    assert decided is not came_by or allowed == {came_by}
