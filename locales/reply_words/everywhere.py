"""Words that people of every language type because we, or every other sender, told them to."""

from __future__ import annotations

from domain.replies.phrases import PhraseTable
from domain.replies.vocabulary import ReplyVocabulary

# stop, quit, end, revoke, opt out, cancel, unsubscribe: 47 CFR 64.1200(a)(10). Stopall and optout: Twilio's keywords.
VOCABULARY = ReplyVocabulary(
    language=None,
    politeness="sms, ok, okay, caseline, 1, 2, 3, 4, 5",
    stop=PhraseTable(
        alone="stopp, stp, sotp, stpo, tsop, stopit",
        clause="""
            stop|stopall|quit|revoke|unsubscribe|unsubcribe|unsuscribe|unsub|optout
            stop stopall|all|sms|everything
            opt out
            stop 2 end|stop|quit|cancel, stop2end|stop2stop|stop2quit, un subscribe
        """,
        anywhere="unsubscribe|unsubcribe|unsuscribe",
    ),
    cancel=PhraseTable(clause="cancel|end"),
    start=PhraseTable(alone="yes", clause="start|unstop|optin, opt in"),
    help=PhraseTable(alone="help|info"),
    emergency=PhraseTable(
        alone="911",
        clause="sos|mayday, 911 911? help|now|please?",
    ),
)
