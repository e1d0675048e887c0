"""The preferences form: what is shown as chosen, and what was entered, read and checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import time

from starlette.datastructures import FormData

from api.pages.portal import preferences_texts as texts
from domain.messages import LANGUAGES, Channel
from domain.preferences import Preferences, UpdateGroup
from domain.quiet_hours import Hours
from locales.sentences import Sentence

LANGUAGE, CHANNELS, UPDATES, SAFE, FROM, UNTIL = "language", "channels", "updates", "safe", "from", "until"
"""Names of fields."""
AS_USUAL, NOT_AT_ALL = "usual", "none"
SMS, EMAIL, VOICE, IDENTIFY = "sms", "email", "voice", "identify"
"""What can be called safe: each a box to tick."""

HOURS_FROM = tuple(range(24))
HOURS_UNTIL = tuple(range(1, 25))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What stands in the form, or is in force. `hours`: first and last as typed; `wrong`: by field, what is."""

    language: str
    channels: str
    preferences: Preferences
    hours: tuple[str, str] = ("", "")
    wrong: Mapping[str, Sentence] = field(default_factory=dict)

    def is_safe(self, way: str) -> bool:
        """Whether its box is ticked."""
        preferences = self.preferences
        ticked = {
            SMS: preferences.safe_sms,
            EMAIL: preferences.safe_email,
            VOICE: preferences.safe_voice,
            IDENTIFY: preferences.ok_to_identify,
        }
        return ticked[way]


def shown(preferences: Preferences, language: str, ways: Collection[Channel]) -> Choices:
    """What is in force, as the form has it. A way that is not there any more is not shown as chosen."""
    possible = None if preferences.channels is None else preferences.channels & frozenset(ways)
    channels = AS_USUAL if possible is None or (preferences.channels and not possible) else _name(possible)
    hours = next(iter(sorted(preferences.safe_hours, key=lambda each: each.start)), None)
    typed = (str(hours.start.hour), str(hours.end.hour or 24)) if hours else ("", "")
    return Choices(language=language, channels=channels, preferences=preferences, hours=typed)


def options(ways: Collection[Channel]) -> list[tuple[str, Sentence]]:
    """How they may be written to, by what the form sends."""
    single = [(way.value, texts.BY[way]) for way in Channel if way in ways]
    both = [(_name(frozenset(Channel)), texts.BY_BOTH)] if len(single) > 1 else []
    return [(AS_USUAL, texts.AS_USUAL), *single, *both, (NOT_AT_ALL, texts.NOT_AT_ALL)]


def read(form: FormData, ways: Collection[Channel]) -> Choices:
    """What was entered. A box that is not there is not ticked; fields that are not ours are passed over."""
    wrong: dict[str, Sentence] = {}
    language, channels = str(form.get(LANGUAGE, "")), str(form.get(CHANNELS, ""))
    typed = (str(form.get(FROM, "")), str(form.get(UNTIL, "")))
    if language not in LANGUAGES:
        wrong[LANGUAGE] = texts.WRONG_CHOICE
    if channels not in dict(options(ways)):
        wrong[CHANNELS] = texts.WRONG_CHOICE
    wanted, safe = set(form.getlist(UPDATES)), set(form.getlist(SAFE))
    preferences = Preferences(
        channels=None if channels == AS_USUAL else frozenset(way for way in Channel if way in channels.split()),
        updates_off=frozenset(group for group in UpdateGroup if group.value not in wanted),
        safe_sms=SMS in safe,
        safe_email=EMAIL in safe,
        safe_voice=VOICE in safe,
        ok_to_identify=IDENTIFY in safe,
    )
    hours = _hours(*typed)
    if isinstance(hours, Hours):
        preferences = replace(preferences, safe_hours=frozenset({hours}))
    elif hours is not None:
        wrong[FROM] = hours
    return Choices(language=language, channels=channels, preferences=preferences, hours=typed, wrong=wrong)


def _hours(first: str, last: str) -> Hours | Sentence | None:
    """None for any time; a sentence for what is wrong."""
    if not first and not last:
        return None
    if not first or not last:
        return texts.BOTH_TIMES
    allowed = {str(hour) for hour in HOURS_FROM}, {str(hour) for hour in HOURS_UNTIL}
    if first not in allowed[0] or last not in allowed[1]:
        return texts.WRONG_CHOICE
    start, end = int(first), int(last)
    if start == end:
        return texts.TWO_TIMES
    return None if (start, end) == (0, 24) else Hours(start=time(start), end=time(end % 24))


def _name(channels: frozenset[Channel]) -> str:
    return " ".join(way.value for way in Channel if way in channels) or NOT_AT_ALL
