"""Words that people of every language type because we, or every other sender, told them to."""

from __future__ import annotations

from domain.replies.phrases import Table
from domain.replies.vocabulary import Vocabulary

# stop, quit, end, revoke, opt out, cancel, unsubscribe: 47 CFR 64.1200(a)(10). Stopall and optout: Twilio's keywords.
VOCABULARY = Vocabulary(
    language=None,
    politeness="sms, ok, okay, caseline, 1, 2, 3, 4, 5",
    stop=Table(
        alone="stopp, stp, sotp, stpo, tsop, stopit",
        clause="""
            stop|stopall|quit|revoke|unsubscribe|unsubcribe|unsuscribe|unsub|optout
            stop stopall|all|sms|everything
            opt out
            stop 2 end|stop|quit|cancel, stop2end|stop2stop|stop2quit, un subscribe
        """,
        anywhere="unsubscribe|unsubcribe|unsuscribe",
    ),
    cancel=Table(clause="cancel|end"),
    start=Table(alone="yes", clause="start|unstop|optin, opt in"),
    help=Table(alone="help|info"),
    emergency=Table(
        alone="911",
        clause="sos|mayday, 911 911? help|now|please?",
    ),
)
