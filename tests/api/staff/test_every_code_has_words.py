"""Every kind of act and every message has its words on staff pages."""

from __future__ import annotations

from api.pages.staff import audit_log_texts as texts
from api.pages.staff.message_words import MESSAGES
from domain.audit.acts import ActKind
from domain.messages import MessageKey


def test_every_kind_of_act_has_its_words() -> None:
    assert set(texts.KINDS) == set(ActKind)


def test_every_message_has_its_name() -> None:
    assert set(MESSAGES) == set(MessageKey)
