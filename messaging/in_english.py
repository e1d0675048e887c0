"""What a message that was sent says in English: written again with the same facts, beside the words as they were read.

Facts of a call move on. Written again in its own language, a message shows whether they still are what they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db.encryption.vault import Vault
from db.queries import contacts
from db.tables import OutboundMessage, Person
from domain.lifecycle import CASE_NEWS
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from messaging import detective
from messaging.call_context import CallContext
from messaging.compose import OCCURRED_AT, MessageComposer, MessageContext
from messaging.links import Mailing, portal_path_of, unsubscribe_path_of
from messaging.providers.base import ComposedMessage
from messaging.rendering.errors import RenderError
from messaging.rendering.renderer import RenderedMessage

STATUS_OF = {key: status for status, key in CASE_NEWS.items()}
_ENGLISH = "en"
_ONLY_ITS_OWN = frozenset({Purpose.SURVEY, Purpose.REPLIES})
"""What these say depends on what a person wrote or was asked; the words as sent are shown alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InEnglish:
    """`is_exact`: what was sent says the same; else something it says has changed since."""

    subject: str
    text: str
    is_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Translator:
    """Writes messages of one call again. `reached`: when the case came to a status, the first time and each after."""

    vault: Vault
    composer: MessageComposer
    about: CallContext
    people: Sequence[Person]
    reached: Mapping[str, Sequence[datetime]]

    def english(self, row: OutboundMessage, sent: ComposedMessage) -> InEnglish | None:
        """None for what is in English, or cannot be written again, as its reader was erased."""
        person = next((each for each in self.people if each.id == row.contact_id), None)
        if row.language == _ENGLISH or person is None or KEY_RULES[MessageKey(row.key)].purpose in _ONLY_ITS_OWN:
            return None
        tries = [*self._tries(row, person)]
        for again, context in tries:
            if (in_its_own := self._words(again, context, row.language)) and in_its_own.text == sent.text:
                return _shown(self._words(again, context, _ENGLISH), is_exact=True)
        return _shown(self._words(*tries[0], _ENGLISH), is_exact=False)

    def _tries(self, row: OutboundMessage, person: Person) -> Iterator[tuple[OutboundMessage, MessageContext]]:
        context = self._context(row, person)
        dated = self._dated(row)
        for again in (row, *([dated] if dated else [])):
            yield again, context
            yield again, replace(context, first_contact=True)

    def _dated(self, row: OutboundMessage) -> OutboundMessage | None:
        """With the day that it told of, also where the case has moved on."""
        moments = self.reached.get(STATUS_OF.get(MessageKey(row.key), ""), ())
        if len(moments) < row.n:
            return None
        facts = {**row.facts, OCCURRED_AT: moments[row.n - 1].isoformat()}
        return OutboundMessage(**(row.model_dump() | {"facts": facts}))

    def _context(self, row: OutboundMessage, person: Person) -> MessageContext:
        address_hash = contacts.hash_for(person, row.channel)
        stop = None
        if row.channel == Channel.EMAIL and address_hash:
            mailing = Mailing(
                ori=self.about.agency.ori,
                address_hash=address_hash,
                purpose=KEY_RULES[MessageKey(row.key)].purpose,
                language=row.readers_language,
            )
            stop = unsubscribe_path_of(self.vault, mailing)
        return MessageContext(
            about=self.about,
            person=person,
            detective=detective.among(self.people),
            first_contact=False,
            portal_path=portal_path_of(self.vault, self.about, row, person),
            unsubscribe_path=stop,
        )

    def _words(self, row: OutboundMessage, context: MessageContext, language: str) -> RenderedMessage | None:
        try:
            return self.composer.words(row, context, language)
        except RenderError:
            return None


def _shown(rendered: RenderedMessage | None, *, is_exact: bool) -> InEnglish | None:
    if rendered is None:
        return None
    return InEnglish(subject=rendered.subject or "", text=rendered.text, is_exact=is_exact)
