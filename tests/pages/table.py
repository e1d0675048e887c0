"""Every page for people in every state it can be in, and how a guest's browser gets there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.pages import cases, portal, survey
from tests.pages.stage import Guest

Way = Callable[[Guest], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One page in one state. `status` is what the last answer must be."""

    way: Way
    status: int = 200


VIEWS: Mapping[str, View] = {
    "survey": View(way=survey.fresh),
    "survey-mistake": View(way=survey.with_a_mistake, status=422),
    "survey-thanks": View(way=survey.thanks),
    "survey-answered": View(way=survey.answered),
    "survey-closed": View(way=survey.closed, status=410),
    "survey-unknown": View(way=survey.unknown, status=404),
    "unsubscribe": View(way=survey.unsubscribe),
    "unsubscribed": View(way=survey.unsubscribed),
    "unsubscribe-start-refused": View(way=survey.start_refused, status=403),
    "portal-sign-in": View(way=portal.sign_in),
    "portal-sign-in-mistake": View(way=portal.sign_in_with_mistakes, status=422),
    "portal-link": View(way=portal.link),
    "portal-code": View(way=portal.code),
    "portal-code-wrong": View(way=portal.wrong_code, status=422),
    "portal-too-many-codes": View(way=portal.too_many_codes, status=422),
    "portal-later": View(way=portal.later, status=429),
    "portal-unknown-link": View(way=portal.unknown_link, status=404),
    "portal-agencies": View(way=portal.agencies),
    "portal-case": View(way=cases.rich),
    "portal-case-new": View(way=cases.new),
    "portal-case-long": View(way=cases.long),
    "portal-cases": View(way=cases.several),
    "portal-no-cases": View(way=cases.none),
    "portal-write": View(way=cases.write),
    "portal-write-mistake": View(way=cases.write_nothing, status=422),
    "portal-written": View(way=cases.written),
    "portal-written-danger": View(way=cases.written_in_danger),
    "portal-preferences": View(way=cases.preferences),
    "portal-preferences-mistake": View(way=cases.preferences_with_a_mistake, status=422),
    "portal-preferences-saved": View(way=cases.preferences_saved),
    "portal-preferences-unsafe": View(way=cases.preferences_unsafe),
    "portal-preferences-no-way-back": View(way=cases.preferences_without_a_way_back),
    "portal-signed-out-everywhere": View(way=cases.signed_out_everywhere),
    "portal-stopped": View(way=cases.stopped),
    "portal-data": View(way=cases.data),
    "portal-data-delete": View(way=cases.deletion_asked),
    "portal-soon-over": View(way=cases.soon_over),
    "portal-over": View(way=cases.over, status=401),
    "portal-wrong-form": View(way=cases.wrong_form, status=403),
    "portal-not-found": View(way=cases.not_found, status=404),
}
