"""What the page of one case shows, in the reader's language: the values of `templates/portal/case.html`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.pages.portal import cases_texts as texts
from api.pages.portal.local_time import by_the_clocks_of
from api.pages.portal.signed_in import SignedIn
from domain.call_state import End
from domain.portal.steps import Mark
from domain.states import StatePack, pack_for
from locales.formats import isolate
from locales.sentences import Sentence
from portal.case_file import CaseFile

MESSAGES_AT_FIRST = 10
"""The newest; the others are shown when asked for."""


class CaseValues:
    """Puts one case into the words of one page."""

    def __init__(self, here: SignedIn, packs: Mapping[str, StatePack]) -> None:
        self._here = here
        self._language = here.page.language
        self._packs = packs
        self._when = by_the_clocks_of(here.agency, self._language)

    def of(self, file: CaseFile, *, all_messages: bool) -> dict[str, Any]:
        """Everything the template asks for."""
        state = file.case.state
        merged_into = state.merged_into if state.ended is End.MERGED else None
        return {
            "id": file.case.call.id,
            "number": state.case_number,
            "merged": self._merged(merged_into) if merged_into else "",
            "waits": any(step.mark is Mark.TO_COME for step in file.steps),
            "steps": self._steps(file),
            "news": self._news(file),
            "detective": file.detective,
            "no_detective": self.with_phone(texts.NO_DETECTIVE),
            "report_call": self.with_phone(texts.REPORT_CALL),
            "rights_call": self.with_phone(texts.RIGHTS_CALL),
            **self._rights(),
            "sent": self._sent(file, all_messages=all_messages),
            "more_messages": not all_messages and len(file.sent) > MESSAGES_AT_FIRST,
            "wrote": self._wrote(file),
        }

    def with_phone(self, sentence: Sentence) -> str:
        """A sentence that names the agency's number."""
        phone = isolate(self._here.agency.non_emergency_phone, self._language)
        return self._here.page.say(sentence, non_emergency_phone=phone)

    def _merged(self, into: str) -> str:
        return self._here.page.say(texts.MERGED, surviving_reference=isolate(into, self._language))

    def _steps(self, file: CaseFile) -> list[dict[str, Any]]:
        return [
            {
                "mark": step.mark.value,
                "marked": texts.MARKS[step.mark],
                "name": texts.STEPS[step.status],
                "at": self._when(step.at) if step.at else None,
                "now": [self.with_phone(each) for each in texts.NOW[step.status]] if step.mark is Mark.CURRENT else [],
            }
            for step in file.steps
        ]

    def _news(self, file: CaseFile) -> list[dict[str, Any]]:
        return [
            {
                "at": self._when(item.update.at),
                "text": texts.NEWS[item.update.key],
                "message_id": item.message_id,
                "seen": self._here.page.say(texts.SEEN, date=self._when(item.seen_at).day) if item.seen_at else "",
            }
            for item in file.news
        ]

    def _rights(self) -> dict[str, Any]:
        agency = self._here.agency
        pack = pack_for(self._packs, state=agency.state, ori=agency.ori)
        if pack is None:
            return {"rights": [], "services": []}
        return {
            "rights": [right.text[self._language] for right in pack.rights],
            "services": [
                {
                    "name": service.name,
                    "text": service.text[self._language],
                    "hours": service.hours[self._language] if service.hours else "",
                    "phone": service.phone,
                    "tel": service.tel,
                    "link": service.link,
                }
                for service in pack.services
            ],
        }

    def _sent(self, file: CaseFile, *, all_messages: bool) -> list[dict[str, Any]]:
        return [
            {
                "at": self._when(message.at),
                "by": texts.BY[message.channel],
                "arrived": texts.ARRIVED[message.status],
                "language": message.language,
                "subject": message.subject,
                "text": message.text,
            }
            for message in (file.sent if all_messages else file.sent[:MESSAGES_AT_FIRST])
        ]

    def _wrote(self, file: CaseFile) -> list[dict[str, Any]]:
        return [
            {
                "at": self._when(letter.at),
                "by": texts.BY_PORTAL if letter.by_portal else texts.BY_TEXT,
                "words": letter.words,
            }
            for letter in file.wrote
        ]
