"""The auditor reads every kind of act in words."""

from __future__ import annotations

from api.pages.staff import audit_log_texts as texts
from domain.audit.acts import ActKind


def test_every_kind_of_act_has_its_words() -> None:
    assert set(texts.KINDS) == set(ActKind)
