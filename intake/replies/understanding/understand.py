"""From the text a person sent back to what they mean by it.

Rules decide where words have a fixed meaning: the keywords of the law, of Twilio and of our own texts, and the numbers
of a survey. A linear model, trained on labeled replies (`locales/replies`), understands the rest, and is biased: a
cry for help that is missed is worse than ten false alarms, so a suspicion is enough for an emergency.
Opting out: 47 CFR 64.1200(a)(10) takes any wording that a reasonable person reads so for a revocation of consent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.replies import twilio_keywords
from domain.replies.intents import Intent
from domain.replies.normalize import BREAK, clauses, clean
from domain.replies.pieces import NO_CONTEXT, ReplyContext, pieces_of
from domain.replies.ratings import numbers_in, rating, skips
from domain.surveys.conversation import SKIP
from intake.replies.understanding.decide import OPT_IN_ALONE_FROM, Decision, decide, language_written
from locales.reply_keywords import AGAIN, CANCEL, MENU, Keyword, keywords, words_of

_BEFORE_A_STOP = frozenset({Intent.EMERGENCY, Intent.MACHINE, Intent.OPT_OUT, Intent.WRONG_NUMBER})
"""What a keyword for stop in one clause of the text does not overrule: "STOP. I hate your surveys" is an opt-out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a reply means, and the little that must be known to act on it.

    `language`: asked for (LANGUAGE), else that of the words, where it is plain. `rating`: 1 to 5, 0 to skip.
    `cancel_word`: an opt-out by CANCEL, END or a translation, which may have been meant for the call for service.
    `twilio_keyword`: Twilio has answered already. `purpose`: `survey` or `updates` if only those are to stop.
    `automatic`: a machine seems to have written it; with EMERGENCY, danger was found in it all the same. `in_danger`:
    an answer to a survey in which there may be a cry for help besides.
    """

    intent: Intent
    language: str | None = None
    rating: int | None = None
    cancel_word: bool = False
    twilio_keyword: bool = False
    purpose: str | None = None
    automatic: bool = False
    in_danger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What was understood, how surely (0 to 1), and what decided: a keyword, or pieces of the text, with weights."""

    understood: Understood
    probability: float = 1.0
    keyword: str = ""
    decision: Decision | None = None

    @property
    def pieces(self) -> tuple[tuple[str, float], ...]:
        """Those that decided, the strongest first; none where a keyword or a number did."""
        return self.decision.reasons() if self.decision else ()


def understand(body: str, context: ReplyContext = NO_CONTEXT) -> Understood:
    """What a person means by this text; it never raises, whatever the text."""
    return explain(body, context).understood


def explain(body: str, context: ReplyContext = NO_CONTEXT) -> Explained:
    """What is meant, and why."""
    if not clean(body).strip():
        return Explained(understood=Understood(intent=Intent.OTHER))
    keyword = keywords().meant_by(body)
    if keyword is not None and _decides(keyword, context):
        return _by_keyword(body, keyword, context)
    decision = _decided(body, context)
    stop = keywords().stop_in(body) if decision.intent not in _BEFORE_A_STOP else None
    if stop is not None:
        return _by_keyword(body, stop, context)
    if context.survey and decision.intent is not Intent.EMERGENCY and (answered := _answered(body, decision)):
        return answered
    return Explained(understood=_understood(body, decision), probability=decision.probability, decision=decision)


def _decided(body: str, context: ReplyContext) -> Decision:
    decision = decide(pieces_of(body, context), survey=context.survey)
    if decision.intent is not Intent.OPT_IN or not context.opted_out:
        return decision
    by_its_words = decide(pieces_of(body)).probabilities[Intent.OPT_IN]
    return decision if by_its_words >= OPT_IN_ALONE_FROM else replace(decision, intent=Intent.OTHER, detail="")


def _decides(keyword: Keyword, context: ReplyContext) -> bool:
    """After a survey question a number of the menu is a rating, and "yes" an answer, unless they had said stop."""
    if keyword.intent == MENU:
        return not context.survey
    return keyword.intent != AGAIN or context.opted_out or not context.survey


def _by_keyword(body: str, keyword: Keyword, context: ReplyContext) -> Explained:
    intent = _intent_of(keyword, context)
    understood = Understood(
        intent=intent,
        language=keyword.detail if intent is Intent.LANGUAGE else keyword.language,
        cancel_word=keyword.detail == CANCEL,
        twilio_keyword=twilio_keywords.is_keyword(body),
    )
    return Explained(understood=understood, keyword=keyword.text)


def _intent_of(keyword: Keyword, context: ReplyContext) -> Intent:
    """A bare yes starts texts again only for a person who has stopped them, and is an answer to nothing else."""
    if keyword.intent == AGAIN:
        return Intent.OPT_IN if context.opted_out else Intent.OTHER
    return Intent.LANGUAGE if keyword.intent == MENU else Intent(keyword.intent)


def _understood(body: str, decision: Decision) -> Understood:
    intent, detail = decision.intent, decision.detail
    return Understood(
        intent=intent,
        language=detail if intent is Intent.LANGUAGE else language_written(decision.pieces),
        cancel_word=intent is Intent.OPT_OUT and _has_cancel_word(body),
        twilio_keyword=twilio_keywords.is_keyword(body),
        in_danger=intent is Intent.SURVEY_ANSWER and decision.suspects_danger,
        purpose=detail if intent is Intent.OPT_OUT and detail else None,
        automatic=intent is Intent.MACHINE or (intent is Intent.EMERGENCY and _seems_automatic(body)),
    )


def _seems_automatic(body: str) -> bool:
    """True if one clause of it is plainly a machine's: "Thank you for contacting Acme. He has a gun"."""
    said = clauses(body).split(f" {BREAK} ")
    return len(said) > 1 and any(decide(pieces_of(each)).intent is Intent.MACHINE for each in said)


def _number(body: str, decision: Decision) -> int | None:
    """What the whole text says by rule, else the one number in it, if the model too takes it for a rating."""
    number = SKIP if skips(body) else rating(body)
    if number is not None:
        return number
    found = numbers_in(body) or {SKIP}
    return next((each for each in found if len(found) == 1 and decision.rates(each)), None)


def _has_cancel_word(body: str) -> bool:
    known = keywords().by_words
    return any(known[(word,)].detail == CANCEL for word in words_of(body) if (word,) in known)


def _answered(body: str, decision: Decision) -> Explained | None:
    """A rating, or a number that is none of the choices; a keyword of Twilio's is no answer, whatever was asked."""
    if twilio_keywords.is_keyword(body):
        return Explained(understood=Understood(intent=Intent.OTHER, twilio_keyword=True), keyword=clean(body).strip())
    number = _number(body, decision)
    if number is None and not clean(body).strip().isdecimal():
        return None
    understood = Understood(intent=Intent.SURVEY_ANSWER, rating=number, in_danger=decision.suspects_danger)
    return Explained(understood=understood, keyword=clean(body).strip())
