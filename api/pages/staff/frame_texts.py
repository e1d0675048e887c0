"""The words around every staff page, in English; Spanish lives in the catalog of the staff pages."""

from __future__ import annotations

from domain.staff.roles import Right, Role
from locales.sentences import Sentence, say

SKIP = say("Skip to the page")
NAVIGATION = say("Pages")
SIGN_OUT = say("Sign out")
LANGUAGE = say("Language")
SIGNED_IN_AS = say("Signed in as {badge}")
WAITING = say("{count} waiting")
URGENT = say("{count} urgent")
IDLE = say("After 30 minutes without a request this session is locked. What you typed is kept.")
SOON_LOCKED = say("This session will soon be locked. What you typed is kept.")
STAY = say("Keep it open")

HOME = say("Start")
NOTHING_HERE = say("Your roles open no page yet. Ask your administrator.")

UNKNOWN = say("There is no such page")
UNKNOWN_MORE = say("Go back, or choose a page above.")
WRONG_FORM = say("This form is no longer valid")
WRONG_FORM_MORE = say("Go back, load the page again, and send the form once more.")
AWAY = say("The database cannot be reached")
AWAY_MORE = say("Nothing was changed. Try again in a minute.")
UNREADABLE = say("This page cannot be shown")
UNREADABLE_MORE = say("What it would show cannot be decrypted with the keys of this machine. Tell your administrator.")
NO_POLICY = say("Your agency's policy cannot be read")
NO_POLICY_MORE = say("Until it can, nothing is sent, and this page cannot be shown. Tell your administrator.")
NOT_ALLOWED = say("Your account may not do this")
NOT_ALLOWED_MORE = say("None of your roles has the right to it. The attempt was recorded.")

OVER = say("Your session is over")
OVER_MORE = say("Nothing was sent. Sign in again.")
TYPED = say("This is what you typed. Copy it before you go on.")
SIGN_IN_AGAIN = say("Sign in again")
LOCKED = say("This session is locked")
LOCKED_MORE = say("There was no request for 30 minutes. Sign in again to go on where you were.")
LOCKED_KEPT = say("What you sent last was kept. You will be asked whether to send it once you are signed in.")
KEPT = say("Send what you typed?")
KEPT_MORE = say("Your session was locked when you sent this form, so nothing was done yet.")
SEND_IT = say("Send it now")
THROW_AWAY = say("Do not send it")

CASES = say("My cases")
TASKS = say("Tasks")
TODAY = say("Today")
SEARCH = say("Search")
DECISIONS = say("Decisions")
RESULTS = say("Results")
COACHING = say("Coaching")
MY_RECORD = say("My record")
ACCOUNTS = say("Staff")
KEYS = say("API keys")
SENDERS = say("Senders")
LANGUAGES = say("Languages")
POLICY = say("Policy")
SURVEYS = say("Survey questions")
AUDIT = say("Audit log")
HOT_SPOTS = say("Hot spots")

PAGES: tuple[tuple[str, Sentence, frozenset[Right]], ...] = (
    ("cases", CASES, frozenset({Right.SEE_OWN_CASES})),
    ("tasks", TASKS, frozenset({Right.DO_TASKS})),
    ("today", TODAY, frozenset({Right.SEE_TODAY})),
    ("search", SEARCH, frozenset({Right.SEARCH})),
    (
        "decisions",
        DECISIONS,
        frozenset({Right.REVIEW_HELD, Right.ERASE, Right.MANAGE_POLICY, Right.MANAGE_SENDERS, Right.MANAGE_KEYS}),
    ),
    ("results", RESULTS, frozenset({Right.SEE_RESULTS})),
    ("hot-spots", HOT_SPOTS, frozenset({Right.SEE_RESULTS})),
    ("coaching", COACHING, frozenset({Right.SEE_COACHING})),
    ("my-record", MY_RECORD, frozenset({Right.SEE_OWN_RECORD})),
    ("accounts", ACCOUNTS, frozenset({Right.MANAGE_STAFF})),
    ("keys", KEYS, frozenset({Right.MANAGE_KEYS})),
    ("senders", SENDERS, frozenset({Right.MANAGE_SENDERS})),
    ("policy", POLICY, frozenset({Right.MANAGE_POLICY})),
    ("languages", LANGUAGES, frozenset({Right.MANAGE_POLICY})),
    ("surveys", SURVEYS, frozenset({Right.MANAGE_POLICY})),
    ("audit", AUDIT, frozenset({Right.SEE_AUDIT})),
)
"""What follows /staff/<ori>/ -> its name, and the rights of which one is enough to see it, in the order of the menu."""

ROLES = {
    Role.DETECTIVE: say("Detective"),
    Role.SUPERVISOR: say("Supervisor"),
    Role.RECORDS: say("Records"),
    Role.ADMINISTRATOR: say("Administrator"),
    Role.ANALYST: say("Analyst"),
    Role.AUDITOR: say("Auditor"),
    Role.OFFICER: say("Officer or call-taker"),
}
