"""The words of the sign-in through an agency's OpenID provider, in English."""

from __future__ import annotations

from collections.abc import Mapping

from domain.staff.provider_refusals import Unfit
from locales.sentences import Sentence, say

SIGN_IN_WITH = say("Sign in with {provider}")
OTHER_ACCOUNT = say("Sign in with another account")
BACK = say("Back to the sign-in")

REFUSED = say("You were not signed in")
NOT_OURS = say("This sign-in was begun elsewhere, is more than ten minutes old, or was used before. Begin again.")
CHANGED = say("Your agency has changed how its staff sign in. Begin again.")
AWAY = say("The sign-in service of your agency does not answer. Try again in a minute, or tell your administrator.")
SAID_NO = say("The sign-in service of your agency did not let you through, or you went back. Begin again.")
CODE = say(
    "The sign-in service of your agency would not confirm the sign-in. Begin again; if it happens again, an"
    " administrator must check the application's secret and its redirect address."
)
FORGED = say(
    "What came back from the sign-in service of your agency was not right, so it was not believed. Begin again; if it"
    " happens again, tell your administrator. The attempt was recorded."
)
CLOCK = say(
    "The clocks of the sign-in service and of this system do not agree. Tell your administrator: one of them is more"
    " than a minute wrong."
)
NO_TIME = say(
    "The sign-in service of your agency does not say when you signed in there. An administrator must have it send the"
    " claim auth_time."
)
OLD = say("Your sign-in at the service of your agency is too old. Sign in there again.")
ONE_FACTOR = say(
    "You signed in with one factor only. This system needs two, such as a password and a code or a security key. Set up"
    " a second one with your agency, then sign in again."
)
GROUPS = say(
    "You are in too many groups for the sign-in service to list them. An administrator must have it send only the"
    " groups that are assigned to this application."
)
NO_ROLE = say(
    "None of your groups has a role in this system. Ask your supervisor to have you put into the right group, then sign"
    " in again."
)
TAKEN = say(
    "Your badge belongs to another account of this system. Ask your administrator to have your badge corrected in your"
    " agency's directory, or to find out whose account it is."
)
CLOSED = say("Your account in this system is closed. An administrator can open it again.")
LOCKED_OUT = say("Your account in this system is locked. An administrator can release it.")

BECAUSE: Mapping[Unfit, Sentence] = {
    **dict.fromkeys(Unfit, FORGED),
    Unfit.NO_ATTEMPT: NOT_OURS,
    Unfit.PROVIDER_CHANGED: CHANGED,
    Unfit.PROVIDER_AWAY: AWAY,
    Unfit.PROVIDER_SAID_NO: SAID_NO,
    Unfit.CODE_REFUSED: CODE,
    Unfit.EXPIRED: CLOCK,
    Unfit.ISSUED_AT: CLOCK,
    Unfit.NOT_YET_VALID: CLOCK,
    Unfit.NO_SIGN_IN_TIME: NO_TIME,
    Unfit.OLD_SIGN_IN: OLD,
    Unfit.ONE_FACTOR: ONE_FACTOR,
    Unfit.GROUPS_LEFT_OUT: GROUPS,
    Unfit.NO_ROLE: NO_ROLE,
    Unfit.BADGE_TAKEN: TAKEN,
    Unfit.ACCOUNT_CLOSED: CLOSED,
    Unfit.ACCOUNT_LOCKED: LOCKED_OUT,
}
"""What is shown for each reason; a forger learns no more than that it did not work."""

TOO_OFTEN = say("Too many sign-ins")
TOO_OFTEN_MORE = say("More sign-ins were begun from your network than a whole shift needs. Wait a quarter of an hour.")

SIGNED_OUT = say("You are signed out here")
SIGNED_OUT_MORE = say(
    "At {provider} you are still signed in on this computer: the next person to use it could come back in. Sign out"
    " there too, unless the computer is yours alone."
)
SIGN_OUT_THERE = say("Sign out of {provider} too")
