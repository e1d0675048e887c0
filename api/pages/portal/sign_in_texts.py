"""The words of the portal's sign-in, in English; other languages live in the catalogs."""

from __future__ import annotations

from domain.messages import Channel
from locales.sentences import Sentence, call_911, say

TITLE = say("Follow your case")
ABOUT = say("Here you can see at any time where your case stands.")
EMERGENCY = call_911(say("In an emergency, call 911."), or_text=say("In an emergency, call or text 911."))
HOW = say(
    "Enter your case number, and the phone number or email address that you gave us. We send a code there. There is no"
    " password."
)
CASE = say("Case number")
CASE_HINT = say("It is in our messages and on your report. Spaces and dashes do not matter.")
ADDRESS = say("Phone number or email address")
SEND_CODE = say("Send me a code")
BY_LINK: dict[Channel, Sentence] = {
    Channel.SMS: say("We send a code by text to the phone that received this link."),
    Channel.EMAIL: say("We send a code to the email address that received this link."),
}

PROBLEMS = say("Please check these:")
# Translators: {example} is a number such as 2026-00123.
CASE_WRONG = say("Please enter your case number, such as {example}.")
# Translators: {phone} is a telephone number, {email} an email address.
ADDRESS_WRONG = say(
    "Please enter a phone number with its area code, such as {phone}, or an email address, such as {email}."
)
EXAMPLES: dict[str, str] = {"example": "2026-00123", "phone": "206 555 0123", "email": "name@example.org"}
"""What a wrong entry might look like; said in no language."""

CODE_TITLE = say("Enter your code")
ON_ITS_WAY = say("If what you entered matches a case, a code is on its way to you.")
CODE = say("Your code (6 digits)")
CODE_HINT = say("It works for 10 minutes, and only in this browser.")
NEVER_ASKED = say("Do not give it to anyone. We will never call or write to ask you for it.")
SIGN_IN = say("Sign in")
NO_CODE = say("If no code comes")
WAIT = say("Wait a minute. Check your spam folder too.")
CHECK = say("Check the case number, and the phone number or email address.")
FEW = say("We send at most three codes in 15 minutes. A code that you already have works for 10 minutes.")
LINK = say("If you have a message from us with a link to your case, open that link. You can ask for a code there.")
START = say("If you once texted us STOP, text START to the same number. Then ask for a new code.")
# Translators: {phone} is a telephone number.
CALL = say("Or call {phone}. That number is not for emergencies.")
AGAIN = say("Ask for a new code")
CODE_WRONG = say("This code is not right, or it is too old. Please look at our newest message.")
TOO_MANY = say("Too many tries")
TOO_MANY_MORE = say("Your code does not work anymore. Please ask for a new one.")

TOO_OFTEN = say("Please wait")
# Translators: {time} is a time of day; in Spanish with its article and a full stop of its own.
TOO_OFTEN_MORE = say("Too many tries. You can try again after {time}.")

WHICH = say("Which police agency has your case?")
NONE = say("There is nothing here yet.")
