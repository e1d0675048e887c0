"""What the pages say on which a case is given to a detective, in English; Spanish lives in the staff catalog."""

from __future__ import annotations

from locales.sentences import say

ASSIGN = say("Assign the case")
ABOUT = say("Case {number}")
ABOUT_CALL = say("Call {number}")
HAS_IT = say("It is the case of {badge} now.")
NO_ONE_HAS_IT = say("No detective has it yet.")
WHO = say("Who works on it from now on?")
NO_DETECTIVES = say("No account of a detective is open. An administrator adds them.")
CHOOSE = say("Choose a detective.")
NEXT = say("See what victims will read")

CHECK = say("Check before you assign it")
TO = say("Detective")
WILL_READ = say("Victims will read of the detective")
NAME = say("Name")
PHONE = say("Telephone")
EMAIL = say("Email")
NOTHING_SHARED = say("Nothing: your agency's policy shares neither name nor number.")
TELLS_NOT = say(
    "The case has gone further than that, so its status stays. Victims see the new name in the portal, and are not"
    " written to: write to them yourself."
)
AGENCY_NUMBER = say("The account has no telephone number of its own: the number of your agency is given.")
DO_IT = say("Assign")
BACK = say("Choose another detective")

CANNOT = say("It cannot be assigned now:")
