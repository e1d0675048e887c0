"""The words around every page of the portal, in English; other languages live in the catalogs."""

from __future__ import annotations

from locales.sentences import say

LEAVE = say("Quick exit")
SKIP = say("Skip to the content")
NAVIGATION = say("Pages of the portal")
CASES = say("Cases")
CHOICES = say("Choices")
MY_DATA = say("My data")
SIGN_OUT = say("Sign out")
LANGUAGE = say("Language")
IDLE = say("You are signed out after 30 minutes in which you do nothing, and after 12 hours at the latest.")
SOON_OVER = say("You will soon be signed out. What you have written would be lost.")
STAY = say("Stay signed in")

OVER = say("You are signed out.")
OVER_MORE = say(
    "That happens after 30 minutes in which you do nothing, after 12 hours, and when you sign out everywhere."
    " Nothing was sent. Please sign in again."
)
OVER_TYPED = say("This is what you wrote. Copy it before you go on:")
SIGN_IN_AGAIN = say("Sign in again")

EVERYWHERE = say("Sign out everywhere")
EVERYWHERE_MORE = say(
    "This ends every visit to your pages, on every phone and computer, this one too. Do it if someone else may have"
    " signed in as you."
)
ENDED_EVERYWHERE = say("You are signed out everywhere.")
ENDED_UNSAFE = say(
    "Your choices are saved. You said that texts or emails are not safe for you. So we ended every visit to your pages,"
    " on every phone and computer."
)
ENDED_FOR_GOOD = say("We cannot send you a code now. To sign in again, call {non_emergency_phone}.")

WRONG_FORM = say("Please try that again.")
WRONG_FORM_MORE = say(
    "This page was open for too long, or your browser does not take cookies. Nothing was sent. Go back, load the page"
    " anew and try once more."
)
AWAY = say("Please try again in a few minutes.")
AWAY_MORE = say("The portal cannot be reached right now.")
UNREADABLE = say("This page cannot be shown.")
UNREADABLE_MORE = say("Part of it cannot be opened. Please call us if you need it.")
UNKNOWN = say("This link does not work.")
UNKNOWN_MORE = say("Please check that you opened the whole link from our message.")
