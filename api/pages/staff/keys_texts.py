"""The words of the page on API keys."""

from __future__ import annotations

from locales.sentences import say

TITLE = say("API keys")
INTRO = say("A system of yours reports calls with a key. Every change of a key needs two persons.")
NONE = say("There is no key yet.")
LABEL = say("System")
SCOPES = say("May do")
NETWORKS = say("From")
ANYWHERE = say("anywhere")
PER_MINUTE = say("A minute")
LAST_USED = say("Last used")
NEVER = say("never")
ENDS = say("Ends")
REVOKED = say("Revoked")
OVER = say("Over")
CHANGE = say("Change key {label}")
NEW = say("A new key")
NEW_MORE = say("After the approval you have it shown, once.")
LABEL_HINT = say("Which system will use it, as CAD. At most 80 characters.")
NETWORKS_LABEL = say("Networks it may be used from")
NETWORKS_HINT = say("As 203.0.113.0/24, separated by spaces. Empty: from anywhere.")
PER_MINUTE_LABEL = say("Requests and events a minute")
DAYS_LABEL = say("Days until it ends")
DAYS_HINT = say("Empty or 0: never.")
REVOKE = say("Propose to revoke it")
PROPOSE_NEW = say("Propose a new key")
PROPOSE_CHANGE = say("Propose the change")
ENCRYPTION = say("The encryption key")
ENCRYPTION_MORE = say(
    "What is kept about people is encrypted with a key on the machine itself. Its rotation is agreed to here, and done"
    " there by the machine's operator."
)
ROTATE = say("Propose to rotate it")
SCOPE_NAMES = {
    "calls:write": say("report calls and events"),
    "calls:read": say("read a call"),
    "case:write": say("change a case"),
    "usage:read": say("read what messages cost"),
    "surveys:read": say("read results of surveys"),
    "replay": say("play past calls"),
}
