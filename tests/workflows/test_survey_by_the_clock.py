"""A survey across the next change of clocks, from end to end: the real server's time skipping, in New York."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from db.tables import SurveyInvitation
from tests.world import World

NEW_YORK = ZoneInfo("America/New_York")
CALLER = "+12125550123"


def next_change(now: datetime) -> datetime:
    """Midnight before the next night that is an hour shorter or longer there."""
    day = now.astimezone(NEW_YORK).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=3)
    while (day + timedelta(days=1)).utcoffset() == day.utcoffset():
        day += timedelta(days=1)
    return day


def by_day(moment: datetime) -> datetime:
    """That moment, or eight o'clock of the next morning there."""
    there = moment.astimezone(NEW_YORK)
    return there if there.hour < 20 else (there + timedelta(days=1)).replace(hour=8, minute=0)


async def test_it_is_sent_called_to_mind_and_closed_by_the_clocks_there(world: World) -> None:
    world.ori = f"{world.ori}E"
    await world.open_agency(ori=world.ori, time_zone=NEW_YORK.key)
    call = world.call()
    call.received_at = (next_change(datetime.now(UTC)) - timedelta(hours=35)).astimezone(UTC)
    ended = call.received_at + timedelta(minutes=30)
    assert ended.astimezone(NEW_YORK).time().isoformat() == "13:30:00"
    invitation = ended + timedelta(hours=6)
    reminder = by_day(invitation + timedelta(hours=48))
    await call.contact({"phone": CALLER, "language": "en"})
    await call.receive(priority=3)
    await call.play((20, "unit.arrived", {"unit": "2A11"}), (30, "call.closed", {"disposition": "05"}))
    for key, moment in (("survey_invitation", invitation), ("survey_reminder", reminder)):
        minutes = (moment - call.received_at).total_seconds() / 60
        await call.reach(minutes - 1)
        assert key not in await call.said()
        await call.reach(minutes + 1)
        [sent_at] = [row.sent_at for row in await call.messages() if row.key == key]
        assert sent_at is not None
        assert timedelta(seconds=-1) <= sent_at - moment < timedelta(minutes=5)
    async with world.database.reading() as session:
        survey = (await session.scalars(select(SurveyInvitation))).one()
    assert survey.expires_at - survey.invited_at == timedelta(hours=168)
    await call.reach((survey.expires_at - call.received_at).total_seconds() / 60 + 1)
    assert [key for key in await call.said() if key.startswith("survey")] == ["survey_invitation", "survey_reminder"]
    assert len(world.texts(CALLER)) == len(await call.said())
