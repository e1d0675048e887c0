"""From the text a person sent back to what they mean by it.

Opting out: a reply of stop, quit, end, revoke, opt out, cancel or unsubscribe revokes consent by itself, and so does
any wording that a reasonable person reads so (47 CFR 64.1200(a)(10)). Danger comes before that, except where the whole
text is a word for stop; an opt-out comes before every other wish. A wrong number is more than an opt-out and comes
before it. What a machine writes means nothing, unless danger is left when what machines say of emergencies is taken
away: "if this is an emergency, dial 911".
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.replies import twilio_keywords
from domain.replies.intents import Intent
from domain.replies.normalize import BREAK, clean
from domain.replies.phrases import split
from domain.replies.ratings import rating, skips
from domain.surveys.conversation import SKIP
from intake.replies.understanding.names import with_names
from intake.replies.understanding.word_matching import POLITE, Reading, WordsFound, cores, found_in, is_all_of, without
from locales.reply_words.absences import ABSENCE
from locales.reply_words.conditions import CONDITIONS
from locales.reply_words.languages import MENU, NAMES, POLITENESS
from locales.reply_words.machines import MACHINE, NOT_MACHINE
from locales.reply_words.never_called import NEVER_CALLED, OTHERS
from locales.reply_words.vocabularies import VOCABULARIES
from locales.reply_words.wrong_numbers import NOT_WRONG_NUMBER, WRONG_NUMBER

STOP = [(each.language, each.stop) for each in VOCABULARIES]
CANCEL = [(each.language, each.cancel) for each in VOCABULARIES]
STOP_SURVEYS = [(each.language, each.stop_surveys) for each in VOCABULARIES]
CANCEL_CALL = [(each.language, each.cancel_call) for each in VOCABULARIES]
START = [(each.language, each.start) for each in VOCABULARIES]
HELP = [(each.language, each.help) for each in VOCABULARIES]
EMERGENCY = [(each.language, each.emergency) for each in VOCABULARIES]
NOT_STOP = [each.not_stop for each in VOCABULARIES]
NOT_EMERGENCY = [each.not_emergency for each in VOCABULARIES]

WRONG, NEVER = list(WRONG_NUMBER.items()), list(NEVER_CALLED.items())
NOT_WRONG = list(NOT_WRONG_NUMBER)
MACHINES, AWAY = list(MACHINE.items()), list(ABSENCE.items())

LONGEST_WRONG_NUMBER = 30
"""Words."""

_POLITE_WITH_LANGUAGES = POLITE.union(*(phrase.split() for phrase in split(POLITENESS)))

SURVEY = "survey"
"""The purpose of an opt-out that is about surveys only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a reply means, and the little that must be known to act on it.

    `language`: asked for (LANGUAGE), else that of the words recognized, if they belong to one language only.
    `rating`: 1 to 5, 0 to skip. `cancel_word`: CANCEL, END or a translation, which may have been meant for the call for
    service; without OPT_OUT it surely was ("cancel my call"), and revokes nothing. `twilio_keyword`: Twilio has
    answered already. `purpose`: "survey" if only surveys are to stop. `automatic`: a machine seems to have written it;
    with EMERGENCY, danger was found in it all the same.
    """

    intent: Intent
    language: str | None = None
    rating: int | None = None
    cancel_word: bool = False
    twilio_keyword: bool = False
    purpose: str | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What was understood, and the words of the text that decided it; for the tests and for debugging."""

    understood: Understood
    because: str = ""


def understand(body: str, *, survey_open: bool = False) -> Understood:
    """What a person means by this text; it never raises, whatever the text."""
    return explain(body, survey_open=survey_open).understood


def explain(body: str, *, survey_open: bool = False) -> Explained:
    """What is meant and why; the first of these that finds its words decides."""
    reading = Reading.of(body)
    twilio_keyword = twilio_keywords.is_keyword(body)
    named = with_names(body, reading)
    machine = _machine(named)
    return (
        _emergency(named, of_a_machine=machine is not None)
        or machine
        or _wrong_number(named)
        or _stop(reading, twilio_keyword=twilio_keyword)
        or _explained(Intent.OPT_IN, found_in(reading, START), twilio_keyword=twilio_keyword)
        or _explained(Intent.HELP, found_in(reading, HELP), twilio_keyword=twilio_keyword)
        or _explained(Intent.LANGUAGE, _language_named(reading, by_number=not survey_open))
        or _explained(Intent.AUTOMATIC, found_in(reading, AWAY), automatic=True)
        or _the_rest(body, reading, survey_open)
    )


def _emergency(reading: Reading, *, of_a_machine: bool) -> Explained | None:
    if any(is_all_of(reading, meaning) for meaning in (STOP, CANCEL, WRONG, NEVER)):
        return None
    innocent = [*(CONDITIONS if of_a_machine else ()), *NOT_EMERGENCY, *(table for _, table in WRONG)]
    return _explained(Intent.EMERGENCY, found_in(without(reading, innocent), EMERGENCY), automatic=of_a_machine)


def _machine(reading: Reading) -> Explained | None:
    if any(is_all_of(reading, meaning) for meaning in (STOP, CANCEL, START, HELP)):
        return None
    return _explained(Intent.AUTOMATIC, found_in(without(reading, NOT_MACHINE), MACHINES), automatic=True)


def _wrong_number(reading: Reading) -> Explained | None:
    """Who tells a story does not say that it is none of theirs."""
    if len(reading.text.split()) > LONGEST_WRONG_NUMBER:
        return None
    wanted = without(reading, NOT_WRONG)
    told = None if OTHERS & reading.words else found_in(wanted, NEVER)
    return _explained(Intent.WRONG_NUMBER, found_in(wanted, WRONG) or told)


def _stop(reading: Reading, *, twilio_keyword: bool) -> Explained | None:
    wanted = without(reading, NOT_STOP)
    surveys = found_in(wanted, STOP_SURVEYS)
    beside_surveys = without(wanted, [table for _, table in STOP_SURVEYS]) if surveys else wanted
    return (
        _explained(Intent.OPT_OUT, found_in(beside_surveys, STOP), twilio_keyword=twilio_keyword)
        or _explained(Intent.OPT_OUT, surveys, purpose=SURVEY)
        or _explained(Intent.OPT_OUT, found_in(wanted, CANCEL), cancel_word=True, twilio_keyword=twilio_keyword)
    )


def _language_named(reading: Reading, *, by_number: bool) -> WordsFound | None:
    """The language of a text that asks for one, by name, code or number in our menu, and says nothing else."""
    for code, table in NAMES.items():
        asked = table.found(reading.text, ())
        if asked:
            return WordsFound(words=asked, language=code)
    words = [word for word in reading.text.split() if word != BREAK]
    for core in cores(words, _POLITE_WITH_LANGUAGES):
        if by_number and core in MENU:
            return WordsFound(words=core, language=MENU[core])
        named = next((code for code, table in NAMES.items() if core and table.is_all_of(core)), None)
        if named:
            return WordsFound(words=core, language=named)
    return None


def _the_rest(body: str, reading: Reading, survey_open: bool) -> Explained:
    call = found_in(reading, CANCEL_CALL)
    return Explained(
        understood=Understood(
            intent=Intent.SURVEY_ANSWER if survey_open and clean(body).strip() else Intent.OTHER,
            rating=_rated(body) if survey_open else None,
            cancel_word=call is not None,
        ),
        because=call.words if call else "",
    )


def _rated(body: str) -> int | None:
    return SKIP if skips(body) else rating(body)


def _explained(
    intent: Intent,
    found: WordsFound | None,
    *,
    cancel_word: bool = False,
    twilio_keyword: bool = False,
    purpose: str | None = None,
    automatic: bool = False,
) -> Explained | None:
    if found is None:
        return None
    understood = Understood(
        intent=intent,
        language=found.language,
        cancel_word=cancel_word,
        twilio_keyword=twilio_keyword,
        purpose=purpose,
        automatic=automatic,
    )
    return Explained(understood=understood, because=found.words)
