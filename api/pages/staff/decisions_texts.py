"""The words of the pages on which two persons decide."""

from __future__ import annotations

from domain.staff.proposals import KeyAct, ProposalKind, ProposalState, SecondPersonRefusal
from locales.sentences import say

TITLE = say("Decisions")
INTRO = say(
    "A policy, a sender, a key, the release of held messages and an erasure need two persons: one proposes, another"
    " approves. After 7 days without an answer a proposal is over."
)
ALONE = say(
    "You are the only one here who can decide this. Until there is a second person, only the command line on the"
    " machine itself can do it; what is done there is recorded too. Have the machine's operator add the second"
    " account: who you add or change yourself cannot be your second person."
)
FOR_YOU = say("Waiting for you")
NONE_FOR_YOU = say("Nothing waits for you.")
YOURS = say("Proposed by you")
NONE_YOURS = say("None of your proposals waits.")
LATELY = say("Done lately")
NONE_LATELY = say("Nothing was decided yet.")

KINDS = {
    ProposalKind.POLICY: say("New policy"),
    ProposalKind.SENDER: say("Change of a sender"),
    ProposalKind.HELD_RELEASE: say("Send held messages"),
    ProposalKind.HELD_DROP: say("Never send held messages"),
    ProposalKind.ERASURE: say("Erase a person"),
    ProposalKind.KEY_CHANGE: say("Change of keys"),
}
STATES = {
    ProposalState.WAITING: say("Waits"),
    ProposalState.APPROVED: say("Approved"),
    ProposalState.DECLINED: say("Declined"),
    ProposalState.WITHDRAWN: say("Withdrawn"),
    ProposalState.EXPIRED: say("Over"),
}
KEY_ACTS = {
    KeyAct.CREATE: say("Create a key"),
    KeyAct.CHANGE: say("Change a key"),
    KeyAct.REVOKE: say("Revoke a key"),
    KeyAct.ROTATE: say("Rotate the encryption key"),
}
WHAT = say("What")
BY = say("Proposed by")
WHEN = say("When")
UNTIL = say("Open until")
STATE = say("State")
SECOND = say("Second person")
NOT_DONE_YET = say("Being done")

WHY = say("Why it was proposed")
NO_REASON = say("No reason was given.")
WHAT_CHANGES = say("What would change")
VALUE = say("Value")
BEFORE = say("Now")
AFTER = say("Then")
NOTHING = say("none")
LINES = say("Lines of the policy that change")
ADDED = say("added")
REMOVED = say("removed")
HELD_COUNT = say("Messages that are held now: {count}. Calls, for example:")
ERASED_COUNT = say("Entries of this person that would be erased: {count}. Calls:")
KEPT_COUNT = say("Entries under a legal hold, which stay: {count}.")
ERASED_MORE = say(
    "Their names, numbers, addresses, the words of messages to them and of what they wrote go. That there was a call,"
    " and which messages went when, stays. It cannot be taken back."
)
ROTATE_MORE = say(
    "The key itself is made on the machine: after the approval its operator runs caseline encryption rotate."
)
TRIAL = say("See how it was tried on the last calls")
NOT_TRIED = say("This policy was not tried on past calls.")

APPROVE = say("Approve")
APPROVE_MORE = say("It is done at once, in your name and that of {badge}.")
DECLINE = say("Decline")
DECLINE_WORDS = say("Why you decline")
WITHDRAW = say("Withdraw")
ANSWER = say("Why it was declined")
OWN_MORE = say("You proposed this. Another account that has the right must approve it.")
COLLECT = say("Show the new key, once")
COLLECT_MORE = say("The key was approved. It is made when you have it shown, and shown this once: copy it then.")
THE_KEY = say("The new key")
THE_KEY_MORE = say("Copy it into the system that will use it. It cannot be shown again; only its hash is kept.")

REFUSED = say("Not approved")
REFUSALS = {
    SecondPersonRefusal.OWN: say("You proposed this yourself: another person must approve it."),
    SecondPersonRefusal.SAME_NAME: say(
        "Your account and that of {badge} bear the same name: one person with two accounts is still one person."
    ),
    SecondPersonRefusal.SAME_HANDS: say(
        "Your account or that of {badge} was added or changed by the other one: it may be in the same hands. Ask"
        " another member of staff who has the right."
    ),
    SecondPersonRefusal.NO_RIGHT: say("None of your roles has the right to it."),
    SecondPersonRefusal.PROPOSER_LOST_IT: say(
        "{badge}, who proposed it, has no right to it any more. Propose it anew."
    ),
    SecondPersonRefusal.OVER: say("This proposal is over: it was answered, withdrawn, or not answered in time."),
    SecondPersonRefusal.CHANGED: say(
        "What it would change is not what it was: look at it as it is now, or have it proposed anew."
    ),
    SecondPersonRefusal.IMPOSSIBLE: say("There is nothing left to do it to."),
}
LEDGER = say("The ledger of erasures cannot be written, so nothing was erased. Tell the machine's operator.")

CANNOT = say("This cannot be proposed")
CANNOT_MORE = say("Nothing was changed. Go back and mend it:")
REASON = say("Why")
REASON_HINT = say("The second person reads it.")
PROPOSE = say("Propose it")

HELD = say("Held messages")
HELD_MORE = say("They came in a mass, so the brake holds them until two persons have looked.")
HELD_KEY = say("Message")
HELD_NUMBER = say("Held")
HELD_SINCE = say("Since")
RELEASE = say("Propose to send them")
DROP = say("Propose never to send them")

ERASE = say("Erase a person")
ERASE_MORE = say("Find the person by the number of a call. What would be erased is shown to both persons first.")
CALL_NUMBER = say("Call number")
FIND = say("Find")
NO_CALL = say("There is no call of yours with this number.")
WHO = say("Who is to be erased in call {number}?")
KNOWN_SINCE = say("known since")
BACK = say("Back")
