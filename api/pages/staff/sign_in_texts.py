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

LOCKED_OTHERS = say("If this is not your session, sign in as yourself: what was typed is shown to its owner only.")
PASSKEY = say("With a passkey")
PASSKEY_MORE = say("Your device asks for your finger, your face or its PIN. You type nothing here.")
USE_PASSKEY = say("Use a passkey")
NO_SCRIPT = say("A passkey needs JavaScript and a browser that knows passkeys. Use your password and a code.")
PASSKEY_FAILED = say(
    "Your device gave no passkey for this page. Try again, or use your password and a code. If neither works, ask your"
    " administrator for an invitation."
)
PASSWORD = say("With a password and a code")
BADGE = say("Badge or user ID")
PASSWORD_FIELD = say("Password")
CODE = say("Code")
CODE_HINT = say("The six digits that your authenticator app shows now.")
NOT_LET_IN = say("You were not let in")
NOT_LET_IN_MORE = say(
    "What you entered does not match, or the account is locked or closed. After 5 wrong tries in 15 minutes an account"
    " is locked until an administrator releases it. Each code works once: wait for the next one before you try again."
)
LATER = say("Too many wrong tries from your network")
LATER_MORE = say("Nothing was checked. Minutes until you can try again: {minutes}. A passkey works meanwhile.")
BREAK_GLASS = say("Break-glass accounts")
BREAK_GLASS_MORE = say("Only for when the other way does not work. Each use is recorded and reviewed.")

WELCOME = say("Choose how you sign in")
WELCOME_MORE = say("This invitation is for {badge}. It works once, and is used up when you are done.")
MAKE_PASSKEY = say("Make a passkey")
MAKE_PASSKEY_MORE = say(
    "The safest way, and the quickest: your phone, your computer or a security key keeps it, and asks for your finger,"
    " your face or a PIN."
)
MAKE_PASSKEY_NO_SCRIPT = say("A passkey needs JavaScript and a browser that knows passkeys. Choose a password instead.")
MAKE_PASSKEY_FAILED = say("Your device made no passkey for this page. Try again, or choose a password instead.")
CHOOSE_PASSWORD = say("Choose a password")
CHOOSE_PASSWORD_MORE = say("Beside it you need an authenticator app that shows codes, on your phone or computer.")
TO_PASSWORD = say("Use a password and codes")
SCAN = say("1. Add this account to your authenticator app")
SCAN_MORE = say("Scan the picture with the app. Without a camera, choose “Enter a setup key” there and type this key:")
QR = say("QR code with the setup key that stands below")
NEW_PASSWORD = say("2. Choose a password")
NEW_PASSWORD_HINT = say(
    "At least 12 characters. A few words that do not belong together are easy to remember and hard to guess. Spaces"
    " and every letter and sign are allowed."
)
FIRST_CODE = say("3. Enter the code that the app shows")
FINISH = say("Finish and sign in")
PROBLEMS = say("This must be changed")
SHORT = say("Use at least 12 characters.")
LONG = say("Use at most 256 characters.")
COMMON = say(
    "This password is easy to guess: it is common, or made of common words, dates, keyboard rows, or the name of your"
    " agency or yours."
)
WRONG_CODE = say("This code does not match. Type the next one, and check that your device’s clock is right.")
INVITATION_OVER = say("This invitation does not work any more")
INVITATION_OVER_MORE = say(
    "It was used before, is older than 72 hours, or another took its place. Ask your administrator for a new one."
)
