"""What people write on the phones: Twilio's keywords, the inbound webhook, and the answer to it."""

from __future__ import annotations

from xml.etree import ElementTree

from simulator.segments import segments
from simulator.simulation import Simulation
from simulator.sms_journey import API_VERSION, signed_form, travel
from simulator.store import SimulatedMessage
from simulator.twilio_api import accept

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})

KEYWORDS = {"STOP": STOP, "START": START, "HELP": HELP}

STOP_REPLY = "You are unsubscribed and get no more messages from this number. Reply START to subscribe again."
START_REPLY = "You are subscribed again to messages from this number. Reply HELP for help, STOP to unsubscribe."
HELP_REPLY = "Reply STOP to unsubscribe. Message and data rates may apply."


async def receive(simulation: Simulation, *, sender: str, to: str, body: str) -> SimulatedMessage:
    """A person wrote: keep it, obey a keyword, post it to the application, show what it answers."""
    message = simulation.take_in(
        sid="SM" + simulation.hex_id(),
        channel="sms",
        direction="inbound",
        sender=sender,
        to=to,
        body=body,
        status="received",
        segments=segments(body),
        sent_at=simulation.clock(),  # of an incoming text: when its webhook was posted
    )
    if simulation.config.default_opt_out:
        _obey_keyword(simulation, message)
    for text in await _answers(simulation, message):
        _reply(simulation, message, text)
    return message


async def _answers(simulation: Simulation, message: SimulatedMessage) -> list[str]:
    url = simulation.config.inbound_url
    if url is None:
        return []
    fields = _fields(simulation, message) | _opt_out_type(simulation, message)
    body, headers = signed_form(simulation, url, fields)
    response = await simulation.webhooks.post(url, body=body, headers=headers)
    return twiml_messages(response.text) if response is not None and response.is_success else []


def _obey_keyword(simulation: Simulation, message: SimulatedMessage) -> None:
    said = _keyword(simulation, message)
    if said == "STOP":
        _reply(simulation, message, STOP_REPLY)
        simulation.store.opt_out(sender=message.to, person=message.sender, out=True)
    elif said == "START":
        simulation.store.opt_out(sender=message.to, person=message.sender, out=False)
        _reply(simulation, message, START_REPLY)
    elif said == "HELP":
        _reply(simulation, message, HELP_REPLY)


def _keyword(simulation: Simulation, message: SimulatedMessage) -> str:
    """STOP, START, HELP or nothing. Only a message that is nothing but the keyword counts, as with Twilio."""
    config, word = simulation.config, message.body.strip().upper()
    own = {"STOP": config.stop_words, "START": config.start_words, "HELP": config.help_words}
    words = {kind: known | set(own[kind].upper().split()) for kind, known in KEYWORDS.items()}
    return next((kind for kind, known in words.items() if word in known), "")


def _opt_out_type(simulation: Simulation, message: SimulatedMessage) -> dict[str, str]:
    config = simulation.config
    said = _keyword(simulation, message) if config.default_opt_out and config.advanced_opt_out else ""
    return {"OptOutType": said} if said else {}


def _reply(simulation: Simulation, message: SimulatedMessage, text: str) -> None:
    if (message.to, message.sender) in simulation.store.opted_out:
        simulation.counts["replies_blocked"] += 1
        return
    form = {"From": message.to, "To": message.sender, "Body": text}
    reply = accept(simulation, form, direction="outbound-reply")
    simulation.webhooks.start(travel(simulation, reply))


def _fields(simulation: Simulation, message: SimulatedMessage) -> dict[str, str]:
    return {
        "AccountSid": simulation.config.account_sid,
        "ApiVersion": API_VERSION,
        "Body": message.body,
        "From": message.sender,
        "MessageSid": message.sid,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "To": message.to,
    }


def twiml_messages(answer: str) -> list[str]:
    """The texts in `<Response><Message>...</Message></Response>`; anything else holds none."""
    if not answer.lstrip().startswith("<"):
        return []
    try:
        root = ElementTree.fromstring(answer)  # noqa: S314  the answer of the application under test
    except ElementTree.ParseError:
        return []
    if root.tag != "Response":
        return []
    texts = ("".join(found.findtext("Body") or found.itertext()).strip() for found in root.iter("Message"))
    return [text for text in texts if text]
