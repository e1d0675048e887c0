"""The words of the sign-in of staff, in English."""

from __future__ import annotations

from locales.sentences import say

SIGN_IN = say("Sign in")
BANNER = say(
    "This system of {agency} is for authorized staff on official business only. What you do here is recorded and may"
    " be monitored and audited. Use without authorization is prohibited and may be punished. By signing in you agree"
    " to this."
)
DEMONSTRATION = say("Try Caseline")
DEMONSTRATION_MORE = say(
    "This link signs you in to a demonstration with invented people, on this machine only. There is no second factor,"
    " which a real agency always needs."
)
SIGN_IN_AS = say("Sign in as {role} {badge}")
NO_LINK = say("This link does not work")
NO_LINK_MORE = say(
    "It was used before, is too old, or is only for a demonstration. Ask your administrator for another."
)
NOT_OPEN = say("This account cannot sign in")
NOT_OPEN_MORE = say("It is closed, or locked after wrong tries. Ask your administrator.")
