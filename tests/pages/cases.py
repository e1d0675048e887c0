"""The portal once somebody is in, in each state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from commands.message_samples import FULL
from db.queries.contacts import PersonValues
from domain.call_state import CaseStatus
from domain.contacts import ContactRole
from domain.messages import Channel, MessageKey
from messaging.rendering.renderer import Renderer
from tests.api.portal.casework import Casework
from tests.pages.stage import NOW, Guest
from tests.portal_fixtures import HOME, a_case

_numbers = count(1)

NAMES = {
    "en": "Ana Bishop",
    "es": "Ana Pérez",
    "fr": "Ana Lefèvre",
    "ar": "آنا حداد",
    "sw": "Ana Mwangi",
    "fa": "آنا کریمی",
}
WORDS = {
    "en": "My neighbour has a camera at the back door. Shall I ask for the pictures?",
    "es": "Mi vecina tiene una cámara en la puerta trasera. ¿Le pido las imágenes?",
    "fr": "Ma voisine a une caméra à la porte arrière. Dois-je lui demander les images ?",
    "ar": "لدى جارتي كاميرا في حديقتها. هل أطلب منها الصور؟",
    "sw": "Jirani yangu ana kamera kwenye mlango wa nyuma. Je, niombe picha?",
    "fa": "همسایه‌ام کنار در پشتی دوربین دارد. تصویرها را بخواهم؟",
}
DETECTIVE: PersonValues = {
    "name": "Dana Reyes",
    "phone": "+12065550147",
    "email": "d.reyes@springfield.example",
    "roles": [ContactRole.DETECTIVE],
}
TOLD: tuple[tuple[int, Channel, MessageKey], ...] = (
    (21, Channel.SMS, MessageKey.CALL_RECEIVED),
    (21, Channel.SMS, MessageKey.OUTCOME_HANDLED),
    (20, Channel.SMS, MessageKey.CASE_NUMBER),
    (19, Channel.EMAIL, MessageKey.VICTIM_RIGHTS),
    (18, Channel.SMS, MessageKey.DETECTIVE_ASSIGNED),
    (3, Channel.SMS, MessageKey.ARREST_MADE),
)
"""How many days ago, and how, somebody was told what."""

LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente" * 3
LONG_NAME = LONG.replace("ä", "ae")[:60]
"""As long as a part of an email address may be."""


async def victim(guest: Guest, *, days_ago: int = 21, phone: str = "") -> tuple[Casework, str]:
    """Somebody with a case, who is in; their phone."""
    number = next(_numbers)
    phone, stage = phone or f"+1206555{number:04d}", guest.stage
    person: PersonValues = {"name": NAMES[guest.language], "phone": phone, "email": None, "language": guest.language}
    call, case = f"26-{number:06d}", f"2026-{number:05d}"
    received = NOW - timedelta(days=days_ago)
    await a_case(stage.database, stage.vault, now=received, call_number=call, case_number=case, person=person)
    await guest.sign_in(phone)
    return Casework(stage.app, call), phone


async def file(guest: Guest) -> Casework:
    """A case in which a lot has happened."""
    work, _ = await victim(guest)
    await at(guest, 18, work, CaseStatus.ASSIGNED)
    await at(guest, 3, work, CaseStatus.ARREST)
    await work.person("detective", DETECTIVE)
    renderer, number = Renderer(guest.stage.deps.catalogs), (await work.call()).case_number
    facts = replace(FULL, case_number=number, agency="Springfield Police Department", first_contact=False)
    for days, channel, key in TOLD:
        message = renderer.render(key, channel, guest.language, facts)
        sent_at = NOW - timedelta(days=days)
        values: dict[str, Any] = {
            "channel": channel.value,
            "language": guest.language,
            "sent_at": sent_at,
            "subject": message.subject,
        }
        await work.message(key, message.text, **values)
    return work


async def at(guest: Guest, days_ago: int, work: Casework, status: CaseStatus) -> None:
    """Let a case come to a status so many days ago."""
    clock = guest.stage.clock
    clock.pass_(-timedelta(days=days_ago))
    await work.turn(status)
    clock.pass_(timedelta(days=days_ago))


async def path_of(work: Casework) -> str:
    """Where the case is shown."""
    return f"{HOME}/cases/{(await work.call()).id}"


async def rich(guest: Guest) -> None:
    """Nearly everything a case can show; they wrote as well."""
    path = await path_of(await file(guest))
    await guest.goto(f"{path}/write")
    await guest.send(words=WORDS[guest.language])
    await guest.goto(path)
    for details in await guest.page.locator("details").all():
        await details.locator("summary").click()
    await guest.page.evaluate("scrollTo(0, 0)")


async def new(guest: Guest) -> None:
    """A number and nothing else yet."""
    work, _ = await victim(guest, days_ago=0)
    await guest.goto(await path_of(work))


async def long(guest: Guest) -> None:
    """Words without an end."""
    work, _ = await victim(guest)
    await work.turn(CaseStatus.ASSIGNED)
    await work.person("detective", {**DETECTIVE, "name": LONG, "email": f"{LONG_NAME}@{LONG_NAME}.example"})
    await work.message(MessageKey.DETECTIVE_MESSAGE, f"https://springfield.example/{LONG * 5}\n{LONG} " * 3)
    path = await path_of(work)
    await guest.goto(f"{path}/write")
    await guest.send(words=f"{LONG}\n\n{LONG} ?" * 5)
    await guest.goto(path)


async def several(guest: Guest) -> None:
    """More than one case."""
    first, phone = await victim(guest)
    await first.turn(CaseStatus.ASSIGNED)
    second, _ = await victim(guest, phone=phone, days_ago=400)
    await second.turn(CaseStatus.ASSIGNED, CaseStatus.CLOSED)
    await victim(guest, phone=phone, days_ago=1)
    await guest.goto(f"{HOME}/cases")


async def none(guest: Guest) -> None:
    """No case any more."""
    await guest.sign_in("+12065559999")
    await guest.goto(f"{HOME}/cases")


async def write(guest: Guest) -> None:
    """Before anything is typed."""
    work, _ = await victim(guest)
    await guest.goto(f"{await path_of(work)}/write")


async def write_nothing(guest: Guest) -> None:
    """Sent empty."""
    await write(guest)
    await guest.send()


async def written(guest: Guest) -> None:
    """Sent."""
    await write(guest)
    await guest.send(words=WORDS[guest.language])


async def written_in_danger(guest: Guest) -> None:
    """Words that read like danger."""
    await write(guest)
    await guest.send(words="He is back and he has a gun")


async def data(guest: Guest) -> None:
    """What is held."""
    await file(guest)
    await guest.goto(f"{HOME}/data")


async def deletion_asked(guest: Guest) -> None:
    """After asking for it to be deleted."""
    await data(guest)
    await guest.send()


async def soon_over(guest: Guest) -> None:
    """After 25 minutes in which nothing was asked for."""
    await write(guest)
    await let_pass(guest, 25)


async def let_pass(guest: Guest, minutes: int) -> None:
    """On the page's own clock, which is that of its style sheet."""
    ahead = "ms => document.getAnimations().forEach(each => { each.currentTime = ms; })"
    await guest.page.evaluate(ahead, minutes * 60_000)


async def over(guest: Guest, words: str = "") -> None:
    """Sent after the session had ended: what was typed is given back."""
    await write(guest)
    await guest.page.locator("textarea").fill(words or WORDS[guest.language])
    guest.stage.clock.pass_(timedelta(minutes=31))
    await guest.send()
    guest.stage.clock.pass_(-timedelta(minutes=31))


async def wrong_form(guest: Guest) -> None:
    """As from another site."""
    await write(guest)
    await guest.page.locator("main input[name=csrf]").first.evaluate("e => { e.value = 'wrong'; }")
    await guest.send(words="x")


async def not_found(guest: Guest) -> None:
    """Nobody's case, or somebody else's."""
    await victim(guest)
    await guest.goto(f"{HOME}/cases/nobodys")


async def preferences(guest: Guest) -> None:
    """What is in force for somebody who has chosen nothing."""
    await victim(guest)
    await guest.goto(f"{HOME}/preferences")


async def preferences_with_a_mistake(guest: Guest) -> None:
    """One time without the other."""
    await preferences(guest)
    await guest.page.locator("select[name=from]").select_option("9")
    await guest.press("form:has(fieldset) button")


async def preferences_saved(guest: Guest) -> None:
    """Chosen: other hours."""
    await preferences(guest)
    await guest.page.locator("select[name=from]").select_option("9")
    await guest.page.locator("select[name=until]").select_option("17")
    await guest.press("form:has(fieldset) button")


async def preferences_unsafe(guest: Guest) -> None:
    """Texts are not safe: the last page of the visit, with a way back."""
    await preferences(guest)
    await guest.page.locator("input[value=sms]").last.uncheck()
    await guest.press("form:has(fieldset) button")


async def preferences_without_a_way_back(guest: Guest) -> None:
    """Nothing is safe: no code can be sent any more."""
    await preferences(guest)
    for way in ("sms", "email"):
        await guest.page.locator(f"input[name=safe][value={way}]").uncheck()
    await guest.press("form:has(fieldset) button")


async def signed_out_everywhere(guest: Guest) -> None:
    """By the button at the end of the choices."""
    await preferences(guest)
    await guest.press("form[action$=sign-out-everywhere] button")


async def stopped(guest: Guest) -> None:
    """Everything stopped."""
    await preferences(guest)
    await guest.press("button[value=stop]")
